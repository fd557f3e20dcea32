// Canned answers for the gallery: made-up reports whose books balance.
const DAY_MS = 86_400_000;
const FIRST = Date.UTC(2026, 7, 17, 9);
const POINTS = { id: "customfield_10031", kind: "points", name: "Story Points" };
const COUNT = { id: "issueCount", kind: "count", name: "Issue count" };
const FIGURES = [
  [34, 29, 5, 3],
  [30, 31, 2, 0],
  [28, 21, 0, 4],
  [36, 33, 6, 2],
  [31, 28, 3, 1],
  [33, 26, 1, 0],
  [40, 31, 4, 6],
];
const HOSTILE = [
  "<img src=x onerror=alert(1)>",
  "ספרינט 12 של הצוות הכחול",
  "🚀👩‍👩‍👧‍👦 Rocket sprint 14 🎉",
  `Sprint ${"x".repeat(240)} 15`,
  "=1+1 16",
];

const iso = (time) => new Date(time).toISOString().replace(".000", "");
const sum = (values) => values.reduce((all, value) => all + value, 0);

function sprint(at, [committed, completed, added, removed], changes) {
  const [start, end] = [FIRST + 14 * at * DAY_MS, FIRST + 14 * (at + 1) * DAY_MS];
  const finalScope = committed + added - removed + 2;
  return {
    id: 100 + at,
    boardId: 1,
    name: `Alpha Sprint ${at + 1}`,
    startDate: iso(start),
    endDate: iso(end),
    completeDate: iso(end),
    committed,
    completed,
    added,
    removed,
    estimateChange: 2,
    notCompleted: finalScope - completed,
    finalScope,
    completedElsewhere: 0,
    carriedIn: at ? 5 : 0,
    committedDone: Math.min(committed - removed, completed),
    completionRate: committed ? completed / committed : null,
    excluded: false,
    counts: { committed: 12, completed: 10, added: 2, removed: 1, notCompleted: 3, unestimated: 1 },
    notes: [],
    url: `https://site.test/sprint/${100 + at}`,
    ...changes,
  };
}

function average(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return {
    mean: sum(sorted) / sorted.length,
    median: (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2,
    low: sorted.at(0),
    high: sorted.at(-1),
  };
}

function statistics(entries) {
  const { low, high, ...completed } = average(entries.map((entry) => entry.completed));
  const { mean, median } = average(entries.map((entry) => entry.committed));
  const range =
    entries.length < 5
      ? { low: null, high: null, probability: null }
      : { low, high, probability: (entries.length - 1) / (entries.length + 1) };
  return { sprintCount: entries.length, completed: { ...completed, ...range }, committed: { mean, median } };
}

function report(sprints, changes) {
  return {
    asOf: "2026-11-24T09:30:00Z",
    cache: { state: "computed", ageSeconds: 0 },
    unit: POINTS,
    boards: [{ id: 1, name: "Alpha", projectKey: "ALPHA", url: "https://site.test/board/1", foreignSprintsLeftOut: 0 }],
    sprints,
    statistics: statistics(sprints.filter(({ excluded }) => !excluded)),
    warnings: [],
    ...changes,
  };
}

const usual = () => FIGURES.map((figures, at) => sprint(at, figures));
const warning = (code, names = [], number = 0) => ({ code, message: code, names, number, boardId: 1 });

export const ready = () => {
  const sprints = usual();
  sprints[4].notes = [{ code: "closed-late", message: "Closed 3 days after its planned end.", number: 3 }];
  return report(sprints);
};
export const excluded = () => report(usual().map((each, at) => ({ ...each, excluded: at === 2 })));
export const stale = () => report(usual(), { cache: { state: "stale", ageSeconds: 5400 } });
export const single = () => report(usual().slice(0, 1));
export const fifty = () => report(Array.from({ length: 50 }, (_, at) => sprint(at, FIGURES[at % FIGURES.length])));
export const hundred = () => report(Array.from({ length: 100 }, (_, at) => sprint(at, FIGURES[at % FIGURES.length])));
export const twenty = () =>
  report(
    Array.from({ length: 20 }, (_, at) =>
      sprint(
        at + 75,
        FIGURES[at % 7].map((each) => each + at / 2),
      ),
    ),
  );
export const negative = () =>
  report(
    [
      [34, 29, 5, 3],
      [-8, -12, 2, 0],
      [28, -3.5, 0, 4],
      [36, 33, 6, 2],
      [-2, 28, 3, 1],
    ].map((figures, at) => sprint(at, figures)),
  );
export const hostile = () => report(HOSTILE.map((name, at) => sprint(at, FIGURES[at], { name })));
export const partial = () =>
  report(usual(), { warnings: [warning("issues-vanished", [], 2), warning("board-without-sprints", ["Young team"])] });
export const counted = () => report(usual(), { unit: COUNT, warnings: [warning("estimation-missing")] });
export const several = () => {
  const other = usual().map((each) => ({
    ...each,
    id: each.id + 100,
    boardId: 2,
    name: each.name.replace("Alpha", "Beta"),
  }));
  const own = usual();
  const periods = own.map((each, at) => ({
    sprintIds: [each.id, other[at].id],
    from: each.startDate,
    to: each.completeDate,
    committed: each.committed + other[at].committed,
    completed: each.completed + other[at].completed,
  }));
  const beta = { id: 2, name: "Beta", projectKey: "BETA", url: "https://site.test/board/2", foreignSprintsLeftOut: 2 };
  const sprints = own.flatMap((each, at) => [each, other[at]]);
  return report(sprints, { boards: [...report(own).boards, beta], periods, periodStatistics: statistics(periods) });
};

export const units = [
  { name: "Alpha", unit: POINTS },
  { name: "Beta", unit: { id: "timeoriginalestimate", kind: "time", name: "Original estimate" } },
];
export const boards = {
  boards: ["Alpha", "Beta", "Gamma"].map((name, at) => ({
    id: at + 1,
    name,
    type: "scrum",
    projectKey: name.toUpperCase(),
    projectName: `${name} product`,
  })),
  total: 3,
  nextStartAt: null,
};

const status = (id, name, category, column, done = false) => ({ id, name, category, column, done });
export const description = {
  board: { id: 1, name: "Alpha", projectKey: "ALPHA", url: "https://site.test/board/1" },
  estimation: {
    default: POINTS.id,
    options: [POINTS, COUNT, { id: "timeoriginalestimate", name: "Original estimate", kind: "time" }],
  },
  statuses: [
    status("1", "To Do", "new", "To Do"),
    status("3", "In Progress", "indeterminate", "In Progress"),
    status("4", "Done", "done", "Done", true),
    status("5", "Released", "done", "Done", true),
    status("6", "Rejected", "done", null),
  ],
  warnings: [warning("done-outside-last-column", ["Rejected"])],
};

/** An issue with its part in each figure; all of them together are the first sprint's figures. */
const issue = (at, outcome, parts, ...reasons) => {
  const amounts = { committed: 0, added: 0, removed: 0, estimateChange: 0, completed: 0, notCompleted: 0, ...parts };
  const estimateAtStart = reasons.includes("in-sprint-at-start") ? amounts.committed : null;
  const estimateAtClose = amounts.completed + amounts.notCompleted;
  return {
    key: `ALPHA-${at}`,
    url: `https://site.test/browse/ALPHA-${at}`,
    outcome,
    estimateAtStart,
    estimateAtClose,
    ...amounts,
    reasons,
  };
};
export const explanation = {
  sprint: usual()[0],
  issues: [
    issue(1, "completed", { committed: 13, completed: 13 }, "in-sprint-at-start", "done-during-sprint"),
    issue(2, "completed", { committed: 11, completed: 11 }, "in-sprint-at-start", "done-during-sprint"),
    issue(3, "completed", { added: 5, completed: 5 }, "added-during-sprint", "done-during-sprint"),
    issue(
      4,
      "notCompleted",
      { committed: 7, estimateChange: 2, notCompleted: 9 },
      "in-sprint-at-start",
      "re-estimated",
      "not-done-at-close",
    ),
    issue(5, "removed", { committed: 3, removed: 3 }, "in-sprint-at-start", "removed-during-sprint"),
  ],
};

export const forecast = {
  n: 7,
  unit: POINTS,
  sprintsNeeded: { p50: 5, p85: 5, p95: 5 },
  dates: { p50: "2027-02-02", p85: "2027-02-02", p95: "2027-02-02" },
  distribution: [
    [3, 0.01],
    [4, 0.41],
    [5, 0.57],
    [6, 0.01],
  ].map(([sprints, probability]) => ({ sprints, probability })),
  probability: 0.42,
  never: false,
  workDone: { p50: 115, p85: 107, p95: 102 },
  sprintLengthDays: 14,
  assumption: "",
};

const still = sprint(7, [35, 14, 3, 0], { completeDate: null });
export const running = () => report(usual(), { runningSprints: [still], asOf: still.endDate });
const heap = (work, estimated, unestimated) => ({ work, issues: estimated + unestimated, estimated, unestimated });
export const workLeft = {
  asOf: "2026-11-24T09:30:00Z",
  unit: POINTS,
  running: heap(24, 7, 1),
  future: heap(31, 9, 0),
  backlog: heap(118, 30, 12),
  total: heap(173, 46, 13),
};
