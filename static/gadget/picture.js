// The gadget as a picture without its page: what to ask for, and how the answer is drawn.
import { isChosen } from "./chart/data.js";
import { picture } from "./export/picture.js";
import * as format from "./i18n/format.js";
import { setLanguage } from "./i18n/texts.js";
import { configurationOf } from "./settings/table.js";

/**
 * Return the call whose result is drawn.
 * @param {Server.Configuration} configuration
 */
export const asks = (configuration) => ({ functionKey: "getVelocity", payload: configurationOf(configuration) });

/**
 * Return the text of an SVG file of a report. `place` is an element whose colours it gets.
 * @param {Server.Report} report
 * @param {{configuration: Server.Configuration, locale: string, timezone: string, place: Element}} options
 */
export async function draw(report, { configuration, locale, timezone, place }) {
  format.setLocale((await setLanguage(locale)).locale, timezone);
  const { labelStyle, target } = configuration;
  return picture(report, { labelStyle, target, chosen: isChosen(configuration), place, ui: {} });
}
