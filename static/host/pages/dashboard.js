// The page of a dashboard: loads it, draws it, and shows its notices.
/** @import { Dashboard } from "../board/arrangement.js" */
import { addressOf, ask, failureOf } from "../lib/api.js";
import { Arrangement } from "../board/arrangement.js";
import { askedFor, offerBack } from "../board/dashboards.js";
import { head } from "../board/head.js";
import { followStarts } from "../board/reloading.js";
import { printWhole } from "../board/printing.js";
import { el } from "../lib/dom.js";
import { region, showFlag } from "../lib/flags.js";
import { language, text } from "../i18n/texts.js";
import * as theme from "../lib/theme.js";

/** @param {Arrangement} board */
function notices(board) {
  /** @type {{[code: string]: string}} */
  const texts = { "dashboard-unreadable": text("unreadable") };
  for (const { code, message, file } of board.notices) {
    const damaged = file ? text("damaged", { file }) : text("damagedLeft");
    const title = code === "dashboard-damaged" ? damaged : (texts[code] ?? message);
    showFlag({ id: code, title, type: "warning" });
  }
}

/**
 * Say why nothing is shown, and what to do.
 * @param {Failure} failure
 */
function sayWhy({ code, message }) {
  const unknown = code === "unknown-dashboard";
  const again = el("button", { type: "button", class: "primary", onclick: () => location.reload() }, text("tryAgain"));
  const first = el("a", { href: addressOf("/") }, text("showFirst"));
  const words = unknown
    ? [el("h1", {}, text("unknownDashboard", { name: askedFor() ?? "" })), el("p", {}, text("unknownHint")), first]
    : [el("h1", {}, text("loadFailed")), el("p", {}, message), again];
  document.body.replaceChildren(el("main", {}, el("div", { class: "plain-card", role: "alert" }, ...words)));
}

async function start() {
  document.documentElement.lang = language;
  document.title = text("dashboard");
  theme.apply();
  const name = askedFor();
  const path = name === null ? "/dashboard" : `/dashboards/${encodeURIComponent(name)}`;
  try {
    /** @type {[Dashboard, Server.Session]} */
    const [dashboard, caller] = await Promise.all([ask("GET", path), ask("GET", "/session")]);
    const board = new Arrangement(dashboard, caller);
    const skip = el("a", { class: "skip", href: "#gadgets" }, text("skip"));
    document.body.replaceChildren(skip, head(board), board.main, region);
    notices(board);
    printWhole(board.main);
    followStarts(board, dashboard);
    await offerBack();
  } catch (error) {
    sayWhy(failureOf(error));
  }
}

await start();
