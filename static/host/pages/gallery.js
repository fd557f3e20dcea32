// For developers: the gallery.html of the first gadget's resource, framed as a gadget is.
import { ask, failureOf } from "../lib/api.js";
import { prepare, say, showSingle } from "./single.js";
import { text } from "../i18n/texts.js";

/**
 * Keep the frame's state in this page's address, which people copy.
 * @param {MessageEvent} event
 */
function follow({ source, data }) {
  const frame = document.querySelector("iframe");
  if (source !== frame?.contentWindow || typeof data?.gallery !== "string") return;
  history.replaceState(null, "", `?${new URLSearchParams(data.gallery)}`);
}

prepare("Gallery");
addEventListener("message", follow);
try {
  /** @type {Server.DashboardView} */
  const dashboard = await ask("GET", "/dashboard");
  const [module] = dashboard.modules;
  if (module) {
    const src = module.view.replace(/[^/]*$/, `gallery.html${location.search}`);
    const gadget = { id: "gallery", type: module.type, moduleKey: module.key, configuration: null };
    showSingle(gadget, dashboard, { src, title: "Gallery" });
  } else {
    say(text("galleryMissing"));
  }
} catch (error) {
  say(failureOf(error).message);
}
