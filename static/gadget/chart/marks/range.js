// The band from the low to the high end of the typical range.
import { svg } from "../../lib/elements.js";

/** @import { Frame } from "../frame.js" */

const THINNEST = 2;

/**
 * Draw the band of a range; nothing where there is none.
 * @param {Server.TypicalAverage} average
 * @param {Frame} frame
 */
export function range({ low, high }, { left, plot, y }) {
  if (low === null || high === null) return null;
  const height = Math.max(THINNEST, y(low) - y(high));
  return svg("rect", { class: "range", "aria-hidden": "true", x: left, y: y(high), width: plot, height });
}
