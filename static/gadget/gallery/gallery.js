// For developers: every state of the gadget with canned answers, chosen by the address: ?state=…&mode=…&width=…
import * as format from "../i18n/format.js";
import * as answers from "./answers.js";
import * as reports from "./reports.js";
import { mount } from "../settings/edit.js";
import { el } from "../lib/elements.js";
import { setLanguage } from "../i18n/texts.js";
import { start } from "../view/view.js";

/**
 * @typedef {{[K in keyof All]?: (payload: All[K]["payload"]) => Promise<All[K]["result"]>}} Functions
 * @typedef {Server.Functions} All
 * @typedef {{configuration: Stored, functions: Functions, edit?: boolean, again?: boolean}} State `again`: it is refreshed
 * @import { Stored } from "../settings/configuration.js"
 */

const CHOSEN = { boardIds: [1], sprintCount: 7, refresh: 15 };
const FULL = { ...CHOSEN, doneStatusIds: ["4"], labelStyle: "number", excludedSprintIds: [102] };
/** @returns {Promise<never>} */
const never = () => new Promise(() => {});
/** @param {() => Promise<Server.Report>} make */
const answer = (make) => ({ getVelocity: make, refreshVelocity: make });
/**
 * @param {() => Server.Report} report
 * @param {Stored} configuration
 * @returns {State}
 */
const shows = (report, configuration = CHOSEN) => ({ configuration, functions: answer(async () => report()) });
/**
 * @param {string} type
 * @param {Failure["details"]} details
 * @returns {State}
 */
const fails = (type, details = {}) => ({ configuration: CHOSEN, functions: answer(failing(type, details)) });
/**
 * @param {Stored} configuration
 * @param {Functions} functions
 * @returns {State}
 */
const edits = (configuration, functions = {}) => ({ edit: true, configuration, functions });

/**
 * @param {string} code
 * @param {Failure["details"]} details
 * @returns {() => Promise<never>}
 */
function failing(code, details = {}) {
  return async () => {
    throw Object.assign(new Error("The server's own sentence."), { code, details });
  };
}

/**
 * Answer once, then do as `then` does.
 * @param {() => Server.Report} report
 * @param {() => Promise<Server.Report>} then
 * @returns {State}
 */
function once(report, then) {
  let asked = false;
  return {
    configuration: CHOSEN,
    again: true,
    functions: answer(() => (asked ? then() : ((asked = true), Promise.resolve(report())))),
  };
}

/** @type {{[name: string]: State}} */
const STATES = {
  "never configured": { configuration: undefined, functions: {} },
  "settings, first time": edits(undefined),
  settings: edits(FULL),
  "settings, boards not listed": edits(undefined, { listBoards: failing("jira-unreachable") }),
  "settings, refused": edits(CHOSEN, { getVelocity: failing("payload-refused", { field: "estimation" }) }),
  "settings, without figures": edits(CHOSEN, { getVelocity: failing("board-without-sprints") }),
  loading: { configuration: CHOSEN, functions: answer(never) },
  "loading again": once(reports.ready, never),
  ready: shows(reports.ready),
  "ready, several boards": shows(reports.several),
  "ready, a sprint left out": shows(reports.excluded),
  "ready, one sprint": shows(reports.single),
  "ready, fifty sprints": shows(reports.fifty),
  "ready, twenty sprints": shows(reports.twenty),
  "ready, a hundred sprints": shows(reports.hundred),
  "ready, running sprint": shows(reports.running, { ...CHOSEN, includeRunningSprint: true, target: 32 }),
  "ready, negative figures": shows(reports.negative),
  "ready, hostile names": shows(reports.hostile),
  "stale, by the server": shows(reports.stale),
  "stale, Jira failing": once(reports.ready, failing("jira-unreachable")),
  partial: shows(reports.partial),
  "no estimate field": shows(reports.counted),
  "no sprint fits": fails("no-sprints-match"),
  "empty board": fails("board-without-sprints"),
  "kanban board": fails("sprints-not-supported"),
  "units differ": fails("units-differ", { boards: answers.units }),
  "not permitted": fails("jira-refused"),
  "credentials refused": fails("jira-refused", { credentials: true }),
  "board gone": fails("board-not-found"),
  "signed out": fails("login-page"),
  "rate limited": fails("rate-limited", { retryAfterSeconds: 90 }),
  "too much": fails("too-much"),
  "timed out": fails("timeout"),
  offline: fails("offline"),
  "Jira unreachable": fails("jira-unreachable"),
  "Jira nonsense": fails("jira-nonsense"),
  "Data Center": fails("data-center"),
  "configuration no longer valid": fails("payload-refused", { field: "estimation" }),
};
/** @type {{[name: string]: string[]}} */
const CHOICES = {
  state: Object.keys(STATES),
  mode: ["light", "dark"],
  width: ["full", "240", "320", "480", "640", "960"],
  language: ["en-US", "de-DE"],
};

/**
 * Stand in for the bridge; `refresh` is a click on the host's refresh.
 * @param {State} state
 * @param {Context} context
 */
function bridgeOf({ functions }, context) {
  /** @type {Functions} */
  const known = {
    listBoards: async () => answers.boards,
    describeBoard: describe,
    getVelocity: async () => reports.ready(),
    explainSprint: async () => answers.explanation,
    forecast: async () => answers.forecast,
    workLeft: async () => answers.workLeft,
    getProgress: async () => ({ state: "reading", sprints: 7, issuesRead: 120, issuesTotal: 400 }),
    ...functions,
  };
  /** @type {((payload: {origin: string}) => unknown)[]} */
  const listeners = [];
  /** @type {Host["invoke"]} */
  async function invoke(functionKey, payload) {
    const found = known[functionKey];
    if (!found) throw new Error(`The gallery has no answer of ${functionKey}.`);
    return structuredClone(await found(payload));
  }
  return {
    getContext: async () => context,
    invoke,
    on: async (/** @type {string} */ _, /** @type {typeof listeners[number]} */ callback) => listeners.push(callback),
    submit: async () => true,
    close: async () => true,
    navigate: async () => true,
    showFlag: async () => true,
    widgetEdit: () => never(),
    refresh: () => listeners.forEach((callback) => callback({ origin: "gadget" })),
  };
}

/** @param {Server.BoardChoice} choice */
async function describe({ boardId }) {
  const name = answers.boards.boards.find(({ id }) => id === boardId)?.name ?? "Alpha";
  return { ...answers.description, board: { ...answers.description.board, id: boardId, name } };
}

const address = new URLSearchParams(location.search);
const chosen = Object.fromEntries(
  Object.entries(CHOICES).map(([name, all]) => [name, all.find((one) => one === address.get(name)) ?? all[0]]),
);

/**
 * @param {[name: string, all: string[]]} choice
 */
function choice([name, all]) {
  const options = all.map((value) => el("option", { value, selected: value === chosen[name] }, value));
  const select = el("select", { name }, options);
  select.addEventListener("change", () => {
    location.search = String(new URLSearchParams({ ...chosen, [name]: select.value }));
  });
  return el("label", {}, `${name} `, select);
}

async function show() {
  const whole = `?${new URLSearchParams(chosen)}`;
  history.replaceState(null, "", whole);
  if (parent !== window) parent.postMessage({ gallery: whole }, "*");
  const { language, locale } = await setLanguage(chosen.language);
  format.setLocale(locale, "Europe/Berlin");
  const page = document.documentElement;
  page.lang = language;
  page.dataset.colorMode = chosen.mode;
  document.querySelector(".gallery")?.append(...Object.entries(CHOICES).map(choice));
  const state = STATES[chosen.state];
  const extension = {
    gadget: { id: "gallery" },
    location: "http://127.0.0.1:8000/",
    gadgetConfiguration: state.configuration,
  };
  const context = { locale: chosen.language, timezone: "Europe/Berlin", siteUrl: "https://site.test", extension };
  const bridge = bridgeOf(state, context);
  const root = /** @type {HTMLElement} */ (document.querySelector("#gadget")); // the page has it
  root.style.inlineSize = `${chosen.width}px`;
  if (state.edit) mount(root, context, bridge);
  else start(root, context, bridge);
  if (state.again) setTimeout(bridge.refresh, 300);
}

await show();
