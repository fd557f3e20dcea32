// A button with a menu (ARIA Authoring Practices, "Menu Button").
import { el, uid } from "./elements.js";

/** Return the element of a button that opens a menu; `items()` gives `[{label, run}]` each time it opens. */
export function menuButton({ label, content, items, attributes }) {
  const menu = el("div", { role: "menu", id: uid("menu"), "aria-label": label, hidden: true });
  const button = el(
    "button",
    {
      type: "button",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-controls": menu.id,
      title: label,
      ...attributes,
    },
    content,
  );
  const root = el("div", { class: "menu" }, button, menu);
  const entries = () => [...menu.children];

  function open(at) {
    menu.replaceChildren(
      ...items().map(({ label, run }) =>
        el("button", { type: "button", role: "menuitem", tabindex: -1, onclick: () => (close(), run()) }, label),
      ),
    );
    menu.hidden = false;
    button.setAttribute("aria-expanded", "true");
    entries().at(at).focus();
  }

  function close(focus = true) {
    menu.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (focus) button.focus();
  }

  /** Focus the next entry from `at` on, round the ends, that begins with `letter` or just is the next. */
  function step(by, letter = "") {
    const all = entries();
    const at = all.indexOf(document.activeElement);
    const order = all.map((_, place) => all[(at + by * (place + 1) + all.length * 2) % all.length]);
    order.find((entry) => entry.textContent.toLowerCase().startsWith(letter))?.focus();
  }

  button.addEventListener("click", () => (menu.hidden ? open(0) : close()));
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    open(event.key === "ArrowDown" ? 0 : -1);
  });
  menu.addEventListener("keydown", (event) => {
    const moves = {
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      Home: () => entries()[0].focus(),
      End: () => entries().at(-1).focus(),
      Escape: close,
    };
    if (Object.hasOwn(moves, event.key)) moves[event.key]();
    else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey)
      step(1, event.key.toLowerCase());
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  root.addEventListener("focusout", (event) => {
    if (!menu.hidden && !root.contains(event.relatedTarget)) close(false);
  });
  return root;
}
