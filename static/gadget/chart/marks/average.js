// The average: a dashed line, its number and the number of sprints, to the right of the plot.
import { LINE, svg } from "../../lib/elements.js";
import { across } from "./axis.js";

const HALF_LINE = 4;

/**
 * Draw the line at the mean.
 * @param {Frame} frame
 * @param {NonNullable<Frame["mean"]>} mean
 */
export const average = (frame, mean) => svg("g", { class: "average", "aria-hidden": "true" }, across(frame, mean.y));

/**
 * Draw its number and the number of sprints beside it, within the plot's height.
 * @param {Frame} frame
 * @param {NonNullable<Frame["mean"]>} mean
 */
export function averageNumber({ top, bottom, left, plot, gap }, mean) {
  const x = left + plot + gap - 2;
  const y = Math.min(Math.max(mean.y, top - LINE), bottom - LINE) + HALF_LINE;
  return svg(
    "g",
    { class: "average", "aria-hidden": "true" },
    svg("text", { class: "number", x, y }, mean.text),
    mean.count && svg("text", { class: "quiet", x, y: y + LINE }, mean.count),
  );
}
