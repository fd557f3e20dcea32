// The scale of the amounts: its numbers at the left, a line across for each, a firmer one at zero.
import { svg } from "../../lib/elements.js";

/** @import { Frame } from "../frame.js" */

/**
 * Draw the numbers and the lines of the frame's ticks.
 * @param {Frame} frame
 */
export function axis(frame) {
  const { left, gap, ticks } = frame;
  const numbers = ticks.map(({ y, text }) => svg("text", { x: left - gap, y: y + 4, "text-anchor": "end" }, text));
  const lines = ticks.map(({ y, value }) => across(frame, y, value === 0 ? "base" : ""));
  return [
    svg("g", { class: "axis", "aria-hidden": "true" }, numbers),
    svg("g", { class: "grid", "aria-hidden": "true" }, lines),
  ];
}

/**
 * A line over the whole plot at a height.
 * @param {Frame} frame
 * @param {number} y
 * @param {string} [name]
 */
export const across = ({ left, plot }, y, name) =>
  svg("line", { x1: left, x2: left + plot, y1: y, y2: y, class: name });
