// How many sprints the work that is left takes: R divided by the high, the median and the low end, rounded up.
import * as format from "../i18n/format.js";
import { el, uid } from "../lib/elements.js";
import { t } from "../i18n/texts.js";

/** Return the sprints needed for `work` at `pace`; null where it never ends. */
export const needed = (work, pace) => (pace > 0 ? Math.ceil(Number((work / pace).toPrecision(12))) : null);

/** Make the question and its answer; `ui.work` keeps what was typed. */
export function drawForecast(report, ui) {
  const { unit } = report;
  const statistics = format.statisticsOf(report);
  if (!statistics.sprintCount) return null;
  const id = uid("work");
  const answer = el("output", { for: id, class: "answer" });
  const input = el("input", {
    id,
    type: "number",
    min: 0,
    step: "any",
    inputmode: "decimal",
    value: ui.work ?? "",
    "data-focus": "work",
    "aria-describedby": `${id}-answer`,
  });
  answer.id = `${id}-answer`;
  const say = () => {
    ui.work = input.value;
    const work = input.valueAsNumber;
    const valid = Number.isFinite(work) && work > 0;
    answer.replaceChildren(
      ...(valid
        ? sentences(work, statistics, unit, Boolean(report.periods))
        : [input.value ? t("forecast.invalid") : t("forecast.hint")]),
    );
  };
  input.addEventListener("input", say);
  say();
  return el(
    "section",
    { class: "forecast", "aria-label": t("forecast.title") },
    el("label", { for: id }, t("forecast.label", { unit: format.unitName(unit) })),
    input,
    answer,
  );
}

function sentences(work, { completed, sprintCount }, unit, periods) {
  const pace = (value) => format.shown(value, unit);
  const duration = (value) => {
    const sprints = needed(work, pace(value));
    return sprints === null
      ? t("forecast.never")
      : t("forecast.sprints", { n: sprints, count: format.whole(sprints), periods });
  };
  const one = (kind) =>
    el(
      "span",
      {},
      el("b", {}, duration(completed[kind])),
      ` ${t(`forecast.${kind}`, { pace: format.number(completed[kind], unit) })}`,
    );
  if (completed.low === null)
    return [one("median"), el("span", { class: "quiet" }, t("forecast.noRange", { n: sprintCount }))];
  return [one("high"), one("median"), one("low")];
}
