// One sprint: where it can be hit, its ring of focus, its bars, the name below and a mark where there is a note.
import { spoken } from "../data.js";
import { label, svg } from "../../lib/elements.js";
import { column, scopeOf } from "./column.js";

const NOTE = { below: 8, r: 2.5 };

/**
 * Draw the bar at a place; `interactive` is what makes it one that can be focused, null on a still picture.
 * @param {Bar} bar
 * @param {number} at
 * @param {Drawing & {unit: Unit, interactive: Attributes | null}} drawing
 */
export function sprint(bar, at, { frame, unit, hatch, series, interactive }) {
  const { band, total, bottom, names } = frame;
  const [start, x] = [frame.start(at), frame.centre(at)];
  const ring = { x: start + 1, y: 1, width: Math.max(1, band - 2), height: total - 2, rx: Math.min(4, band / 3) };
  const lines = names.shown[at];
  return svg(
    "g",
    {
      class: ["bar", bar.excluded && "excluded", bar.running && "running"].filter(Boolean).join(" "),
      role: "img",
      "aria-label": spoken(bar, unit),
      ...interactive,
    },
    svg("rect", { class: "hit", x: start, y: 0, width: band, height: total }),
    svg("rect", { class: "ring", ...ring }),
    columns(bar, x, { frame, hatch, series }),
    bar.notes.length > 0 && svg("circle", { class: "mark", cx: x, cy: bottom + NOTE.below, r: NOTE.r }),
    lines && label(lines, placeOf(x, names)),
  );
}

/**
 * Where a name goes: centred below its bar, or turned by a quarter, reading upwards.
 * @param {number} x
 * @param {Frame["names"]} names
 */
function placeOf(x, { y, tall }) {
  const turned = tall > 0 && `rotate(-90 ${x + 4} ${y})`;
  const place = { x: turned ? x + 4 : x, y, "text-anchor": turned ? "end" : "middle", transform: turned };
  return { class: "label", ...place, "aria-hidden": "true" };
}

/**
 * The bars in their order, what was added and removed on the first of them.
 * @param {Bar} bar
 * @param {number} centre
 * @param {Drawing} drawing
 */
function columns(bar, centre, { frame, hatch, series }) {
  const { y, slots } = frame;
  const place = (/** @type {Column} */ name) => ({ x: centre + slots[name].x, width: slots[name].width });
  return series.bars.map((name) => [
    column(name, { ...place(name), from: y(0), to: y(bar[name]), cover: bar.excluded || bar.running ? hatch : false }),
    series.scope && name === "committed" && scopeOf(bar, { ...place(name), y, hatch }),
  ]);
}
