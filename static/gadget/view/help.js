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
 * Make the page that says how the numbers come about; `onClose` leads back.
 * @param {() => unknown} onClose
 */
export function drawHelp(onClose) {
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
      TERMS.map((term) => [el("dt", {}, t(`help.${term}.term`)), el("dd", {}, t(`help.${term}`))]),
    ),
  );
}
