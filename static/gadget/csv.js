// A report as rows of text: a file for machines (RFC 4180), and a table to paste. Pure.
const KEYS = [
  "sprintId", "sprint", "board", "startDate", "endDate", "completeDate", "committed", "completed", "added", "removed",
  "estimateChange", "notCompleted", "finalScope", "completedElsewhere", "carriedIn", "completionRate", "unestimated", "excluded", "notes",
];
const BYTE_ORDER_MARK = "\uFEFF";

/** Return a text that no spreadsheet takes for a formula (CWE-1236; OWASP ASVS 5.0, 1.2.10). */
export const harmless = (text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** Return the file's text: what it is about, an empty line, then a row for each sprint. Amounts of time are seconds. */
export function csv(report) {
  const { boards, unit, sprints, asOf } = report;
  const names = new Map(boards.map(({ id, name }) => [id, harmless(name)]));
  const about = [
    ["Board", ...names.values()],
    ["Unit", unit.kind === "time" ? `${harmless(unit.name)} (seconds)` : harmless(unit.name)],
    ["From", sprints[0]?.startDate ?? ""],
    ["To", sprints.at(-1)?.completeDate ?? ""],
    ["As of", asOf],
    [],
  ];
  const row = (sprint) => {
    const { id, name, boardId, counts, notes } = sprint;
    const own = { sprintId: id, sprint: harmless(name), board: names.get(boardId), unestimated: counts?.unestimated };
    const values = { ...sprint, ...own, notes: harmless(notes.map(({ message }) => message).join(" ")) };
    return KEYS.map((key) => values[key] ?? "");
  };
  const lines = [...about, KEYS, ...sprints.map(row)].map((cells) => cells.map(quoted).join(","));
  return `${BYTE_ORDER_MARK}${lines.join("\r\n")}\r\n`;
}

const quoted = (value) => (/[",\r\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : String(value));

/** Return rows of cells as a table of tab-separated lines and as the HTML of one. */
export function pasteable(rows) {
  const clean = rows.map((cells) => cells.map((cell) => harmless(String(cell).replace(/[\t\r\n]+/g, " "))));
  const tag = (name, content) => `<${name}>${content}</${name}>`;
  const line = (cells, at) => tag("tr", cells.map((cell) => tag(at ? "td" : "th", escaped(cell))).join(""));
  return { plain: clean.map((cells) => cells.join("\t")).join("\n"), html: tag("table", clean.map(line).join("")) };
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
export const escaped = (text) => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign]);

/** Return a name for a file about a report, of letters and digits of any script only. */
export function fileName({ boards, asOf }, ending) {
  const words = boards.map(({ name }) => name).join(" ").normalize().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const name = Array.from(["velocity", ...words].join("-")).slice(0, 60).join("");
  return `${name}-${asOf.slice(0, 10)}.${ending}`;
}
