import { el, icon, iconButton } from "./dom.js";
import { text } from "../i18n/texts.js";

const TYPES = ["info", "success", "warning", "error"];
const SHOWN_MS = 8000;
const flags = new Map();
const list = el("div", { class: "flags", role: "status", "aria-live": "polite", "aria-atomic": "false" });

/** The region for short messages; it speaks politely and takes no focus. */
export const region = el("section", { class: "flag-region", "aria-label": text("messages"), tabindex: "-1" }, list);

let before = null;
region.addEventListener("focusin", ({ relatedTarget }) => {
  if (!region.contains(relatedTarget)) before = relatedTarget;
});
region.addEventListener("keydown", (event) => {
  const flag = event.key === "Escape" && event.target.closest(".flag");
  if (flag) closeFlag([...flags].find(([, each]) => each === flag)[0]);
});

/** Show a flag, in the place of an older one with the same id. `actions` are `{text, onClick}`. */
export function showFlag({ id, title = "", description = "", type = "info", actions = [], isAutoDismiss = false }) {
  closeFlag(id);
  const kind = TYPES.includes(type) ? type : "info";
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

function later(id, flag) {
  setTimeout(() => {
    if (flags.get(id) !== flag) return;
    if (flag.matches(":hover, :focus-within")) later(id, flag);
    else closeFlag(id);
  }, SHOWN_MS);
}

/** Take a flag away; a focus that was on it goes to the next flag, else back to where it came from. */
export function closeFlag(id) {
  const flag = flags.get(id);
  const held = flag?.contains(document.activeElement);
  flag?.remove();
  flags.delete(id);
  if (held) (list.querySelector(".flag > button") ?? (before?.isConnected ? before : region)).focus();
}
