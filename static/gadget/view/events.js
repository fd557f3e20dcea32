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
 * Take the context after each event of a widget: the event only says that something has changed.
 * @param {ViewHost} bridge
 * @param {string | undefined} id the widget's
 * @param {string} event
 * @param {(context: Context) => unknown} take
 */
function onChange(bridge, id, event, take) {
  bridge.on(event, async ({ widgetId } = {}) => {
    if (!isForAnother(widgetId, id)) take(await bridge.getContext());
  });
}

/**
 * @param {ViewHost} bridge
 * @param {string | undefined} id the widget's
 * @param {{layout: (place: HostPlace) => unknown, configuration: (place: HostPlace) => unknown}} changed
 */
export function followWidget(bridge, id, changed) {
  onChange(bridge, id, LAYOUT_EVENT, (context) => changed.layout(placeOf(context)));
  onChange(bridge, id, CONFIG_EVENT, (context) => changed.configuration(placeOf(context)));
}

/**
 * A widget that is not set up yet begins with its first settings, and follows their changes from then on as any other.
 * @param {ViewHost} bridge
 * @param {string | undefined} id the widget's
 * @param {(context: Context) => boolean} begin which says whether there were any
 */
export function followFirstSettings(bridge, id, begin) {
  let begun = false;
  onChange(bridge, id, CONFIG_EVENT, (context) => {
    begun ||= begin(context);
  });
}
