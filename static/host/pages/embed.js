// One gadget for an iframe on another page, opened by the token of its address, or by a session where there is one.
import { ask, failureOf } from "../lib/api.js";
import { prepare, say, showSingle } from "./single.js";
import { text } from "../i18n/texts.js";
import * as theme from "../lib/theme.js";

const HEIGHT = "forge-gadget:height";

const { pathname, searchParams } = new URL(location.href);
const id = decodeURIComponent(pathname.split("/").pop() ?? "");
const token = searchParams.get("token");
// From here on only this script's memory has the token: no later address, history or context contains it.
history.replaceState(null, "", pathname);
theme.only(searchParams.get("theme"));

/**
 * Post the gadget's height to the embedding page: {type, gadgetId, height in CSS pixels}.
 * @param {number} height
 */
function postHeight(height) {
  if (parent !== window) parent.postMessage({ type: HEIGHT, gadgetId: id, height }, "*");
}

/** @param {string} token */
async function embedded(token) {
  const path = `/embed/${encodeURIComponent(id)}`;
  const proof = { "x-embed-token": token };
  /** @type {Server.Shown} */
  const { gadget, title, view, refreshable, ...host } = await ask("GET", `${path}/gadget`, undefined, proof);
  /** @param {Server.Call} call */
  const invoke = ({ functionKey, payload }) =>
    ask("POST", `${path}/invoke`, JSON.stringify({ functionKey, payload }), proof);
  prepare(title);
  const minutes = Number(gadget.configuration?.refresh);
  showSingle(gadget, host, { src: view, title, onHeight: postHeight, invoke, minutes, refreshable });
}

async function own() {
  const path = `/dashboard/gadgets/${encodeURIComponent(id)}`;
  /** @type {Server.Shown} */
  const { gadget, title, view, refreshable, ...host } = await ask("GET", path);
  prepare(title);
  const minutes = Number(gadget.configuration?.refresh);
  showSingle(gadget, host, { src: view, title, onHeight: postHeight, minutes, refreshable });
}

try {
  await (token ? embedded(token) : own());
} catch (error) {
  prepare(text("dashboard"));
  const { code, message } = failureOf(error);
  say(code === "embed-refused" ? text("embedRefused") : message);
  postHeight(document.documentElement.scrollHeight);
}
