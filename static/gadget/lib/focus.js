// Where the focus goes when its element is redrawn or removed.

/**
 * Focus the first visible element in `root` of these selectors, in their order.
 * @param {Element} root
 * @param {string[]} places
 */
export function focusFirst(root, places) {
  const found = places.flatMap((selector) => [...root.querySelectorAll(selector)]);
  const place = found.find((node) => node.getClientRects().length > 0);
  if (!(place instanceof HTMLElement || place instanceof SVGElement)) return;
  if (place.tabIndex < 0) place.tabIndex = -1;
  place.focus();
}

/**
 * Redraw and keep the focus on the same control, else move it to the next useful one.
 * @param {Element} root
 * @param {() => void} draw
 */
export function keepFocus(root, draw) {
  const held = root.contains(document.activeElement) ? document.activeElement : null;
  const same = ["data-focus", "data-bar"].flatMap((name) => {
    const value = held?.getAttribute(name);
    return value ? [`[${name}="${CSS.escape(value)}"]`] : [];
  });
  draw();
  if (held && document.activeElement !== held)
    focusFirst(root, [...same, "[data-focus=back]", "[data-focus=retry]", "h2", "p"]);
}

/**
 * Whether a target of events is in `root`.
 * @param {Node} root
 * @param {EventTarget | null} target
 */
export const within = (root, target) => target instanceof Node && root.contains(target);
