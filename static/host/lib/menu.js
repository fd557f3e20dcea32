import { el, icon, iconButton } from "./dom.js";

/**
 * Make a button that opens a menu. `items()` gives `{label, run, checked?}` and `{heading}`, anew at each opening.
 * Without a `glyph` the button shows its label, and `hint` is the name of its menu.
 */
export function menuButton({ label, glyph, hint = label, items }) {
  const list = el("div", { role: "menu", class: "menu", "aria-label": hint, hidden: true });
  const opens = { "aria-haspopup": "menu", "aria-expanded": "false" };
  const button = glyph
    ? iconButton(glyph, label, opens)
    : el(
        "button",
        { type: "button", class: "quiet named", ...opens },
        el("span", { class: "words" }, label),
        icon("down"),
      );
  const root = el("div", { class: "menu-root" }, button, list);

  const entries = () => [...list.querySelectorAll("[role^=menuitem]")];
  const shut = (refocus) => {
    list.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (refocus) button.focus();
  };
  const open = (at) => {
    list.replaceChildren(...groups(items(), shut));
    list.hidden = false;
    button.setAttribute("aria-expanded", "true");
    entries().at(at)?.focus();
  };

  button.addEventListener("click", () => (list.hidden ? open(0) : shut(true)));
  root.addEventListener("keydown", (event) => {
    if (list.hidden) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        open(event.key === "ArrowDown" ? 0 : -1);
      }
      return;
    }
    const all = entries();
    const here = all.indexOf(document.activeElement);
    const moves = { ArrowDown: (here + 1) % all.length, ArrowUp: (here - 1) % all.length, Home: 0, End: -1 };
    if (event.key in moves) {
      event.preventDefault();
      all.at(moves[event.key]).focus();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      shut(true);
    } else if (event.key === "Tab") {
      shut(false);
    } else if (event.key.length === 1) {
      const next = [...all.slice(here + 1), ...all];
      next.find((item) => item.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
    }
  });
  root.addEventListener("focusout", (event) => {
    if (!root.contains(event.relatedTarget)) shut(false);
  });
  return { root, button };
}

/** Items under a heading form a group that carries its name. */
function groups(items, shut) {
  const made = [];
  let group = null;
  for (const item of items) {
    if (item.heading) {
      const heading = el("div", { class: "menu-heading", "aria-hidden": "true" }, item.heading);
      group = el("div", { role: "group", "aria-label": item.heading }, heading);
      made.push(group);
    } else if (group) {
      group.append(entry(item, shut));
    } else {
      made.push(entry(item, shut));
    }
  }
  return made;
}

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
