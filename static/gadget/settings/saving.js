// How settings are saved: by the page's own buttons in a gadget, by the dashboard's in a widget.
import { isConfigured } from "./configuration.js";
import { failureOf } from "../lib/bridge.js";
import { el } from "../lib/elements.js";
import { t } from "../i18n/texts.js";

/**
 * @import { Stored } from "./configuration.js"
 *
 * @typedef {object} Saving
 * @property {(event: Event) => unknown} submit for the form
 * @property {HTMLElement[]} buttons
 * @property {(settings: {[name: string]: unknown}) => void} changed is given settings that are not saved
 *
 * @typedef {object} Form
 * @property {() => {[name: string]: unknown} | null} submitted what is to be kept, null where something is wrong
 * @property {(texts: Map<string, string>) => HTMLElement | undefined} fail shows texts at the fields
 * @property {HTMLElement} wrong the place for other sentences
 */

/**
 * Make Save and Cancel of the page's own.
 * @param {Pick<Host, "submit" | "close">} host
 * @param {Stored} stored what the host keeps
 * @param {Form} form
 * @returns {Saving}
 */
export function ownButtons(host, stored, { submitted, fail, wrong }) {
  let busy = false;

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    const settings = submitted();
    if (!settings || busy) return;
    busy = true;
    try {
      if ((await host.submit(settings)) === false) wrong.textContent = t("settings.error.notSaved");
    } catch (thrown) {
      const { details, message } = failureOf(thrown);
      fail(new Map([[String(details?.field ?? ""), message]]))?.focus();
    }
    busy = false;
  }

  /** Discard the changes. A host that cannot close the page gets the stored settings again. */
  async function leave() {
    const closed = await host.close().catch(() => false);
    if (closed === false && isConfigured(stored)) await host.submit(stored).catch(() => false);
    else if (closed === false) wrong.textContent = t("settings.error.notClosed");
  }

  const save = el("button", { type: "submit", class: "button primary" }, t("settings.save"));
  const cancel = el("button", { type: "button", class: "button", onclick: leave }, t("settings.cancel"));
  return { submit, buttons: [save, cancel], changed() {} };
}

/**
 * Let the dashboard save: it asks for what to keep, and without an answer it keeps nothing.
 * @param {Pick<Host, "widgetEdit">} host
 * @param {Form} form
 * @returns {Saving}
 */
export function byDashboard(host, { submitted, wrong }) {
  const edit = host.widgetEdit();
  const answer = async () => {
    const settings = submitted();
    if (!settings) throw new Error(t("settings.error.unfinished"));
    return settings;
  };
  edit
    .then(({ onProductSave }) => onProductSave(answer))
    .catch(() => (wrong.textContent = t("settings.error.notSaved")));
  let isFirst = true;
  return {
    submit: (event) => event.preventDefault(),
    buttons: [],
    /** The dashboard already knows what it gave. */
    changed(settings) {
      if (!isFirst) edit.then(({ updateConfig }) => updateConfig(settings)).catch(() => {});
      isFirst = false;
    },
  };
}
