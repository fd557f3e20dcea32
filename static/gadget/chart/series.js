// Which parts of the chart are on: chosen by the reader from the legend, kept while the page is open.
/** @import { Bar } from "./data.js" */
import { counts } from "./statistics.js";

/**
 * @typedef {"committed" | "completed"} Column
 * @typedef {object} Chosen what is on
 * @property {boolean} [committed]
 * @property {boolean} [completed]
 * @property {boolean} [average]
 * @property {boolean} [range]
 * @property {boolean} [target]
 * @property {boolean} [share] the shares of the commitments that were done
 * @property {boolean} [scope] what was added and removed
 * @property {number} [rolling] over how many sprints the rolling average is; 0 for none
 * @typedef {Required<Chosen> & {bars: Column[]}} Series
 * @typedef {{kind: "scope" | "share" | "rolling", size?: number}} Addable
 */

/** @type {Column[]} */
export const BARS = ["committed", "completed"];
const USUAL = {
  committed: true,
  completed: true,
  average: true,
  range: true,
  target: true,
  scope: false,
  share: false,
  rolling: 0,
};
const ROLLING = [3, 5];

/**
 * The parts that are on, from what was chosen so far.
 * @param {Chosen} chosen
 * @returns {Series}
 */
export function seriesOf(chosen = {}) {
  const on = { ...USUAL, ...chosen };
  return { ...on, bars: BARS.filter((name) => on[name]) };
}

/**
 * What can be added to the chart of these bars: `{kind, size?}`, none that is on already.
 * @param {Bar[]} bars
 * @param {Series} series
 */
export function addable(bars, series) {
  const counted = bars.filter((bar) => !bar.running && counts(bar)).length;
  const scope = !series.scope && series.committed && bars.some(({ added, removed }) => added || removed);
  const rolling = ROLLING.filter((size) => size !== series.rolling && counted >= size);
  const share = !series.share && bars.filter((bar) => !bar.running && bar.committedShare !== null).length > 1;
  /** @type {Addable[]} */
  const found = scope ? [{ kind: "scope" }] : [];
  if (share) found.push({ kind: "share" });
  for (const size of rolling) found.push({ kind: "rolling", size });
  return found;
}
