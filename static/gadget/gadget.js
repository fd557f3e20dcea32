// The entry of both pages: waits for the bridge, applies theme and language, shows the view or the settings.
import * as format from "./i18n/format.js";
import * as host from "./lib/bridge.js";
import { placeOf } from "./lib/place.js";
import { setLanguage, t } from "./i18n/texts.js";

const root = /** @type {HTMLElement} */ (document.querySelector("#gadget")); // the page has it

/** @param {Context} context */
async function speak({ locale, timezone } = {}) {
  const wanted = locale || navigator.language || "en-US";
  const { language, direction, locale: spoken } = await setLanguage(wanted);
  format.setLocale(spoken, timezone);
  document.documentElement.lang = language;
  document.documentElement.dir = direction;
  document.title = t("gadget.title");
}

async function begin() {
  await speak();
  if (!(await host.ready())) throw new Error("no bridge");
  const [context] = await Promise.all([host.getContext(), host.enableTheming()]);
  await speak(context);
  if (placeOf(context).isEdit) (await import("./settings/edit.js")).mount(root, context, host);
  else (await import("./view/view.js")).start(root, context, host);
}

begin().catch(() => {
  root.dataset.state = "error";
  root.setAttribute("role", "alert");
  root.textContent = t("state.noBridge");
});
