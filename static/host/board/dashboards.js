/** @import { Arrangement } from "./arrangement.js" */
/** @import { Heading, Item } from "../lib/menu.js" */
// The dashboards by name: the menu that the title opens, and what can be done with the one that is shown.
import { addressOf, ask, failureOf } from "../lib/api.js";
import { el } from "../lib/dom.js";
import { showFlag } from "../lib/flags.js";
import { menuButton } from "../lib/menu.js";
import { text } from "../i18n/texts.js";

const DELETED = "#deleted=";

/** Return the name that the page's address asks for, null for the default dashboard. */
export function askedFor() {
  const found = /\/d\/([^/]+)$/.exec(location.pathname);
  return found && decodeURIComponent(found[1]);
}

/** @param {{name: string, isDefault: boolean}} listed */
const addressFor = ({ name, isDefault }) => addressOf(isDefault ? "/" : `/d/${encodeURIComponent(name)}`);

/**
 * Make the page's title: a menu where there is something to choose.
 * @param {Arrangement} board
 */
export function titleOf(board) {
  document.title = board.name;
  if (board.viewOnly && board.dashboards.length === 1) return el("h1", {}, board.name);
  const menu = menuButton({ label: board.name, hint: text("dashboards"), items: () => items(board, menu.button) });
  return el("h1", { class: "title" }, menu.root);
}

/**
 * @param {Arrangement} board
 * @param {HTMLElement} button
 */
function items(board, button) {
  const others = board.dashboards.map((one) => ({
    label: one.name,
    checked: one.id === board.id,
    run: () => one.id === board.id || location.assign(addressFor(one)),
  }));
  /** @type {(Item | Heading)[]} */
  const list = [{ heading: text("dashboards") }, ...others];
  if (board.viewOnly) return list;
  const mine = board.dashboards.find(({ id }) => id === board.id);
  list.push({ heading: text("thisDashboard") }, { label: text("dashboardNew"), run: () => create(board) });
  list.push({ label: text("rename"), run: () => rename(board, button) });
  list.push({ label: text("dashboardCopy"), run: () => create(board, mine) });
  if (!mine || mine.isDefault) return list;
  list.push({ label: text("dashboardFirst"), run: () => makeDefault(board, mine) });
  list.push({ label: text("dashboardDelete"), run: () => remove(board) });
  return list;
}

/**
 * @param {Arrangement} board
 * @param {Server.Listed} [original]
 */
function create(board, original) {
  const title = text(original ? "dashboardCopy" : "dashboardNew");
  askName(title, original ? text("copyOf", { name: original.name }) : "", async (name) => {
    /** @type {Server.Listed} */
    const made = await ask("POST", "/dashboards", JSON.stringify({ name, copyOf: original && `~${original.id}` }));
    location.assign(addressFor(made));
  });
}

/**
 * @param {Arrangement} board
 * @param {HTMLElement} button
 */
function rename(board, button) {
  askName(text("rename"), board.name, async (wanted) => {
    /** @type {Server.Listed} */
    const renamed = await ask("PUT", `/dashboards/~${board.id}/name`, JSON.stringify({ name: wanted }));
    board.name = renamed.name;
    board.dashboards = board.dashboards.map((one) => (one.id === board.id ? renamed : one));
    document.title = renamed.name;
    button.querySelector(".words")?.replaceChildren(renamed.name);
    if (askedFor() !== null) history.replaceState(null, "", addressFor({ ...renamed, isDefault: false }));
    board.announce({ id: "dashboard", title: text("renamed", { title: renamed.name }) });
  });
}

/**
 * @param {Arrangement} board
 * @param {Server.Listed} mine
 */
async function makeDefault(board, mine) {
  await attempt(async () => {
    await ask("PUT", `/dashboards/~${mine.id}/default`, "{}");
    board.dashboards = board.dashboards.map((one) => ({ ...one, isDefault: one.id === mine.id }));
    board.announce({ id: "dashboard", title: text("isFirst", { name: mine.name }), type: "success" });
  });
}

/** @param {Arrangement} board */
async function remove(board) {
  await attempt(async () => {
    await ask("DELETE", `/dashboards/~${board.id}`);
    location.assign(`${addressOf("/")}${DELETED}${board.id}`);
    if (askedFor() === null) location.reload();
  });
}

/** After a dashboard was deleted the page that is shown instead offers it back. */
export async function offerBack() {
  if (!location.hash.startsWith(DELETED)) return;
  const id = location.hash.slice(DELETED.length);
  history.replaceState(null, "", location.pathname);
  /** @type {Server.Dashboards} */
  const { deleted } = await ask("GET", "/dashboards");
  const gone = deleted.find((one) => one.id === id);
  if (!gone) return;
  const undo = () =>
    attempt(async () => location.assign(addressFor(await ask("POST", `/dashboards/~${id}/undelete`, "{}"))));
  const actions = [{ text: text("undo"), onClick: undo }];
  showFlag({ id: "dashboard", title: text("removed", { title: gone.name }), actions });
}

/** @param {() => Promise<unknown>} change */
async function attempt(change) {
  try {
    await change();
  } catch (error) {
    showFlag({ id: "dashboard", title: text("notSaved"), description: failureOf(error).message, type: "error" });
  }
}

/**
 * Ask for a name in a dialog, which stays open with the reason until `use` takes it.
 * @param {string} title
 * @param {string} value
 * @param {(name: string) => Promise<void>} use
 */
function askName(title, value, use) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement); // the button of the menu
  const wrong = el("p", { id: "name-wrong", class: "wrong", role: "alert" });
  const input = el("input", { id: "name", required: true, maxlength: "60", value, "aria-describedby": "name-wrong" });
  /** @type {HTMLButtonElement} */
  const cancel = el("button", { type: "button", onclick: () => dialog.close() }, text("cancel"));
  const save = el("button", { type: "submit", class: "primary" }, text("save"));
  const actions = el("div", { class: "dialog-actions" }, cancel, save);
  const label = el("label", { for: "name" }, text("dashboardName"));
  const form = el("form", { class: "naming" }, el("h2", { id: "name-title" }, title), label, input, wrong, actions);
  const dialog = el("dialog", { "aria-labelledby": "name-title" }, form);
  dialog.addEventListener("close", () => {
    dialog.remove();
    before?.focus();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await use(input.value);
      dialog.close();
    } catch (error) {
      wrong.textContent = failureOf(error).message;
      input.setAttribute("aria-invalid", "true");
      input.focus();
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  input.select();
}
