// What the pages with a single frame share: no title bar, no editing, the frame alone.
import { Events } from "../frame/connection.js";
import { commandsFor } from "../frame/commands.js";
import { el } from "../lib/dom.js";
import { region } from "../lib/flags.js";
import { makeFrame } from "../frame/frame.js";
import { language, text } from "../i18n/texts.js";
import * as theme from "../lib/theme.js";

/** Make the page speak the browser's language and follow the theme. */
export function prepare(title) {
  document.documentElement.lang = language;
  document.title = title;
  theme.apply();
}

/** Show a sentence in place of a gadget. */
export function say(words) {
  document.body.replaceChildren(el("main", { class: "plain-card" }, el("p", { role: "alert" }, words)));
}

/** Show one gadget's page from `src`, view only. `invoke` calls its functions where that is not the host's own way. */
export function showSingle(gadget, { site, scopes }, { src, title, onHeight, invoke }) {
  const host = { events: new Events(), site, scopes, invoke };
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
  const record = { ...gadget, entryPoint: "view", submit: () => false, stopEditing: () => false, reload: show };
  const main = el("main", {});
  const onSlow = () => say(text("frameSlow"));
  document.body.replaceChildren(main, region);
  show();
  theme.onChange((now) => {
    frame.retheme();
    host.events.emit("FORGE_CORE_THEME_CHANGED", { theme: now.state });
  });
}
