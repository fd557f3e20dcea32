// The issues behind a sprint's figures: each with its part in every figure and the reasons in plain words.
import { sentence, shareOf } from "../chart/data.js";
import * as format from "../i18n/format.js";
import { add } from "../chart/statistics.js";
import { el, link } from "../lib/elements.js";
import { scroller } from "../lib/scroller.js";
import { t } from "../i18n/texts.js";

/** @typedef {typeof PARTS[number]} Part */

const OUTCOMES = /** @type {const} */ (["completed", "notCompleted", "removed", "completedElsewhere", "passedThrough"]);
/** Committed and completed first: a phone shows no more of the table's width. */
const PARTS = /** @type {const} */ (["committed", "completed", "added", "removed", "estimateChange", "notCompleted"]);
const ALWAYS = new Set(["committed", "completed"]);
/** @type {{[reason: string]: "enteredAt" | "leftAt" | "finishedAt"}} */
const WHEN = {
  "added-during-sprint": "enteredAt",
  "created-into-sprint": "enteredAt",
  "removed-during-sprint": "leftAt",
  "done-during-sprint": "finishedAt",
  "done-so-far": "finishedAt",
  "done-when-added": "enteredAt",
};

/**
 * Make the page of an explanation in a unit; `go` opens a link of Jira's.
 * @param {Server.Explanation} explanation
 * @param {Unit} unit
 * @param {(url: string) => unknown} go
 */
export function drawDetail({ sprint, issues }, unit, go) {
  return [
    el(
      "p",
      { class: "quiet" },
      format.range(sprint.startDate, sprint.completeDate ?? sprint.endDate),
      sprint.completeDate ? "" : ` · ${t("chart.runningSpoken")}`,
      sprint.excluded ? ` · ${t("chart.excluded")}` : "",
    ),
    sprint.url && el("p", { class: "way" }, link(sprint.url, t("detail.open"), go)),
    el("p", { class: "sum" }, t("detail.balance", balance(sprint, unit))),
    differences(sprint, issues, unit).map((text) => el("p", {}, text)),
    sprint.notes.map((note) => el("p", { class: "note" }, sentence("note", note))),
    issues.length ? table({ sprint, issues }, unit, go) : el("p", {}, t("detail.empty")),
  ];
}

/**
 * @param {AnySprint} sprint
 * @param {Unit} unit
 */
const balance = (sprint, unit) => ({
  ...Object.fromEntries(PARTS.map((key) => [key, format.number(Math.abs(sprint[key]), unit)])),
  sign: sprint.estimateChange < 0 ? "−" : "+",
});

/**
 * Say why a figure differs from a sum by hand: work that was already done, work estimated later.
 * @param {AnySprint} sprint
 * @param {Server.IssueRow[]} issues
 * @param {Unit} unit
 */
function differences(sprint, issues, unit) {
  const atStart = issues.filter((issue) => issue.reasons.includes("in-sprint-at-start"));
  const held = add(atStart.map((issue) => issue.estimateAtStart ?? 0));
  const early = add(
    atStart.filter((issue) => issue.reasons.includes("done-before-start")).map((issue) => issue.estimateAtStart ?? 0),
  );
  const write = (/** @type {number} */ value) => format.amount(value, unit);
  const share = shareOf(sprint);
  return [
    held !== sprint.committed &&
      t("detail.whyCommitted", {
        held: write(held),
        early: format.number(early, unit),
        committed: write(sprint.committed),
      }),
    sprint.completedElsewhere > 0 &&
      t("detail.whyCompleted", {
        held: write(add([sprint.completed, sprint.completedElsewhere])),
        elsewhere: format.number(sprint.completedElsewhere, unit),
        completed: write(sprint.completed),
      }),
    share !== null &&
      `${t("detail.share", {
        share: format.percent(share),
        done: format.number(sprint.committedDone, unit),
        committed: write(sprint.committed),
      })} ${t("figure.completionRate")}: ${format.percent(sprint.completionRate)}.`,
    sprint.carriedIn > 0 && t("detail.carried", { carried: write(sprint.carriedIn) }),
  ].filter(Boolean);
}

/**
 * @param {Server.Explanation} explanation
 * @param {Unit} unit
 * @param {(url: string) => unknown} go
 */
function table({ sprint, issues }, unit, go) {
  const filled = (/** @type {Part} */ key) => ALWAYS.has(key) || [sprint, ...issues].some((each) => each[key]);
  const shown = PARTS.filter(filled);
  const zero = PARTS.filter((key) => !filled(key)).map((key) => t(`figure.${key}`));
  const cell = (/** @type {Part} */ key, /** @type {number} */ value) =>
    el(
      "td",
      { class: `number${value ? "" : " zero"}` },
      (key === "estimateChange" ? format.signed : format.number)(value, unit),
    );
  const rows = (/** @type {Server.IssueRow} */ issue) => [
    el(
      "tr",
      {},
      el("th", { scope: "row" }, link(issue.url, issue.key, go)),
      shown.map((key) => cell(key, issue[key])),
    ),
    el("tr", { class: "why" }, el("td", { colspan: shown.length + 1 }, el("div", {}, reasons(issue, unit)))),
  ];
  const body = (/** @type {typeof OUTCOMES[number]} */ outcome) => {
    const found = issues.filter((issue) => issue.outcome === outcome);
    const head = el(
      "tr",
      { class: "group" },
      el("th", { scope: "rowgroup" }, t(`outcome.${outcome}`, { count: format.whole(found.length) })),
      shown.map((key) => cell(key, add(found.map((issue) => issue[key])))),
    );
    return found.length > 0 && el("tbody", {}, head, found.flatMap(rows));
  };
  const foot = el(
    "tr",
    {},
    el("th", { scope: "row" }, t("detail.total")),
    shown.map((key) => cell(key, sprint[key])),
  );
  const caption = t("detail.caption", { unit: format.unitName(unit) });
  const whole = el(
    "table",
    { class: "issues" },
    el("caption", {}, el("span", {}, caption)),
    el("thead", {}, head(shown)),
    OUTCOMES.map(body),
    el("tfoot", {}, foot),
  );
  const remark = zero.length > 0 && el("p", { class: "quiet" }, t("detail.zero", { names: format.list(zero) }));
  return [scroller(whole, caption), remark];
}

/** @param {Part[]} shown */
const head = (shown) =>
  el(
    "tr",
    {},
    el("th", { scope: "col" }, t("detail.issue")),
    shown.map((key) => el("th", { scope: "col", class: "number" }, t(`figure.${key}`))),
  );

/**
 * @param {Server.IssueRow} issue
 * @param {Unit} unit
 */
function reasons(issue, unit) {
  const said = issue.reasons.map((code) => {
    const at = WHEN[code] && issue[WHEN[code]];
    const text = t(`reason.${code}`);
    return at ? t("detail.at", { text: text.replace(/\.$/, ""), when: format.instant(at) }) : text;
  });
  const { estimateAtStart: first, estimateAtClose: last } = issue;
  if (issue.reasons.includes("re-estimated") && first !== null && last !== null)
    said.push(t("detail.estimate", { first: format.number(first, unit), last: format.number(last, unit) }));
  return said.join(" ").trim();
}
