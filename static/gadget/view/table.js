// The same numbers as a table.
import { sentence, shareOf, SUMS } from "../chart/data.js";
import * as format from "../i18n/format.js";
import { counts, mean, median } from "../chart/statistics.js";
import { typicalRange } from "../chart/legend.js";
import { el } from "../lib/elements.js";
import { scroller } from "../lib/scroller.js";
import { t } from "../i18n/texts.js";

const ALWAYS = new Set(["committed", "completed"]);
const NOT_PRINTED = new Set(["finalScope", "completedElsewhere", "carriedIn", "committedShare"]);
const DATES = /** @type {const} */ (["startDate", "endDate", "completeDate"]);
const SHARES = /** @type {const} */ (["completionRate", "committedShare"]);

/**
 * The columns that hold figures.
 * @returns {FigureColumn[]}
 */
const figures = () => [
  ...SUMS.map((key) => ({ key, label: t(`figure.${key}`), kind: /** @type {const} */ ("amount") })),
  ...SHARES.map((key) => ({ key, label: t(`figure.${key}`), kind: /** @type {const} */ ("percent") })),
];

/**
 * The columns of a sprint, in the order of the report.
 * @returns {TableColumn[]}
 */
export const columns = () => [
  { key: "name", label: t("figure.name"), kind: "text" },
  ...DATES.map((key) => ({ key, label: t(`figure.${key}`), kind: /** @type {const} */ ("date") })),
  ...figures(),
  { key: "excluded", label: t("figure.excluded"), kind: "flag" },
];

/**
 * Return a row of the table, which also has the share of the commitment that was done.
 * @param {AnySprint} sprint
 * @returns {TableRow}
 */
export const rowOf = (sprint) => ({ ...sprint, committedShare: shareOf(sprint) });

/**
 * Write a figure exactly, or as an average.
 * @param {FigureColumn} column
 * @param {number | null} value
 * @param {Unit} unit
 */
function write({ key, kind }, value, unit, averaged = false) {
  if (kind === "percent") return format.percent(value);
  if (key === "estimateChange") return (averaged ? format.signedRounded : format.signed)(value, unit);
  return (averaged ? format.rounded : format.number)(value, unit);
}

/**
 * Make the table of a report; `onOpen` opens the issues of a sprint.
 * @param {Server.Report} report
 * @param {(sprint: AnySprint) => unknown} [onOpen]
 */
export function drawTable(report, onOpen) {
  const sprints = report.sprints.map(rowOf);
  const all = [...sprints, ...(report.runningSprints ?? []).map(rowOf)];
  const filled = (/** @type {FigureColumn} */ { key }) => ALWAYS.has(key) || all.some((sprint) => sprint[key]);
  const known = (/** @type {FigureColumn} */ { key }) => sprints.some((sprint) => Number.isFinite(sprint[key]));
  const shown = figures().filter(filled);
  const zero = figures().filter((column) => !filled(column) && known(column));
  const head = el(
    "tr",
    {},
    el("th", { scope: "col" }, t("figure.name")),
    shown.map((column) => el("th", { scope: "col", class: place(column) }, column.label)),
  );
  const caption = t("table.caption", { unit: format.unitName(report.unit) });
  const table = el(
    "table",
    { class: "sprints" },
    el("caption", {}, el("span", {}, caption)),
    el("thead", {}, head),
    el(
      "tbody",
      {},
      all.map((sprint) => row(sprint, report, shown, onOpen)),
    ),
    el("tfoot", {}, averages(sprints, report.unit, shown)),
  );
  // With several boards the range is of their periods, the table of the sprints.
  const range = !report.periods && typicalRange(report);
  const remarks = [zero.length && t("table.zero", { names: namesOf(zero) }), range];
  return [scroller(table, caption), ...remarks.flatMap((text) => (text ? el("p", { class: "quiet" }, text) : []))];
}

/** @param {FigureColumn[]} all */
const namesOf = (all) => format.list(all.map(({ label }) => label));

/**
 * The class of a column's cells, which says whether a printed page has room for it.
 * @param {FigureColumn} column
 */
const place = ({ key }) => (NOT_PRINTED.has(key) ? "number screen" : "number");

/**
 * The row of a sprint, and below it what there is to know of it.
 * @param {TableRow} sprint
 * @param {Server.Report} report
 * @param {FigureColumn[]} shown
 * @param {(sprint: AnySprint) => unknown} [onOpen]
 */
function row(sprint, { boards, unit, asOf }, shown, onOpen) {
  const name = el("bdi", {}, sprint.name);
  const attributes = { type: "button", class: "plain", "data-focus": `row-${sprint.id}` };
  const board = boards.length > 1 && boards.find(({ id }) => id === sprint.boardId)?.name;
  const dates = format.range(sprint.startDate, sprint.completeDate ?? asOf);
  const state = sprint.completeDate ? sprint.excluded && t("chart.excluded") : t("chart.running");
  const notes = sprint.notes.map((note) => el("span", { class: "note" }, sentence("note", note)));
  const line = el(
    "tr",
    { class: sprint.completeDate ? (sprint.excluded ? "excluded" : null) : "running" },
    el(
      "th",
      { scope: "row" },
      onOpen ? el("button", { ...attributes, onclick: () => onOpen(sprint) }, name) : name,
      el("span", { class: "quiet" }, [board, dates, state].filter(Boolean).join(" · ")),
    ),
    shown.map((column) => el("td", { class: place(column) }, write(column, sprint[column.key], unit))),
  );
  if (!notes.length) return [line];
  return [line, el("tr", { class: "why" }, el("td", { colspan: shown.length + 1 }, el("div", {}, notes)))];
}

/**
 * The average and the median of every column, over the sprints that count; of one sprint there is neither.
 * @param {TableRow[]} sprints
 * @param {Unit} unit
 * @param {FigureColumn[]} shown
 */
function averages(sprints, unit, shown) {
  const counted = sprints.filter(counts);
  if (counted.length < 2) return [];
  const line = (/** @type {"mean" | "median"} */ kind, /** @type {typeof mean} */ of) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, t(`table.${kind}`, { n: counted.length, count: format.whole(counted.length) })),
      shown.map((column) => {
        const value = of(counted.map((sprint) => sprint[column.key]));
        return el("td", { class: place(column) }, write(column, value, unit, true));
      }),
    );
  return [line("mean", mean), line("median", median)];
}
