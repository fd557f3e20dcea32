// How much of each commitment was done: a line from 0 to 100 % in a strip of its own, below the names of the sprints.
import * as format from "../../i18n/format.js";
import { svg } from "../../lib/elements.js";
import { across } from "./axis.js";

/** Draw the shares of the bars, a gap where a sprint has none, and the last of them as a number. */
export function share(bars, frame) {
  const { left, gap, centre, strip } = frame;
  const y = (part) => strip.bottom - (strip.bottom - strip.top) * Math.min(1, Math.max(0, part));
  const points = bars.map(({ committedShare: part }, at) =>
    part === null ? null : { x: centre(at), y: y(part), part },
  );
  const path = points
    .map((point, at) => point && `${at && points[at - 1] ? "L" : "M"}${point.x},${point.y}`)
    .filter(Boolean)
    .join(" ");
  const number = (part) => svg("text", { x: left - gap, y: y(part) + 4, "text-anchor": "end" }, format.percent(part));
  const last = points.findLast(Boolean);
  const dot = ({ x, y: cy }) => svg("circle", { cx: x, cy, r: 2.5 });
  return [
    svg("g", { class: "axis", "aria-hidden": "true" }, [0, 1].map(number)),
    svg("g", { class: "grid", "aria-hidden": "true" }, across(frame, y(1)), across(frame, y(0), "base")),
    svg("g", { class: "share", "aria-hidden": "true" }, svg("path", { d: path }), points.filter(Boolean).map(dot)),
    last && written(last, frame),
  ];
}

/** The number of the last share, above its point or, near the top, below it. */
function written({ x, y, part }, { left, plot, strip, measure }) {
  const text = format.percent(part);
  const middle = Math.min(x, left + plot - measure(text) / 2);
  const foot = y - strip.top < 16 ? y + 16 : y - 6;
  return svg("text", { class: "value", x: middle, y: foot, "text-anchor": "middle", "aria-hidden": "true" }, text);
}
