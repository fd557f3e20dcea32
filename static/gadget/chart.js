// The chart: pairs of bars, the average, the typical range. One tab stop, arrows inside.
import { barsOf, spoken } from "./bars.js";
import * as format from "./format.js";
import { legend, pattern } from "./legend.js";
import { layout, place, ticks } from "./scale.js";
import { el, label, LINE, svg, uid } from "./svg.js";
import { t } from "./texts.js";

const TOP = 22;
const AXIS_GAP = 8;
const LABEL_TOP = 18;
const MARK_ROOM = 8;
const TEXT_HEIGHT = 12;
const LABEL_WIDTH = { name: 56, short: 40, number: 24, dates: 52 };

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
 * `options`: `labelStyle`; `width` for a drawing of a fixed width; `legend: false`; `static: true` without interaction;
 * `onOpen(bar)` for click and Enter; `onShow(bar, box)` and `onHide()` for the tooltip; `labelledby`, `describedby` ids.
 * Returns `{redraw, destroy}`.
 */
export function drawChart(container, report, options = {}) {
  const bars = barsOf(report, options.labelStyle);
  const root = el("div", { class: "chart" });
  const probe = el("span", { class: "probe", "aria-hidden": "true" }, "0 0");
  const state = { active: Math.max(0, bars.length - 1), width: 0 };
  container.replaceChildren(...(options.legend === false ? [] : [legend(report, bars)]), root);
  const draw = (width) => {
    const inside = root.contains(document.activeElement);
    state.width = width;
    measureLike(probe);
    root.replaceChildren(probe, ...picture({ report, bars, options, width, state }));
    if (inside) root.querySelector('.bar[tabindex="0"]')?.focus();
  };
  root.append(probe);
  if (!options.static) interact(root, bars, options, state);
  if (options.width) {
    draw(options.width);
    return { redraw: () => draw(options.width), destroy() {} };
  }
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
  return { redraw: () => draw(state.width), destroy: () => observer.disconnect() };
}

function picture({ report, bars, options, width, state }) {
  const { unit } = report;
  const { completed, sprintCount } = format.statisticsOf(report);
  const factor = format.shown(1, unit);
  const highest = Math.max(0, ...bars.flatMap((bar) => [bar.committed, bar.completed]), completed.high ?? 0);
  const marks = ticks(highest * factor, unit.kind === "count");
  const axisTexts = marks.map(format.compact);
  const left = Math.ceil(Math.max(...axisTexts.map(measure))) + AXIS_GAP;
  const mean = sprintCount ? brief(completed.mean, unit) : null;
  const count = sprintCount ? t("chart.n", { n: format.whole(sprintCount) }) : "";
  const right = mean ? Math.ceil(Math.max(measure(mean), measure(count))) + AXIS_GAP : 4;
  const style = options.labelStyle ?? "name";
  const labelWidth = Math.min(LABEL_WIDTH[style], Math.max(...bars.map((bar) => measure(bar.label)), 0) + 6);
  const sizes = layout({ width, count: bars.length, left, right, labelWidth });
  const y = (value) => TOP + sizes.height * (1 - (value * factor) / marks.at(-1));
  const shift = sizes.scrolls ? 0 : left;
  const start = (at) => shift + sizes.spare + at * sizes.band;
  const named = (at) => (bars.length - 1 - at) % sizes.every === 0;
  const names = bars.map((bar, at) => named(at) && place(bar.label, start(at) + sizes.band / 2, shift, sizes, measure));
  const labels = LABEL_TOP + (bars.some((bar) => bar.notes.length) ? MARK_ROOM : 0);
  const foot = labels + LINE * (Math.max(1, ...names.map((name) => (name ? name.lines.length : 1))) - 1) + 8;
  const frame = {
    ...sizes,
    y,
    left,
    right,
    width,
    labels,
    bottom: TOP + sizes.height,
    total: TOP + sizes.height + foot,
    at: mean ? y(completed.mean) : null,
  };

  const axis = svg(
    "g",
    { class: "axis", "aria-hidden": "true" },
    marks.map((mark, at) =>
      svg("text", { x: left - AXIS_GAP, y: y(mark / factor) + 4, "text-anchor": "end" }, axisTexts[at]),
    ),
  );
  const grid = svg(
    "g",
    { class: "grid", "aria-hidden": "true" },
    marks.map((mark) => line(shift, shift + sizes.plot, y(mark / factor), mark === 0 ? "base" : "")),
  );
  const hatch = uid("hatch");
  const content = [
    pattern(hatch),
    range(completed, frame, shift),
    grid,
    ...bars.map((bar, at) => {
      const where = { frame, start: start(at), name: names[at] };
      return group(bar, at, { ...where, unit, hatch, state, still: options.static });
    }),
    mean && svg("g", { class: "average", "aria-hidden": "true" }, line(shift, shift + sizes.plot, y(completed.mean))),
  ];
  const note = mean && averageLabel(mean, count, frame);
  const heard = { "aria-labelledby": options.labelledby, "aria-describedby": options.describedby };
  const drawing = (attributes, ...children) => svg("svg", { height: frame.total, ...attributes }, ...children);
  if (!sizes.scrolls) return [drawing({ class: "plot", role: "group", width, ...heard }, axis, content, note)];
  const plot = drawing({ class: "plot", role: "group", width: sizes.plot, ...heard }, content);
  const scroller = el("div", { class: "scroller" }, plot);
  requestAnimationFrame(() => (scroller.scrollLeft = scroller.scrollWidth));
  const sign =
    note && drawing({ width: right, "aria-hidden": "true" }, averageLabel(mean, count, { ...frame, width: right }));
  return [drawing({ width: left, "aria-hidden": "true" }, axis), scroller, ...(sign ? [sign] : [])];
}

const line = (x1, x2, y, name) => svg("line", { x1, x2, y1: y, y2: y, class: name });

function range({ low, high }, frame, shift) {
  if (low === null || high === null) return null;
  const height = Math.max(2, frame.y(low) - frame.y(high));
  return svg("rect", { class: "range", "aria-hidden": "true", x: shift, y: frame.y(high), width: frame.plot, height });
}

/** The average's number and its n beside the line, kept inside the plot. */
function averageLabel(mean, count, { at, bottom, width, right }) {
  const x = width - right + AXIS_GAP - 2;
  const y = Math.min(Math.max(at, TOP + 6), bottom - LINE);
  return svg(
    "g",
    { class: "average", "aria-hidden": "true" },
    svg("text", { class: "number", x, y: y + 4 }, mean),
    svg("text", { class: "quiet", x, y: y + 4 + LINE }, count),
  );
}

/** One sprint: hit area, focus ring, the two bars, their values, the label, a mark where there is a note. */
function group(bar, at, { frame, start, name, unit, hatch, state, still }) {
  const centre = start + frame.band / 2;
  const pair = [
    ["committed", centre - 0.5 - frame.bar],
    ["completed", centre + 0.5],
  ];
  const texts = valueTexts(bar, unit, frame.bar);
  const marks = pair.flatMap(([name, x], side) => column(bar, name, x, { frame, hatch, text: texts[side] }));
  const attributes = { class: "bar", role: "img", "aria-label": spoken(bar, unit) };
  if (!still) Object.assign(attributes, { tabindex: at === state.active ? 0 : -1, "data-at": at, "data-bar": bar.id });
  if (bar.excluded) attributes.class += " excluded";
  return svg(
    "g",
    attributes,
    svg("rect", { class: "hit", x: start, y: 0, width: frame.band, height: frame.total }),
    svg("rect", { class: "ring", x: start + 1, y: 1, width: frame.band - 2, height: frame.total - 2, rx: 4 }),
    marks,
    name && label(name.lines, { class: "label", ...name.at, y: frame.bottom + frame.labels, "aria-hidden": "true" }),
    bar.notes.length > 0 && svg("circle", { class: "mark", cx: centre, cy: frame.bottom + 8, r: 2.5 }),
  );
}

function column(bar, name, x, { frame, hatch, text }) {
  const top = frame.y(bar[name]);
  const height = frame.bottom - top;
  const inset = name === "committed" ? 0.75 : 0;
  const box = { x: x + inset, y: top + inset, width: frame.bar - 2 * inset, height: Math.max(0, height - inset) };
  const rect = svg("rect", { class: name, ...box });
  const cover = bar.excluded && svg("rect", { ...box, fill: `url(#${hatch})`, class: "cover" });
  const value =
    text &&
    svg("text", { class: "value", x: x + frame.bar / 2, y: clear(top - 5, frame.at), "text-anchor": "middle" }, text);
  return [rect, cover, value].filter(Boolean);
}

/** The average beside its line: one decimal, and short where it is large. */
const brief = (value, unit) =>
  format.shown(value, unit) < 10_000 ? format.rounded(value, unit) : format.compact(format.shown(value, unit));

/** Where a text with its foot at `y` goes so that the average line does not cross it. */
const clear = (y, at) => (at !== null && y > at - 1 && y - TEXT_HEIGHT < at ? at - 4 : y);

/** The two values as text where both have room over their bars, else none: half a pair would mislead. */
function valueTexts(bar, unit, width) {
  const room = width + 1;
  for (const write of [(value) => format.number(value, unit), (value) => format.compact(format.shown(value, unit))]) {
    const texts = [write(bar.committed), write(bar.completed)];
    if (texts.every((text) => measure(text) <= room)) return texts;
  }
  return [];
}

function interact(root, bars, options, state) {
  const find = (event) => event.target.closest?.(".bar");
  const show = (node) => node && options.onShow?.(bars[node.dataset.at], node);
  const go = (at) => {
    const node = root.querySelector(`.bar[data-at="${Math.min(bars.length - 1, Math.max(0, at))}"]`);
    node.focus();
    node.scrollIntoView({ block: "nearest", inline: "nearest" });
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
