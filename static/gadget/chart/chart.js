// The chart of a report: draws its marks one over the other. One tab stop, arrows inside.
import { barsOf, runningOf } from "./data.js";
import { frameOf } from "./frame.js";
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

const context = document.createElement("canvas").getContext("2d");
let known = new Map();

/** Take on the font and the spacing that `probe` has: readers may have set their own (WCAG 1.4.12). */
function measureLike(probe) {
  const { fontFamily, letterSpacing, wordSpacing } = getComputedStyle(probe);
  const length = (value) => (value === "normal" ? "0px" : value);
  context.font = `12px ${fontFamily}`;
  context.letterSpacing = length(letterSpacing);
  context.wordSpacing = length(wordSpacing);
  known = new Map();
}

/** Measure 12 px text. */
function measure(text) {
  if (!known.has(text)) known.set(text, context.measureText(text).width);
  return known.get(text);
}

/**
 * Draw a report into a container and keep it drawn as the container's width changes.
 * `options`: `labelStyle`; `ui`, in which `series` keeps what the reader switched on and off; `width` for a drawing of a
 * fixed width; `legend: false`; `static: true` without interaction; `onOpen(bar)` for click and Enter; `onShow(bar, box)`
 * and `onHide()` for the tooltip; `labelledby`, `describedby` ids; `target` an amount to draw a line at. Returns
 * `{redraw, destroy}`.
 */
export function drawChart(container, report, options = {}) {
  const closed = barsOf(report, options.labelStyle);
  const bars = [...closed, ...runningOf(report, options.labelStyle)];
  const root = el("div", { class: "chart" });
  const probe = el("span", { class: "probe", "aria-hidden": "true" }, "0 0");
  const key = el("div", { class: "key" });
  const ui = options.ui ?? {};
  const state = { active: Math.max(0, closed.length - 1), width: 0 };
  const change = (chosen) => {
    ui.series = { ...ui.series, ...chosen };
    explain();
    draw(state.width);
  };
  const explain = () =>
    key.replaceChildren(
      legend(report, bars, seriesOf(ui.series), { target: options.target, change: options.static ? null : change }),
    );
  const draw = (width) => {
    const inside = root.contains(document.activeElement);
    state.width = width;
    measureLike(probe);
    root.replaceChildren(probe, picture({ report, bars, options, width, state, series: seriesOf(ui.series) }));
    if (inside) root.querySelector('.bar[tabindex="0"]')?.focus();
  };
  container.replaceChildren(...(options.legend === false ? [] : [key]), root);
  explain();
  root.append(probe);
  if (!options.static) interact(root, bars, options, state);
  if (options.width) {
    draw(options.width);
    return { redraw: () => draw(options.width), destroy() {} };
  }
  return { redraw: () => draw(state.width), destroy: follow(root, probe, state, draw) };
}

/** Draw anew whenever the width of the place or of its text has changed; return what ends that. */
function follow(root, probe, state, draw) {
  const observer = new ResizeObserver(() => {
    const [width, text] = [root.clientWidth, probe.offsetWidth];
    const changed = width !== state.width || text !== state.text;
    state.text = text;
    if (width > 0 && changed) requestAnimationFrame(() => root.isConnected && draw(width));
  });
  draw(root.clientWidth || 480);
  state.text = probe.offsetWidth;
  observer.observe(root);
  observer.observe(probe);
  return () => observer.disconnect();
}

/** The words that all names begin with, once, below the names. */
const sharedWords = ({ names: { shared }, left, named }) =>
  shared && svg("text", { class: "label shared", x: left, y: named - 8, "aria-hidden": "true" }, shared);

/** What stands between the closed sprints and the running ones. */
const border = ({ border: x, top, bottom }) =>
  x !== null && svg("line", { class: "border", x1: x, x2: x, y1: top, y2: bottom, "aria-hidden": "true" });

/** The drawing, from the back to the front: band, grid, sprints, lines, and over all of them the figures. */
function picture({ report, bars, options, width, state, series }) {
  const { unit } = report;
  const { target: aim } = options;
  const frame = frameOf({ report, bars, series, style: options.labelStyle ?? "name", width, measure, aim });
  const closed = bars.filter((bar) => !bar.running);
  const hatch = uid("hatch");
  const still = options.static;
  const interactive = (bar, at) =>
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
    frame.mean && average(frame),
    frame.aim && target(frame),
    series.share && share(closed, frame),
    series.rolling > 0 && rolling(rollingMeans(closed, series.rolling), frame),
    values(bars, { frame, unit, series: series.bars, scope: series.scope }),
    frame.mean && averageNumber(frame),
    frame.aim && targetNumber(frame),
  );
}

function interact(root, bars, options, state) {
  const find = (event) => event.target.closest?.(".bar");
  const show = (node) => node && options.onShow?.(bars[node.dataset.at], node);
  const go = (at) => {
    const node = root.querySelector(`.bar[data-at="${Math.min(bars.length - 1, Math.max(0, at))}"]`);
    node.focus();
  };
  // A screen reader's own cursor may put the focus on any sprint.
  const take = (node) => {
    if (!node) return;
    state.active = Number(node.dataset.at);
    for (const each of root.querySelectorAll(".bar")) each.setAttribute("tabindex", each === node ? 0 : -1);
    show(node);
  };
  root.addEventListener("pointerover", (event) => show(find(event)));
  root.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && options.onHide?.());
  root.addEventListener("focusin", (event) => take(find(event)));
  root.addEventListener("focusout", () => options.onHide?.());
  root.addEventListener("click", (event) => {
    const node = find(event);
    // A finger cannot hover: its first tap shows the figures, the second one opens the issues.
    const first = event.pointerType === "touch" && state.touched !== node;
    state.touched = node;
    if (node && first) show(node);
    else if (node) options.onOpen?.(bars[node.dataset.at], node);
  });
  root.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !find(event)) return;
    const moves = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -Infinity, End: Infinity };
    if (event.key in moves) go(state.active + moves[event.key]);
    else if (event.key === "Enter" || event.key === " ") options.onOpen?.(bars[state.active], find(event));
    else if (event.key === "Escape") options.onHide?.(true);
    else return;
    event.preventDefault();
  });
}
