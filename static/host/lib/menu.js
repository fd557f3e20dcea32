import { el, icon, iconButton, within } from "./dom.js";

/**
 * @typedef {{label: string, run: () => unknown, checked?: boolean}} Item
 * @typedef {{heading: string}} Heading
 * @typedef {{root: HTMLElement, button: HTMLButtonElement}} Menu
 */

/**
 * Make a button that opens a menu, whose `items()` are called at each opening. Without a `glyph` the button shows
 * its label, and `hint` is the name of its menu.
 * @param {{
 *   label: string, glyph?: Parameters<typeof iconButton>[0], hint?: string, items: () => (Item | Heading)[]
 * }} parts
 * @returns {Menu}
 */
export function menuButton({ label, glyph, hint = label, items }) {
  const list = el("div", { role: "menu", class: "menu", "aria-label": hint, hidden: true });
  const opens = { "aria-haspopup": "menu", "aria-expanded": "false" };
  const words = el("span", { class: "words" }, label);
  const button = glyph
    ? iconButton(glyph, label, opens)
    : el("button", { type: "button", class: "quiet named", ...opens }, words, icon("down"));
  const root = el("div", { class: "menu-root" }, button, list);

  const entries = () => [...list.querySelectorAll("button")];
  const shut = (refocus = false) => {
    list.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (refocus) button.focus();
  };
  const open = (at = 0) => {
    list.replaceChildren(...groups(items(), shut));
    list.hidden = false;
    button.setAttribute("aria-expanded", "true");
    entries().at(at)?.focus();
  };

  button.addEventListener("click", () => (list.hidden ? open() : shut(true)));
  root.addEventListener("keydown", (event) => {
    if (!list.hidden) return onKey(event, entries(), shut);
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    open(event.key === "ArrowDown" ? 0 : -1);
  });
  root.addEventListener("focusout", (event) => {
    if (!within(root, event.relatedTarget)) shut();
  });
  return { root, button };
}

/**
 * What a key does in the open menu.
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} all
 * @param {(refocus?: boolean) => void} shut
 */
function onKey(event, all, shut) {
  const here = all.findIndex((entry) => entry === document.activeElement);
  const moves = new Map([
    ["ArrowDown", (here + 1) % all.length],
    ["ArrowUp", (here - 1) % all.length],
    ["Home", 0],
    ["End", -1],
  ]);
  const to = moves.get(event.key);
  if (to !== undefined) {
    event.preventDefault();
    all.at(to)?.focus();
  } else if (event.key === "Escape") {
    event.stopPropagation();
    shut(true);
  } else if (event.key === "Tab") {
    shut();
  } else if (event.key.length === 1) {
    const next = [...all.slice(here + 1), ...all];
    next.find((item) => item.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  }
}

/**
 * Items under a heading form a group that carries its name.
 * @param {(Item | Heading)[]} items
 * @param {(refocus?: boolean) => void} shut
 */
function groups(items, shut) {
  const made = [];
  let group = null;
  for (const item of items)
    if ("heading" in item) {
      const heading = el("div", { class: "menu-heading", "aria-hidden": "true" }, item.heading);
      group = el("div", { role: "group", "aria-label": item.heading }, heading);
      made.push(group);
    } else if (group) {
      group.append(entry(item, shut));
    } else {
      made.push(entry(item, shut));
    }
  return made;
}

/**
 * @param {Item} item
 * @param {(refocus?: boolean) => void} shut
 */
function entry({ label, run, checked }, shut) {
  const radio = checked !== undefined;
  const attributes = {
    type: "button",
    role: radio ? "menuitemradio" : "menuitem",
    "aria-checked": radio ? String(checked) : null,
    tabindex: "-1",
    onclick: () => {
      shut(true);
      run();
    },
  };
  return el("button", attributes, radio ? el("span", { class: "tick" }, checked ? icon("check") : "") : null, label);
}
