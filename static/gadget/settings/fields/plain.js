// Fields for settings that need nothing but their row in the table.
import { SETTINGS } from "../table.js";
import { field, select, tick } from "./field.js";
import { has, t } from "../../i18n/texts.js";
import { el } from "../../lib/elements.js";

/** @import { Shared } from "../edit.js" */

const REFRESH_MINUTES = [null, 5, 15, 30, 60, 120];

/**
 * The texts of a setting.
 * @param {string} name
 */
export function wordsFor(name) {
  const values = { n: SETTINGS[name].most };
  const hint = has(`settings.${name}.hint`) ? t(`settings.${name}.hint`, values) : "";
  return { label: t(`settings.${name}`), hint, error: t(`settings.error.${name}`, values) };
}

/**
 * A whole number that is written.
 * @param {Shared} shared
 */
export function countField({ name, values, changed }) {
  const input = el("input", {
    inputmode: "numeric",
    autocomplete: "off",
    maxlength: "4",
    class: "short",
    value: String(values[name]),
  });
  const { label, hint, error } = wordsFor(name);
  const part = field({ label, hint, controls: [input] });
  input.addEventListener("input", () => {
    values[name] = /^\s*\d{1,4}\s*$/.test(input.value) ? Number(input.value) : NaN;
    part.fail(input.value.trim() && !SETTINGS[name].is(values[name]) ? error : "");
    changed();
  });
  return part;
}

/**
 * One of a few values, each with its text.
 * @param {Shared} shared
 */
export function choiceField({ name, values, changed }) {
  const { control, offer } = select((value) => {
    values[name] = value;
    changed();
  });
  const of = SETTINGS[name].of ?? [];
  offer(
    of.map((value) => [value, t(`settings.${name}.${value}`)]),
    values[name],
  );
  const { label, hint } = wordsFor(name);
  return field({ label, hint, controls: [control] });
}

/**
 * Yes or no.
 * @param {Shared} shared
 */
export function flagField({ name, values, changed }) {
  const { label, hint } = wordsFor(name);
  const change = (/** @type {boolean} */ checked) => {
    values[name] = checked;
    changed();
  };
  const one = tick({ text: label, hint, checked: Boolean(values[name]), change });
  const part = field({ controls: [one.box], content: [one.root] });
  part.root.classList.add("flag");
  return part;
}

/**
 * The minutes after which the host reloads the gadget.
 * @param {Shared} shared
 */
export function refreshField({ name, values }) {
  const { control, offer } = select((minutes) => (values[name] = minutes));
  const offered = [...new Set([...REFRESH_MINUTES, values.refresh])].sort((one, other) => Number(one) - Number(other));
  offer(
    offered.map((n) => [n, n ? t("settings.refresh.every", { n }) : t("settings.refresh.never")]),
    values[name],
  );
  return field({ label: wordsFor(name).label, controls: [control] });
}
