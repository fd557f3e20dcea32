// A button with a menu (ARIA Authoring Practices, "Menu Button").
import { el, uid } from "./elements.js";
import { within } from "./focus.js";

/**
 * Return the element of a button that opens a menu.
 * @param {{label: string, content: Child, items: () => Item[], attributes?: Attributes}} parts
 */
export function menuButton({ label, content, items, attributes }) {
  const menu = el("div", { role: "menu", id: uid("menu"), "aria-label": label, hidden: true });
  const closed = { "aria-haspopup": "menu", "aria-expanded": "false", "aria-controls": menu.id };
  const button = el("button", { type: "button", ...closed, title: label, ...attributes }, content);
  const root = el("div", { class: "menu" }, button, menu);
  const entries = () => [...menu.querySelectorAll("button")];

  /** @param {Item} item */
  const entry = ({ label, run }) =>
    el("button", { type: "button", role: "menuitem", tabindex: -1, onclick: () => (close(), run()) }, label);

  /** @param {number} at */
  function open(at) {
    menu.replaceChildren(...items().map(entry));
    menu.hidden = false;
    // It ends with its button, but begins on the page.
    menu.style.insetInlineEnd = "0";
    menu.style.insetInlineEnd = `${Math.min(0, menu.getBoundingClientRect().left - 8)}px`;
    button.setAttribute("aria-expanded", "true");
    entries().at(at)?.focus();
  }

  function close(focus = true) {
    menu.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (focus) button.focus();
  }

  button.addEventListener("click", () => (menu.hidden ? open(0) : close()));
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    open(event.key === "ArrowDown" ? 0 : -1);
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (!move(event, entries())) return;
    event.preventDefault();
    event.stopPropagation();
  });
  root.addEventListener("focusout", (event) => {
    if (!menu.hidden && !within(root, event.relatedTarget)) close(false);
  });
  return root;
}

/**
 * Move the focus among the entries by a key; return whether it did.
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} all
 */
function move({ key, ctrlKey, metaKey }, all) {
  const at = all.findIndex((entry) => entry === document.activeElement);
  /** The other entries in order, wrapping around, and this one last. */
  const order = (/** @type {1 | -1} */ by) =>
    all.map((_, place) => all[(at + by * (place + 1) + all.length * 2) % all.length]);
  if (key === "ArrowDown") order(1)[0].focus();
  else if (key === "ArrowUp") order(-1)[0].focus();
  else if (key === "Home") all[0].focus();
  else if (key === "End") all.at(-1)?.focus();
  else if (key.length === 1 && key !== " " && !ctrlKey && !metaKey)
    order(1)
      .find((entry) => entry.textContent.toLowerCase().startsWith(key.toLowerCase()))
      ?.focus();
  else return false;
  return true;
}
