/** @import { Arrangement } from "./arrangement.js" */
// The head of the dashboard's page: its title, where the figures come from, and what is done to all of it.
import { addressOf, ask } from "../lib/api.js";
import { titleOf } from "./dashboards.js";
import { el, icon } from "../lib/dom.js";
import { menuButton } from "../lib/menu.js";
import { text } from "../i18n/texts.js";
import * as theme from "../lib/theme.js";
import { WIDGET } from "../frame/widget.js";

/** The layouts to choose from: how many columns, and which of them is the wider one. */
const LAYOUTS = /** @type {const} */ ([
  ["columns1", 1, null],
  ["columns2", 2, null],
  ["columns2First", 2, 0],
  ["columns2Last", 2, 1],
  ["columns3", 3, null],
  ["columns3Middle", 3, 1],
]);
const MODES = /** @type {const} */ (["System", "Light", "Dark"]);

/**
 * Make the head for a board.
 * @param {Arrangement} board
 */
export function head(board) {
  /** @type {{[kind: string]: string}} */
  const kinds = { demo: text("demoSite"), recorded: text("recordedSite") };
  const site = el(
    "span",
    { class: "lozenge" },
    kinds[board.site.kind] ?? new URL(board.site.siteUrl ?? location.origin).host,
  );
  const add = el(
    "button",
    { type: "button", class: "add", hidden: board.viewOnly, onclick: () => choose(board) },
    icon("add"),
    text("addGadget"),
  );
  const view = menuButton({ label: text("view"), glyph: "view", items: () => viewItems(board) });
  const mark = el("img", { src: addressOf("/host/mark.svg"), alt: "", width: "24", height: "24" });
  return el("header", { class: "top" }, mark, titleOf(board), site, el("div", { class: "actions" }, add, view.root));
}

/** @param {Arrangement} board */
function viewItems(board) {
  const columns = LAYOUTS.map(([name, count, wide]) => ({
    label: text(name),
    checked: board.columns === count && (board.wide ?? null) === wide,
    run: () => board.chooseLayout(count, wide),
  }));
  const modes = MODES.map((mode) => ({
    label: text(`theme${mode}`),
    checked: theme.choice() === mode.toLowerCase(),
    run: () => theme.choose(mode.toLowerCase()),
  }));
  const leave = board.caller.session ? [{ heading: text("access") }, { label: text("logOut"), run: logOut }] : [];
  const arranging = board.viewOnly ? [] : [{ heading: text("columns") }, ...columns];
  const refresh = { label: text("refreshAll"), run: () => board.refreshAll() };
  return [refresh, ...arranging, { heading: text("theme") }, ...modes, ...leave];
}

/** End this browser's session; the page that loads then asks for the key. */
async function logOut() {
  await ask("POST", "/logout", "{}").catch(() => null); // one that has ended by itself asks for the key as well
  location.reload();
}

/**
 * Ask which gadget to add.
 * @param {Arrangement} board
 */
function choose(board) {
  const dialog = el("dialog", { "aria-labelledby": "choose-title" });
  dialog.addEventListener("close", () => dialog.remove());
  const kinds = new Set(board.modules.map(({ type }) => type));
  const rows = board.modules.map((module) => {
    const kind = kinds.size > 1 ? text(module.type === WIDGET ? "kindWidget" : "kindGadget") : null;
    const lozenge = kind && el("span", { class: "lozenge" }, kind);
    const add = el(
      "button",
      {
        type: "button",
        class: "primary",
        "aria-label": `${text("addThis")}: ${kind ? `${module.title}, ${kind}` : module.title}`,
        onclick() {
          dialog.close();
          board.addGadget(module);
        },
      },
      text("addThis"),
    );
    return el("li", {}, el("div", {}, el("strong", {}, module.title), lozenge, el("p", {}, module.description)), add);
  });
  const close = el("button", { type: "button", onclick: () => dialog.close() }, text("close"));
  const actions = el("div", { class: "dialog-actions" }, close);
  dialog.append(el("h2", { id: "choose-title" }, text("addGadget")), el("ul", {}, ...rows), actions);
  document.body.append(dialog);
  dialog.showModal();
}
