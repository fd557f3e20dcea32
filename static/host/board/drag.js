/** @import { Arrangement, Whereabouts } from "./arrangement.js" */
/** @import { GadgetCard } from "../frame/gadget.js" */
// Cards are dragged by their bars, with a mouse or a pen. A finger scrolls there: it moves cards by the menu.
import { el } from "../lib/dom.js";

const BEGIN_PX = 6;
const EDGE_PX = 60;
const SCROLL_PX = 12;

/**
 * Make a card draggable; `board` has the columns and is called with the card's new place.
 * @param {GadgetCard} card
 * @param {Arrangement} board
 */
export function makeDraggable(card, board) {
  card.bar.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch" || isControl(event.target)) return;
    follow(card, board, event);
  });
}

/** @param {EventTarget | null} target */
const isControl = (target) => target instanceof Element && target.closest("button, form, [role=menu]");

/**
 * @param {GadgetCard} card
 * @param {Arrangement} board
 * @param {PointerEvent} event
 */
function follow(card, board, { clientX, clientY, pointerId }) {
  const from = board.whereabouts(card);
  const mark = el("div", { class: "drop" });
  const ends = new AbortController();
  /** @type {Whereabouts | null} */
  let target = null;

  /** @param {PointerEvent} event */
  function move(event) {
    if (!target && Math.hypot(event.clientX - clientX, event.clientY - clientY) < BEGIN_PX) return;
    if (!target) {
      card.bar.setPointerCapture(pointerId);
      board.main.dataset.dragging = "";
      card.element.classList.add("dragged");
    }
    target = show(card, board, mark, event);
    if (event.clientY < EDGE_PX) scrollBy(0, -SCROLL_PX);
    else if (event.clientY > innerHeight - EDGE_PX) scrollBy(0, SCROLL_PX);
  }

  /** @param {boolean} drop */
  function end(drop) {
    ends.abort();
    mark.remove();
    delete board.main.dataset.dragging;
    card.element.classList.remove("dragged");
    if (!drop || !target || (target.column === from.column && target.place === from.place)) return;
    board.put(card, target.column, target.place);
    board.save();
  }

  const { signal } = ends;
  addEventListener("pointermove", move, { signal });
  addEventListener("pointerup", () => end(true), { signal });
  addEventListener("pointercancel", () => end(false), { signal });
  addEventListener("keydown", (event) => event.key === "Escape" && end(false), { signal });
}

/**
 * Mark the place under the pointer and return it: {column, place}, counted without the dragged card.
 * @param {GadgetCard} card
 * @param {Arrangement} board
 * @param {HTMLElement} mark
 * @param {PointerEvent} pointer
 * @returns {Whereabouts}
 */
function show(card, board, mark, { clientX, clientY }) {
  const columns = [...board.main.querySelectorAll(".column")];
  const distances = columns.map((each) => distance(each.getBoundingClientRect(), clientX, clientY));
  const column = distances.indexOf(Math.min(...distances));
  const others = board.mates(column).filter((each) => each !== card);
  const below = others.findIndex(({ element }) => {
    const { top, height } = element.getBoundingClientRect();
    return clientY < top + height / 2;
  });
  const place = below < 0 ? others.length : below;
  columns[column].insertBefore(mark, others[place]?.element ?? null);
  return { column, place };
}

/**
 * @param {DOMRect} box
 * @param {number} x
 * @param {number} y
 */
function distance({ left, right, top, bottom }, x, y) {
  return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
}
