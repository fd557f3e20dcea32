// An amount in the unit in which people read it, such as hours, kept in the one of the figures.
import { wordsFor } from "./plain.js";
import { field } from "./fields.js";
import { SETTINGS } from "./table.js";
import { shown, stored } from "../i18n/format.js";
import { el } from "../lib/elements.js";

/** @import { Part, Shared } from "./edit.js" */

/**
 * An amount above 0, or none. What the boards estimate in decides what a number means.
 * @param {Shared} shared
 * @returns {Part}
 */
export function amountField({ name, values, changed }) {
  /** @type {{kind: string} | null} */
  let unit = null;
  const input = el("input", { type: "number", min: "0", step: "any", inputmode: "decimal", class: "short" });
  const { label, hint, error } = wordsFor(name);
  const part = field({ label, hint, controls: [input] });
  const read = () => (input.value === "" && !input.validity.badInput ? null : stored(input.valueAsNumber, unit));
  const write = () => (input.value = values[name] === null ? "" : String(shown(Number(values[name]), unit)));
  input.addEventListener("input", () => {
    values[name] = read();
    part.fail(SETTINGS[name].is(values[name]) ? "" : error);
    changed();
  });
  write();
  return {
    ...part,
    describe(known) {
      const before = unit;
      unit = unitOf(known, values.estimation);
      // The number that stands there means another amount in another unit.
      if (before && unit && before.kind !== unit.kind) values[name] = read();
      else if (!Number.isNaN(values[name])) write();
    },
  };
}

/**
 * @param {Server.Description[]} known
 * @param {string} chosen
 */
function unitOf([first], chosen) {
  if (!first) return null;
  const id = chosen === "board" ? first.estimation.default : chosen;
  return first.estimation.options.find((option) => option.id === id) ?? null;
}
