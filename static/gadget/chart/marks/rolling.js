// The rolling average: a line through the mean of each sprint and those before it.
import { svg } from "../../lib/elements.js";

/** @import { Frame } from "../frame.js" */

/**
 * Draw the line of `values`, one for each bar, null where too few sprints came before.
 * @param {(number | null)[]} values
 * @param {Frame} frame
 */
export function rolling(values, { y, centre }) {
  const points = values.flatMap((value, at) => (value === null ? [] : [[centre(at), y(value)]]));
  const path = points.map((point, at) => `${at ? "L" : "M"}${point.join(",")}`).join(" ");
  const dot = (/** @type {number[]} */ [cx, cy]) => svg("circle", { cx, cy, r: 2.5 });
  return svg(
    "g",
    { class: "rolling", "aria-hidden": "true" },
    svg("path", { class: "halo", d: path }),
    svg("path", { d: path }),
    points.map(dot),
  );
}
