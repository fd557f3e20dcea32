// Where everything of a chart goes, worked out before anything is drawn.
import * as format from "../i18n/format.js";
import { wayOf } from "./marks/values.js";
import { namesOf } from "./names.js";
import { layout, ticks } from "./scale.js";
import { LINE } from "../lib/elements.js";
import { t } from "../i18n/texts.js";

const TOP = 22;
/** Room for two figures one over the other. */
const FEW = 36;
const BELOW = 18;
const MARK_ROOM = 8;
const AXIS_GAP = 8;
/** What sets the running sprints apart from the closed ones. */
const APART = 14;
/** The strip of shares below the names: its height, and what is free above it. */
const STRIP = { height: 48, gap: 20 };
/** What turned names begin above the line on which level ones stand. */
const LIFT = 12;
/** In a narrower chart only the legend gives the average's number of sprints. */
const ROOM_FOR_COUNT = 400;

/**
 * Return the frame of a chart: its sizes, `start(at)` and `centre(at)` of the sprint at a place, `y(value)`, the axis'
 * `ticks`, the `names` under the bars, the way of the `values`, and the `mean`, the `aim` (a target) and the `strip` of
 * shares, null where there is none. The bars have `tall` pixels, or as many as suit the width.
 * @param {Circumstances} circumstances
 */
export function frameOf(circumstances) {
  const { report, bars, series, style, width, measure, aim, tall: given } = circumstances;
  const { unit } = report;
  const mean = meanOf(report, series, width);
  const goal = series.target && aim ? { value: aim, text: format.rounded(aim, unit) } : null;
  const axis = axisOf(circumstances, goal);
  const across = acrossOf(circumstances, axis.texts, [mean?.text ?? "", mean?.count ?? "", goal?.text ?? ""]);
  const { band, left, centre } = across;
  const pitch = band / Math.max(1, series.bars.length);
  const values = wayOf(bars, { unit, series: series.bars, pitch, measure, scope: series.scope });
  const tall = values.way === "turned" ? values.longest + MARK_ROOM : 0;
  const top = values.way === "few" ? FEW : Math.max(TOP, tall);
  const height = given ?? usualHeight(width);
  const bottom = top + height;
  const y = (/** @type {number} */ value) => top + (height * axis.above(value)) / axis.span;
  const fallen = bars.some((bar) => series.bars.some((name) => bar[name] < 0));
  const below = labelRoom(bars) + (fallen ? Math.max(BELOW, tall) : 0);
  const names = namesOf(bars, { style, report, band, centre, width, left, measure });
  const under = names.tall ? names.tall - LIFT : LINE * (names.lines - 1);
  const named = Math.ceil(bottom + below + under + (names.shared ? LINE : 0) + 8);
  return {
    ...across,
    width,
    top,
    bottom,
    y,
    values,
    measure,
    gap: AXIS_GAP,
    scope: series.scope,
    ticks: axis.marks.map((value, at) => ({ value, y: y(value / axis.factor), text: axis.texts[at] })),
    mean: mean && { ...mean, y: y(mean.value) },
    aim: goal && { ...goal, y: y(goal.value) },
    names: { ...names, y: bottom + below - (names.tall ? LIFT : 0) },
    named,
    strip: series.share ? { top: named + STRIP.gap, bottom: named + STRIP.gap + STRIP.height } : null,
    total: series.share ? named + STRIP.gap + STRIP.height + 8 : named,
  };
}

/**
 * The `marks` of the axis in the unit that is shown, `factor` times the stored one, and their `texts`; `span` is from the
 * lowest mark to the highest, and `above(value)` from a stored value to the highest.
 * @param {Circumstances} circumstances
 * @param {{value: number} | null} goal
 */
function axisOf({ report, bars, series }, goal) {
  const { unit } = report;
  const factor = format.shown(1, unit);
  const [highest, lowest] = extent(report, bars, series, goal);
  const marks = ticks(highest * factor, unit.kind === "count", lowest * factor);
  const [first, last] = [marks[0], marks[marks.length - 1]];
  const above = (/** @type {number} */ value) => last - value * factor;
  return { factor, marks, texts: marks.map(format.compact), span: last - first, above };
}

/**
 * What lies where from left to right, between the axis with its `texts` and the texts `beside` the bars; `border` is
 * where the running sprints begin, null without any.
 * @param {Circumstances} circumstances
 * @param {string[]} texts
 * @param {string[]} beside
 */
function acrossOf({ bars, series, width, measure }, texts, beside) {
  const scale = [...texts, ...(series.share ? [format.percent(1)] : [])];
  const left = Math.ceil(Math.max(...scale.map(measure))) + AXIS_GAP;
  const right = Math.ceil(Math.max(0, ...beside.map(measure))) + AXIS_GAP;
  const plot = Math.max(0, width - left - right);
  const running = bars.findIndex((bar) => bar.running);
  const apart = running < 0 ? 0 : APART;
  const sizes = layout({ room: plot - apart, count: bars.length, series: series.bars });
  const start = (/** @type {number} */ at) =>
    left + sizes.spare + at * sizes.band + (apart && at >= running ? apart : 0);
  const centre = (/** @type {number} */ at) => start(at) + sizes.band / 2;
  const border = apart ? start(running) - apart / 2 : null;
  return { ...sizes, left, right, plot, start, centre, border };
}

/**
 * The default height of the bars in pixels.
 * @param {number} width
 */
export const usualHeight = (width) => Math.round(Math.min(240, Math.max(150, width * 0.4)));

/** @param {Bar[]} bars */
const labelRoom = (bars) => 18 + (bars.some((bar) => bar.notes.length) ? MARK_ROOM : 0);

/**
 * The highest and the lowest value of what is drawn; 0 is always within.
 * @param {Server.Report} report
 * @param {Bar[]} bars
 * @param {Series} series
 * @param {{value: number} | null} goal
 */
function extent(report, bars, series, goal) {
  const { low, high } = format.statisticsOf(report).completed;
  const drawn = bars.flatMap((bar) => series.bars.map((name) => bar[name]));
  const added = series.scope ? bars.map((bar) => bar.committed + bar.added) : [];
  const range = series.range ? [low ?? 0, high ?? 0] : [];
  const all = [0, ...drawn, ...added, ...range, goal?.value ?? 0];
  return [Math.max(...all), Math.min(...all)];
}

/**
 * The average with its texts; none of a single sprint.
 * @param {Server.Report} report
 * @param {Series} series
 * @param {number} width
 */
function meanOf(report, series, width) {
  const { completed, sprintCount: n } = format.statisticsOf(report);
  if (!series.average || n < 2 || completed.mean === null) return null;
  const { mean: value } = completed;
  const shown = format.shown(value, report.unit);
  const text = Math.abs(shown) < 10_000 ? format.rounded(value, report.unit) : format.compact(shown);
  return { value, text, count: width < ROOM_FOR_COUNT ? "" : t("chart.n", { n: format.whole(n) }) };
}
