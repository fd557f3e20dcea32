// Numbers, dates and sentences in the reader's locale and time zone.
import { t } from "./texts.js";

const SECONDS_AN_HOUR = 3600;
const DASH = "–";
let locale = "en-US";
let timeZone;
let made = new Map();
let rightToLeft = false;

/** Set the locale and the time zone of the context; what the browser does not know is left out. */
export function setLocale(wanted, zone) {
  locale =
    Intl.NumberFormat.supportedLocalesOf([String(wanted).replace("_", "-")].filter((name) => wellFormed(name)))[0] ??
    "en-US";
  timeZone = zone && wellFormed(zone, (name) => new Intl.DateTimeFormat("en", { timeZone: name })) ? zone : undefined;
  made = new Map();
  const known = new Intl.Locale(locale);
  rightToLeft = (known.getTextInfo?.() ?? known.textInfo)?.direction === "rtl";
}

/** Keep what is written from right to left from mixing with its sentence: FSI and PDI of Unicode's UAX 9. */
export const isolated = (text) => (rightToLeft ? `\u2068${text}\u2069` : text);

function wellFormed(value, attempt = (name) => new Intl.Locale(name)) {
  try {
    return Boolean(attempt(value));
  } catch {
    return false;
  }
}

function formatter(Kind, options) {
  const key = Kind.name + JSON.stringify(options);
  if (!made.has(key)) made.set(key, new Kind(locale, options));
  return made.get(key);
}

const MINUS = "−";
/** Numbers as text; the minus sign is the real one in every language. */
const digits = (options) => ({
  format: (value) => formatter(Intl.NumberFormat, options).format(value).replace("-", MINUS),
});

/** A number as people type it, which sheets understand. */
export const typed = (text) => text.replace(MINUS, "-");

const dates = (options) => formatter(Intl.DateTimeFormat, { ...options, timeZone });
const missing = (value) => value === null || value === undefined;
const plain = (value) => value + 0;

/** Return the amount in the unit that people read: hours for a time estimate. */
export const shown = (value, unit) => (unit?.kind === "time" ? value / SECONDS_AN_HOUR : value);

/** Return the amount in the report's own measure: what `shown` gives, back again. */
export const stored = (value, unit) => (unit?.kind === "time" ? value * SECONDS_AN_HOUR : value);

/** A number as exact as it is given. */
export const number = (value, unit) =>
  missing(value)
    ? DASH
    : digits({ maximumFractionDigits: unit?.kind === "time" ? 2 : 3 }).format(plain(shown(value, unit)));

/** A number with one decimal at most: averages, axis. */
export const rounded = (value, unit) =>
  missing(value) ? DASH : digits({ maximumFractionDigits: 1 }).format(plain(shown(value, unit)));

/** A short form of a large number, for the axis and narrow bars: 12K. Takes what `shown` returns. */
export const compact = (value) =>
  digits(value < 10_000 ? { maximumFractionDigits: 3 } : { notation: "compact", maximumFractionDigits: 1 }).format(
    plain(value),
  );

/** The same with a sign where it is not zero. */
export const signed = (value, unit) =>
  digits({ maximumFractionDigits: unit?.kind === "time" ? 2 : 3, signDisplay: "exceptZero" }).format(
    plain(shown(value, unit)),
  );

/** An average with a sign where it is not zero. */
export const signedRounded = (value, unit) =>
  missing(value)
    ? DASH
    : digits({ maximumFractionDigits: 1, signDisplay: "exceptZero" }).format(plain(shown(value, unit)));

/** Several names as a list in words. */
export const list = (names) => formatter(Intl.ListFormat, { type: "conjunction" }).format(names);

/** Put the unit behind a number that is already text: "28.4 points". `value` decides on the plural. */
export function withUnit(text, value, unit) {
  const key = { points: "unit.points", count: "unit.issues", time: "unit.hours" }[unit.kind] ?? "unit.other";
  return t(key, { text, n: shown(value ?? 0, unit), name: unit.name });
}

export const amount = (value, unit) => (missing(value) ? DASH : withUnit(number(value, unit), value, unit));
export const average = (value, unit) => (missing(value) ? DASH : withUnit(rounded(value, unit), value, unit));

/** What the unit is called on its own: "Story Points", "issues", "hours". */
export const unitName = (unit) =>
  unit.kind === "count" ? t("unit.issueCount") : unit.kind === "time" ? t("unit.time") : unit.name;

export const percent = (value) =>
  missing(value) ? DASH : digits({ style: "percent", maximumFractionDigits: 0 }).format(value);
export const whole = (value) => digits({ maximumFractionDigits: 0 }).format(value);
export const plural = (n) => formatter(Intl.PluralRules, {}).select(n);

/** The days from one instant to another, as people write a range; a dash where there is no date. */
export function range(from, to, style = { dateStyle: "medium" }) {
  const known = [from, to].filter(Boolean).map((each) => new Date(each));
  if (known.length < 2 || known[0] > known[1]) return known.length ? isolated(dates(style).format(known[0])) : DASH;
  return isolated(dates(style).formatRange(...known));
}
export const shortRange = (from, to) => range(from, to, { day: "numeric", month: "short" });
export const instant = (iso) => isolated(dates({ dateStyle: "medium", timeStyle: "short" }).format(new Date(iso)));
export const time = (date) => isolated(dates({ timeStyle: "short" }).format(date));

/** A day that has no time of day, such as "2027-02-03". */
export const day = (iso) =>
  isolated(formatter(Intl.DateTimeFormat, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(iso)));

/** How long ago, in words: "5 minutes ago". */
export function ago(seconds) {
  const [size, unit] = [
    [86_400, "day"],
    [3600, "hour"],
    [60, "minute"],
  ].find(([each]) => seconds >= each) ?? [1, "second"];
  return isolated(formatter(Intl.RelativeTimeFormat, { numeric: "auto" }).format(-Math.floor(seconds / size), unit));
}

/** The statistics that belong to the bars shown: of periods for several boards. */
export const statisticsOf = (report) => report.periodStatistics ?? report.statistics;

/** The typical range's probability as a fraction, [3, 4], below nine sprints; from there up it is at least 80 %. */
export function odds(n) {
  if (n >= 9) return [];
  const divisor = n % 2 ? 2 : 1;
  return [(n - 1) / divisor, (n + 1) / divisor].map(whole);
}

/** The title of a report with these bars; `chosen` says that its sprints are not just the last ones. */
export const title = ({ boards, periods }, bars, chosen = false) =>
  t("view.title", {
    boards: boards.map(({ name }) => name).join(" + "),
    n: bars.length,
    count: whole(bars.length),
    periods: Boolean(periods),
    chosen,
  });

/** The report in a sentence: the average over how many, and how the last one compares. */
export function takeaway(report, bars) {
  const { unit } = report;
  const { completed, sprintCount: n } = statisticsOf(report);
  const last = bars.filter((bar) => !bar.excluded && !bar.notes.some(({ code }) => code === "no-issues")).at(-1);
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

/** What a trend says, where there is one: it is more than noise. */
function trendOf(trend, unit, { periods }) {
  if (!trend) return "";
  const by = average(Math.abs(trend.perSprint), unit);
  return t(trend.perSprint > 0 ? "takeaway.rising" : "takeaway.falling", { by, periods });
}
