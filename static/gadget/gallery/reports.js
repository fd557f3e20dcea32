// The gallery's reports: made up, with figures that balance.

/** @typedef {[committed: number, completed: number, added: number, removed: number]} Figures */

const DAY_MS = 86_400_000;
const FIRST = Date.UTC(2026, 7, 17, 9);
export const POINTS = { id: "customfield_10031", kind: "points", name: "Story Points" };
export const COUNT = { id: "issueCount", kind: "count", name: "Issue count" };
/** @type {Figures[]} */
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

/** @param {number} time */
const iso = (time) => new Date(time).toISOString().replace(".000", "");
/** @param {number[]} values */
const sum = (values) => values.reduce((all, value) => all + value, 0);

/**
 * @param {number} at
 * @param {Figures} figures
 * @param {Partial<Server.SprintFigures>} [changes]
 * @param {number} [last] the report's last sprint
 * @returns {Server.SprintFigures}
 */
function sprint(at, [committed, completed, added, removed], changes, last = 6) {
  const start = FIRST + 14 * (at - last + 6) * DAY_MS;
  const end = start + 14 * DAY_MS;
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

/** @param {number[]} values */
function average(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return {
    mean: sum(sorted) / sorted.length,
    median: (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2,
    low: sorted[0],
    high: sorted[sorted.length - 1],
  };
}

/**
 * @param {{committed: number, completed: number}[]} entries
 * @returns {Server.Statistics}
 */
function statistics(entries) {
  const { low, high, ...completed } = average(entries.map((entry) => entry.completed));
  const { mean, median } = average(entries.map((entry) => entry.committed));
  const range =
    entries.length < 5
      ? { low: null, high: null, probability: null }
      : { low, high, probability: (entries.length - 1) / (entries.length + 1) };
  const typical = { ...completed, ...range, trend: null };
  return { sprintCount: entries.length, completed: typical, committed: { mean, median } };
}

/**
 * @param {Server.SprintFigures[]} sprints
 * @param {Partial<Server.Report>} [changes]
 * @returns {Server.Report}
 */
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

export const usual = () => FIGURES.map((figures, at) => sprint(at, figures));
/**
 * @param {string} code
 * @param {string[]} names
 * @returns {Server.ReportWarning}
 */
export const warning = (code, names = [], number = 0) => ({ code, message: code, names, number, boardId: 1 });

export const ready = () => {
  const sprints = usual();
  sprints[4].notes = [{ code: "closed-late", message: "Closed 3 days after its planned end.", number: 3, names: [] }];
  return report(sprints);
};
export const excluded = () => report(usual().map((each, at) => ({ ...each, excluded: at === 2 })));
export const stale = () => report(usual(), { cache: { state: "stale", ageSeconds: 5400 } });
export const single = () => report(usual().slice(0, 1));
/** @param {number} length */
const many = (length) =>
  report(Array.from({ length }, (_, at) => sprint(at, FIGURES[at % FIGURES.length], {}, length - 1)));
export const fifty = () => many(50);
export const hundred = () => many(100);
export const twenty = () =>
  report(
    Array.from({ length: 20 }, (_, at) => {
      const [committed, completed, added, removed] = FIGURES[at % 7];
      const more = at / 2;
      return sprint(at + 75, [committed + more, completed + more, added + more, removed + more], {}, 94);
    }),
  );
export const negative = () =>
  report([
    sprint(0, [34, 29, 5, 3]),
    sprint(1, [-8, -12, 2, 0]),
    sprint(2, [28, -3.5, 0, 4]),
    sprint(3, [36, 33, 6, 2]),
    sprint(4, [-2, 28, 3, 1]),
  ]);
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
export const running = () => {
  const still = { ...sprint(7, [35, 14, 3, 0]), completeDate: null };
  return report(usual(), { runningSprints: [still], asOf: iso(FIRST + 14 * 8 * DAY_MS) });
};
