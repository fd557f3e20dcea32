// Where things go, in CSS pixels. Pure: numbers and a measuring function in, numbers and texts out.

const WIDEST = 40;
const WIDEST_BAND = 160;
/** In a narrower band a sprint's two bars overlap, the narrow one in front of the wide one. */
const NARROWEST_PAIR = 16;
const STEPS = [1, 2, 2.5, 5, 10, 20, 25, 50];

/**
 * Return 4 to 7 round ticks from 0, or from below it, to at least `high`; `whole` for amounts that have no fractions.
 * @param {number} high
 */
export function ticks(high, whole = false, low = 0) {
  const top = whole ? Math.max(high, low + 3) : high > low ? high : low + 4;
  const power = 10 ** Math.floor(Math.log10((top - low) / 5));
  const ends = (/** @type {number} */ step) => [Math.floor(low / step + 1e-9), Math.ceil(top / step - 1e-9)];
  const steps = STEPS.map((each) => each * power).filter((step) => !whole || step % 1 === 0);
  const step = steps.find((each) => ends(each)[1] - ends(each)[0] <= 5) ?? steps[steps.length - 1];
  const [first, last] = ends(step);
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}

/**
 * Return how wide things are in a chart of `count` sprints with these `series` of bars: `band` is one sprint's width,
 * `spare` what is left at both sides, `slots` where each bar stands, from the middle of its band.
 * @param {{room: number, count: number, series: Column[]}} chart
 */
export function layout({ room, count, series }) {
  const band = Math.min(Math.max(0, room) / Math.max(1, count), WIDEST_BAND);
  const spare = (room - band * count) / 2;
  return { band, spare, slots: slotsOf(band, series) };
}

/**
 * @param {number} band
 * @param {Column[]} series
 * @returns {Slots}
 */
function slotsOf(band, series) {
  const slot = (/** @type {number} */ x, /** @type {number} */ width) => ({ x, width });
  const filled = band - Math.max(band < NARROWEST_PAIR ? band * 0.15 : 3, band < NARROWEST_PAIR ? 0 : band * 0.3);
  if (series.length < 2) {
    const width = Math.min(1.5 * WIDEST, filled);
    return Object.fromEntries(series.map((name) => [name, slot(-width / 2, width)]));
  }
  const [first, second] = series;
  if (band < NARROWEST_PAIR) return { [first]: slot(-filled / 2, filled), [second]: slot(-filled * 0.3, filled * 0.6) };
  const width = Math.min(WIDEST, (filled - 1) / 2);
  return { [first]: slot(-0.5 - width, width), [second]: slot(0.5, width) };
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * Shorten in the middle until it fits: both the beginning and the whole number at the end of a name stay.
 * @param {string} text
 * @param {number} width
 * @param {Measure} measure
 */
export function shorten(text, width, measure) {
  if (measure(text) <= width) return text;
  const letters = Array.from(segmenter.segment(text.slice(0, 300)), (each) => each.segment);
  const number = text.match(/\d*$/u)?.[0].length ?? 0;
  const cut = (/** @type {number} */ kept) => {
    const head = Math.max(1, kept - Math.max(Math.floor(kept / 2), number));
    return `${letters.slice(0, head).join("").trimEnd()}…${letters
      .slice(letters.length - (kept - head))
      .join("")
      .trimStart()}`;
  };
  let [low, high] = [1, letters.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(cut(middle)) <= width) low = middle;
    else high = middle - 1;
  }
  return cut(low);
}

/**
 * Break a text into at most two lines, each shortened to the width.
 * @param {string} text
 * @param {number} width
 * @param {Measure} measure
 */
export function wrap(text, width, measure) {
  const clean = text.replace(/\s+/gu, " ").trim();
  if (measure(clean) <= width) return [clean];
  const words = clean.split(" ");
  let first = words.shift() ?? "";
  while (words.length && measure(`${first} ${words[0]}`) <= width) first += ` ${words.shift()}`;
  if (!words.length || measure(first) > width) return [shorten(clean, width, measure)];
  return [first, shorten(words.join(" "), width, measure)];
}

/**
 * Break a text where its two lines are about equally long, and none is just a number or begins with a dash; else it
 * stays one line.
 * @param {string} text
 * @param {Measure} measure
 */
export function halve(text, measure) {
  const words = text.split(" ");
  const breaks = words
    .slice(1)
    .map((_, at) => [words.slice(0, at + 1).join(" "), words.slice(at + 1).join(" ")])
    .filter(([, second]) => !/^(?:[–—-] .*|\d+)$/u.test(second));
  const size = (/** @type {string[]} */ lines) => Math.max(...lines.map(measure));
  return breaks.sort((one, other) => size(one) - size(other))[0] ?? [text];
}
