// A table that may be wider than the page: where it is, it scrolls sideways, by keyboard too, and its edges show it.
import { el } from "./elements.js";

/**
 * Put a table into a place that scrolls; `name` is what a screen reader calls that place.
 * @param {HTMLTableElement} table
 * @param {string} name
 */
export function scroller(table, name) {
  const place = el("div", { class: "scroller" }, table);
  const frame = el("div", { class: "scrolled" }, place);
  const look = () => {
    const hidden = place.scrollWidth - place.clientWidth;
    const before = Math.abs(place.scrollLeft);
    const wide = hidden > 1;
    frame.classList.toggle("more-before", wide && before > 1);
    frame.classList.toggle("more-after", wide && before < hidden - 1);
    for (const [key, value] of Object.entries({ tabindex: "0", role: "region", "aria-label": name }))
      if (wide) place.setAttribute(key, value);
      else place.removeAttribute(key);
  };
  place.addEventListener("scroll", look, { passive: true });
  const observer = new ResizeObserver(look);
  observer.observe(place);
  observer.observe(table);
  return frame;
}
