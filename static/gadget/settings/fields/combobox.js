// A combobox with a list (ARIA 1.2) to find one of many; the focus stays in the input.
import { Pages } from "./pages.js";
import { wordsOf } from "../../view/states.js";
import { failureOf } from "../../lib/bridge.js";
import { el, uid } from "../../lib/elements.js";
import { t } from "../../i18n/texts.js";

const PAUSE_MS = 200;
/** The distance to the list's end, in CSS pixels, at which the next page is read. */
const NEAR_END = 40;

/**
 * @typedef {object} Choosing
 * @property {import("./pages.js").Search} search
 * @property {(board: Server.ListedBoard) => void} choose is called for the one that was picked
 * @property {(board: Server.ListedBoard) => boolean} isChosen marks those that are in already
 * @property {(board: Server.ListedBoard) => string} describe
 */

export class Combobox {
  #active = -1;
  #open = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Choosing} choosing */
  constructor(choosing) {
    this.choosing = choosing;
    this.pages = new Pages(choosing.search);
    const label = t("settings.boards.found");
    this.list = el("ul", { role: "listbox", id: uid("boards"), "aria-label": label, hidden: true });
    this.status = el("p", { class: "hint", role: "status" });
    this.input = el("input", {
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      maxlength: "255",
      placeholder: t("settings.boards.placeholder"),
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
    });
    this.popup = el("div", { class: "popup" }, this.list, this.status);
    this.root = el("div", { class: "combobox" }, this.input, this.popup);
    this.#listen();
  }

  #listen() {
    const { input, list } = this;
    input.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.pages.overtake();
      this.#open = true;
      this.#timer = setTimeout(() => this.#load(0), PAUSE_MS);
    });
    input.addEventListener("click", () => this.#show());
    input.addEventListener("keydown", (event) => this.#onKey(event));
    input.addEventListener("blur", () => this.#close());
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", ({ target }) => {
      const node = target instanceof Element && target.closest("[role=option]");
      if (node) this.#pick([...list.children].indexOf(node));
    });
    list.addEventListener("scroll", () => {
      if (list.scrollTop + list.clientHeight > list.scrollHeight - NEAR_END) this.#more();
    });
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.#step(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && this.#open) this.#pick(this.#active);
    else if (event.key === "Escape" && this.#open) this.#close();
    else if (event.key === "Escape" && this.input.value) this.input.value = "";
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #draw() {
    const { list, input, pages } = this;
    list.replaceChildren(...pages.boards.map((board, at) => this.#option(board, at)));
    list.hidden = !this.#open || pages.boards.length === 0;
    this.popup.classList.toggle("open", this.#open);
    input.setAttribute("aria-expanded", String(!list.hidden));
    this.#mark(Math.min(this.#active, pages.boards.length - 1));
  }

  /**
   * @param {Server.ListedBoard} board
   * @param {number} at
   */
  #option(board, at) {
    const { isChosen, describe } = this.choosing;
    const attributes = { role: "option", id: `${this.list.id}-${at}`, "aria-selected": String(isChosen(board)) };
    return el("li", attributes, el("span", {}, board.name), el("span", { class: "hint" }, describe(board)));
  }

  /** @param {number} at */
  #mark(at) {
    this.#active = at;
    const { list, input } = this;
    [...list.children].forEach((node, place) => node.classList.toggle("active", place === at));
    if (list.hidden || at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", `${list.id}-${at}`);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  /** @param {number} startAt */
  async #load(startAt) {
    const { pages, status } = this;
    status.textContent = t("settings.boards.looking");
    this.popup.classList.add("open");
    const query = this.input.value.trim();
    try {
      if (!(await pages.load(query, startAt))) return;
      const n = pages.boards.length;
      const more = pages.next !== null;
      const nothing = query || more ? "none" : "empty";
      status.textContent = t(`settings.boards.${n ? "count" : nothing}`, { n, more });
      if (!startAt) this.#active = this.input.value.trim() ? 0 : -1;
    } catch (error) {
      status.textContent = t("settings.boards.failed", wordsOf(failureOf(error)));
    }
    this.#draw();
  }

  async #more() {
    if (this.pages.hasMore) await this.#load(this.pages.next ?? 0);
  }

  #show() {
    if (this.#open) return;
    this.#open = true;
    this.pages.clear();
    this.#load(0);
  }

  #close() {
    clearTimeout(this.#timer);
    this.pages.clear();
    this.#open = false;
    this.#active = -1;
    this.status.textContent = "";
    this.#draw();
  }

  /** @param {number} at */
  #pick(at) {
    const board = this.pages.boards[at];
    if (!board) return;
    this.input.value = "";
    this.#close();
    this.choosing.choose(board);
  }

  /** @param {1 | -1} by */
  async #step(by) {
    if (!this.#open) return this.#show();
    if (by > 0 && this.#active === this.pages.boards.length - 1) await this.#more();
    const last = this.pages.boards.length - 1;
    if (last >= 0) this.#mark(Math.min(Math.max(this.#active + by, 0), last));
  }
}
