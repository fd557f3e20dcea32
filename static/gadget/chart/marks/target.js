// The target: a line at the amount that the settings name, and its number to the right of the plot.
import { LINE, svg } from "../../lib/elements.js";
import { across } from "./axis.js";

/**
 * Draw the line.
 * @param {Frame} frame
 * @param {NonNullable<Frame["aim"]>} aim
 */
export const target = (frame, aim) => svg("g", { class: "target", "aria-hidden": "true" }, across(frame, aim.y));

/**
 * Draw its number, unless the average's is there; the legend has both.
 * @param {Frame} frame
 * @param {NonNullable<Frame["aim"]>} aim
 */
export function targetNumber({ mean, left, plot, gap }, aim) {
  const taken = mean && Math.abs(mean.y - aim.y) < (mean.count && aim.y > mean.y ? 2 * LINE : LINE);
  const place = { class: "number", x: left + plot + gap - 2, y: aim.y + 4 };
  return !taken && svg("g", { class: "target", "aria-hidden": "true" }, svg("text", place, aim.text));
}
