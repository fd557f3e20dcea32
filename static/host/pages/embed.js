// One gadget for an iframe on another page, opened by the token of its address, or by a session where there is one.
import { ask, failureOf } from "../lib/api.js";
import { prepare, say, showSingle } from "./single.js";
import { text } from "../i18n/texts.js";
import * as theme from "../lib/theme.js";

const HEIGHT = "forge-gadget:height";

const { pathname, searchParams } = new URL(location.href);
const id = decodeURIComponent(pathname.split("/").pop() ?? "");
const token = searchParams.get("token");
// From here on the token is in this script's memory alone: no later address, history or context has it.
history.replaceState(null, "", pathname);
theme.only(searchParams.get("theme"));

/**
 * Tell the page around how tall the gadget is: {type, gadgetId, height in CSS pixels}.
 * @param {number} height
 */
function tell(height) {
  if (parent !== window) parent.postMessage({ type: HEIGHT, gadgetId: id, height }, "*");
}

/** @param {string} token */
async function embedded(token) {
  const path = `/embed/${encodeURIComponent(id)}`;
  const proof = { "x-embed-token": token };
  /** @type {Server.Shown} */
  const { gadget, title, view, ...host } = await ask("GET", `${path}/gadget`, undefined, proof);
  /** @param {Server.Call} call */
  const invoke = ({ functionKey, payload }) =>
    ask("POST", `${path}/invoke`, JSON.stringify({ functionKey, payload }), proof);
  prepare(title);
  showSingle(gadget, host, { src: view, title, onHeight: tell, invoke });
}

async function own() {
  /** @type {Server.DashboardView} */
  const dashboard = await ask("GET", "/dashboard");
  const gadget = dashboard.gadgets?.find((one) => one.id === id);
  const module = dashboard.modules.find((one) => one.key === gadget?.moduleKey);
  prepare(gadget?.title ?? module?.title ?? text("dashboard"));
  if (gadget && module) showSingle(gadget, dashboard, { src: module.view, title: document.title, onHeight: tell });
  else say(text("gadgetGone"));
}

try {
  await (token ? embedded(token) : own());
} catch (error) {
  const { code, message } = failureOf(error);
  prepare(text("dashboard"));
  say(code === "embed-refused" ? text("embedRefused") : message);
  tell(document.documentElement.scrollHeight);
}
