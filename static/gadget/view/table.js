// The same numbers as a table.
import { sentence, shareOf, SUMS } from "../chart/data.js";
import * as format from "../i18n/format.js";
import { counts, mean, median } from "../chart/statistics.js";
import { el } from "../lib/elements.js";
import { t as text } from "../i18n/texts.js";

const ALWAYS = new Set(["committed", "completed"]);
const WIDE_ONLY = new Set(["finalScope", "completedElsewhere", "carriedIn", "committedShare"]);

/** The columns of a sprint's figures in the order of the report: `{key, label, kind}`; `kind` says how to write it. */
export const columns = (t) => [
  { key: "name", label: t("figure.name"), kind: "text" },
  ...["startDate", "endDate", "completeDate"].map((key) => ({ key, label: t(`figure.${key}`), kind: "date" })),
  ...SUMS.map((key) => ({ key, label: t(`figure.${key}`), kind: "amount" })),
  { key: "completionRate", label: t("figure.completionRate"), kind: "percent" },
  { key: "committedShare", label: t("figure.committedShare"), kind: "percent" },
  { key: "excluded", label: t("figure.excluded"), kind: "flag" },
];

const WRITE = {
  amount: (value, unit, key) => (key === "estimateChange" ? format.signed : format.number)(value, unit),
  percent: (value) => format.percent(value),
};
const AVERAGES = {
  amount: (value, unit, key) => (key === "estimateChange" ? format.signedRounded : format.rounded)(value, unit),
  percent: (value) => format.percent(value),
};

/** Make the table of a report; `onOpen(sprint, button)` opens a sprint's issues. */
export function drawTable(report, onOpen) {
  const sprints = report.sprints.map((sprint) => ({ ...sprint, committedShare: shareOf(sprint) }));
  const running = (report.runningSprints ?? []).map((sprint) => ({ ...sprint, committedShare: shareOf(sprint) }));
  const figures = columns(text).filter(({ kind }) => kind in WRITE);
  const filled = ({ key }) => ALWAYS.has(key) || [...sprints, ...running].some((sprint) => sprint[key]);
  const known = ({ key }) => sprints.some((sprint) => Number.isFinite(sprint[key]));
  const shown = figures.filter(filled);
  const zero = figures.filter((column) => !filled(column) && known(column));
  const head = el(
    "tr",
    {},
    el("th", { scope: "col" }, text("figure.name")),
    shown.map((column) => el("th", { scope: "col", class: place(column) }, column.label)),
  );
  const table = el(
    "table",
    {},
    el("caption", {}, text("table.caption", { unit: format.unitName(report.unit) })),
    el("thead", {}, head),
    el("tbody", {}, rows({ ...report, sprints: [...sprints, ...running] }, shown, onOpen)),
    el("tfoot", {}, averages({ ...report, sprints }, shown)),
  );
  return [
    el("div", { class: "scroller", tabindex: -1 }, table),
    zero.length > 0 &&
      el("p", { class: "quiet" }, text("table.zero", { names: format.list(zero.map(({ label }) => label)) })),
  ].filter(Boolean);
}

/** Which columns a narrow page leaves out. */
const place = ({ key }) => `number${ALWAYS.has(key) ? "" : WIDE_ONLY.has(key) ? " more wide" : " more"}`;

function rows({ sprints, boards, unit, asOf }, shown, onOpen) {
  const names = boards.length > 1 ? new Map(boards.map((board) => [board.id, board.name])) : null;
  return sprints.map((sprint) => {
    const name = { type: "button", class: "plain", "data-focus": `row-${sprint.id}` };
    const open = el("button", { ...name, onclick: () => onOpen?.(sprint, open) }, el("bdi", {}, sprint.name));
    const dates = format.range(sprint.startDate, sprint.completeDate ?? asOf);
    const state = sprint.completeDate ? sprint.excluded && text("chart.excluded") : text("chart.running");
    const about = [names?.get(sprint.boardId), dates, state];
    return el(
      "tr",
      { class: sprint.completeDate ? (sprint.excluded ? "excluded" : null) : "running" },
      el(
        "th",
        { scope: "row" },
        onOpen ? open : el("bdi", {}, sprint.name),
        el("span", { class: "quiet" }, about.filter(Boolean).join(" · ")),
        sprint.notes.map((note) => el("span", { class: "note" }, sentence("note", note))),
      ),
      shown.map(({ key, kind, ...rest }) =>
        el("td", { class: place({ key, ...rest }) }, WRITE[kind](sprint[key], unit, key)),
      ),
    );
  });
}

/** The average and the median of every column, over the sprints that count; of one sprint there is neither. */
function averages({ sprints, unit }, shown) {
  const counted = sprints.filter(counts);
  if (counted.length < 2) return [];
  const line = (kind, of) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, text(`table.${kind}`, { n: counted.length, count: format.whole(counted.length) })),
      shown.map(({ key, kind: how }) =>
        el("td", { class: place({ key }) }, AVERAGES[how](of(counted.map((sprint) => sprint[key])), unit, key)),
      ),
    );
  return [line("mean", mean), line("median", median)];
}
