// For developers: every state of the gadget with canned answers, chosen by the address: ?state=…&mode=…&width=…
import * as format from "../i18n/format.js";
import * as data from "./data.js";
import { mount } from "../settings/edit.js";
import { el } from "../lib/elements.js";
import { setLanguage } from "../i18n/texts.js";
import { start } from "../view/view.js";

const CHOSEN = { boardIds: [1], sprintCount: 7, refresh: 15 };
const FULL = { ...CHOSEN, doneStatusIds: ["4"], labelStyle: "number", excludedSprintIds: [102] };
const never = () => new Promise(() => {});
const answer = (make) => ({ getVelocity: make, refreshVelocity: make });
const shows = (report, configuration = CHOSEN) => ({ configuration, functions: answer(async () => report()) });
const fails = (type, details = {}) => ({ configuration: CHOSEN, functions: answer(failing(type, details)) });
const edits = (configuration, functions = {}) => ({ edit: true, configuration, functions });

function failing(code, details = {}) {
  return async () => {
    throw Object.assign(new Error("The server's own sentence."), { code, details });
  };
}

/** Answer once, then do as `then` does: what a gadget goes through that has figures already. */
function once(report, then) {
  let asked = false;
  return {
    configuration: CHOSEN,
    again: true,
    functions: answer(() => (asked ? then() : ((asked = true), Promise.resolve(report())))),
  };
}

const STATES = {
  "never configured": { configuration: undefined, functions: {} },
  "settings, first time": edits(undefined),
  settings: edits(FULL),
  "settings, boards not listed": edits(undefined, { listBoards: failing("jira-unreachable") }),
  "settings, refused": edits(CHOSEN, { getVelocity: failing("payload-refused", { field: "estimation" }) }),
  "settings, without figures": edits(CHOSEN, { getVelocity: failing("board-without-sprints") }),
  loading: { configuration: CHOSEN, functions: answer(never) },
  "loading again": once(data.ready, never),
  ready: shows(data.ready),
  "ready, several boards": shows(data.several),
  "ready, a sprint left out": shows(data.excluded),
  "ready, one sprint": shows(data.single),
  "ready, fifty sprints": shows(data.fifty),
  "ready, twenty sprints": shows(data.twenty),
  "ready, a hundred sprints": shows(data.hundred),
  "ready, running sprint": shows(data.running, { ...CHOSEN, includeRunningSprint: true, target: 32 }),
  "ready, negative figures": shows(data.negative),
  "ready, hostile names": shows(data.hostile),
  "stale, by the server": shows(data.stale),
  "stale, Jira failing": once(data.ready, failing("jira-unreachable")),
  partial: shows(data.partial),
  "no estimate field": shows(data.counted),
  "no sprint fits": fails("no-sprints-match"),
  "empty board": fails("board-without-sprints"),
  "kanban board": fails("sprints-not-supported"),
  "units differ": fails("units-differ", { boards: data.units }),
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
const CHOICES = {
  state: Object.keys(STATES),
  mode: ["light", "dark"],
  width: ["full", "240", "320", "480", "640", "960"],
  language: ["en-US", "de-DE"],
};

/** Stand in for host.js. */
function bridgeOf({ functions }, context) {
  const usual = {
    listBoards: async () => data.boards,
    describeBoard: describe,
    getVelocity: async () => data.ready(),
    explainSprint: async () => data.explanation,
    forecast: async () => data.forecast,
    workLeft: async () => data.workLeft,
  };
  const known = {
    ...usual,
    getProgress: async () => ({ state: "reading", sprints: 7, issuesRead: 120, issuesTotal: 400 }),
    ...functions,
  };
  const listeners = [];
  return {
    getContext: async () => context,
    invoke: async (functionKey, payload) => structuredClone(await known[functionKey](payload)),
    on: async (_, callback) => listeners.push(callback),
    submit: async () => true,
    close: async () => true,
    navigate: async () => true,
    showFlag: async () => true,
    refresh: () => listeners.forEach((callback) => callback({ origin: "gadget" })),
  };
}

async function describe({ boardId }) {
  const name = data.boards.boards.find(({ id }) => id === boardId)?.name ?? "Alpha";
  return { ...data.description, board: { ...data.description.board, id: boardId, name } };
}

const address = new URLSearchParams(location.search);
const chosen = Object.fromEntries(
  Object.entries(CHOICES).map(([name, all]) => [name, all.find((one) => one === address.get(name)) ?? all[0]]),
);

function choice([name, all]) {
  const go = ({ target }) => (location.search = new URLSearchParams({ ...chosen, [name]: target.value }));
  const options = all.map((value) => el("option", { value, selected: value === chosen[name] }, value));
  return el("label", {}, name, el("select", { name, onchange: go }, options));
}

async function show() {
  const whole = `?${new URLSearchParams(chosen)}`;
  history.replaceState(null, "", whole);
  if (parent !== globalThis) parent.postMessage({ gallery: whole }, "*");
  const { language } = await setLanguage(chosen.language);
  format.setLocale(chosen.language, "Europe/Berlin");
  Object.assign(document.documentElement, { lang: language });
  Object.assign(document.documentElement.dataset, {
    colorMode: chosen.mode,
    theme: "dark:dark light:light",
    width: chosen.width,
  });
  document.querySelector(".gallery").append(...Object.entries(CHOICES).map(choice));
  const state = STATES[chosen.state];
  const extension = {
    gadget: { id: "gallery" },
    location: "http://127.0.0.1:8000/",
    gadgetConfiguration: state.configuration,
  };
  const context = { locale: chosen.language, timezone: "Europe/Berlin", siteUrl: "https://site.test", extension };
  const bridge = bridgeOf(state, context);
  const root = document.querySelector("#gadget");
  if (state.edit) mount(root, context, bridge);
  else start(root, context, bridge);
  if (state.again) setTimeout(bridge.refresh, 300);
}

await show();
