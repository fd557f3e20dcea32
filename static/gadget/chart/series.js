// Which parts of the chart are on: chosen by the reader from the legend, kept while the page is open.
import { counts } from "./statistics.js";

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
