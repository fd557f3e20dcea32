// The chart of a report: draws its marks one over the other. One tab stop, arrows inside.
import { barsOf, runningOf } from "./data.js";
import { frameOf, usualHeight } from "./frame.js";
import * as format from "../i18n/format.js";
import { legend, pattern } from "./legend.js";
import { average, averageNumber } from "./marks/average.js";
import { axis } from "./marks/axis.js";
import { range } from "./marks/range.js";
import { rolling } from "./marks/rolling.js";
import { share } from "./marks/share.js";
import { sprint } from "./marks/sprint.js";
import { target, targetNumber } from "./marks/target.js";
import { values } from "./marks/values.js";
import { seriesOf } from "./series.js";
import { rollingMeans } from "./statistics.js";
import { el, svg, uid } from "../lib/elements.js";
import { focusFirst } from "../lib/focus.js";
import { follow, measure, measureLike } from "../lib/measure.js";

/** The limits of the bars' height in pixels. */
const LOWEST = 80;
const HIGHEST = 480;

/**
 * Draw a report into a container and keep it drawn as the container's width changes.
 * The returned `grow(pixels)` changes the height of the bars, within limits.
 * @param {Element} container
 * @param {Server.Report} report
 * @param {ChartOptions} options
 */
export function drawChart(container, report, options = {}) {
  const closed = barsOf(report, options.labelStyle);
  const bars = [...closed, ...runningOf(report, options.labelStyle)];
  const root = el("div", { class: "chart" });
  const probe = el("span", { class: "probe", "aria-hidden": "true" }, "0 0");
  const key = el("div", { class: "key" });
  const ui = options.ui ?? {};
  /** @type {ChartState} */
  const state = { active: Math.max(0, closed.length - 1), width: 0 };
  const change = (/** @type {Chosen} */ chosen) => {
    ui.series = { ...ui.series, ...chosen };
    explain();
    draw(state.width);
  };
  const explain = () =>
    key.replaceChildren(
      legend(report, bars, seriesOf(ui.series), { target: options.target, change: options.static ? null : change }),
    );
  const draw = (/** @type {number} */ width) => {
    const inside = root.contains(document.activeElement);
    state.width = width;
    measureLike(probe);
    root.replaceChildren(probe, picture({ report, bars, options, width, state, series: seriesOf(ui.series) }));
    if (inside) focusFirst(root, ['.bar[tabindex="0"]']);
  };
  container.replaceChildren(...(options.legend === false ? [] : [key]), root);
  explain();
  root.append(probe);
  if (!options.static) interact(root, bars, options, state);
  const grow = (/** @type {number} */ pixels) => {
    const before = state.tall ?? usualHeight(state.width);
    state.tall = Math.max(LOWEST, Math.min(HIGHEST, before + Math.floor(pixels)));
    if (state.tall !== before) draw(state.width);
  };
  if (!options.width) return { redraw: () => draw(state.width), grow, destroy: follow(root, probe, draw) };
  const { width } = options;
  draw(width);
  return { redraw: () => draw(width), grow, destroy() {} };
}

/**
 * The words that all names begin with, written once below them.
 * @param {Frame} frame
 */
const sharedWords = ({ names: { shared }, left, named }) =>
  shared && svg("text", { class: "label shared", x: left, y: named - 8, "aria-hidden": "true" }, shared);

/**
 * What stands between the closed sprints and the running ones.
 * @param {Frame} frame
 */
const border = ({ border: x, top, bottom }) =>
  x !== null && svg("line", { class: "border", x1: x, x2: x, y1: top, y2: bottom, "aria-hidden": "true" });

/**
 * The drawing, from the back to the front: band, grid, sprints, lines, and over all of them the figures.
 * @param {{report: Server.Report, bars: Bar[], options: ChartOptions, width: number, state: ChartState, series: Series}} picture
 */
function picture({ report, bars, options, width, state, series }) {
  const { unit } = report;
  const { target: aim, labelStyle: style = "name" } = options;
  const frame = frameOf({ report, bars, series, style, width, measure, aim, tall: state.tall });
  const closed = bars.filter((bar) => !bar.running);
  const hatch = uid("hatch");
  const still = options.static;
  const interactive = (/** @type {Bar} */ bar, /** @type {number} */ at) =>
    still ? null : { tabindex: at === state.active ? 0 : -1, "data-at": at, "data-bar": bar.id };
  return svg(
    "svg",
    {
      class: "plot",
      role: "group",
      width,
      height: frame.total,
      viewBox: `0 0 ${width} ${frame.total}`,
      "aria-labelledby": options.labelledby,
      "aria-describedby": options.describedby,
    },
    pattern(hatch),
    series.range && range(format.statisticsOf(report).completed, frame),
    axis(frame),
    border(frame),
    bars.map((bar, at) => sprint(bar, at, { frame, unit, hatch, series, interactive: interactive(bar, at) })),
    sharedWords(frame),
    frame.mean && average(frame, frame.mean),
    frame.aim && target(frame, frame.aim),
    frame.strip && share(closed, frame, frame.strip),
    series.rolling > 0 && rolling(rollingMeans(closed, series.rolling), frame),
    values(bars, { frame, unit, series: series.bars, scope: series.scope }),
    frame.mean && averageNumber(frame, frame.mean),
    frame.aim && targetNumber(frame, frame.aim),
  );
}

const MOVES = new Map([
  ["ArrowLeft", -1],
  ["ArrowUp", -1],
  ["ArrowRight", 1],
  ["ArrowDown", 1],
  ["Home", -Infinity],
  ["End", Infinity],
]);

/** @param {Event} event */
const barAt = ({ target }) => (target instanceof Element ? target.closest(".bar") : null);
/** @param {Element} node */
const placeOf = (node) => Number(node.getAttribute("data-at"));

/**
 * @param {HTMLElement} root
 * @param {Bar[]} bars
 * @param {ChartOptions} options
 * @param {ChartState} state
 */
function interact(root, bars, options, state) {
  const show = (/** @type {Element | null} */ node) => node && options.onShow?.(bars[placeOf(node)], node);
  const open = (/** @type {Element} */ node) => options.onOpen?.(bars[placeOf(node)], node);
  // A screen reader's own cursor may put the focus on any sprint.
  const take = (/** @type {Element | null} */ node) => {
    if (!node) return;
    state.active = placeOf(node);
    for (const each of root.querySelectorAll(".bar")) each.setAttribute("tabindex", each === node ? "0" : "-1");
    show(node);
  };
  root.addEventListener("pointerover", (event) => show(barAt(event)));
  root.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && options.onHide?.());
  root.addEventListener("focusin", (event) => take(barAt(event)));
  root.addEventListener("focusout", () => options.onHide?.());
  root.addEventListener("click", (event) => {
    const node = barAt(event);
    // A finger cannot hover: its first tap shows the figures, the second one opens the issues.
    const first = "pointerType" in event && event.pointerType === "touch" && state.touched !== node;
    state.touched = node;
    if (node && first) show(node);
    else if (node) open(node);
  });
  root.addEventListener("keydown", (event) => {
    const node = barAt(event);
    if (event.altKey || event.ctrlKey || event.metaKey || !node) return;
    const by = MOVES.get(event.key);
    if (by !== undefined) go(root, Math.min(bars.length - 1, Math.max(0, state.active + by)));
    else if (event.key === "Enter" || event.key === " ") options.onOpen?.(bars[state.active], node);
    else if (event.key === "Escape") options.onHide?.(true);
    else return;
    event.preventDefault();
  });
}

/**
 * @param {Element} root
 * @param {number} at
 */
const go = (root, at) => focusFirst(root, [`.bar[data-at="${at}"]`]);
