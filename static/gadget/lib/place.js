// Where the page is shown: as a gadget of Jira's dashboards, or as a widget of those that take their place.
const WIDGET = "dashboards:widget";

/**
 * Return what the context says of the place: `isWidget`, `isEdit`, `isOnDashboard` for a gadget in a card that has a
 * refresh button of its own, the gadget's or widget's `id`, what is `stored` for it, and the `height` in px that it is
 * given, undefined where its frame is as high as the page.
 * @param {Context} context
 */
export function placeOf(context) {
  const { extension = {} } = context;
  const { type, entryPoint, placement, dashboard, gadget, gadgetConfiguration, config, layout } = extension;
  return {
    isWidget: type === WIDGET,
    isOnDashboard: Boolean(dashboard),
    isEdit: entryPoint === "edit" || placement === "WIDGET_EDIT",
    id: gadget?.id ?? extension.context?.widgetId,
    stored: gadgetConfiguration ?? config,
    height: layout?.height,
  };
}
