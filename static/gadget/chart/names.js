// The names under the bars: all of a chart in one way.
import { sharedWords, withoutWords } from "./labels.js";
import { halve, shorten, wrap } from "./scale.js";

/** In a narrower band a name is not shortened any more. */
const LEAST = { name: 56, short: 40, number: 24, dates: 52 };
const GAP = 3;
const NARROWEST = 20;
/** The least distance between the centres of two turned names, and how long one may be. */
const TURNED = 14;
const LONGEST = 120;
const COUNTS = /^#?\d+$/u;

/**
 * The names under the bars: `shown` are the lines of each, null where it is left out, `lines` the most of one, `tall` how
 * far down they reach where they are turned by a quarter, else 0, and `shared` the words that all begin with, which then
 * stand once below. The first way that fits is that of all: on one line, in two, the same without the shared words,
 * shortened, turned; numbers, which count on by themselves, are rather left out, all but every second or third.
 * @param {Bar[]} bars
 * @param {Naming & {report: Server.Report, left: number}} naming
 * @returns {Names}
 */
export function namesOf(bars, { report, left, ...naming }) {
  const texts = bars.map((bar) => bar.label.replace(/\s+/gu, " ").trim());
  const full = whole(texts, naming);
  if (full) return { ...full, shared: "" };
  const words = naming.style === "name" && !report.periods ? sharedWords(texts) : 0;
  const shared = words ? texts[0].split(" ").slice(0, words).join(" ") : "";
  const rest = texts.map((text) => withoutWords(text, words));
  return {
    ...(whole(rest, naming) ?? cut(rest, naming)),
    shared: shorten(shared, naming.width - left, naming.measure),
  };
}

/**
 * All of them unshortened, in as few lines as fit; null if two do not.
 * @param {string[]} texts
 * @param {Naming} naming
 */
function whole(texts, { band, measure }) {
  const fits = (/** @type {string[][]} */ shown) => shown.flat().every((line) => measure(line) <= band - 2 * GAP);
  const ways = [texts.map((text) => [text]), texts.map((text) => halve(text, measure))];
  const shown = ways.find(fits);
  return shown ? level(shown) : null;
}

/**
 * Shortened as far as they stay readable, else turned, else all but every second, third … from the last.
 * @param {string[]} texts
 * @param {Naming} naming
 */
function cut(texts, { style, band, centre, width, measure }) {
  const widest = Math.max(0, ...texts.map(measure));
  const least = Math.min(LEAST[style], widest) + 2 * GAP;
  const fitted = (/** @type {string} */ text, /** @type {number} */ room) => {
    const halves = halve(text, measure);
    return measure(text) > room && halves.every((line) => measure(line) <= room) ? halves : wrap(text, room, measure);
  };
  if (band >= least) return level(texts.map((text) => fitted(text, band - 2 * GAP)));
  if (band >= TURNED && !texts.every((text) => COUNTS.test(text))) {
    const shown = texts.map((text) => [shorten(text, LONGEST, measure)]);
    return { shown, lines: 1, tall: Math.ceil(Math.min(LONGEST, widest)) };
  }
  const every = Math.ceil(least / band);
  const named = texts.map((_, at) => (texts.length - 1 - at) % every === 0);
  const edges = texts.flatMap((_, at) => (named[at] ? [centre(at), width - centre(at)] : []));
  const room = Math.max(NARROWEST, 2 * Math.min((band * every) / 2 - GAP, ...edges));
  return level(texts.map((text, at) => (named[at] ? fitted(text, room) : null)));
}

/** @param {(string[] | null)[]} shown */
const level = (shown) => ({ shown, lines: Math.max(1, ...shown.map((lines) => lines?.length ?? 1)), tall: 0 });
