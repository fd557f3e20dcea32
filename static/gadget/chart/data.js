// What the chart draws: the sprints of one board, or the periods of several. Everything else reads the same list.
import * as format from "../i18n/format.js";
import { labelsOf } from "./labels.js";
import { add } from "./statistics.js";
import { t } from "../i18n/texts.js";

/** The sums of a sprint, in the order in which they are shown. */
export const SUMS = /** @type {const} */ ([
  "committed",
  "completed",
  "added",
  "removed",
  "estimateChange",
  "notCompleted",
  "finalScope",
  "completedElsewhere",
  "carriedIn",
]);

/**
 * The part of the commitment that was done, by estimates at the start; null where it is not known or there is none.
 * @param {Pick<Sprint, "committed" | "committedDone">} sprint
 */
export const shareOf = ({ committed, committedDone }) =>
  committed > 0 && Number.isFinite(committedDone) ? committedDone / committed : null;

/**
 * Return the bars of a report, oldest first, each with its figures, its `name`, dates and member `sprints`.
 * @param {Server.Report} report
 * @param {LabelStyle} [labelStyle]
 * @returns {Bar[]}
 */
export function barsOf(report, labelStyle = "name") {
  const { single, together } = makers(report, labelStyle);
  if (!report.periods) return report.sprints.map(single);
  const byId = new Map(report.sprints.map((sprint) => [sprint.id, sprint]));
  return report.periods.map((period) =>
    together(
      period,
      period.sprintIds.flatMap((id) => byId.get(id) ?? []),
    ),
  );
}

/**
 * Return the bars of the running sprints, provisional and in no average: one of all of them for several boards.
 * @param {Server.Report} report
 * @param {LabelStyle} [labelStyle]
 * @returns {Bar[]}
 */
export function runningOf(report, labelStyle = "name") {
  const sprints = stillRunning(report);
  if (!sprints.length) return [];
  const { single, together } = makers(report, labelStyle);
  const so = { running: true, to: report.asOf };
  if (!report.periods) return sprints.map((sprint) => ({ ...single(sprint), ...so }));
  const { committed, completed } = sumsOf(sprints);
  const from = sprints.map(({ startDate }) => startDate).sort()[0];
  const period = { from, to: report.asOf, committed, completed };
  return [{ ...together({ ...period, sprintIds: sprints.map(({ id }) => id) }, sprints), ...so }];
}

/**
 * The running sprints of a report, as if they were closed when it was read.
 * @param {Server.Report} report
 * @returns {Sprint[]}
 */
export const stillRunning = ({ runningSprints = [], asOf }) =>
  runningSprints.map((sprint) => ({ ...sprint, completeDate: asOf, running: true }));

/**
 * Return two functions that make bars: of a `single` sprint, and of the sprints of a period `together`.
 * @param {Server.Report} report
 * @param {LabelStyle} labelStyle
 */
function makers(report, labelStyle) {
  const labels = labelsOf([...report.sprints, ...stillRunning(report)], labelStyle);
  const single = (/** @type {Sprint} */ sprint) => ({
    ...sprint,
    committedShare: shareOf(sprint),
    sprints: [sprint],
    from: sprint.startDate,
    to: sprint.completeDate,
    label: labels.get(sprint.id) ?? "",
  });
  const together = (/** @type {Server.Period} */ period, /** @type {Sprint[]} */ sprints) => {
    const sums = sumsOf(sprints);
    return {
      ...sums,
      ...period,
      id: period.sprintIds.join("+"),
      sprints,
      name: sprints.map((sprint) => sprint.name).join(" + "),
      // A period has no name, and the names of all its sprints are too long for the space under a bar.
      label:
        labelStyle === "dates" || labelStyle === "name"
          ? format.shortRange(period.from, period.to)
          : sprints.map((s) => labels.get(s.id)).join(" + "),
      committedShare: shareOf({
        committed: sums.committed,
        committedDone: add(sprints.map((each) => each.committedDone)),
      }),
      completionRate: period.committed ? period.completed / period.committed : null,
      excluded: false,
      counts: { unestimated: add(sprints.map((sprint) => sprint.counts.unestimated)) },
      notes: sprints.flatMap((sprint) => sprint.notes),
    };
  };
  return { single, together };
}

/**
 * Whether the sprints are chosen by days or a name, and are not just the last ones.
 * @param {Partial<Server.Configuration>} configuration
 */
export const isChosen = ({ closedFrom, closedTo, nameContains }) => Boolean(closedFrom ?? closedTo ?? nameContains);

/**
 * @param {Sprint[]} sprints
 * @returns {Sums}
 */
function sumsOf(sprints) {
  const pairs = SUMS.map((name) => [name, add(sprints.map((sprint) => sprint[name]))]);
  return Object.fromEntries(pairs);
}

/**
 * The text of a note or warning in the reader's language; the server's sentence for a code that is new.
 * @param {"note" | "warning"} kind
 * @param {Server.SprintNote | Server.ReportWarning} item
 */
export function sentence(kind, item) {
  const key = `${kind}.${item.code}`;
  const text = t(key, { n: item.number, number: format.whole(item.number ?? 0), names: (item.names ?? []).join(", ") });
  return text === key ? item.message : text;
}

/**
 * What a screen reader says of a bar: name, dates, figures with their unit.
 * @param {Bar} bar
 * @param {Unit} unit
 */
export function spoken(bar, unit) {
  const values = {
    name: bar.name,
    dates: format.range(bar.from, bar.to, { dateStyle: "long" }),
    committed: format.amount(bar.committed, unit),
    completed: format.amount(bar.completed, unit),
  };
  const extra = [
    bar.running && t("chart.runningSpoken"),
    bar.excluded && t("chart.excludedSpoken"),
    ...bar.notes.map((note) => sentence("note", note)),
  ];
  return [t("chart.spoken", values), ...extra].filter(Boolean).join(" ");
}
