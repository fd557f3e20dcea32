// What there is to choose for the boards that were chosen, out of their descriptions. Pure.
import { sentence } from "../chart/data.js";

const each = (values) => [...new Set(values)];

/** Which setting a warning of `describeBoard` is about; every other one is about the board. */
const ABOUT = { "done-outside-last-column": "doneStatusIds", "estimation-missing": "estimation" };

const unitName = (unit, t) => (unit.kind === "count" ? t("settings.estimation.count") : unit.name);

/** Return the `[id, text]` pairs of the estimation's list; one that no board offers any more stays choosable. */
export function estimations(descriptions, value, t) {
  const own = descriptions.map(({ estimation: { default: id, options } }) => options.find((unit) => unit.id === id));
  const names = each(own.filter(Boolean).map((unit) => unitName(unit, t)));
  const offered = new Map([["issueCount", t("settings.estimation.count")]]);
  for (const unit of descriptions.flatMap(({ estimation }) => estimation.options))
    offered.set(unit.id, unitName(unit, t));
  if (value !== "board" && !offered.has(value)) offered.set(value, t("settings.estimation.gone", { id: value }));
  const first = names.length
    ? t("settings.estimation.own", { names: names.join(", ") })
    : t("settings.estimation.ownUnknown");
  return [["board", first], ...offered];
}

/** Return the names of the statuses that count as done by default. */
export const doneNames = (descriptions) =>
  each(descriptions.flatMap(({ statuses }) => statuses.filter(({ done }) => done).map(({ name }) => name)));

/** Return the ids of those statuses. */
export const doneIds = (descriptions) =>
  each(descriptions.flatMap(({ statuses }) => statuses.filter(({ done }) => done).map(({ id }) => id)));

/** Return the statuses to choose from, `{id, text, hint}`, from the first column to none; also those that are gone. */
export function statuses(descriptions, chosen, t) {
  const all = descriptions.flatMap(({ statuses }) => statuses);
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

/** Return the sentences of the descriptions' warnings by the setting that they are about. */
export function cautions(descriptions) {
  const about = { boardIds: [], estimation: [], doneStatusIds: [] };
  for (const { board, warnings } of descriptions) {
    for (const warning of warnings) {
      const text = sentence("warning", warning);
      about[ABOUT[warning.code] ?? "boardIds"].push(descriptions.length > 1 ? `${board.name}: ${text}` : text);
    }
  }
  return about;
}
