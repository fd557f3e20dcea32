// The form around the fields: what is always in sight, what is folded away, saving and leaving.
import { isConfigured, isFurtherSet, problems, submission } from "./configuration.js";
import { wordsFor } from "./fields/plain.js";
import { SETTINGS } from "./table.js";
import { failureOf } from "../lib/bridge.js";
import { el } from "../lib/elements.js";
import { t } from "../i18n/texts.js";

/**
 * @import { Host } from "../lib/bridge.js"
 * @import { Stored, Values } from "./configuration.js"
 * @import { Part } from "./edit.js"
 *
 * @typedef {object} Parts
 * @property {Map<string, Part>} parts the fields by their settings
 * @property {Values} values
 * @property {Stored} stored what the host keeps as yet
 * @property {Pick<Host, "submit" | "close">} host
 * @property {HTMLElement} preview
 */

/**
 * Return the form, and `refused(error)` to tell it what became of the settings that it shows.
 * @param {Parts} parts
 */
export function formOf({ parts, values, stored, host, preview }) {
  const roots = (/** @type {boolean} */ isMain) =>
    [...parts].flatMap(([name, part]) => (Boolean(SETTINGS[name].isMain) === isMain ? [part.root] : []));
  const more = el("details", { open: isFurtherSet(values) }, el("summary", {}, t("settings.more")), roots(false));
  const wrong = el("p", { class: "field-error", role: "alert" });
  const save = el("button", { type: "submit", class: "button primary" }, t("settings.save"));
  const cancel = el("button", { type: "button", class: "button", onclick: leave }, t("settings.cancel"));
  const root = el(
    "form",
    { class: "settings", novalidate: true, onsubmit: submit },
    el("h1", {}, t("settings.title")),
    el("div", { class: "settings-fields" }, roots(true), more),
    preview,
    el("div", { class: "settings-actions" }, wrong, save, cancel),
  );
  /** The setting that the last preview was refused for. */
  let refusedFor = "";
  let saving = false;

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

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    const found = new Map(problems(values).map((name) => [name, wordsFor(name).error]));
    if (!found.size && refusedFor) found.set(refusedFor, t("settings.error.refused"));
    const first = fail(found);
    if (found.size) return first?.focus();
    if (saving) return;
    saving = true;
    try {
      if ((await host.submit(submission(values))) === false) wrong.textContent = t("settings.error.notSaved");
    } catch (thrown) {
      const { details, message } = failureOf(thrown);
      fail(new Map([[String(details?.field ?? ""), message]]))?.focus();
    }
    saving = false;
  }

  /** Leave everything as it was. A host that cannot close the view is given what it has already. */
  async function leave() {
    const closed = await host.close().catch(() => false);
    if (closed === false && isConfigured(stored)) await host.submit(stored).catch(() => false);
    else if (closed === false) wrong.textContent = t("settings.error.notClosed");
  }

  return { root, refused };
}
