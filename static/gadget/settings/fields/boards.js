// The setting "boards": found by typing, chosen ones as chips, each described by the app for the other settings.
import { Combobox } from "./combobox.js";
import { field } from "./field.js";
import { wordsFor } from "./plain.js";
import { SETTINGS } from "../table.js";
import { wordsOf } from "../../view/states.js";
import { failureOf } from "../../lib/bridge.js";
import { el } from "../../lib/elements.js";
import { t } from "../../i18n/texts.js";

/** @import { Shared } from "../edit.js" */

/**
 * Return the field.
 * @param {Shared} shared
 */
export function boardsField(shared) {
  const boards = new ChosenBoards(shared);
  return Object.assign(boards.part, {
    begin: () => boards.begin(),
    descriptions: () => boards.descriptions(),
    /**
     * @param {Server.Description[]} _
     * @param {string[]} warnings
     */
    describe: (_, warnings) => boards.part.warn([...boards.errors(), ...warnings]),
  });
}

/** The boards that are chosen, as chips, and what is known of each. */
class ChosenBoards {
  /** @type {Map<number, {name?: string | null, description?: Server.Description, error?: Failure}>} */
  #known = new Map();
  #unlisted = false;
  chips = el("ul", { class: "chips", "aria-label": t("settings.boards.chosen") });
  said = el("p", { role: "status", class: "sr" });

  /** @param {Shared} shared */
  constructor(shared) {
    const { name: setting, values } = shared;
    this.shared = shared;
    this.most = SETTINGS[setting].most ?? 1;
    this.picker = new Combobox({
      search: (query, startAt) => this.#list({ query, startAt }),
      describe: ({ name, projectKey, projectName }) =>
        [projectKey, projectName === name ? "" : projectName].filter(Boolean).join(" · "),
      isChosen: ({ id }) => values.boardIds.includes(id),
      choose: (board) => this.add(board),
    });
    const { label, hint } = wordsFor(setting);
    this.part = field({
      label,
      hint,
      controls: [this.picker.input],
      content: [this.chips, this.picker.root, this.said],
    });
  }

  /** On a site with one board there is nothing to ask, and with none, or where Jira refuses, nothing to choose from. */
  async begin() {
    const { values } = this.shared;
    this.#draw();
    if (values.boardIds.length) {
      values.boardIds.forEach((id) => this.#learn(id));
      return;
    }
    try {
      const page = await this.#list({});
      if (values.boardIds.length || page.nextStartAt !== null) return;
      if (page.boards.length === 1) this.add(page.boards[0]);
      else if (page.boards.length === 0) this.part.fail(t("settings.boards.empty"));
    } catch (error) {
      this.#unlisted = true;
      this.part.fail(t("settings.boards.failed", wordsOf(failureOf(error))));
    }
  }

  /**
   * List boards; once that works, the field no longer says that it did not.
   * @param {{query?: string, startAt?: number}} wanted
   */
  async #list(wanted) {
    const page = await this.shared.host.invoke("listBoards", wanted);
    if (this.#unlisted) this.part.fail("");
    this.#unlisted = false;
    return page;
  }

  /** @param {Server.ListedBoard} board */
  add({ id, name }) {
    const { values } = this.shared;
    if (values.boardIds.includes(id)) return;
    if (values.boardIds.length === this.most) {
      this.part.fail(t("settings.error.manyBoards", { n: this.most }));
      return;
    }
    this.#known.set(id, { name });
    values.boardIds = [...values.boardIds, id];
    this.said.textContent = t("settings.boards.added", { name });
    this.#update();
    this.#learn(id);
  }

  /** @param {number} id */
  remove(id) {
    const { values, described } = this.shared;
    const at = values.boardIds.indexOf(id);
    values.boardIds = values.boardIds.filter((each) => each !== id);
    this.said.textContent = t("settings.boards.removed", { name: this.#nameOf(id) });
    this.#update();
    described();
    const buttons = this.chips.querySelectorAll("button");
    (buttons[Math.min(at, buttons.length - 1)] ?? this.picker.input).focus();
  }

  descriptions() {
    return this.shared.values.boardIds.flatMap((id) => this.#known.get(id)?.description ?? []);
  }

  errors() {
    return this.shared.values.boardIds.flatMap((id) => {
      const error = this.#known.get(id)?.error;
      return error ? [`${this.#nameOf(id)}: ${wordsOf(error).text}`] : [];
    });
  }

  /**
   * Ask what can be chosen for a board; without an answer the other settings offer what they can.
   * @param {number} id
   */
  async #learn(id) {
    const { values, host, described } = this.shared;
    try {
      const description = await host.invoke("describeBoard", { boardId: id });
      this.#known.set(id, { name: description.board.name, description });
    } catch (error) {
      this.#known.set(id, { name: this.#known.get(id)?.name, error: failureOf(error) });
    }
    if (!values.boardIds.includes(id)) return;
    this.#draw();
    described();
  }

  /** @param {number} id */
  #nameOf(id) {
    return this.#known.get(id)?.name ?? t("settings.boards.unnamed", { id });
  }

  #update() {
    this.part.fail("");
    this.#draw();
    this.shared.changed();
  }

  #draw() {
    const { boardIds } = this.shared.values;
    const focused = [...this.chips.querySelectorAll("button")].findIndex((button) => button === document.activeElement);
    this.chips.replaceChildren(...boardIds.map((id) => this.#chip(id)));
    this.chips.hidden = boardIds.length === 0;
    this.chips.querySelectorAll("button")[focused]?.focus();
  }

  /** @param {number} id */
  #chip(id) {
    const name = this.#nameOf(id);
    const label = t("settings.boards.remove", { name });
    return el(
      "li",
      {},
      el("span", {}, name),
      el("button", { type: "button", class: "icon", "aria-label": label, onclick: () => this.remove(id) }, "×"),
    );
  }
}
