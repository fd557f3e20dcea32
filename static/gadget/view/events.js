// What the host tells the view while it is open: to refresh, or that a widget's settings or size have changed.
import { placeOf } from "../lib/place.js";

const REFRESH_EVENT = "JIRA_DASHBOARD_GADGET_REFRESH";
const CONFIG_EVENT = "FORGE_DASHBOARDS_WIDGET_CONFIG_CHANGED";
const LAYOUT_EVENT = "FORGE_DASHBOARDS_WIDGET_LAYOUT_CHANGED";

/**
 * Whether an event is about something else than the gadget or widget with this id. An event may have none, and a widget
 * has none before it is saved.
 * @param {string | undefined} named the id in the event
 * @param {string | undefined} id
 */
const isForAnother = (named, id) => named !== undefined && id !== undefined && String(named) !== String(id);

/**
 * @param {ViewHost} bridge
 * @param {string | undefined} id the gadget's
 * @param {(functionKey: "getVelocity" | "refreshVelocity") => unknown} load
 */
export function followGadget(bridge, id, load) {
  bridge.on(REFRESH_EVENT, ({ origin, gadgetId } = {}) => {
    if (!isForAnother(gadgetId, id)) load(origin === "gadget" ? "refreshVelocity" : "getVelocity");
  });
}

/**
 * A widget's events only say that something has changed: the context says what.
 * @param {ViewHost} bridge
 * @param {string | undefined} id the widget's
 * @param {{layout: (place: HostPlace) => unknown, configuration: (place: HostPlace) => unknown}} changed
 */
export function followWidget(bridge, id, changed) {
  const on = (/** @type {string} */ event, /** @type {(place: HostPlace) => unknown} */ take) =>
    bridge.on(event, async ({ widgetId } = {}) => {
      if (!isForAnother(widgetId, id)) take(placeOf(await bridge.getContext()));
    });
  on(LAYOUT_EVENT, changed.layout);
  on(CONFIG_EVENT, changed.configuration);
}

/**
 * A widget that is not set up yet begins with its first settings, and follows their changes from then on as any other.
 * @param {ViewHost} bridge
 * @param {string | undefined} id the widget's
 * @param {(context: Context) => boolean} begin which says whether there were any
 */
export function followFirstSettings(bridge, id, begin) {
  let begun = false;
  bridge.on(CONFIG_EVENT, async ({ widgetId } = {}) => {
    if (begun || isForAnother(widgetId, id)) return;
    const context = await bridge.getContext();
    begun ||= begin(context);
  });
}
