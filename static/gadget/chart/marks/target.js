// The target: a line at the amount that the settings name, and its number to the right of the plot.
import { LINE, svg } from "../../lib/elements.js";
import { across } from "./axis.js";

/** Draw the line. */
export const target = (frame) => svg("g", { class: "target", "aria-hidden": "true" }, across(frame, frame.aim.y));

/** Draw its number, unless the average's stands there: the legend tells both. */
export function targetNumber({ aim, mean, left, plot, gap }) {
  const taken = mean && Math.abs(mean.y - aim.y) < (mean.count && aim.y > mean.y ? 2 * LINE : LINE);
  const place = { class: "number", x: left + plot + gap - 2, y: aim.y + 4 };
  return !taken && svg("g", { class: "target", "aria-hidden": "true" }, svg("text", place, aim.text));
}
