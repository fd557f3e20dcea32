// Numbers, dates and sentences in the locale and time zone of the page.
import { counts } from "../chart/statistics.js";
import { t } from "./texts.js";

const SECONDS_AN_HOUR = 3600;
const DASH = "–";
let locale = "en-US";
/** @type {string | undefined} */
let timeZone;
/** @type {Map<string, unknown>} */
let made = new Map();

/**
 * Set the locale and the time zone of the context; what the browser does not know is left out.
 * @param {string} wanted
 * @param {string} [zone]
 */
export function setLocale(wanted, zone) {
  locale =
    Intl.NumberFormat.supportedLocalesOf([String(wanted).replace("_", "-")].filter((name) => wellFormed(name)))[0] ??
    "en-US";
  timeZone = zone && wellFormed(zone, (name) => new Intl.DateTimeFormat("en", { timeZone: name })) ? zone : undefined;
  made = new Map();
}

/**
 * @param {string} value
 * @param {(name: string) => unknown} attempt
 */
function wellFormed(value, attempt = (name) => new Intl.Locale(name)) {
  try {
    return Boolean(attempt(value));
  } catch {
    return false;
  }
}

/**
 * @template T, O
 * @param {new (locale: string, options: O) => T} Kind
 * @param {O} options
 * @returns {T}
 */
function formatter(Kind, options) {
  const key = Kind.name + JSON.stringify(options);
  const known = made.get(key) ?? new Kind(locale, options);
  made.set(key, known);
  return /** @type {T} */ (known); // the key begins with its kind
}

const MINUS = "−";
/**
 * Numbers as text; the minus sign is the real one in every language.
 * @param {Intl.NumberFormatOptions} options
 */
const digits = (options) => ({
  format: (/** @type {number} */ value) => formatter(Intl.NumberFormat, options).format(value).replace("-", MINUS),
});

/**
 * A number as people type it, which spreadsheets understand.
 * @param {string} text
 */
export const typed = (text) => text.replace(MINUS, "-");

/** @param {Intl.DateTimeFormatOptions} options */
const dates = (options) => formatter(Intl.DateTimeFormat, { ...options, timeZone });
/**
 * @param {Maybe} value
 * @returns {value is null | undefined}
 */
const missing = (value) => value === null || value === undefined;
/** @param {number} value */
const plain = (value) => value + 0;

/**
 * Return the amount in the unit that people read: hours for a time estimate.
 * @param {number} value
 * @param {Unit} [unit]
 */
export const shown = (value, unit) => (unit?.kind === "time" ? value / SECONDS_AN_HOUR : value);

/**
 * Return the amount in the report's own unit: the inverse of `shown`.
 * @param {number} value
 * @param {Unit} [unit]
 */
export const stored = (value, unit) => (unit?.kind === "time" ? value * SECONDS_AN_HOUR : value);

/**
 * A number as exact as it is given.
 * @param {Maybe} value
 * @param {Unit} [unit]
 */
export const number = (value, unit) =>
  missing(value)
    ? DASH
    : digits({ maximumFractionDigits: unit?.kind === "time" ? 2 : 3 }).format(plain(shown(value, unit)));

/**
 * A number with one decimal at most: averages, axis.
 * @param {Maybe} value
 * @param {Unit} [unit]
 */
export const rounded = (value, unit) =>
  missing(value) ? DASH : digits({ maximumFractionDigits: 1 }).format(plain(shown(value, unit)));

/**
 * A short form of a large number, for the axis and narrow bars: 12K. Takes what `shown` returns.
 * @param {number} value
 */
export const compact = (value) =>
  digits(value < 10_000 ? { maximumFractionDigits: 3 } : { notation: "compact", maximumFractionDigits: 1 }).format(
    plain(value),
  );

/**
 * An amount with a sign where it is not zero.
 * @param {Maybe} value
 * @param {Unit} [unit]
 */
export const signed = (value, unit) =>
  missing(value)
    ? DASH
    : digits({ maximumFractionDigits: unit?.kind === "time" ? 2 : 3, signDisplay: "exceptZero" }).format(
        plain(shown(value, unit)),
      );

/**
 * An average with a sign where it is not zero.
 * @param {Maybe} value
 * @param {Unit} [unit]
 */
export const signedRounded = (value, unit) =>
  missing(value)
    ? DASH
    : digits({ maximumFractionDigits: 1, signDisplay: "exceptZero" }).format(plain(shown(value, unit)));

/**
 * Several names as a list in words.
 * @param {string[]} names
 */
export const list = (names) => formatter(Intl.ListFormat, { type: "conjunction" }).format(names);

/** @type {{[kind: string]: string}} */
const UNITS = { points: "unit.points", count: "unit.issues", time: "unit.hours" };

/**
 * Put the unit behind a number that is already text: "28.4 points". `value` decides on the plural.
 * @param {string} text
 * @param {Maybe} value
 * @param {Unit} unit
 */
export function withUnit(text, value, unit) {
  const key = UNITS[unit.kind] ?? "unit.other";
  return t(key, { text, n: shown(value ?? 0, unit), name: unit.name });
}

/**
 * @param {Maybe} value
 * @param {Unit} unit
 */
export const amount = (value, unit) => (missing(value) ? DASH : withUnit(number(value, unit), value, unit));
/**
 * @param {Maybe} value
 * @param {Unit} unit
 */
export const average = (value, unit) => (missing(value) ? DASH : withUnit(rounded(value, unit), value, unit));

/**
 * What the unit is called on its own: "Story Points", "issues", "hours".
 * @param {Unit} unit
 */
export const unitName = (unit) =>
  unit.kind === "count" ? t("unit.issueCount") : unit.kind === "time" ? t("unit.time") : unit.name;

/** @param {Maybe} value */
export const percent = (value) =>
  missing(value) ? DASH : digits({ style: "percent", maximumFractionDigits: 0 }).format(value);
/** @param {number} value */
export const whole = (value) => digits({ maximumFractionDigits: 0 }).format(value);
/** @param {number} n */
export const plural = (n) => formatter(Intl.PluralRules, {}).select(n);

/**
 * The days from one instant to another, as people write a range; a dash where there is no date.
 * @param {string | null | undefined} from
 * @param {string | null | undefined} [to]
 * @param {Intl.DateTimeFormatOptions} style
 */
export function range(from, to, style = { dateStyle: "medium" }) {
  const [first, last] = [from, to].flatMap((each) => (each ? [new Date(each)] : []));
  if (!first) return DASH;
  return !last || first > last ? dates(style).format(first) : dates(style).formatRange(first, last);
}
/**
 * @param {string | null | undefined} from
 * @param {string | null | undefined} to
 */
export const shortRange = (from, to) => range(from, to, { day: "numeric", month: "short" });
/** @param {string} iso */
export const instant = (iso) => dates({ dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
/** @param {Date | number} date */
export const time = (date) => dates({ timeStyle: "short" }).format(date);

/**
 * A day that has no time of day, such as "2027-02-03".
 * @param {string} iso
 */
export const day = (iso) =>
  formatter(Intl.DateTimeFormat, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(iso));

/** @type {[number, Intl.RelativeTimeFormatUnit][]} */
const SPANS = [
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
];

/**
 * How long ago, in words: "5 minutes ago".
 * @param {number} seconds
 */
export function ago(seconds) {
  const [size, unit] = SPANS.find(([each]) => seconds >= each) ?? [1, "second"];
  return formatter(Intl.RelativeTimeFormat, { numeric: "auto" }).format(-Math.floor(seconds / size), unit);
}

/**
 * The statistics that belong to the bars shown: of periods for several boards.
 * @param {Server.Report} report
 */
export const statisticsOf = (report) => report.periodStatistics ?? report.statistics;

/**
 * The typical range's probability as a fraction, [3, 4], below nine sprints; from there up it is at least 80 %.
 * @param {number} n
 */
export function odds(n) {
  if (n >= 9) return [];
  const divisor = n % 2 ? 2 : 1;
  return [(n - 1) / divisor, (n + 1) / divisor].map(whole);
}

/**
 * The title of a report with these bars; `chosen` says that its sprints are not just the last ones.
 * @param {Server.Report} report
 * @param {Bar[]} bars
 */
export const title = ({ boards, periods }, bars, chosen = false) =>
  t("view.title", {
    boards: boards.map(({ name }) => name).join(" + "),
    n: bars.length,
    count: whole(bars.length),
    periods: Boolean(periods),
    chosen,
  });

/**
 * The report in a sentence: the average over how many, and how the last one compares.
 * @param {Server.Report} report
 * @param {Bar[]} bars
 */
export function takeaway(report, bars) {
  const { unit } = report;
  const { completed, sprintCount: n } = statisticsOf(report);
  const last = bars.filter(counts).at(-1);
  if (missing(completed.mean) || !last) return t("takeaway.none");
  const first = t("takeaway.average", {
    average: average(completed.mean, unit),
    n,
    count: whole(n),
    periods: Boolean(report.periods),
  });
  if (n < 2) return t("takeaway.one", { amount: amount(last.completed, unit), periods: Boolean(report.periods) });
  const values = { last: number(last.completed, unit), periods: Boolean(report.periods) };
  if (!completed.mean) return first;
  const share = (last.completed - completed.mean) / completed.mean;
  const direction = Math.abs(share) < 0.005 ? "equal" : share > 0 ? "above" : "below";
  const compared = t(`takeaway.${direction}`, { ...values, share: percent(Math.abs(share)) });
  return [first, compared, trendOf(completed.trend, unit, values)].filter(Boolean).join(" ");
}

/**
 * The sentence of a trend; a report has one only if it is more than noise.
 * @param {Server.Trend | null} trend
 * @param {Unit} unit
 * @param {{periods: boolean}} values
 */
function trendOf(trend, unit, { periods }) {
  if (!trend) return "";
  const by = average(Math.abs(trend.perSprint), unit);
  return t(trend.perSprint > 0 ? "takeaway.rising" : "takeaway.falling", { by, periods });
}
