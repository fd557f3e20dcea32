// How settings are saved: by the page's own buttons in a gadget, by the dashboard's in a widget.
import { el } from "../lib/elements.js";

/**
 * Make Save and Cancel. `submitted()` is what to keep or null; `stored` what is kept already, null before the first time;
 * `wrong` is the place for sentences, and `fail(texts)` shows texts at their fields.
 */
export function ownButtons(host, { submitted, t, wrong, fail, stored }) {
  let busy = false;

  async function submit(event) {
    event.preventDefault();
    const values = submitted();
    if (!values || busy) return;
    busy = true;
    try {
      if ((await host.submit(values)) === false) wrong.textContent = t("settings.error.notSaved");
    } catch (error) {
      fail({ [error.details?.field ?? ""]: error.message })?.focus();
    }
    busy = false;
  }

  /** Leave everything as it was. A host that cannot close the view is given what it has already. */
  async function leave() {
    const closed = await host.close().catch(() => false);
    if (closed === false && stored) await host.submit(stored).catch(() => false);
    else if (closed === false) wrong.textContent = t("settings.error.notClosed");
  }

  const save = el("button", { type: "submit", class: "button primary" }, t("settings.save"));
  const cancel = el("button", { type: "button", class: "button", onclick: leave }, t("settings.cancel"));
  return { submit, changed() {}, buttons: [save, cancel] };
}

/** Let the dashboard save: it asks for what to keep, and without an answer of ours it keeps nothing. */
export function saveWithDashboard(host, { submitted, t }) {
  const edit = host.widgetEdit();
  edit.then(({ onProductSave }) =>
    onProductSave(async () => {
      const values = submitted();
      if (!values) throw new Error(t("settings.error.unfinished"));
      return values;
    }),
  );
  let told = false;
  return {
    submit: (event) => event.preventDefault(),
    /** Tell the dashboard what is not saved yet; what it gave us itself is no news. */
    changed(values) {
      if (told) edit.then(({ updateConfig }) => updateConfig(values));
      told = true;
    },
    buttons: [],
  };
}
