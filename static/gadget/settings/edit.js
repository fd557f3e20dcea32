// The edit view: the gadget's settings with a preview of what they lead to.
import { amountField, estimationField, sprintsField, statusesField } from "./fields/board-choices.js";
import { boardsField } from "./fields/boards.js";
import * as choices from "./fields/choices.js";
import { kept, problems } from "./configuration.js";
import { formOf } from "./form.js";
import { choiceField, countField, flagField, refreshField } from "./fields/plain.js";
import { preview } from "./preview.js";
import { sprintChoice } from "./fields/sprints.js";
import { placeOf } from "../lib/place.js";
import { configurationOf, SETTINGS } from "./table.js";
import { t } from "../i18n/texts.js";

/**
 * @import { Stored, Values } from "./configuration.js"
 * @import { Field } from "./fields/field.js"
 *
 * @typedef {object} Shared what a field is made of
 * @property {string} name the setting's
 * @property {Values} values those of all settings, in which it keeps its own
 * @property {Pick<Host, "invoke">} host
 * @property {() => void} changed to be called when the value has changed
 * @property {() => void} described to be called when more is known about the boards
 *
 * @typedef {object} Aware what some fields do besides
 * @property {() => void} [begin] is called once the form is on the page
 * @property {() => Server.Description[]} [descriptions] what is known about the boards
 * @property {(known: Server.Description[], warnings: string[]) => void} [describe] is given that
 * @property {(report: Server.Report) => void} [learn] is given each report
 *
 * @typedef {Field & Aware} Part
 */

/**
 * The fields by the kinds of the table.
 * @type {{[kind: string]: (shared: Shared) => Part}}
 */
const KINDS = {
  amount: amountField,
  boards: boardsField,
  choice: choiceField,
  count: countField,
  estimation: estimationField,
  flag: flagField,
  refresh: refreshField,
  sprintChoice,
  sprints: sprintsField,
  statuses: statusesField,
};

/**
 * Fill `root` with the settings of the gadget that `context` describes.
 * @param {HTMLElement} root
 * @param {Context} context
 * @param {Pick<Host, "invoke" | "submit" | "close" | "widgetEdit">} host
 */
export function mount(root, context, host) {
  const { isWidget, stored } = placeOf(context);
  const values = kept(stored);
  if (isWidget) values.refresh = null;
  const shared = { values, host, changed, described };
  // A widget's host has no settings of its own.
  const offered = Object.entries(SETTINGS).filter(([, { isHosts }]) => !(isWidget && isHosts));
  const parts = new Map(offered.map(([name, { kind }]) => [name, KINDS[kind]({ ...shared, name })]));
  const all = [...parts.values()];
  const shown = preview({
    host,
    onReport: (report) => all.forEach((part) => part.learn?.(report)),
    onRefusal: (error) => form.refused(error),
  });
  const form = formOf({ parts, values, stored, isWidget, host, preview: shown.root });

  function changed() {
    form.changed();
    const wrong = problems(values);
    const why = wrong.includes("boardIds") ? "settings.preview.none" : "settings.preview.unfinished";
    shown.show(wrong.length ? null : configurationOf(values), t(why));
  }
  function described() {
    const known = all.flatMap((part) => part.descriptions?.() ?? []);
    const about = choices.warningsOf(known);
    for (const [name, part] of parts) {
      // What is said of the boards' own choice is not said of another one.
      const isOwn = name === "boardIds" || values[name] === SETTINGS[name].usual;
      part.describe?.(known, (isOwn && about.get(name)) || []);
    }
  }

  root.replaceChildren(form.root);
  described();
  changed();
  for (const part of all) part.begin?.();
  all[0].controls[0].focus();
}
