// A report as rows of text: a file for machines (RFC 4180), and a table to paste. Pure.
import { SUMS } from "../chart/data.js";

const KEYS = [
  "sprintId",
  "sprint",
  "board",
  "startDate",
  "endDate",
  "completeDate",
  ...SUMS,
  "committedDone",
  "completionRate",
  "unestimated",
  "excluded",
  "notes",
  "unit",
  "asOf",
];
const BYTE_ORDER_MARK = "\uFEFF";
/** Where a cell may begin, however a sheet separates; what it skips there; a sign of formulas, full-width ones too. */
const FORMULA = /(^|[,;|\t\r\n])([\s\p{C}"']*)(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/gu;
const NUMBER = /^[+-]?\p{Nd}[\p{Nd}\s.,'’٫٬]*[%٪]?$/u;

/**
 * Return a text of which no spreadsheet takes any part for a formula (CWE-1236; OWASP ASVS 5.0, 1.2.10).
 * @param {string} text
 */
export const harmless = (text) => text.replace(FORMULA, "$1$2'");

/**
 * Return the file's text: the names of the columns, then a row for each sprint. Amounts of time are seconds.
 * @param {Server.Report} report
 */
export function csv(report) {
  const { boards, unit, sprints, asOf } = report;
  const names = new Map(boards.map(({ id, name }) => [id, name]));
  const measured = unit.kind === "time" ? `${unit.name} (seconds)` : unit.name;
  const row = (/** @type {Sprint} */ sprint) => {
    const { id, name, boardId, counts, notes } = sprint;
    const own = {
      sprintId: id,
      sprint: name,
      board: names.get(boardId),
      unestimated: counts?.unestimated,
      unit: measured,
      asOf,
    };
    /** @type {{[key: string]: unknown}} */
    const values = { ...sprint, ...own, notes: notes.map(({ message }) => message).join(" ") };
    return KEYS.map((key) => values[key] ?? null);
  };
  const lines = [KEYS, ...sprints.map(row)].map((cells) => cells.map(written).join(","));
  return `${BYTE_ORDER_MARK}${lines.join("\r\n")}\r\n`;
}

/**
 * Write a cell: every text in quotes and harmless, a number or a flag as it is.
 * @param {unknown} value
 */
const written = (value) =>
  typeof value === "string" ? `"${harmless(value).replaceAll('"', '""')}"` : value === null ? "" : String(value);

/**
 * Return rows of cells as a table of tab-separated lines and as the HTML of one. A cell that is a number stays one.
 * @param {unknown[][]} rows
 */
export function pasteable(rows) {
  const guarded = (/** @type {string} */ text) =>
    NUMBER.test(text) ? text : text.replace(/^(\s*)(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/u, "$1'");
  const clean = rows.map((cells) =>
    cells.map((cell) =>
      guarded(
        String(cell)
          .replace(/[\s\p{C}]+/gu, " ")
          .trim(),
      ),
    ),
  );
  const tag = (/** @type {string} */ name, /** @type {string} */ content) => `<${name}>${content}</${name}>`;
  const line = (/** @type {string[]} */ cells, /** @type {number} */ at) =>
    tag("tr", cells.map((cell) => tag(at ? "td" : "th", escaped(cell))).join(""));
  return { plain: clean.map((cells) => cells.join("\t")).join("\n"), html: tag("table", clean.map(line).join("")) };
}

/** @type {{[sign: string]: string}} */
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** @param {string} text */
export const escaped = (text) => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign]);

/**
 * Return a name for a file about a report, of letters and digits of any script only.
 * @param {Server.Report} report
 * @param {string} ending
 */
export function fileName({ boards, asOf }, ending) {
  const words =
    boards
      .map(({ name }) => name)
      .join(" ")
      .normalize()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const name = Array.from(["velocity", ...words].join("-"))
    .slice(0, 60)
    .join("");
  return `${name}-${asOf.slice(0, 10)}.${ending}`;
}
