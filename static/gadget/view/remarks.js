// What stands below the figures: warnings, what was left out, and how old they are.
import { sentence } from "../chart/data.js";
import * as format from "../i18n/format.js";
import { el } from "../lib/elements.js";
import { t } from "../i18n/texts.js";

/**
 * How old the figures are.
 * @param {Server.Report} report
 */
export function stamped({ asOf, cache }) {
  return `${t("view.asOf", { when: format.instant(asOf) })} ${t(`cache.${cache.state}`, { ago: format.ago(cache.ageSeconds) })}`.trim();
}

/**
 * Warnings and what was left out, below the figures that they are about.
 * @param {Server.Report} report
 */
export function remarks({ warnings, boards }) {
  const named = (/** @type {Server.ReportWarning} */ { boardId }) =>
    boards.length > 1 && boards.find(({ id }) => id === boardId)?.name;
  const texts = warnings.map((warning) => [named(warning), sentence("warning", warning)].filter(Boolean).join(": "));
  for (const { foreignSprintsLeftOut: n, name } of boards)
    if (n) texts.push(t("view.foreign", { n, count: format.whole(n), name }));
  return texts.length
    ? el(
        "ul",
        { class: "remarks", "aria-label": t("view.remarks") },
        texts.map((text) => el("li", {}, text)),
      )
    : "";
}
