// The choices that the chosen boards offer, from their descriptions. Pure.
import { sentence } from "../../chart/data.js";
import { t } from "../../i18n/texts.js";

/**
 * @template T
 * @param {T[]} values
 */
const each = (values) => [...new Set(values)];

/**
 * Which setting a warning of `describeBoard` is about; every other one is about the board.
 * @type {{[code: string]: string}}
 */
const ABOUT = { "done-outside-last-column": "doneStatusIds", "estimation-missing": "estimation" };

/** @param {Unit} unit */
const unitName = (unit) => (unit.kind === "count" ? t("settings.estimation.count") : unit.name);

/**
 * Return the `[id, text]` pairs of the estimation's list; one that no board offers any more stays choosable.
 * @param {Server.Description[]} descriptions
 * @param {string} value
 * @returns {[string, string][]}
 */
export function estimations(descriptions, value) {
  const own = descriptions.flatMap(({ estimation }) =>
    estimation.options.filter(({ id }) => id === estimation.default),
  );
  const names = each(own.map(unitName));
  const offered = new Map([["issueCount", t("settings.estimation.count")]]);
  for (const unit of descriptions.flatMap(({ estimation }) => estimation.options)) offered.set(unit.id, unitName(unit));
  if (value !== "board" && !offered.has(value)) offered.set(value, t("settings.estimation.gone", { id: value }));
  const first = names.length
    ? t("settings.estimation.own", { names: names.join(", ") })
    : t("settings.estimation.ownUnknown");
  return [["board", first], ...offered];
}

/**
 * Return the names of the statuses that count as done by default.
 * @param {Server.Description[]} descriptions
 */
export const doneNames = (descriptions) =>
  each(descriptions.flatMap(({ statuses }) => statuses.filter(({ done }) => done).map(({ name }) => name)));

/**
 * Return the ids of those statuses.
 * @param {Server.Description[]} descriptions
 */
export const doneIds = (descriptions) =>
  each(descriptions.flatMap(({ statuses }) => statuses.filter(({ done }) => done).map(({ id }) => id)));

/**
 * Return the statuses to choose from, from the first column to none; also those that are gone.
 * @param {Server.Description[]} descriptions
 * @param {string[]} chosen
 */
export function statuses(descriptions, chosen) {
  const all = descriptions.flatMap(({ statuses }) => statuses);
  /** @type {Map<string, {id: string, text: string, hint?: string}>} */
  const found = new Map();
  for (const { id, name, column } of [...all.filter(({ column }) => column !== null), ...all]) {
    const hint =
      column === null
        ? t("settings.done.noColumn")
        : column === name
          ? ""
          : t("settings.done.column", { name: column });
    if (!found.has(id)) found.set(id, { id, text: name, hint });
  }
  for (const id of chosen) if (!found.has(id)) found.set(id, { id, text: t("settings.done.gone", { id }) });
  return [...found.values()];
}

/**
 * Return the sentences of the descriptions' warnings by the setting that they are about.
 * @param {Server.Description[]} descriptions
 */
export function warningsOf(descriptions) {
  /** @type {Map<string, string[]>} */
  const about = new Map();
  for (const { board, warnings } of descriptions)
    for (const warning of warnings) {
      const name = ABOUT[warning.code] ?? "boardIds";
      const text = sentence("warning", warning);
      about.set(name, [...(about.get(name) ?? []), descriptions.length > 1 ? `${board.name}: ${text}` : text]);
    }
  return about;
}
