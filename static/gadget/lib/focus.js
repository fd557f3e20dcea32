// Where the focus goes when what it was on is drawn anew, or is gone.

/** Focus the first of the places, given as selectors, that is to be seen in `root`. */
export function focusFirst(root, places) {
  const seen = (selector) => [...root.querySelectorAll(selector)].find((node) => node.getClientRects().length);
  const place = places.map(seen).find(Boolean);
  if (place?.tabIndex < 0) place.tabIndex = -1;
  place?.focus();
}

/** Redraw without taking the focus from whoever has it: it stays on the same thing, else goes to the way on. */
export function keepFocus(root, draw) {
  const held = root.contains(document.activeElement) ? document.activeElement : null;
  const names = ["focus", "bar"].filter((name) => held?.dataset[name]);
  const same = names.map((name) => `[data-${name}="${CSS.escape(held.dataset[name])}"]`);
  draw();
  if (held && document.activeElement !== held)
    focusFirst(root, [...same, "[data-focus=back]", "[data-focus=retry]", "h2", "p"]);
}
