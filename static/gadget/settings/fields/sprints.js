// Which sprints are shown: the last ones, those that were closed in some days, or those of a name.
import { countField, wordsFor } from "./plain.js";
import { field, select } from "./field.js";
import { SETTINGS } from "../table.js";
import { el } from "../../lib/elements.js";
import { t } from "../../i18n/texts.js";

/**
 * @import { Part, Shared } from "../edit.js"
 * @import { Values } from "../configuration.js"
 *
 * @typedef {Part & {clear?: () => void}} Clearable
 */

/**
 * The settings that belong to each way of choosing.
 * @type {{[way: string]: string[]}}
 */
const WAYS = { last: ["sprintCount"], days: ["closedFrom", "closedTo"], name: ["nameContains"] };

/** @param {Values} values */
const wayOf = ({ closedFrom, closedTo, nameContains }) =>
  nameContains !== null ? "name" : closedFrom !== null || closedTo !== null ? "days" : "last";

/** @type {WeakMap<Values, Map<string, Clearable>>} */
const made = new WeakMap();

/**
 * One of the fields that choose the sprints. They belong together, so that all are made at once; the first of them, of
 * `sprintCount`, also asks which of them are to be seen.
 * @param {Shared} shared
 * @returns {Part}
 */
export function sprintChoice(shared) {
  const fields = made.get(shared.values) ?? fieldsOf(shared);
  made.set(shared.values, fields);
  return /** @type {Part} */ (fields.get(shared.name)); // the table names the same settings as WAYS
}

/**
 * @param {Shared} shared
 * @returns {Map<string, Clearable>}
 */
function fieldsOf(shared) {
  const { values, changed } = shared;
  const usual = Number(SETTINGS.sprintCount.usual);
  const shownCount = wayOf(values) === "last" ? values.sprintCount : usual;
  let typed = shownCount;
  const count = countField({
    ...shared,
    name: "sprintCount",
    values: { ...values, sprintCount: shownCount },
    changed: () => {},
  });
  const [input] = /** @type {HTMLInputElement[]} */ (count.controls);
  input.addEventListener("input", () => {
    typed = values.sprintCount = /^\s*\d{1,4}\s*$/.test(input.value) ? Number(input.value) : NaN;
    changed();
  });
  const fields = lineFields(shared);
  const show = (/** @type {unknown} */ way) => {
    const shown = WAYS[String(way)];
    count.root.hidden = !shown.includes("sprintCount");
    for (const [name, part] of fields) part.root.hidden = !shown.includes(name);
  };
  const { control, offer } = select((way) => {
    Object.assign(values, {
      closedFrom: null,
      closedTo: null,
      nameContains: way === "name" ? "" : null,
      sprintCount: way === "last" ? typed : SETTINGS.sprintCount.most,
    });
    for (const part of fields.values()) part.clear?.();
    show(way);
    changed();
  });
  const which = field({ label: t("settings.which"), controls: [control] });
  offer(
    Object.keys(WAYS).map((way) => [way, t(`settings.which.${way}`)]),
    wayOf(values),
  );
  show(wayOf(values));
  return new Map([
    ["sprintCount", { ...count, root: el("div", { class: "together" }, which.root, count.root) }],
    ...fields,
  ]);
}

/**
 * @param {Shared} shared
 * @returns {Map<string, Clearable>}
 */
function lineFields(shared) {
  const day = { type: "date", min: "1995-01-01", max: "2099-12-31" };
  return new Map([
    ["closedFrom", lineField({ ...shared, name: "closedFrom" }, day)],
    ["closedTo", lineField({ ...shared, name: "closedTo" }, day)],
    ["nameContains", lineField({ ...shared, name: "nameContains" }, { autocomplete: "off", maxlength: "255" })],
  ]);
}

/**
 * A text or a day that may be left out; what the browser cannot read as one is "" here, which may not be saved.
 * @param {Shared} shared
 * @param {{[attribute: string]: string}} attributes
 * @returns {Clearable}
 */
function lineField({ name, values, changed }, attributes) {
  const input = el("input", { ...attributes, value: String(values[name] ?? "") });
  const { label, hint, error } = wordsFor(name);
  const part = field({ label, hint, controls: [input] });
  input.addEventListener("input", () => {
    values[name] = input.value || (name === "nameContains" || input.validity.badInput ? "" : null);
    part.fail(input.validity.badInput ? error : "");
    changed();
  });
  const clear = () => {
    input.value = "";
    part.fail("");
  };
  return { ...part, clear };
}
