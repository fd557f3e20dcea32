// What a screen reader hears after a call, once.
import { barsOf } from "../chart/data.js";
import * as format from "../i18n/format.js";
import { t } from "../i18n/texts.js";

/**
 * Return figures that are new, awaited or asked for as a sentence; else an empty text.
 * @param {Server.Report} report
 * @param {Before} before
 * @param {boolean} asked whether the reader asked for them
 */
export function newsOf(report, before, asked) {
  const text = format.takeaway(report, barsOf(report));
  if (!before.report) return before.waited ? text : "";
  const changed = !same(report, before.report);
  return changed || asked ? t(changed ? "state.updated" : "state.unchanged", { text }) : "";
}

/**
 * Whether two reports have the same figures.
 * @param {Server.Report} one
 * @param {Server.Report} other
 */
export const same = (one, other) => figuresOf(one) === figuresOf(other);
/** @param {Server.Report} report */
const figuresOf = ({ asOf, cache, ...figures }) => JSON.stringify(figures);
