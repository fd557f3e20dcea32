// What the pages with a single frame share: no title bar and no editing.
/** @import { Around, ShownGadget } from "../frame/commands.js" */
/** @import { Frame } from "../frame/frame.js" */
import { Events } from "../frame/connection.js";
import { commandsFor } from "../frame/commands.js";
import { el } from "../lib/dom.js";
import { region } from "../lib/flags.js";
import { makeFrame } from "../frame/frame.js";
import { printWhole } from "../board/printing.js";
import { language, text } from "../i18n/texts.js";
import * as theme from "../lib/theme.js";

/**
 * Apply the browser's language and the theme to the page.
 * @param {string} title
 */
export function prepare(title) {
  document.documentElement.lang = language;
  document.title = title;
  theme.apply();
}

/**
 * Show a sentence in place of a gadget, with what else leads on.
 * @param {string} words
 * @param {HTMLElement[]} more
 */
export function say(words, ...more) {
  const heading = el("div", { role: "alert" }, el("h1", {}, words));
  document.body.replaceChildren(el("main", { class: "plain-card" }, heading, ...more));
}

const REFRESH_EVENT = "JIRA_DASHBOARD_GADGET_REFRESH";
const MINUTE_MS = 60_000;

/**
 * Show one gadget's page from `src`, view only. `invoke` calls its functions where that is not the host's own way; every
 * `minutes` it is refreshed, by the event if it is not `refreshable`.
 * @param {{id: string, type?: string, moduleKey: string, configuration?: {[name: string]: unknown} | null}} gadget
 * @param {{site: Server.ShownSite, scopes: string[]}} host
 * @param {{
 *   src: string, title: string, onHeight?: (height: number) => void, invoke?: Around["invoke"],
 *   minutes?: number, refreshable?: boolean
 * }} page
 */
export function showSingle(gadget, { site, scopes }, { src, title, onHeight, invoke, minutes = 0, refreshable }) {
  const host = { events: new Events(), site, scopes, invoke };
  /** @type {Frame | null} */
  let frame = null;
  const show = () => {
    frame?.close();
    const commands = commandsFor(record, host);
    frame = makeFrame({
      src,
      title,
      gadgetId: gadget.id,
      entryPoint: "view",
      commands,
      events: host.events,
      onHeight,
      onSlow,
    });
    main.append(frame.node);
    return true;
  };
  /** @type {ShownGadget} */
  const record = {
    id: gadget.id,
    type: gadget.type,
    moduleKey: gadget.moduleKey,
    name: title,
    configuration: gadget.configuration ?? null,
    entryPoint: "view",
    submit: () => false,
    stopEditing: () => false,
    reload: show,
  };
  const main = el("main", {});
  const onSlow = () => say(text("frameSlow"));
  document.body.replaceChildren(main, region);
  printWhole(main);
  show();
  const refresh = () => {
    if (refreshable === false) host.events.emit(REFRESH_EVENT, { origin: "dashboard", gadgetId: gadget.id });
    else show();
  };
  if (minutes > 0) setInterval(refresh, minutes * MINUTE_MS);
  theme.onChange((now) => {
    frame?.retheme();
    host.events.emit("FORGE_CORE_THEME_CHANGED", { theme: now.state });
  });
}
