// The probability to be done within a number of sprints, as rising bars, with a line at each level.
import { clear, oneWay } from "./marks/values.js";
import { makeTooltip } from "./tooltip.js";
import * as format from "../i18n/format.js";
import { el, LINE, svg } from "../lib/elements.js";
import { follow, measure, measureLike } from "../lib/measure.js";

/** The bars: so high that the numbers of 85 and 95 % do not touch. */
const HEIGHT = 184;
const TOP = 22;
const BELOW = 20;
const WIDEST = 640;
const GAP = 6;

/**
 * Draw `chances`, each `{sprints, within}`, and a line at each of the `levels`. The drawing is called `name`, `write` is
 * how it writes a probability, and `explain` gives what a bar says under the pointer.
 * @param {Chance[]} chances
 * @param {number[]} levels
 * @param {{name: string, write: (share: number) => string, explain: (chance: Chance) => Child}} words
 */
export function drawDistribution(chances, levels, { name, write, explain }) {
  const root = el("div", { class: "distribution" });
  const probe = el("span", { class: "probe", "aria-hidden": "true" }, "0 0");
  const tooltip = makeTooltip(root, explain);
  root.addEventListener("pointerover", ({ target }) => {
    const bar = target instanceof Element && target.closest(".chance");
    if (bar) tooltip.show(chances[Number(bar.getAttribute("data-at"))], bar);
  });
  root.addEventListener("pointerleave", ({ pointerType }) => pointerType !== "touch" && tooltip.hide());
  root.append(probe);
  // Its text is measured once it stands on the page.
  queueMicrotask(() =>
    follow(root, probe, (width) => {
      measureLike(probe);
      root.replaceChildren(probe, picture(placesOf(chances, levels, { width, write }), name), tooltip.box);
    }),
  );
  return root;
}

/**
 * Where everything goes, in CSS pixels.
 * @param {Chance[]} chances
 * @param {number[]} levels
 * @param {{width: number, write: (share: number) => string}} room
 */
function placesOf(chances, levels, { width, write }) {
  const wide = Math.min(WIDEST, width);
  const left = Math.ceil(Math.max(...levels.map((level) => measure(format.percent(level))))) + GAP;
  const band = (wide - left - GAP) / chances.length;
  const texts = () => chances.map(({ within }) => write(within));
  const { way, longest } = oneWay({ writes: [write], texts, pitch: band, measure });
  const top = way === "turned" ? Math.max(TOP, longest + GAP) : TOP;
  const y = (/** @type {number} */ share) => top + HEIGHT * (1 - share);
  const every = Math.ceil((measure(format.whole(chances[chances.length - 1].sprints)) + GAP) / band);
  const few = way === "few" && reaching(chances, levels);
  const lines = levels.map((level) => ({ text: format.percent(level), y: y(level) }));
  const bars = chances.map(({ sprints, within }, at) => ({
    x: left + (at + 0.5) * band,
    y: y(within),
    number: at % every === 0 ? format.whole(sprints) : "",
    value: !few || few.includes(at) ? write(within) : "",
  }));
  return { wide, left, band, way, top, bottom: top + HEIGHT, lines, bars };
}

/**
 * The places of the first chances to reach a level, without those whose text would touch an earlier one.
 * @param {Chance[]} chances
 * @param {number[]} levels
 */
function reaching(chances, levels) {
  const found = levels.map((level) => chances.findIndex(({ within }) => within >= level));
  const apart = (/** @type {number} */ at, /** @type {number} */ before) =>
    HEIGHT * (chances[at].within - chances[before].within) >= LINE;
  return found.filter((at, place) => at >= 0 && (!place || apart(at, found[place - 1])));
}

/**
 * The lines go over the bars, and the values over the lines.
 * @param {ReturnType<typeof placesOf>} places
 * @param {string} name
 */
function picture({ wide, left, band, way, top, bottom, lines, bars }, name) {
  const heights = lines.map(({ y }) => y);
  const across = (/** @type {number} */ y, /** @type {string} */ kind) =>
    svg("line", { class: kind, x1: left, x2: wide, y1: y, y2: y });
  const bar = (/** @type {typeof bars[number]} */ { x, y }, /** @type {number} */ at) =>
    svg(
      "g",
      { class: "chance", "data-at": at },
      svg("rect", { class: "hit", x: x - band / 2, y: top, width: band, height: bottom - top }),
      svg("rect", { class: "completed", x: x - 0.35 * band, y, width: 0.7 * band, height: bottom - y }),
    );
  const value = (/** @type {typeof bars[number]} */ { x, y, value: text }) => {
    const foot = y - 5;
    const places = {
      level: { x: Math.min(x, wide - measure(text) / 2), y: clear(foot, heights), "text-anchor": "middle" },
      turned: { x: x + 4, y: foot, transform: `rotate(-90 ${x + 4} ${foot})` },
      // Every bar before it is lower.
      few: { x: x + band / 2, y: foot, "text-anchor": "end" },
    };
    return text && svg("text", { class: "value", ...places[way] }, text);
  };
  const height = bottom + BELOW;
  return svg(
    "svg",
    { role: "img", "aria-label": name, width: wide, height, viewBox: `0 0 ${wide} ${height}` },
    bars.map(bar),
    across(bottom, "base"),
    heights.map((y) => [across(y, "halo"), across(y, "level")]),
    lines.map(({ text, y }) => svg("text", { x: left - GAP, y: y + 4, "text-anchor": "end" }, text)),
    bars.map(({ x, number }) => number && svg("text", { x, y: height - 5, "text-anchor": "middle" }, number)),
    bars.map(value),
  );
}
