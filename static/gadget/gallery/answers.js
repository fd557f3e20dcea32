// The gallery's other answers.
import { COUNT, POINTS, usual, warning } from "./reports.js";

export const units = [
  { name: "Alpha", unit: POINTS },
  { name: "Beta", unit: { id: "timeoriginalestimate", kind: "time", name: "Original estimate" } },
];
/** @type {Server.Boards} */
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

/**
 * @param {string} id
 * @param {string} name
 * @param {string} category
 * @param {string | null} column
 */
const status = (id, name, category, column, done = false) => ({ id, name, category, column, done });
/** @type {Server.Description} */
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

/**
 * An issue with its part in each figure; together they are the first sprint's figures.
 * @param {number} at
 * @param {Server.IssueRow["outcome"]} outcome
 * @param {Partial<Server.IssueRow>} parts
 * @param {string[]} reasons
 * @returns {Server.IssueRow}
 */
const issue = (at, outcome, parts, ...reasons) => {
  const moved = { committed: 0, added: 0, removed: 0, estimateChange: 0 };
  const ended = { completed: 0, notCompleted: 0, completedElsewhere: 0, committedDone: 0 };
  const amounts = { ...moved, ...ended, ...parts };
  const estimateAtStart = reasons.includes("in-sprint-at-start") ? amounts.committed : null;
  const estimateAtClose = amounts.completed + amounts.notCompleted;
  return {
    key: `ALPHA-${at}`,
    url: `https://site.test/browse/ALPHA-${at}`,
    outcome,
    estimateAtStart,
    estimateAtClose,
    ...amounts,
    statusAtClose: null,
    reasons,
    enteredAt: null,
    leftAt: null,
    finishedAt: null,
  };
};
/** @type {Server.Explanation} */
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

/** @type {Server.Forecast} */
export const forecast = {
  n: 7,
  sprints: null,
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

/**
 * @param {number} work
 * @param {number} estimated
 * @param {number} unestimated
 * @returns {Server.WorkSum}
 */
const workSum = (work, estimated, unestimated) => ({ work, issues: estimated + unestimated, estimated, unestimated });
export const workLeft = {
  asOf: "2026-11-24T09:30:00Z",
  unit: POINTS,
  running: workSum(24, 7, 1),
  future: workSum(31, 9, 0),
  backlog: workSum(118, 30, 12),
  total: workSum(173, 46, 13),
};
