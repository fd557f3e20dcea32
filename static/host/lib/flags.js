import { el, icon, iconButton, within } from "./dom.js";
import { text } from "../i18n/texts.js";

const TYPES = /** @type {const} */ (["info", "success", "warning", "error"]);
const SHOWN_MS = 8000;
/** @type {Map<string, HTMLElement>} */
const flags = new Map();
const list = el("div", { class: "flags", role: "status", "aria-live": "polite", "aria-atomic": "false" });

/** The region for short messages; it speaks politely and takes no focus. */
export const region = el("section", { class: "flag-region", "aria-label": text("messages"), tabindex: "-1" }, list);

/** @type {HTMLElement | null} */
let before = null;
region.addEventListener("focusin", ({ relatedTarget }) => {
  if (!within(region, relatedTarget)) before = relatedTarget instanceof HTMLElement ? relatedTarget : null;
});
region.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const [id] = [...flags].find(([, flag]) => flag.contains(document.activeElement)) ?? [];
  if (id !== undefined) closeFlag(id);
});

/**
 * @typedef {object} Flag
 * @property {string} id
 * @property {string} [title]
 * @property {string} [description]
 * @property {string} [type] one of TYPES
 * @property {{text: string, onClick?: () => unknown}[]} [actions] buttons, three at most
 * @property {boolean} [isAutoDismiss]
 */

/**
 * Show a flag, in the place of an older one with the same id.
 * @param {Flag} flag
 */
export function showFlag({ id, title = "", description = "", type = "info", actions = [], isAutoDismiss = false }) {
  closeFlag(id);
  const kind = TYPES.find((one) => one === type) ?? "info";
  const buttons = actions
    .slice(0, 3)
    .map((action) =>
      el("button", { type: "button", class: "link", onclick: () => (closeFlag(id), action.onClick?.()) }, action.text),
    );
  const dismiss = iconButton("close", text("dismiss", { title }), { onclick: () => closeFlag(id) });
  const words = el(
    "div",
    { class: "flag-words" },
    el("strong", {}, title),
    description ? el("p", {}, description) : null,
  );
  if (buttons.length > 0) words.append(el("div", { class: "flag-actions" }, ...buttons));
  const flag = el("div", { class: "flag", "data-type": kind }, icon(kind), words, dismiss);
  list.prepend(flag);
  flags.set(id, flag);
  if (isAutoDismiss) later(id, flag);
}

/**
 * @param {string} id
 * @param {HTMLElement} flag
 */
function later(id, flag) {
  setTimeout(() => {
    if (flags.get(id) !== flag) return;
    if (flag.matches(":hover, :focus-within")) later(id, flag);
    else closeFlag(id);
  }, SHOWN_MS);
}

/**
 * Remove a flag; its focus goes to the next flag, else back to where it was before.
 * @param {string} id
 */
export function closeFlag(id) {
  const flag = flags.get(id);
  const held = flag?.contains(document.activeElement);
  flag?.remove();
  flags.delete(id);
  const next = /** @type {HTMLElement | null} */ (list.querySelector(".flag > button"));
  if (held) (next ?? (before?.isConnected ? before : region)).focus();
}
