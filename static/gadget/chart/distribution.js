// The probability to be done within a number of sprints, as rising bars, with a line at each level.
import * as format from "../i18n/format.js";
import { el, svg } from "../lib/elements.js";

/** High enough for the numbers of 85 and 95 % not to touch. */
const HEIGHT = 208;
const TOP = 8;
const BELOW = 20;
const LEFT = 40;
/** At most this many numbers fit under the bars of a narrow gadget. */
const MOST_LABELS = 10;

/**
 * Draw `chances`, each `{sprints, within}`, and a line at each of the `levels`; `name` is what the drawing shows.
 * @param {Chance[]} chances
 * @param {number[]} levels
 * @param {string} name
 */
export function drawDistribution(chances, levels, name) {
  const bottom = HEIGHT - BELOW;
  const y = (/** @type {number} */ share) => bottom - (bottom - TOP) * share;
  const every = Math.ceil(chances.length / MOST_LABELS);
  const band = 100 / chances.length;
  const bar = (/** @type {Chance} */ { within }, /** @type {number} */ at) =>
    svg("rect", {
      class: "completed",
      x: `${(at + 0.15) * band}%`,
      width: `${0.7 * band}%`,
      y: y(within),
      height: bottom - y(within),
    });
  const number = (/** @type {Chance} */ { sprints }, /** @type {number} */ at) =>
    at % every === 0 &&
    svg(
      "text",
      { class: "label", x: `${(at + 0.5) * band}%`, y: HEIGHT - 5, "text-anchor": "middle" },
      format.whole(sprints),
    );
  const line = (/** @type {number} */ level) =>
    svg("line", { class: "level", x1: 0, x2: "100%", y1: y(level), y2: y(level) });
  const words = (/** @type {number} */ level) =>
    svg("text", { x: LEFT - 6, y: y(level) + 4, "text-anchor": "end" }, format.percent(level));
  return el(
    "div",
    { class: "distribution", role: "img", "aria-label": name },
    svg("svg", { class: "axis", width: LEFT, height: HEIGHT }, levels.map(words)),
    svg(
      "svg",
      { width: "100%", height: HEIGHT },
      levels.map(line),
      chances.map(bar),
      chances.map(number),
      svg("line", { class: "base", x1: 0, x2: "100%", y1: bottom, y2: bottom }),
    ),
  );
}
