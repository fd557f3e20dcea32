// Where things go, in CSS pixels. Pure: numbers and a measuring function in, numbers and texts out.

/** The narrowest bar that is still drawn; more sprints than that has room for are scrolled. */
export const THINNEST = 6;
const WIDEST = 40;
const NARROWEST_BAND = 2 * THINNEST + 4;
const STEPS = [1, 2, 2.5, 5, 10];

/** Return 4 to 6 round ticks from 0 to at least `max`; `whole` for amounts that have no fractions. */
export function ticks(max, whole = false) {
  const top = whole ? Math.max(max, 3) : max > 0 ? max : 4;
  const power = 10 ** Math.floor(Math.log10(top / 5));
  const step = STEPS.map((each) => each * power).find((each) => top / each <= 5 + 1e-9 && (!whole || each % 1 === 0));
  const count = Math.ceil(top / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, at) => Number((at * step).toPrecision(12)));
}

/** Return the sizes of a chart of `count` pairs of bars between the margins; `band` is one sprint's width. */
export function layout({ width, count, left, right, labelWidth }) {
  const room = Math.max(0, width - left - right);
  const fits = room / Math.max(1, count);
  const scrolls = fits < NARROWEST_BAND;
  const band = scrolls ? NARROWEST_BAND + 2 : Math.min(fits, 160);
  const spare = scrolls ? 0 : (room - band * count) / 2;
  const bar = Math.min(WIDEST, Math.max(THINNEST, (band - 1 - Math.max(3, band * 0.3)) / 2));
  const every = Math.max(1, Math.ceil(labelWidth / band));
  const height = Math.round(Math.min(240, Math.max(150, width * 0.4)));
  return { band, bar, every, height, scrolls, spare, plot: scrolls ? band * count : room };
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Shorten in the middle until it fits: both the beginning and the whole number at the end of a name stay. */
export function shorten(text, width, measure) {
  if (measure(text) <= width) return text;
  const letters = Array.from(segmenter.segment(text.slice(0, 300)), (each) => each.segment);
  const number = text.match(/\d*$/u)[0].length;
  const cut = (kept) => {
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

/** Break a text into at most two lines, each shortened to the width. */
export function wrap(text, width, measure) {
  const clean = text.replace(/\s+/gu, " ").trim();
  if (measure(clean) <= width) return [clean];
  const words = clean.split(" ");
  let first = words.shift();
  while (words.length && measure(`${first} ${words[0]}`) <= width) first += ` ${words.shift()}`;
  if (!words.length || measure(first) > width) return [shorten(clean, width, measure)];
  return [first, shorten(words.join(" "), width, measure)];
}

/** The same for a label, whose two lines are of about one length: no number stands alone, no line begins with a dash. */
export function wrapEvenly(text, width, measure) {
  const lines = wrap(text, width, measure).map((line) => line.split(" "));
  const [first, second] = lines;
  const size = (words) => measure(words.join(" "));
  while (second && first.length > 1 && size([first.at(-1), ...second]) < size(first)) second.unshift(first.pop());
  if (second && /^[–—-]$/u.test(second[0]) && size([...first, second[0]]) <= width) first.push(second.shift());
  return lines.map((words) => words.join(" "));
}

/** The lines of the label under a pair, and where they go: centred; at an edge that would cut them, along that edge. */
export function place(text, centre, shift, { band, every, plot }, measure) {
  const half = (band * every) / 2 - 3;
  const end = shift + plot;
  const [anchor, x] =
    centre + half > end && every > 1
      ? ["end", end]
      : centre - half < shift && every > 1
        ? ["start", shift]
        : ["middle", centre];
  const room = anchor === "middle" ? 2 * half : half + band / 2;
  return { lines: wrapEvenly(text, Math.max(20, room), measure), at: { x, "text-anchor": anchor } };
}
