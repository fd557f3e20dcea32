// Means and medians of the figures shown. Pure.

/**
 * @param {number | null} value
 * @returns {value is number}
 */
const isKnown = (value) => Number.isFinite(value);

/**
 * Add without float noise.
 * @param {number[]} values
 */
export const add = (values) => Number(values.reduce((sum, value) => sum + value, 0).toFixed(6));

/**
 * Whether a sprint counts: it was not excluded, and some issue of the board was in it.
 * @param {Pick<Bar, "excluded" | "notes">} bar
 */
export const counts = (bar) => !bar.excluded && !bar.notes.some(({ code }) => code === "no-issues");

/**
 * The mean of the known values; null if there are none.
 * @param {(number | null)[]} values
 */
export function mean(values) {
  const known = values.filter(isKnown);
  return known.length ? add(known) / known.length : null;
}

/**
 * The middle one of the known values, or the mean of the middle two; null if there are none.
 * @param {(number | null)[]} values
 */
export function median(values) {
  const sorted = values.filter(isKnown).sort((one, other) => one - other);
  const half = sorted.length / 2;
  return sorted.length ? (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2 : null;
}

/**
 * For each bar the mean of it and the bars before it, `size` that count; null if it does not count or there are fewer.
 * @param {Bar[]} bars
 * @param {number} size
 */
export function rollingMeans(bars, size) {
  /** @type {number[]} */
  const before = [];
  return bars.map((bar) => {
    if (!counts(bar)) return null;
    before.push(bar.completed);
    return before.length < size ? null : mean(before.slice(-size));
  });
}
