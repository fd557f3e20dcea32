// Finding one of many by typing: a combobox with a list (ARIA 1.2), whose focus never leaves the input.
import { wordsOf } from "../view/states.js";
import { el, uid } from "../lib/elements.js";

const PAUSE_MS = 200;
const EMPTY_PAGES = 10;

/**
 * `search(query, startAt)` gives `{boards, total, nextStartAt}`; `choose(board)` is called for the one that was picked;
 * `isChosen(board)` marks those that are in already. Returns `{root, input, close}`.
 */
export function combobox({ search, choose, isChosen, describe, t }) {
  const list = el("ul", { role: "listbox", id: uid("boards"), "aria-label": t("settings.boards.found"), hidden: true });
  const status = el("p", { class: "hint", role: "status" });
  const input = el("input", {
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: "255",
    placeholder: t("settings.boards.placeholder"),
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  });
  const popup = el("div", { class: "popup" }, list, status);
  const root = el("div", { class: "combobox" }, input, popup);
  let boards = [];
  let next = null;
  let active = -1;
  let asked = 0;
  let open = false;
  let busy = false;
  let timer;

  function draw() {
    list.replaceChildren(...boards.map((board, at) => option(board, at)));
    list.hidden = !open || boards.length === 0;
    popup.classList.toggle("open", open);
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(Math.min(active, boards.length - 1));
  }

  function option(board, at) {
    const attributes = {
      role: "option",
      id: `${list.id}-${at}`,
      "aria-selected": String(isChosen(board)),
      "data-at": at,
    };
    return el("li", attributes, el("span", {}, board.name), el("span", { class: "hint" }, describe(board)));
  }

  function mark(at) {
    active = at;
    for (const node of list.children) node.classList.toggle("active", Number(node.dataset.at) === at);
    if (list.hidden || at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", `${list.id}-${at}`);
    return list.children[at].scrollIntoView({ block: "nearest" });
  }

  /** Ask for the page at `startAt`; pages without a usable board are passed over. */
  async function load(startAt) {
    const ask = (asked += 1);
    busy = true;
    status.textContent = t("settings.boards.looking");
    popup.classList.add("open");
    try {
      let page;
      for (let tries = 0, at = startAt; tries < EMPTY_PAGES && at !== null; tries += 1, at = page.nextStartAt) {
        page = await search(input.value.trim(), at);
        if (ask !== asked) return;
        if (page.boards.length) break;
      }
      boards = startAt ? [...boards, ...page.boards] : page.boards;
      next = page.nextStartAt;
      status.textContent = t(`settings.boards.${boards.length ? "count" : "none"}`, {
        n: boards.length,
        more: next !== null,
      });
      if (!startAt) active = input.value.trim() ? 0 : -1;
    } catch (error) {
      if (ask !== asked) return;
      if (!startAt) boards = [];
      next = null;
      status.textContent = t("settings.boards.failed", { reason: wordsOf(error).text });
    }
    busy = false;
    draw();
  }

  const more = () => (next !== null && !busy ? load(next) : undefined);

  function show() {
    if (open) return;
    open = true;
    boards = [];
    load(0);
  }

  function close() {
    clearTimeout(timer);
    asked += 1;
    open = busy = false;
    next = null;
    boards = [];
    active = -1;
    status.textContent = "";
    draw();
  }

  function pick(board) {
    input.value = "";
    close();
    choose(board);
  }

  async function step(by) {
    if (!open) return show();
    if (by > 0 && active === boards.length - 1) await more();
    return boards.length ? mark(Math.min(Math.max(active + by, 0), boards.length - 1)) : undefined;
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    asked += 1;
    open = true;
    timer = setTimeout(() => load(0), PAUSE_MS);
  });
  input.addEventListener("click", show);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && open) active >= 0 && boards[active] && pick(boards[active]);
    else if (event.key === "Escape" && (open || input.value)) open ? close() : (input.value = "");
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const node = event.target.closest("[role=option]");
    if (node) pick(boards[node.dataset.at]);
  });
  list.addEventListener("scroll", () => {
    if (list.scrollTop + list.clientHeight > list.scrollHeight - 40) more();
  });
  input.addEventListener("blur", close);
  return { root, input, close };
}
