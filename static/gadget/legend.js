// What the marks of the chart mean, with the figures of the average and the range.
import * as format from "./format.js";
import { el, svg, uid } from "./svg.js";
import { t } from "./texts.js";

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

/** Make the legend of a report's bars: only what is there to be seen. */
export function legend(report, bars) {
  const { completed, sprintCount: n } = format.statisticsOf(report);
  const { unit } = report;
  const entry = (kind, text) => el("li", {}, swatch(kind), el("span", {}, text));
  const average = {
    value: format.rounded(completed.mean, unit),
    n,
    count: format.whole(n),
    periods: Boolean(report.periods),
  };
  return el(
    "ul",
    { class: "legend" },
    entry("committed", t("figure.committed")),
    entry("completed", t("figure.completed")),
    n > 0 && entry("average", t("chart.average", average)),
    completed.low !== null && entry("range", t("chart.range", { ...average, range: rangeOf(completed, unit), odds: format.odds(n) })),
    bars.some((bar) => bar.excluded) && entry("excluded", t("chart.excluded")),
    bars.some((bar) => bar.notes.length) && entry("mark", t("chart.note")),
  );
}

function rangeOf({ low, high }, unit) {
  const [from, to] = [low, high].map((value) => format.isolated(format.number(value, unit)));
  return format.withUnit(`${from}–${to}`, high, unit);
}

function swatch(kind) {
  const hatch = uid("hatch");
  const box = { x: 0.75, y: 0.75, width: 10.5, height: 10.5 };
  const marks = {
    committed: () => [svg("rect", { class: "committed", ...box })],
    completed: () => [svg("rect", { class: "completed", width: 12, height: 12 })],
    average: () => [svg("g", { class: "average" }, svg("line", { x1: 0, x2: 18, y1: 6, y2: 6 }))],
    range: () => [svg("rect", { class: "range", width: 12, height: 12 })],
    excluded: () => [
      pattern(hatch),
      svg(
        "g",
        { class: "excluded" },
        svg("rect", { class: "committed", ...box }),
        svg("rect", { ...box, fill: `url(#${hatch})` }),
      ),
    ],
    mark: () => [svg("circle", { class: "mark", cx: 6, cy: 6, r: 2.5 })],
  };
  return svg(
    "svg",
    { width: kind === "average" ? 18 : 12, height: 12, "aria-hidden": "true", class: "swatch" },
    marks[kind](),
  );
}
