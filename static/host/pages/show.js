// One gadget on a page: /wall/{gadgetId} as on its dashboard, large; /show/{moduleKey} with the settings in the address.
// Any other address does not exist.
import { addressOf, ask, failureOf } from "../lib/api.js";
import { el } from "../lib/dom.js";
import { prepare, say, showSingle } from "./single.js";
import { text } from "../i18n/texts.js";
import * as theme from "../lib/theme.js";

const WALL_MINUTES = 15;
const RETRY_MS = 60_000;
const [WIDTH, HEIGHT] = [960, 540];

const [kind = "", key = ""] = location.pathname.split("/").slice(-2).map(decodeURIComponent);
const query = new URLSearchParams(location.search);

async function wall() {
  theme.only(query.get("theme") ?? theme.choice());
  document.body.classList.add("wall");
  const path = `/dashboard/gadgets/${encodeURIComponent(key)}`;
  /** @type {Server.Shown} */
  const { gadget, title, view, refreshable, ...host } = await ask("GET", path);
  const minutes = Number(query.get("refresh")) || Number(gadget.configuration?.refresh) || WALL_MINUTES;
  prepare(title);
  let height = 0;
  const fit = () => {
    const scale = Math.max(1, Math.min(innerWidth / WIDTH, innerHeight / HEIGHT));
    document.body.style.setProperty("--scale", String(scale));
    document.querySelector("main")?.style.setProperty("block-size", `${height * scale}px`);
  };
  const onHeight = (/** @type {number} */ next) => {
    height = next;
    fit();
  };
  showSingle(gadget, host, { src: view, title, refreshable, minutes, onHeight });
  addEventListener("resize", fit);
  fit();
}

async function show() {
  /** @type {Server.DashboardView} */
  const dashboard = await ask("GET", "/dashboard");
  const module = dashboard.modules.find((one) => one.key === key);
  if (!module) throw new Error(text("unknownModule"));
  prepare(module.title);
  const configuration = Object.fromEntries([...query].map(([name, value]) => [name, JSON.parse(value)]));
  const gadget = { id: "shown", moduleKey: key, configuration };
  const { view, title, refreshable } = module;
  showSingle(gadget, dashboard, { src: view, title, refreshable, minutes: Number(configuration.refresh) });
}

async function nothing() {
  throw new Error(text("unknownAddress"));
}

try {
  await (kind === "wall" ? wall() : kind === "show" ? show() : nothing());
} catch (error) {
  prepare(text("dashboard"));
  const words = error instanceof SyntaxError ? text("linkBroken") : failureOf(error).message;
  say(words, el("a", { href: addressOf("/") }, text("showFirst")));
  if (kind === "wall") setTimeout(() => location.reload(), RETRY_MS);
}
