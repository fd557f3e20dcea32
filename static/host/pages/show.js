// One gadget alone: /wall/{gadgetId} as a dashboard has it, large; /show/{moduleKey} with the settings in the address.
import { ask } from "../lib/api.js";
import { prepare, say, showSingle } from "./single.js";
import { text } from "../i18n/texts.js";
import * as theme from "../lib/theme.js";

const WALL_MINUTES = 15;
const RETRY_MS = 60_000;
const [WIDTH, HEIGHT] = [960, 540];

const [, kind, key] = /\/(wall|show)\/([^/]+)$/.exec(location.pathname).map(decodeURIComponent);
const query = new URLSearchParams(location.search);

async function wall() {
  theme.only(query.get("theme") ?? theme.choice());
  document.body.classList.add("wall");
  const { gadget, title, view, refreshable, ...host } = await ask(
    "GET",
    `/dashboard/gadgets/${encodeURIComponent(key)}`,
  );
  const minutes = Number(query.get("refresh")) || gadget.configuration?.refresh || WALL_MINUTES;
  prepare(title);
  let height = 0;
  const fit = () => {
    const scale = Math.max(1, Math.min(innerWidth / WIDTH, innerHeight / HEIGHT));
    document.body.style.setProperty("--scale", scale);
    document.querySelector("main").style.blockSize = `${height * scale}px`;
  };
  const onHeight = (next) => ((height = next), fit());
  showSingle(gadget, host, { src: view, title, refreshable, minutes, onHeight });
  addEventListener("resize", fit);
  fit();
}

async function show() {
  const dashboard = await ask("GET", "/dashboard");
  const module = dashboard.modules.find((one) => one.key === key);
  if (!module) throw new Error(text("unknownModule"));
  prepare(module.title);
  const configuration = Object.fromEntries([...query].map(([name, value]) => [name, JSON.parse(value)]));
  const gadget = { id: "shown", moduleKey: key, configuration };
  const { view, title, refreshable } = module;
  showSingle(gadget, dashboard, { src: view, title, refreshable, minutes: configuration.refresh });
}

try {
  await { wall, show }[kind]();
} catch (error) {
  prepare(text("dashboard"));
  say(error instanceof SyntaxError ? text("linkBroken") : error.message);
  if (kind === "wall") setTimeout(() => location.reload(), RETRY_MS);
}
