/** @import { Arrangement, Direction, Whereabouts } from "./arrangement.js" */
/** @import { GadgetCard } from "../frame/gadget.js" */
// Moving a card step by step: arrows on its bar for the pointer, and the arrow keys. Each step is said.
import { el, iconButton, within } from "../lib/dom.js";
import { text } from "../i18n/texts.js";

const DIRECTIONS = /** @type {const} */ (["Left", "Up", "Down", "Right"]);

/**
 * Begin; Enter, the button and leaving the bar end it and save, Escape puts the card back.
 * @param {GadgetCard} card
 * @param {Arrangement} board
 */
export function beginMoving(card, board) {
  const from = board.whereabouts(card);
  const arrows = DIRECTIONS.map((way) => iconButton(`arrow${way}`, text(`move${way}`), { onclick: () => step(way) }));
  const done = el("button", { type: "button", onclick: () => end() }, text("moveDone"));
  const label = text("moveHint", { title: card.name });
  const tools = el("div", { role: "group", class: "moving", "aria-label": label }, ...arrows, done);
  let stepping = false;
  let over = false;

  function refresh() {
    const free = board.directions(card);
    arrows.forEach((arrow, at) => arrow.toggleAttribute("disabled", !free.includes(DIRECTIONS[at])));
  }

  /** @param {Direction} way */
  function step(way) {
    if (!board.directions(card).includes(way)) return;
    const focused = document.activeElement;
    stepping = true;
    board.step(card, way);
    refresh();
    const kept = focused instanceof HTMLButtonElement && !focused.disabled && tools.contains(focused);
    (kept ? focused : done).focus();
    card.element.scrollIntoView({ block: "nearest" });
    stepping = false;
  }

  function end(back = false) {
    if (over) return;
    over = true;
    const moved = differ(board.whereabouts(card), from);
    const held = tools.contains(document.activeElement);
    if (back && moved) board.put(card, from.column, from.place);
    tools.remove();
    card.bar.classList.remove("is-moving");
    if (held) card.menu.button.focus();
    if (moved && !back) board.save();
  }

  tools.addEventListener("keydown", (event) => {
    const way = DIRECTIONS.find((each) => event.key === `Arrow${each}`);
    if (way) step(way);
    else if (event.key === "Escape") end(true);
    else return;
    event.preventDefault();
  });
  tools.addEventListener("focusout", ({ relatedTarget }) => {
    if (!stepping && !within(tools, relatedTarget)) end();
  });
  refresh();
  card.bar.classList.add("is-moving");
  card.bar.insertBefore(tools, card.refreshButton);
  done.focus();
  board.announce({ id: "moved", title: label });
}

/**
 * @param {Whereabouts} one
 * @param {Whereabouts} other
 */
const differ = (one, other) => one.column !== other.column || one.place !== other.place;
