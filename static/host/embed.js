// One gadget for an iframe on another page.
import { ask } from "./api.js";
import { prepare, say, showSingle } from "./single.js";
import { text } from "./texts.js";

const id = decodeURIComponent(location.pathname.split("/").pop());

try {
  const dashboard = await ask("GET", "/dashboard");
  const gadget = dashboard.gadgets.find((one) => one.id === id);
  const module = dashboard.modules.find((one) => one.key === gadget?.moduleKey);
  prepare(gadget?.title ?? module?.title ?? text("dashboard"));
  if (module) showSingle(gadget, dashboard, { src: module.view, title: document.title });
  else say(text("gadgetGone"));
} catch (error) {
  prepare(text("dashboard"));
  say(error.message);
}
