const of = (n, one, many) => (n === 1 ? one : many);
const sprints = (n, periods) => (periods ? of(n, "period", "periods") : of(n, "sprint", "sprints"));

export default {
  "unit.points": ({ text, n }) => `${text} ${of(n, "point", "points")}`,
  "unit.issues": ({ text, n }) => `${text} ${of(n, "issue", "issues")}`,
  "unit.hours": ({ text, n }) => `${text} ${of(n, "hour", "hours")}`,
  "unit.other": "{text} ({name})",
  "unit.issueCount": "Number of issues",
  "unit.time": "Hours",

  "takeaway.none": "No sprint counts towards an average.",
  "takeaway.average": ({ average, n, count, periods }) => `On average ${average} completed over ${count} ${sprints(n, periods)}.`,
  "takeaway.above": ({ last, share, periods }) => `The last ${sprints(1, periods)} completed ${last}, ${share} above.`,
  "takeaway.below": ({ last, share, periods }) => `The last ${sprints(1, periods)} completed ${last}, ${share} below.`,
  "takeaway.equal": ({ last, periods }) => `The last ${sprints(1, periods)} completed ${last}, just that.`,

  "chart.committed": "Committed",
  "chart.completed": "Completed",
  "chart.average": ({ value, n, count, periods }) => `Average completed ${value} (${count} ${sprints(n, periods)})`,
  "chart.range": "Likely range {low}–{high}",
  "chart.excluded": "Excluded from averages",
  "chart.note": "Has a note",
  "chart.n": "n = {n}",
  "chart.spoken": "{name}, {dates}: committed {committed}, completed {completed}.",
  "chart.excludedSpoken": "Excluded from averages.",
};
