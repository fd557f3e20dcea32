// The answers of a forecast: a few sentences, tables of probabilities, and the distribution behind them.
import { drawDistribution } from "../../chart/distribution.js";
import * as format from "../../i18n/format.js";
import { pairs } from "../../chart/tooltip.js";
import { el, svg } from "../../lib/elements.js";
import { t } from "../../i18n/texts.js";

/** The resolver looks no further than this number of sprints. */
export const HORIZON = 100;
const LEVELS = /** @type {const} */ ({ p50: 0.5, p85: 0.85, p95: 0.95 });

/**
 * The answer in a few sentences, at 85 %, for screen readers to speak.
 * @param {Server.Forecast} found
 * @param {Question} question
 * @param {Server.Report} report
 */
export function summary(found, { work, by }, { unit, periods }) {
  const { sprints } = found;
  const asked = (sprints ?? 0) > 0;
  const values = {
    sure: format.percent(LEVELS.p85),
    n: sprints,
    count: format.whole(sprints ?? 0),
    periods: Boolean(periods),
  };
  const amount = work === undefined ? "" : format.amount(work, unit);
  const p85 = found.sprintsNeeded?.p85;
  const date = found.dates?.p85 && format.day(found.dates.p85);
  const needs = { ...values, work: amount, n: p85, count: format.whole(p85 ?? HORIZON), date };
  return [
    by && t("forecast.ends", { ...values, date: format.day(by) }),
    found.never && t("forecast.never", values),
    work !== undefined && !found.never && t(p85 === null ? "forecast.longer" : "forecast.needs", needs),
    found.probability !== null &&
      asked &&
      !found.never &&
      t("forecast.chance", { ...values, chance: chanceOf(found.probability) }),
    found.workDone && asked && t("forecast.does", { ...values, work: format.amount(found.workDone.p85, unit) }),
  ].filter((text) => typeof text === "string");
}

/**
 * @param {Server.Forecast} found
 * @param {Server.Report} report
 */
export function answers(found, { unit, periods }) {
  const values = {
    n: found.n,
    count: format.whole(found.n),
    periods: Boolean(periods),
    // A sprint of two weeks rarely lasts them to the hour.
    days: found.sprintLengthDays < 2 ? format.rounded(found.sprintLengthDays) : format.whole(found.sprintLengthDays),
  };
  const number = (/** @type {number | null} */ count) =>
    count === null ? t("forecast.beyond", { most: format.whole(HORIZON) }) : format.whole(count);
  const rows = (/** @type {(key: string) => string[]} */ write) =>
    Object.entries(LEVELS).map(([key, level]) => [format.percent(level), ...write(key)]);
  const { sprints, sprintsNeeded: needed, dates, workDone } = found;
  const asked = (sprints ?? 0) > 0;
  const most = {
    n: sprints,
    count: format.whole(sprints ?? 0),
    periods: Boolean(periods),
    unit: format.unitName(unit),
  };
  return [
    el(
      "div",
      { class: "levels" },
      needed &&
        !found.never &&
        table(
          t("forecast.needed", values),
          [t("forecast.probability"), t("forecast.number", values), t("forecast.date")],
          rows((key) => [number(needed[key]), dates?.[key] ? format.day(dates[key]) : format.number(null)]),
        ),
      workDone &&
        asked &&
        table(
          t("forecast.done", most),
          [t("forecast.probability"), t("forecast.least")],
          rows((key) => [format.number(workDone[key], unit)]),
        ),
    ),
    found.distribution.length > 0 && distribution(found.distribution, values),
    el("p", { class: "quiet" }, t("forecast.assumption", values)),
  ];
}

/**
 * The distribution as a drawing, and behind a click as the table of its numbers.
 * @param {Server.SprintShare[]} entries
 * @param {{[name: string]: unknown}} values
 */
function distribution(entries, values) {
  const chances = chancesOf(entries);
  const title = t("forecast.distribution", values);
  const rows = chances.map(({ sprints, exactly, within }) => [
    format.whole(sprints),
    chanceOf(exactly),
    chanceOf(within),
  ]);
  const head = [t("forecast.number", values), t("forecast.exactly"), t("forecast.within")];
  const explain = (/** @type {Chance} */ { sprints, exactly, within }) => [
    el("strong", {}, t("forecast.sprints", { ...values, n: sprints, count: format.whole(sprints) })),
    pairs([
      [t("forecast.within"), chanceOf(within)],
      [t("forecast.exactly"), chanceOf(exactly)],
    ]),
  ];
  return [
    el("p", { class: "quiet distribution-title" }, title),
    drawDistribution(chances, Object.values(LEVELS), { name: title, write: chanceOf, explain }),
    el("p", { class: "quiet level-key" }, dashes(), el("span", {}, t("forecast.levels", values))),
    el("details", {}, el("summary", { "data-focus": "distribution" }, t("forecast.table")), table(title, head, rows)),
  ];
}

/** A level's line as it looks in the drawing. */
const dashes = () =>
  svg(
    "svg",
    { class: "swatch", width: 18, height: 12, "aria-hidden": "true" },
    svg("line", { class: "level", x1: 0, x2: 18, y1: 6, y2: 6 }),
  );

/**
 * Write a chance; one that is small is not 0, and one that is not sure is not 100 %.
 * @param {number} value
 */
function chanceOf(value) {
  if (value > 0 && value < 0.005) return `< ${format.percent(0.01)}`;
  return value > 0.995 && value < 1 ? `> ${format.percent(0.99)}` : format.percent(value);
}

/**
 * Return the chances for each number of sprints, from the first to the last.
 * @param {Server.SprintShare[]} entries at least one
 * @returns {Chance[]}
 */
function chancesOf(entries) {
  const known = new Map(entries.map(({ sprints, probability }) => [sprints, probability]));
  const [first, last] = [entries[0].sprints, entries[entries.length - 1].sprints];
  let within = 0;
  return Array.from({ length: last - first + 1 }, (_, at) => {
    const exactly = known.get(first + at) ?? 0;
    within += exactly;
    return { sprints: first + at, exactly, within };
  });
}

/**
 * @param {string} caption
 * @param {string[]} head
 * @param {string[][]} rows
 */
function table(caption, head, rows) {
  const cell = (/** @type {string} */ text, /** @type {number} */ at) =>
    at ? el("td", { class: "number" }, text) : el("th", { scope: "row" }, text);
  const titles = head.map((text, at) => el("th", { scope: "col", class: at ? "number" : null }, text));
  return el(
    "table",
    {},
    el("caption", {}, caption),
    el("thead", {}, el("tr", {}, titles)),
    el(
      "tbody",
      {},
      rows.map((row) => el("tr", {}, row.map(cell))),
    ),
  );
}
