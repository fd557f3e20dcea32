// What the marks of the chart mean, with the figures of average and range; a click takes one away or brings it back.
import * as format from "../i18n/format.js";
import { menuButton } from "../lib/menu.js";
import { addable } from "./series.js";
import { el, svg, uid } from "../lib/elements.js";
import { t } from "../i18n/texts.js";

const PLUS = "M6 1.5v9M1.5 6h9";

/** A pattern of thin stripes to fill what does not count, or is gone. */
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
 */
export function legend(report, bars, series, { target, change } = {}) {
  const list = el("ul", { class: "legend" });
  const redo = (name, value) => {
    change({ [name]: value });
    document.querySelector(`[data-focus="series-${name}"]`)?.focus();
  };
  const item = ({ kind, text, name, on, off }) => {
    if (!name || !change) return on !== false && el("li", {}, swatch(kind), el("span", {}, text));
    const press = () => redo(name, on ? off : true);
    const attributes = { type: "button", "data-focus": `series-${name}`, "aria-pressed": String(on), onclick: press };
    return el("li", {}, el("button", attributes, swatch(kind), el("span", {}, text)));
  };
  list.append(...entries(report, bars, series, target).map(item).filter(Boolean));
  if (change) {
    const more = menu(bars, series, redo);
    if (more) list.append(el("li", {}, more));
    rove(list);
  }
  return list;
}

/** What there is to be seen: the kind of mark, its text and, where it can be switched, its `name` and whether it is `on`. */
function entries(report, bars, series, target) {
  const { completed, sprintCount: n } = format.statisticsOf(report);
  const { unit } = report;
  const periods = Boolean(report.periods);
  const averaged = { value: format.rounded(completed.mean, unit), n, count: format.whole(n), periods };
  const part = (name, text) => ({ kind: name, name, text, on: series[name], off: false });
  return [
    part("committed", t("figure.committed")),
    part("completed", t("figure.completed")),
    n > 1 && part("average", t("chart.average", averaged)),
    completed.low !== null &&
      part("range", t("chart.range", { ...averaged, range: rangeOf(completed, unit), odds: format.odds(n) })),
    target && part("target", t("chart.target", { value: format.average(target, unit) })),
    series.scope && series.committed && { ...part("scope", t("figure.added")), kind: "added" },
    series.scope && series.committed && { kind: "gone", text: t("figure.removed") },
    series.rolling > 0 && { ...part("rolling", t("chart.rolling", { n: series.rolling, periods })), on: true, off: 0 },
    series.share && part("share", t("figure.committedShare")),
    bars.some((bar) => bar.running) && { kind: "running", text: t("chart.running") },
    bars.some((bar) => bar.excluded) && { kind: "excluded", text: t("chart.excluded") },
    bars.some((bar) => bar.notes.length) && { kind: "mark", text: t("chart.note") },
  ].filter(Boolean);
}

function menu(bars, series, redo) {
  const offered = addable(bars, series);
  if (!offered.length) return null;
  const label = ({ kind, size }) => (size ? t("chart.rolling", { n: size }) : t(`chart.${kind}`));
  const items = () => offered.map((one) => ({ label: label(one), run: () => redo(one.kind, one.size ?? true) }));
  const size = { width: 12, height: 12, viewBox: "0 0 12 12" };
  const content = svg("svg", { ...size, "aria-hidden": "true" }, svg("path", { d: PLUS }));
  const attributes = { class: "icon", "data-focus": "series-more" };
  return menuButton({ label: t("chart.more"), content, items, attributes });
}

/** One tab stop for all buttons of the legend, arrows between them. */
function rove(list) {
  const buttons = [...list.querySelectorAll("li > button, li > .menu > button")];
  const stop = (chosen) => buttons.forEach((each) => (each.tabIndex = each === chosen ? 0 : -1));
  stop(buttons[0]);
  list.addEventListener("focusin", ({ target }) => buttons.includes(target) && stop(target));
  list.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target);
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (at < 0 || !step) return;
    event.preventDefault();
    buttons[(at + step + buttons.length) % buttons.length].focus();
  });
}

function rangeOf({ low, high }, unit) {
  const [from, to] = [low, high].map((value) => format.isolated(format.number(value, unit)));
  return format.withUnit(`${from}–${to}`, high, unit);
}

function swatch(kind) {
  const hatch = uid("hatch");
  const box = { x: 0.75, y: 0.75, width: 10.5, height: 10.5 };
  const full = { width: 12, height: 12 };
  const stripes = () => svg("rect", { ...box, fill: `url(#${hatch})` });
  const striped = () => [pattern(hatch), svg("rect", { class: "committed", ...box }), stripes()];
  const marks = {
    committed: () => [svg("rect", { class: "committed", ...box })],
    completed: () => [svg("rect", { class: "completed", ...full })],
    average: () => [svg("g", { class: "average" }, svg("line", { x1: 0, x2: 18, y1: 6, y2: 6 }))],
    rolling: () => [
      svg("g", { class: "rolling" }, svg("path", { d: "M0,6 L18,6" }), svg("circle", { cx: 9, cy: 6, r: 2.5 })),
    ],
    range: () => [svg("rect", { class: "range", ...full })],
    target: () => [svg("g", { class: "target" }, svg("line", { x1: 0, x2: 18, y1: 6, y2: 6 }))],
    share: () => [svg("g", { class: "share" }, svg("path", { d: "M0,9 L9,3 L18,6" }))],
    running: () => [
      pattern(hatch),
      svg("g", { class: "running" }, svg("rect", { class: "completed", ...box }), stripes()),
    ],
    added: () => [svg("rect", { class: "added", ...full })],
    gone: striped,
    excluded: () => [svg("g", { class: "excluded" }, striped())],
    mark: () => [svg("circle", { class: "mark", cx: 6, cy: 6, r: 2.5 })],
  };
  const width = ["average", "rolling", "target", "share"].includes(kind) ? 18 : 12;
  return svg("svg", { width, height: 12, "aria-hidden": "true", class: "swatch" }, marks[kind]());
}
