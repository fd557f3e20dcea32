// Means and medians of what is on show. Pure.

/** Add without float noise. */
export const add = (values) => Number(values.reduce((sum, value) => sum + value, 0).toFixed(6));

/** Whether a sprint counts: it was not excluded, and some issue of the board was in it. */
export const counts = (bar) => !bar.excluded && !bar.notes.some(({ code }) => code === "no-issues");

/** The mean of the values that there are; null of none. */
export function mean(values) {
  const known = values.filter(Number.isFinite);
  return known.length ? add(known) / known.length : null;
}

/** The middle of the values that there are, or the mean of the two in the middle; null of none. */
export function median(values) {
  const sorted = values.filter(Number.isFinite).sort((one, other) => one - other);
  const half = sorted.length / 2;
  return sorted.length ? (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2 : null;
}

/** For each bar the mean of the last `size` that count, itself among them; null where it does not, or fewer came before. */
export function rollingMeans(bars, size) {
  const before = [];
  return bars.map((bar) => {
    if (!counts(bar)) return null;
    before.push(bar.completed);
    return before.length < size ? null : mean(before.slice(-size));
  });
}
