import * as format from "../i18n/format.js";
import { el } from "../lib/elements.js";
import { t } from "../i18n/texts.js";

const TERMS = [
  "window",
  "committed",
  "completed",
  "added",
  "removed",
  "estimateChange",
  "notCompleted",
  "elsewhere",
  "balance",
  "rate",
  "share",
  "average",
  "range",
  "trend",
  "forecast",
  "running",
  "periods",
  "unestimated",
  "done",
  "people",
];

/**
 * Make the page that says how the numbers of a report come about; `onClose` leads back.
 * @param {Server.Report} report
 * @param {() => unknown} onClose
 */
export function drawHelp(report, onClose) {
  const { sprintCount: n } = format.statisticsOf(report);
  const values = { n, odds: format.odds(n) };
  const back = el(
    "button",
    { type: "button", class: "button", "data-focus": "back", onclick: onClose },
    t("detail.back"),
  );
  return el(
    "div",
    { class: "help" },
    back,
    el("h2", {}, t("help.title")),
    el(
      "dl",
      {},
      TERMS.map((term) => [el("dt", {}, t(`help.${term}.term`)), el("dd", {}, t(`help.${term}`, values))]),
    ),
  );
}
