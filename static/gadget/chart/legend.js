// What the marks of the chart mean, with the figures of average and range; a click takes one away or brings it back.
import * as format from "../i18n/format.js";
import { menuButton } from "../lib/menu.js";
import { addable } from "./series.js";
import { el, svg, uid } from "../lib/elements.js";
import { focusFirst } from "../lib/focus.js";
import { t } from "../i18n/texts.js";

const PLUS = "M6 1.5v9M1.5 6h9";

/**
 * A pattern of thin stripes for what is excluded or removed.
 * @param {string} id
 */
export const pattern = (id) =>
  svg(
    "defs",
    {},
    svg(
      "pattern",
      { id, width: 6, height: 6, patternUnits: "userSpaceOnUse" },
      svg("path", { d: "M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2", class: "stripe" }),
    ),
  );

/**
 * Make the legend of a report's bars, with a `target` where there is one; with `change(series)` what can be switched is a
 * button, and more can be added.
 * @param {Server.Report} report
 * @param {Bar[]} bars
 * @param {Series} series
 * @param {{target?: number | null, change?: ((chosen: Chosen) => void) | null}} [besides]
 */
export function legend(report, bars, series, { target, change } = {}) {
  const list = el("ul", { class: "legend" });
  const redo = (/** @type {keyof Chosen} */ name, /** @type {boolean | number | undefined} */ value) => {
    change?.({ [name]: value });
    focusFirst(document.body, [`[data-focus="series-${name}"]`]);
  };
  const item = (/** @type {LegendEntry} */ { kind, text, name, on, off }) => {
    if (!name || !change) return on !== false && el("li", {}, swatch(kind), el("span", {}, text));
    const press = () => redo(name, on ? off : true);
    const attributes = { type: "button", "data-focus": `series-${name}`, "aria-pressed": String(on), onclick: press };
    return el("li", {}, el("button", attributes, swatch(kind), el("span", {}, text)));
  };
  list.append(...entries(report, bars, series, target).flatMap((entry) => item(entry) || []));
  if (change) {
    const more = menu(bars, series, redo);
    if (more) list.append(el("li", {}, more));
    rove(list);
  }
  return list;
}

/**
 * The entries: the kind of mark, its text and, if it can be switched, its `name` and whether it is `on`.
 * @param {Server.Report} report
 * @param {Bar[]} bars
 * @param {Series} series
 * @param {number | null} [target]
 */
function entries(report, bars, series, target) {
  const { completed, sprintCount: n } = format.statisticsOf(report);
  const { unit } = report;
  const periods = Boolean(report.periods);
  const averaged = { value: format.rounded(completed.mean, unit), n, count: format.whole(n), periods };
  /**
   * @param {"committed" | "completed" | "average" | "range" | "scope" | "rolling" | "target" | "share"} name
   * @param {string} text
   * @returns {LegendEntry}
   */
  const part = (name, text) => ({
    kind: name === "scope" ? "added" : name,
    name,
    text,
    on: Boolean(series[name]),
    off: name === "rolling" ? 0 : false,
  });
  /** @type {(LegendEntry | boolean)[]} */
  const all = [
    part("committed", t("figure.committed")),
    part("completed", t("figure.completed")),
    n > 1 && part("average", t("chart.average", averaged)),
    completed.low !== null && part("range", typicalRange(report)),
    Boolean(target) && part("target", t("chart.target", { value: format.average(target ?? null, unit) })),
    series.scope && series.committed && part("scope", t("figure.added")),
    series.scope && series.committed && { kind: "gone", text: t("figure.removed") },
    series.rolling > 0 && part("rolling", t("chart.rolling", { n: series.rolling, periods })),
    series.share && part("share", t("figure.committedShare")),
    bars.some((bar) => bar.running) && { kind: "running", text: t("chart.running") },
    bars.some((bar) => bar.excluded) && { kind: "excluded", text: t("chart.excluded") },
    bars.some((bar) => bar.notes.length) && { kind: "mark", text: t("chart.note") },
  ];
  return all.filter((entry) => typeof entry === "object");
}

/**
 * @param {Bar[]} bars
 * @param {Series} series
 * @param {(name: keyof Chosen, value: boolean | number) => void} redo
 */
function menu(bars, series, redo) {
  const offered = addable(bars, series);
  if (!offered.length) return null;
  const label = (/** @type {Addable} */ { kind, size }) =>
    size ? t("chart.rolling", { n: size }) : t(`chart.${kind}`);
  const items = () => offered.map((one) => ({ label: label(one), run: () => redo(one.kind, one.size ?? true) }));
  const size = { width: 12, height: 12, viewBox: "0 0 12 12" };
  const words = t("chart.more");
  const content = [svg("svg", { ...size, "aria-hidden": "true" }, svg("path", { d: PLUS })), el("span", {}, words)];
  const attributes = { class: "add", title: null, "data-focus": "series-more" };
  return menuButton({ label: words, content, items, attributes });
}

/**
 * One tab stop for all buttons of the legend, arrows between them.
 * @param {HTMLElement} list
 */
function rove(list) {
  /** @type {NodeListOf<HTMLButtonElement>} */
  const found = list.querySelectorAll("li > button, li > .menu > button");
  const buttons = [...found];
  const at = (/** @type {EventTarget | null} */ target) => buttons.findIndex((each) => each === target);
  const stop = (/** @type {HTMLButtonElement} */ chosen) =>
    buttons.forEach((each) => (each.tabIndex = each === chosen ? 0 : -1));
  stop(buttons[0]);
  list.addEventListener("focusin", ({ target }) => at(target) >= 0 && stop(buttons[at(target)]));
  list.addEventListener("keydown", (event) => {
    const here = at(event.target);
    const step = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (here < 0 || !step) return;
    event.preventDefault();
    buttons[(here + step + buttons.length) % buttons.length].focus();
  });
}

/**
 * The typical range in words, with its probability; empty where there is none.
 * @param {Server.Report} report
 */
export function typicalRange(report) {
  const { unit } = report;
  const { completed, sprintCount: n } = format.statisticsOf(report);
  const { low, high } = completed;
  if (low === null) return "";
  const [from, to] = [low, high].map((value) => format.number(value, unit));
  const range = format.withUnit(low < 0 ? t("chart.fromTo", { from, to }) : `${from}–${to}`, high, unit);
  return t("chart.range", { range, n, count: format.whole(n), periods: Boolean(report.periods), odds: format.odds(n) });
}

const BOX = { x: 0.75, y: 0.75, width: 10.5, height: 10.5 };
const FULL = { width: 12, height: 12 };
const striped = () => {
  const hatch = uid("hatch");
  const stripes = svg("rect", { ...BOX, fill: `url(#${hatch})` });
  return [pattern(hatch), svg("rect", { class: "committed", ...BOX }), stripes];
};

/** The marks of the chart as they look in the legend. */
const MARKS = {
  committed: () => svg("rect", { class: "committed", ...BOX }),
  completed: () => svg("rect", { class: "completed", ...FULL }),
  average: () => svg("g", { class: "average" }, svg("line", { x1: 0, x2: 18, y1: 6, y2: 6 })),
  rolling: () =>
    svg("g", { class: "rolling" }, svg("path", { d: "M0,6 L18,6" }), svg("circle", { cx: 9, cy: 6, r: 2.5 })),
  range: () => svg("rect", { class: "range", ...BOX }),
  target: () => svg("g", { class: "target" }, svg("line", { x1: 0, x2: 18, y1: 6, y2: 6 })),
  share: () => svg("g", { class: "share" }, svg("path", { d: "M0,9 L9,3 L18,6" })),
  running: () => {
    const hatch = uid("hatch");
    const stripes = svg("rect", { ...BOX, fill: `url(#${hatch})` });
    return [pattern(hatch), svg("g", { class: "running" }, svg("rect", { class: "completed", ...BOX }), stripes)];
  },
  added: () => svg("rect", { class: "added", ...FULL }),
  gone: striped,
  excluded: () => svg("g", { class: "excluded" }, striped()),
  mark: () => svg("circle", { class: "mark", cx: 6, cy: 6, r: 2.5 }),
};

/** @param {Mark} kind */
function swatch(kind) {
  const width = ["average", "rolling", "target", "share"].includes(kind) ? 18 : 12;
  return svg("svg", { width, height: 12, "aria-hidden": "true", class: "swatch" }, MARKS[kind]());
}
