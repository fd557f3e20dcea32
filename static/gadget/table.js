// The same numbers as a table.
import { sentence, SUMS } from "./bars.js";
import * as format from "./format.js";
import { el } from "./svg.js";
import { t as text } from "./texts.js";

const ALWAYS = new Set(["committed", "completed"]);
const WIDE_ONLY = new Set(["finalScope", "completedElsewhere", "carriedIn"]);

/** The columns of a sprint's figures in the order of the report: `{key, label, kind}`; `kind` says how to write it. */
export const columns = (t) => [
  { key: "name", label: t("figure.name"), kind: "text" },
  ...["startDate", "endDate", "completeDate"].map((key) => ({ key, label: t(`figure.${key}`), kind: "date" })),
  ...SUMS.map((key) => ({ key, label: t(`figure.${key}`), kind: "amount" })),
  { key: "completionRate", label: t("figure.completionRate"), kind: "percent" },
  { key: "excluded", label: t("figure.excluded"), kind: "flag" },
];

const WRITE = {
  amount: (value, unit, key) => (key === "estimateChange" ? format.signed : format.number)(value, unit),
  percent: (value) => format.percent(value),
};

/** Make the table of a report; `onOpen(sprint, button)` opens a sprint's issues. */
export function drawTable(report, onOpen) {
  const { unit } = report;
  const shown = columns(text).filter(({ kind }) => kind in WRITE);
  const boards = report.boards.length > 1 ? new Map(report.boards.map((board) => [board.id, board.name])) : null;
  const optional = ({ key }) => `number${ALWAYS.has(key) ? "" : WIDE_ONLY.has(key) ? " more wide" : " more"}`;
  const head = el(
    "tr",
    {},
    el("th", { scope: "col" }, text("figure.name")),
    shown.map((column) => el("th", { scope: "col", class: optional(column) }, column.label)),
  );
  const row = (sprint) => {
    const open = el(
      "button",
      { type: "button", class: "plain", "data-focus": `row-${sprint.id}` },
      el("bdi", {}, sprint.name),
    );
    open.addEventListener("click", () => onOpen?.(sprint, open));
    const about = [
      boards?.get(sprint.boardId),
      format.range(sprint.startDate, sprint.completeDate),
      sprint.excluded && text("chart.excluded"),
    ];
    return el(
      "tr",
      { class: sprint.excluded ? "excluded" : null },
      el(
        "th",
        { scope: "row" },
        onOpen ? open : el("bdi", {}, sprint.name),
        el("span", { class: "quiet" }, about.filter(Boolean).join(" · ")),
        sprint.notes.map((note) => el("span", { class: "note" }, sentence("note", note))),
      ),
      shown.map((column) =>
        el("td", { class: optional(column) }, WRITE[column.kind](sprint[column.key], unit, column.key)),
      ),
    );
  };
  return el(
    "div",
    { class: "scroller", tabindex: -1 },
    el(
      "table",
      {},
      el("caption", {}, text("table.caption", { unit: format.unitName(unit) })),
      el("thead", {}, head),
      el("tbody", {}, report.sprints.map(row)),
      el("tfoot", {}, averages(report, shown, optional)),
    ),
  );
}

function averages({ statistics, unit }, shown, optional) {
  const line = (kind) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, text(`table.${kind}`, { n: format.whole(statistics.sprintCount) })),
      shown.map((column) =>
        el(
          "td",
          { class: optional(column) },
          ALWAYS.has(column.key) ? format.rounded(statistics[column.key][kind], unit) : "",
        ),
      ),
    );
  return [line("mean"), line("median")];
}
