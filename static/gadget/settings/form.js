// The form around the fields: what is always in sight, what is folded away, saving and leaving.
import { isFurtherSet, problems, submission } from "./configuration.js";
import { wordsFor } from "./fields/plain.js";
import { byDashboard, ownButtons } from "./saving.js";
import { SETTINGS } from "./table.js";
import { el } from "../lib/elements.js";
import { t } from "../i18n/texts.js";

/**
 * @import { Stored, Values } from "./configuration.js"
 * @import { Part } from "./edit.js"
 *
 * @typedef {object} Parts
 * @property {Map<string, Part>} parts the fields by their settings
 * @property {Values} values
 * @property {Stored} stored what the host keeps
 * @property {boolean} isWidget whether the dashboard saves
 * @property {Pick<Host, "submit" | "close" | "widgetEdit">} host
 * @property {HTMLElement} preview
 */

/**
 * Return the form, `changed()` to call when its values have changed, and `refused(error)` with the error of the settings
 * shown, or null.
 * @param {Parts} parts
 */
export function formOf({ parts, values, stored, isWidget, host, preview }) {
  const summary = el("summary", {}, t("settings.more"));
  const more = el("details", { open: isFurtherSet(values) }, summary, rootsOf(parts, false));
  const wrong = el("p", { class: "field-error", role: "alert" });
  const means = { submitted, fail, wrong };
  const saving = isWidget ? byDashboard(host, means) : ownButtons(host, stored, means);
  const root = el(
    "form",
    { class: "settings", novalidate: true, onsubmit: saving.submit },
    el("h1", {}, t("settings.title")),
    el("div", { class: "settings-fields" }, rootsOf(parts, true), more),
    preview,
    el("div", { class: "settings-actions" }, wrong, saving.buttons),
  );
  /** The setting that the last preview was refused for. */
  let refusedFor = "";

  /** @param {Failure | null} error */
  function refused(error) {
    refusedFor = String(error?.details?.field ?? "");
    if (refusedFor) fail(new Map([[refusedFor, t("settings.error.refused")]]));
  }

  /**
   * Show what is wrong at the fields and return the first control of them that can take the focus.
   * @param {Map<string, string>} texts
   */
  function fail(texts) {
    let first = null;
    for (const [name, part] of parts) {
      part.fail(texts.get(name) ?? "");
      if (texts.has(name)) first ??= part;
    }
    if (first && more.contains(first.root)) more.open = true;
    wrong.textContent = first ? "" : ([...texts.values()][0] ?? "");
    return first?.controls[0];
  }

  /** Return what to keep; null if a field is wrong, which says so and takes the focus. */
  function submitted() {
    const found = new Map(problems(values).map((name) => [name, wordsFor(name).error]));
    if (!found.size && refusedFor) found.set(refusedFor, t("settings.error.refused"));
    const first = fail(found);
    if (!found.size) return submission(values);
    first?.focus();
    return null;
  }

  return { root, refused, changed: () => saving.changed(submission(values)) };
}

/**
 * The fields that are always in sight, or the others.
 * @param {Map<string, Part>} parts
 * @param {boolean} isMain
 */
const rootsOf = (parts, isMain) =>
  [...parts].flatMap(([name, part]) => (Boolean(SETTINGS[name].isMain) === isMain ? [part.root] : []));
