// The figures at the ends of the bars: of all sprints in one way, or only the highest, the lowest and the last.
import * as format from "../../i18n/format.js";
import { LINE, svg } from "../../lib/elements.js";
import { t } from "../../i18n/texts.js";

/** Above its bar, or below one that goes down. */
const GAP = 5;
const TEXT = 12;
/** The least distance between the centres of two turned texts, each with a ground of its own. */
const TURNED = 13;
const LONGEST = 48;
/** The margin at both sides of a level text. */
const EDGE = 1.25;

/** @type {Write} */
const exact = (value, unit) => format.number(value, unit);
/** @type {Write} */
const short = (value, unit) => format.compact(format.shown(value, unit));

/**
 * Choose one way for all figures of a chart, each of which has `pitch` pixels of its width: `level` where the widest fits
 * beside its neighbour, `turned` by a quarter where only its height does, else a `few`. The first of the ways to `write`
 * that fits is that of all.
 * @template W
 * @param {{writes: W[], texts: (write: W) => string[], pitch: number, measure: Measure}} figures
 * @returns {Way<W>}
 */
export function oneWay({ writes, texts, pitch, measure }) {
  const widths = writes.map((write) => ({ write, longest: Math.max(0, ...texts(write).map(measure)) }));
  const within = (/** @type {number} */ most) => widths.find(({ longest }) => longest <= most);
  const level = within(pitch - 2 * EDGE);
  if (level) return { way: "level", ...level };
  const turned = pitch >= TURNED && within(LONGEST);
  return turned ? { way: "turned", ...turned } : { way: "few", ...widths[widths.length - 1] };
}

/**
 * The way of the figures of these bars.
 * @param {Bar[]} bars
 * @param {Writing & {pitch: number, measure: Measure}} shown
 */
export function wayOf(bars, { unit, series, pitch, measure, scope }) {
  const texts = (/** @type {Write} */ write) =>
    bars.flatMap((bar) => series.map((name) => textOf(bar, name, { unit, write, scope })));
  return oneWay({ writes: [exact, short], texts, pitch, measure });
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
 * Draw the figures of all bars over everything else, so that no line goes through one; where only a few have room, the
 * highest, the lowest and the last of the last series, each named.
 * @param {Bar[]} bars
 * @param {Writing & {frame: Frame}} shown
 */
export function values(bars, { frame, unit, series, scope }) {
  const { way, write } = frame.values;
  const figure = (/** @type {number} */ at, /** @type {Column} */ name, /** @type {string} */ key = "") => {
    const value = textOf(bars[at], name, { unit, write, scope });
    return { bar: bars[at], at, name, text: key ? t(`chart.${key}`, { value }) : value };
  };
  const leads = svg("g");
  const texts =
    way === "few"
      ? series.slice(-1).flatMap((name) => telling(bars, name).map(([at, key]) => figure(at, name, key)))
      : bars.flatMap((_, at) => series.map((name) => figure(at, name)));
  const draw = { turned, level, few: few([...texts], { bars, series, frame, leads }) }[way];
  return svg(
    "g",
    { class: "values", "aria-hidden": "true" },
    way === "few" && leads,
    texts.map((one) => draw(one, frame, series)),
  );
}

/**
 * The places of the highest, the lowest and the last value, with what each is.
 * @param {Bar[]} bars
 * @param {Column} name
 */
function telling(bars, name) {
  const amounts = bars.filter((bar) => !bar.running).map((bar) => bar[name]);
  const last = amounts.length - 1;
  const [most, least] = [Math.max(...amounts), Math.min(...amounts)];
  /** @type {[number, string][]} */
  const found = [
    [amounts.indexOf(most), "most"],
    [amounts.indexOf(least), "least"],
    [last, "latest"],
  ];
  const first = (/** @type {number} */ at) => found.findIndex(([other]) => other === at);
  return found.filter(([at], place) => at >= 0 && first(at) === place);
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
  const foot = down ? end + GAP + TEXT - 2 : clear(end - GAP, linesOf(frame));
  return mark(one, { x, y: foot, "text-anchor": "middle" });
}

/**
 * Where a text of a `height` with its foot at `y` goes so that none of the lines at these heights crosses it.
 * @param {number} y
 * @param {number[]} lines
 */
export const clear = (y, lines, height = TEXT) =>
  [...lines]
    .sort((one, other) => other - one)
    .reduce((foot, line) => (foot > line - 1 && foot - height < line ? line - 4 : foot), y);

/**
 * The heights of the average and the target.
 * @param {Frame} frame
 */
const linesOf = ({ mean, aim }) => [mean, aim].flatMap((line) => (line ? [line.y] : []));

/**
 * Turned by a quarter, along the bar's axis or as far beside it as its neighbour needs, reading upwards.
 * @param {Figure} one
 * @param {Frame} frame
 * @param {Column[]} series
 */
function turned(one, frame, series) {
  const { slots, measure } = frame;
  const slot = slots[one.name];
  const middle = slot.x + slot.width / 2;
  const aside = series.length < 2 ? middle : Math.sign(middle) * Math.max(Math.abs(middle), TURNED / 2);
  const x = frame.centre(one.at) + aside + 4;
  const { end, down } = endOf(one, frame);
  const y = down ? end + GAP : clear(end - GAP, linesOf(frame), measure(one.text));
  return mark(one, { x, y, "text-anchor": down ? "end" : "start", transform: `rotate(-90 ${x} ${y})` });
}

/**
 * One of the few, with a line down to its bar: above all bars that it spans, over its line or beside it, so that no
 * line goes through another text, nor will that of one to `come`. One without room there or higher is left out.
 * @param {Figure[]} come
 * @param {{bars: Bar[], series: Column[], frame: Frame, leads: Element}} shown `leads` takes the lines
 */
function few(come, { bars, series, frame, leads }) {
  const { measure, left, plot, band, slots, y } = frame;
  /** @type {Spot[]} */
  const taken = [];
  const leadOf = (/** @type {Figure} */ { at, name }) => frame.centre(at) + slots[name].x + slots[name].width / 2;
  const isFree = (/** @type {Spot} */ one) =>
    come.every((other) => Math.abs(leadOf(other) - one.x) >= one.half) &&
    taken.every((other) => {
      const [upper, lower] = one.foot < other.foot ? [one, other] : [other, one];
      const isOver = Math.abs(one.x - other.x) < one.half + other.half && lower.foot - upper.foot < LINE;
      return !isOver && Math.abs(upper.lead - lower.x) >= lower.half;
    });
  return (/** @type {Figure} */ one) => {
    come.shift();
    const half = measure(one.text) / 2 + 4;
    const lead = leadOf(one);
    const at = (/** @type {number} */ wanted) => {
      const x = Math.min(left + plot - half, Math.max(left + half, wanted));
      const spanned = bars.filter((_, place) => Math.abs(frame.centre(place) - x) < half + band / 2);
      const end = Math.min(...spanned.flatMap((bar) => series.map((name) => y(Math.max(0, bar[name])))));
      return { x, half, lead, foot: clear(end - GAP, linesOf(frame)) };
    };
    const places = [lead, lead - half, lead + half].map(at);
    const top = Math.min(places[0].foot, ...taken.map(({ foot }) => foot));
    const higher = places.map((each) => ({ ...each, foot: clear(top - LINE, linesOf(frame)) }));
    const place = [...places, ...higher].find((each) => each.foot >= TEXT && isFree(each));
    if (!place) return null;
    taken.push(place);
    leads.append(svg("line", { class: "lead", x1: lead, x2: lead, y1: place.foot + 3, y2: endOf(one, frame).end }));
    return mark(one, { x: place.x, y: place.foot, "text-anchor": "middle", lone: true });
  };
}

/** @typedef {{x: number, half: number, lead: number, foot: number}} Spot of a text and of its line */
