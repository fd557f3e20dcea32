// The target: an amount at which the chart draws a line. People write it in the unit that they read.
import { field } from "./fields.js";
import { shown, stored } from "../i18n/format.js";
import { el } from "../lib/elements.js";

const MOST = 1e12;

/** Return the field; `update(descriptions)` tells it what the boards estimate in. */
export function targetField({ values, t, changed }) {
  let unit = null;
  const input = el("input", { type: "number", min: 0, step: "any", inputmode: "decimal", class: "short" });
  const part = field({ label: t("settings.target"), hint: t("settings.target.hint"), controls: [input] });
  const write = () => (input.value = values.target === null ? "" : shown(values.target, unit));
  input.addEventListener("input", () => {
    const amount = stored(input.valueAsNumber, unit);
    const empty = input.value === "" && !input.validity.badInput;
    const wrong = !empty && !(amount > 0 && amount <= MOST);
    values.target = empty || wrong ? null : amount;
    part.fail(wrong ? t("forecast.wrong.work") : "");
    changed();
  });
  write();
  const update = (descriptions) => {
    const before = unit;
    unit = unitOf(descriptions, values.estimation);
    // The number that stands there means another amount in another unit.
    if (before && unit && before.kind !== unit.kind)
      values.target = input.value ? stored(Number(input.value), unit) : null;
    else write();
  };
  return { ...part, update };
}

function unitOf(descriptions, chosen) {
  const [first] = descriptions;
  if (!first) return null;
  const id = chosen === "board" ? first.estimation.default : chosen;
  return first.estimation.options.find((option) => option.id === id) ?? null;
}
