// The commands of Forge's bridge that this host answers, by the names that @forge/bridge sends.
/** @import { Command, Connection, Events } from "./connection.js" */
/** @import { Widget } from "./widget.js" */
import { ask, failureOf } from "../lib/api.js";
import { closeFlag, showFlag } from "../lib/flags.js";
import { makeExit } from "./leaving.js";
import { Queue, isInSight } from "../lib/queue.js";
import { text } from "../i18n/texts.js";
import { current } from "../lib/theme.js";
import { WIDGET } from "./widget.js";

const INVOKE_PREFIX = "There was an error invoking the function - ";
const CALLS = 500;
const WINDOW_MS = 25_000;
const PLATFORM_EVENT = /^(JIRA|FORGE)_/;
const DASHBOARD_ID = "10000";

/** The calls of all gadgets of the page. */
const calls = new Queue();

/**
 * @typedef {object} ShownGadget what a frame shows
 * @property {string} id
 * @property {string} [type] the kind of its module, in Forge's words
 * @property {Widget | null} [widget] where it is one on a dashboard
 * @property {string} moduleKey
 * @property {string} name
 * @property {"view" | "edit"} entryPoint
 * @property {{[name: string]: unknown} | null} configuration
 * @property {(payload: unknown) => unknown} submit
 * @property {() => boolean} stopEditing
 * @property {() => boolean} reload
 * @property {Element} [element] its card, where it is on a dashboard
 *
 * @typedef {object} Around the page around the frame
 * @property {Server.ShownSite & {accountId?: string | null}} site
 * @property {string[]} scopes
 * @property {Events} events
 * @property {(call: Server.Call) => Promise<Server.Answered>} [invoke] where it is not the host's own way
 */

/**
 * Make the table for one frame.
 * @param {ShownGadget} gadget
 * @param {Around} host
 * @returns {{[name: string]: Command}}
 */
export function commandsFor(gadget, host) {
  return {
    getContext: async () => context(gadget, host),
    ...requestsOf(gadget, host),
    submit: async (payload = {}) => gadget.submit(payload),
    close: async () => gadget.stopEditing(),
    refresh: async () => gadget.reload(),
    reload: async () => gadget.reload(),
    enableTheming: async () => current(),
    on: async (subscription, connection) => subscribe(host, subscription, connection),
    onPublic: async (subscription, connection) => subscribe(host, subscription, connection),
    emit: async (sent) => emit(host, sent),
    emitPublic: async (sent) => emit(host, sent),
    emitReadyEvent: async () => true,
    ...pageOf(gadget, host),
    isRovoEnabled: async () => false,
    open: async () => false,
    onClose: async () => false,
    openModal: async () => false,
    openRovo: async () => false,
    ...widgetOf(gadget),
  };
}

/**
 * The commands that ask a server.
 * @param {ShownGadget} gadget
 * @param {Around} host
 * @returns {{[name: string]: Command}}
 */
function requestsOf(gadget, host) {
  let window = { start: performance.now(), calls: 0 };

  function withinLimit() {
    if (performance.now() - window.start > WINDOW_MS) window = { start: performance.now(), calls: 0 };
    window.calls += 1;
    if (window.calls > CALLS) throw new Error(`Resolver calls are rate limited at ${CALLS}req/25s`);
  }

  return {
    async invoke({ functionKey, payload, metadata } = {}) {
      withinLimit();
      const body = JSON.stringify({ functionKey, payload, metadata, context: context(gadget, host) });
      try {
        const ours = () =>
          calls.run(
            () => ask("POST", "/invoke", body),
            () => isInSight(gadget.element),
          );
        /** @type {Server.Answered} */
        const answer = await (host.invoke?.({ functionKey, payload }) ?? ours());
        return metadata ? { body: answer.body, metadata: answer.metadata ?? {} } : answer.body;
      } catch (thrown) {
        const error = failureOf(thrown);
        error.message = INVOKE_PREFIX + error.message;
        throw error;
      }
    },
    async fetchProduct(request) {
      if (host.invoke) throw new Error("requestJira is not available to an embedded gadget.");
      return ask("POST", "/fetch-product", JSON.stringify(request));
    },
  };
}

/**
 * The commands that concern the page around the frame: its flags, its title, and the way to another one.
 * @param {ShownGadget} gadget
 * @param {Around} host
 * @returns {{[name: string]: Command}}
 */
function pageOf(gadget, host) {
  const leave = makeExit(gadget, home(host));
  return {
    async createHistory() {
      throw new Error("createHistory is not available to a dashboard gadget.");
    },
    async showFlag(flag = {}) {
      showFlag({ ...flag, id: `${gadget.id}:${flag.id}` });
      return true;
    },
    async closeFlag({ id } = {}) {
      closeFlag(`${gadget.id}:${id}`);
      return true;
    },
    navigate: async ({ type, ...place } = {}) => leave(address(place, host), type),
    getUrl: async (place) => address(place, host),
    async changeWindowTitle(title) {
      document.title = `${gadget.name}: ${String(title)}`.slice(0, 255);
    },
  };
}

/**
 * The commands of Forge's widgets.
 * @param {ShownGadget} gadget
 * @returns {{[name: string]: Command}}
 */
function widgetOf(gadget) {
  return {
    async getWidgetApi() {
      if (gadget.type !== WIDGET) throw new Error("This is not a dashboard widget.");
      // This host has no preview: it offers a widget by its title and description.
      return { setPreviewConfig() {} };
    },
    async getWidgetEditApi() {
      if (!gadget.widget || gadget.entryPoint !== "edit") throw new Error("No dashboard widget is being edited.");
      return gadget.widget.api();
    },
  };
}

/**
 * Return the extension context of a gadget: see Forge's page of the Jira dashboard gadget module. Outside a
 * dashboard there is no `dashboard`: nothing around the page has buttons for it.
 * @param {ShownGadget} gadget
 */
const gadgetExtension = ({ id, entryPoint, configuration, element }) => ({
  type: "jira:dashboardGadget",
  entryPoint,
  location: location.href,
  ...(element && { dashboard: { id: DASHBOARD_ID } }),
  gadget: { id },
  ...(configuration && { gadgetConfiguration: configuration }),
});

/**
 * The same for a widget, which has no id before it was saved once, and no layout where nothing gives it a height.
 * @param {ShownGadget} gadget
 */
function widgetExtension({ id, entryPoint, configuration, widget }) {
  const config = widget?.draft ?? configuration;
  return {
    type: WIDGET,
    entryPoint,
    placement: entryPoint === "edit" ? "WIDGET_EDIT" : "DASHBOARD_VIEW",
    location: location.href,
    context: { dashboardId: DASHBOARD_ID, ...(configuration && { widgetId: id }) },
    filters: null,
    ...(config && { config }),
    ...(widget && { layout: widget.layout }),
  };
}

/**
 * Return what `view.getContext()` gives.
 * @param {ShownGadget} gadget
 * @param {Around} host
 */
function context(gadget, { site, scopes }) {
  const { id, moduleKey, type } = gadget;
  const extension = type === WIDGET ? widgetExtension(gadget) : gadgetExtension(gadget);
  return {
    ...(site.accountId && { accountId: site.accountId }),
    cloudId: site.cloudId,
    siteUrl: site.siteUrl ?? location.origin,
    localId: `ari:cloud:jira:${site.cloudId}:gadget/${id}`,
    moduleKey,
    environmentId: "local",
    environmentType: "DEVELOPMENT",
    locale: navigator.language,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    theme: current().state,
    permissions: { scopes, external: {} },
    extension,
  };
}

/**
 * @param {Around} host
 * @param {{event?: unknown, callback?: unknown}} subscription
 * @param {Connection} connection
 */
function subscribe(host, { event, callback } = {}, connection) {
  if (typeof event !== "string" || typeof callback !== "function")
    throw new Error("An event needs a name and a callback.");
  return { unsubscribe: host.events.on(connection, event, (payload) => callback(payload)) };
}

/**
 * Pass on a gadget's event, unless its name is reserved for the platform.
 * @param {Around} host
 * @param {{event?: any, payload?: unknown}} sent
 */
function emit(host, { event, payload } = {}) {
  if (PLATFORM_EVENT.test(event)) throw new Error(`'${event.slice(0, 60)}' is an event of the platform's own.`);
  host.events.emit(event, payload);
}

/** @param {Around} host */
const home = ({ site }) => new URL(site.siteUrl ?? location.origin).origin;

/**
 * Turn a path of the site, an address or a location of an issue into an absolute http address.
 * @param {string | {url?: unknown, issueKey?: unknown} | undefined} place
 * @param {Around} host
 */
function address(place, host) {
  const { site } = host;
  const path = typeof place === "string" ? place : (place?.url ?? (place?.issueKey && `/browse/${place.issueKey}`));
  if (typeof path !== "string") throw new Error("This host can only go to an address or to an issue.");
  const url = new URL(path, site.siteUrl ?? location.origin);
  if (site.kind !== "remote" && url.origin === home(host)) throw new Error(text("noPage"));
  if (!["http:", "https:"].includes(url.protocol)) throw new Error("Only http and https addresses can be opened.");
  return url.href;
}
