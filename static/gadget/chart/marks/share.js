// How much of each commitment was done: a line from 0 to 100 % in a strip of its own, below the names of the sprints.
import * as format from "../../i18n/format.js";
import { svg } from "../../lib/elements.js";
import { across } from "./axis.js";

/**
 * @typedef {NonNullable<Frame["strip"]>} Strip
 * @typedef {{x: number, y: number, part: number}} Point
 */

/**
 * Draw the shares of the bars, a gap where a sprint has none, and the last of them as a number.
 * @param {Bar[]} bars
 * @param {Frame} frame
 * @param {Strip} strip
 */
export function share(bars, frame, strip) {
  const { left, gap, centre } = frame;
  const y = (/** @type {number} */ part) => strip.bottom - (strip.bottom - strip.top) * Math.min(1, Math.max(0, part));
  const points = bars.map(({ committedShare: part }, at) =>
    part === null ? null : { x: centre(at), y: y(part), part },
  );
  const path = points
    .flatMap((point, at) => (point ? [`${at && points[at - 1] ? "L" : "M"}${point.x},${point.y}`] : []))
    .join(" ");
  const known = points.flatMap((point) => point ?? []);
  const number = (/** @type {number} */ part) =>
    svg("text", { x: left - gap, y: y(part) + 4, "text-anchor": "end" }, format.percent(part));
  const last = known.at(-1);
  return [
    svg("g", { class: "axis", "aria-hidden": "true" }, [0, 1].map(number)),
    svg("g", { class: "grid", "aria-hidden": "true" }, across(frame, y(1)), across(frame, y(0), "base")),
    svg(
      "g",
      { class: "share", "aria-hidden": "true" },
      svg("path", { d: path }),
      known.map((point) => svg("circle", { cx: point.x, cy: point.y, r: 2.5 })),
    ),
    last && written(last, frame, strip),
  ];
}

/**
 * The number of the last share, above its point or, near the top, below it.
 * @param {Point} point
 * @param {Frame} frame
 * @param {Strip} strip
 */
function written({ x, y, part }, { left, plot, measure }, { top }) {
  const text = format.percent(part);
  const middle = Math.min(x, left + plot - measure(text) / 2);
  const foot = y - top < 16 ? y + 16 : y - 6;
  return svg("text", { class: "value", x: middle, y: foot, "text-anchor": "middle", "aria-hidden": "true" }, text);
}
