// How wide 12 px text is, and drawings that follow the width of their place and of its text.

const context = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d")); // it has one
/** @type {Map<string, number>} */
let known = new Map();
/** The width of a place that is not on the page yet. */
const USUAL = 480;

/**
 * Measure with the font and spacing of `probe`: readers may set their own (WCAG 1.4.12).
 * @param {Element} probe
 */
export function measureLike(probe) {
  const { fontFamily, letterSpacing, wordSpacing } = getComputedStyle(probe);
  const length = (/** @type {string} */ value) => (value === "normal" ? "0px" : value);
  context.font = `12px ${fontFamily}`;
  context.letterSpacing = length(letterSpacing);
  context.wordSpacing = length(wordSpacing);
  known = new Map();
}

/**
 * Measure 12 px text.
 * @param {string} text
 */
export function measure(text) {
  const width = known.get(text) ?? context.measureText(text).width;
  known.set(text, width);
  return width;
}

/**
 * Draw now, and again when the width of `root` or of its text, that of `probe`, changes; return a function that stops
 * this.
 * @param {HTMLElement} root
 * @param {HTMLElement} probe
 * @param {(width: number) => void} draw
 */
export function follow(root, probe, draw) {
  let drawn = { width: root.clientWidth || USUAL, text: probe.offsetWidth };
  const observer = new ResizeObserver(() => {
    const now = { width: root.clientWidth, text: probe.offsetWidth };
    const changed = now.width !== drawn.width || now.text !== drawn.text;
    if (now.width > 0 && changed) requestAnimationFrame(() => root.isConnected && draw(now.width));
    if (now.width > 0) drawn = now;
  });
  draw(drawn.width);
  observer.observe(root);
  observer.observe(probe);
  return () => observer.disconnect();
}
