// The figures at the ends of the bars: of all sprints in one way, or only of the last, highest and lowest.
import * as format from "../../i18n/format.js";
import { svg } from "../../lib/elements.js";

/** Above its bar, or below one that goes down. */
const GAP = 5;
const TEXT = 12;
/** The least distance between the centres of two turned texts. */
const TURNED = 11;
const LONGEST = 48;
/** The margin at both sides of a level text. */
export const EDGE = 1.25;

/** @type {Write} */
const exact = (value, unit) => format.number(value, unit);
/** @type {Write} */
const short = (value, unit) => format.compact(format.shown(value, unit));

/**
 * Choose one way for all figures of a chart: `level` where the widest fits beside its neighbour, `turned` by a quarter
 * where only its height does, else `few`: the last, the highest and the lowest.
 * @param {Bar[]} bars
 * @param {Writing & {room: number, pitch: number, measure: Measure}} shown
 * @returns {Way}
 */
export function wayOf(bars, { unit, series, room, pitch, measure, scope }) {
  const width = (/** @type {Bar} */ bar, /** @type {Column} */ name, /** @type {Write} */ write) =>
    measure(textOf(bar, name, { unit, write, scope }));
  const longest = (/** @type {Write} */ write) =>
    Math.max(0, ...bars.flatMap((bar) => series.map((name) => width(bar, name, write))));
  const fits = (/** @type {Write} */ write, /** @type {number} */ most) =>
    longest(write) <= most && { write, longest: longest(write) };
  for (const write of [exact, short]) {
    const found = fits(write, room);
    if (found) return { way: "level", ...found };
  }
  for (const write of pitch >= TURNED ? [exact, short] : []) {
    const found = fits(write, LONGEST);
    if (found) return { way: "turned", ...found };
  }
  return { way: "few", write: short, longest: longest(short) };
}

/**
 * The figure of a bar; with what was added to it, where that is drawn on top.
 * @param {Bar} bar
 * @param {Column} name
 * @param {{unit: Unit, write: Write, scope: boolean}} way
 */
function textOf(bar, name, { unit, write, scope }) {
  const text = write(bar[name], unit);
  return scope && name === "committed" && bar.added > 0 ? `${text}+${write(bar.added, unit)}` : text;
}

/**
 * Draw the figures of all bars over everything else, so that no line goes through one.
 * @param {Bar[]} bars
 * @param {Writing & {frame: Frame}} shown
 */
export function values(bars, { frame, unit, series, scope }) {
  const { way, write } = frame.values;
  const names = way === "few" ? series.slice(-1) : series;
  const chosen = way === "few" ? extremes(bars, names[0]) : bars.map((_, at) => at);
  const texts = chosen.flatMap((at) =>
    names.map((name) => ({ bar: bars[at], at, name, text: textOf(bars[at], name, { unit, write, scope }) })),
  );
  const meets = few(bars, series, frame);
  const draw = { turned, few: meets, level }[way];
  const drawn = texts.map((one) => draw(one, frame, series));
  return svg("g", { class: "values", "aria-hidden": "true" }, drawn);
}

/**
 * The places of the last, the highest and the lowest value, in this order.
 * @param {Bar[]} bars
 * @param {Column | undefined} name
 */
function extremes(bars, name) {
  if (!name) return [];
  const amounts = bars.filter((bar) => !bar.running).map((bar) => bar[name]);
  return [
    ...new Set([amounts.length - 1, amounts.indexOf(Math.max(...amounts)), amounts.indexOf(Math.min(...amounts))]),
  ];
}

/**
 * @param {Figure} one
 * @param {Attributes & {lone?: boolean}} attributes
 */
const mark = ({ bar, at, text }, { lone, ...attributes }) => {
  const name = ["value", bar.excluded && "excluded", lone && "lone"].filter(Boolean).join(" ");
  return svg("text", { class: name, "data-at": at, ...attributes }, text);
};

/**
 * The end of a bar with what is stacked on it, as a height and whether it points down.
 * @param {Figure} one
 * @param {Frame} frame
 */
function endOf({ bar, name }, { y, scope }) {
  const value = bar[name] + (scope && name === "committed" ? bar.added : 0);
  return { end: y(value), down: value < 0 };
}

/**
 * Level, centred on the bar as far as its half of the band allows.
 * @param {Figure} one
 * @param {Frame} frame
 * @param {Column[]} series
 */
function level(one, frame, series) {
  const { slots, band, measure } = frame;
  const centre = frame.centre(one.at);
  const slot = slots[one.name];
  const half = measure(one.text) / 2;
  const alone = series.length < 2;
  const own = { from: alone || slot.x < 0 ? -band / 2 : 0, to: alone || slot.x >= 0 ? band / 2 : 0 };
  const middle = slot.x + slot.width / 2;
  const x = centre + Math.max(own.from + EDGE + half, Math.min(own.to - EDGE - half, middle));
  const { end, down } = endOf(one, frame);
  const foot = down ? end + GAP + TEXT - 2 : clear(end - GAP, frame);
  return mark(one, { x, y: foot, "text-anchor": "middle" });
}

/**
 * Where a text of a `height` with its foot at `y` goes so that neither the average nor the target crosses it.
 * @param {number} y
 * @param {Frame} frame
 * @param {number} height
 */
const clear = (y, { mean, aim }, height = TEXT) =>
  [mean, aim]
    .flatMap((line) => (line ? [line.y] : []))
    .sort((one, other) => other - one)
    .reduce((foot, line) => (foot > line - 1 && foot - height < line ? line - 4 : foot), y);

/**
 * Turned by a quarter, along the bar's axis, reading upwards.
 * @param {Figure} one
 * @param {Frame} frame
 */
function turned(one, frame) {
  const { slots, measure } = frame;
  const slot = slots[one.name];
  const x = frame.centre(one.at) + slot.x + slot.width / 2 + 4;
  const { end, down } = endOf(one, frame);
  const y = down ? end + GAP : clear(end - GAP, frame, measure(one.text));
  return mark(one, { x, y, "text-anchor": down ? "end" : "start", transform: `rotate(-90 ${x} ${y})` });
}

/**
 * One of the few: above all bars that it spans, omitted where it would overlap an earlier one.
 * @param {Bar[]} bars
 * @param {Column[]} series
 * @param {Frame} frame
 */
function few(bars, series, frame) {
  /** @type {{left: number, right: number}[]} */
  const taken = [];
  return (/** @type {Figure} */ one) => {
    const { measure, left, plot, band, y } = frame;
    const half = measure(one.text) / 2;
    const x = Math.min(left + plot - half, Math.max(left + half, frame.centre(one.at)));
    const spanned = bars.filter((_, at) => Math.abs(frame.centre(at) - x) < half + band / 2);
    const foot = Math.min(...spanned.flatMap((bar) => series.map((name) => y(Math.max(0, bar[name]))))) - GAP;
    const box = { left: x - half - 4, right: x + half + 4 };
    if (taken.some((other) => box.left < other.right && other.left < box.right)) return null;
    taken.push(box);
    return mark(one, { x, y: clear(foot, frame), "text-anchor": "middle", lone: true });
  };
}
