// One bar of a sprint: from zero up to its figure, or down where the figure is negative.
import { svg } from "../../lib/elements.js";

const OUTLINE = 1.5;
/** Below this width an outline leaves no room inside. */
const THIN = 4;

/**
 * Draw `name` of a bar between the heights of two values; `cover` is the id of the stripes of one that does not count.
 * @param {string} name
 * @param {{x: number, width: number, from: number, to: number, cover: string | false}} place
 */
export function column(name, { x, width, from, to, cover }) {
  const thin = width < THIN;
  const inset = name === "committed" && !thin ? OUTLINE / 2 : 0;
  const [high, low] = [Math.min(from, to), Math.max(from, to)];
  const box = {
    x: x + inset,
    y: high + (to <= from ? inset : 0),
    width: width - 2 * inset,
    height: Math.max(0, low - high - inset),
  };
  return [
    svg("rect", { class: thin ? `${name} thin` : name, ...box }),
    cover && svg("rect", { ...box, fill: `url(#${cover})`, class: "cover" }),
  ];
}

/**
 * What was added on top of the commitment, solid, and what was removed from it, hatched.
 * @param {Bar} bar
 * @param {{x: number, width: number, y: (value: number) => number, hatch: string}} place
 */
export function scopeOf(bar, { x, width, y, hatch }) {
  /**
   * @param {string} name
   * @param {number} low
   * @param {number} high
   * @param {string} [fill]
   */
  const part = (name, low, high, fill) =>
    high > low && svg("rect", { class: name, x, width, y: y(high), height: y(low) - y(high), fill });
  const { committed, added, removed } = bar;
  return [
    part("added", committed, committed + added),
    part("gone", Math.max(0, committed - removed), Math.max(0, committed), `url(#${hatch})`),
  ];
}
