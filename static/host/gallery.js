// For developers: the gallery.html of the first gadget's resource, framed as a gadget is.
import { ask } from "./api.js";
import { prepare, say, showSingle } from "./single.js";
import { text } from "./texts.js";

prepare("Gallery");
try {
  const dashboard = await ask("GET", "/dashboard");
  const [module] = dashboard.modules;
  const gadget = { id: "gallery", moduleKey: module?.key, configuration: null };
  const src = module?.view.replace(/[^/]*$/, "gallery.html");
  if (module) showSingle(gadget, dashboard, { src, title: "Gallery" });
  else say(text("galleryMissing"));
} catch (error) {
  say(error.message);
}
