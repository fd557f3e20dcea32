// What a sprint is called under its bar.
import * as format from "../i18n/format.js";

const YEAR = /^(?:19|20)\d\d$/;
const BRACKETED = /\([^)]*\)|\[[^\]]*\]/gu;

/**
 * Return the labels of the sprints by their ids; `style` is one of the settings' label styles.
 * @param {Sprint[]} sprints
 * @param {LabelStyle} style
 */
export function labelsOf(sprints, style) {
  const shared = style === "short" ? sharedWords(sprints.map((sprint) => sprint.name)) : 0;
  const numbers = style === "number" ? numbersOf(sprints) : new Map();
  /** @type {{[style in LabelStyle]: (sprint: Sprint, at: number) => string}} */
  const ways = {
    name: (sprint) => sprint.name,
    short: (sprint) => withoutWords(sprint.name, shared),
    number: (sprint, at) => numbers.get(sprint.id) ?? `#${at + 1}`,
    dates: (sprint) => format.shortRange(sprint.startDate, sprint.completeDate),
  };
  const label = ways[style];
  return new Map(sprints.map((sprint, at) => [sprint.id, label(sprint, at)]));
}

/**
 * How many words all names begin with, so that labels can omit them.
 * @param {string[]} names
 */
export function sharedWords(names) {
  const split = names.map((name) => name.split(/\s+/u));
  if (split.length < 2) return 0;
  const most = Math.min(...split.map((words) => words.length)) - 1;
  let shared = 0;
  while (shared < most && split.every((words) => words[shared] === split[0][shared])) shared += 1;
  return shared;
}

/**
 * @param {string} name
 * @param {number} count
 */
export const withoutWords = (name, count) => name.split(/\s+/u).slice(count).join(" ") || name;

/**
 * The numbers of the sprints, board by board: each counts its own.
 * @param {Sprint[]} sprints
 */
function numbersOf(sprints) {
  const boards = Map.groupBy(sprints, ({ boardId }) => boardId);
  return new Map(
    [...boards.values()].flatMap((own) => {
      const numbers = sprintNumbers(own.map(({ name }) => name));
      return own.map(({ id }, at) => [id, numbers[at]]);
    }),
  );
}

/**
 * Return the number of each name, oldest first, null where it has none: of all numbers in the names it is the one that
 * most often grows by one from a name to the next. Of two that do so equally often it is the one that stays the same
 * less often, then the first. If none ever grows by one, each name is read without the others.
 * @param {string[]} names
 */
export function sprintNumbers(names) {
  const found = names.map(numbersIn);
  const most = Math.max(0, ...found.map((numbers) => numbers.length));
  const steps = (/** @type {number} */ at) =>
    found.slice(1).map((numbers, name) => Number(numbers[at]) - Number(found[name][at]));
  const places = Array.from({ length: most }, (_, at) => ({
    at,
    grows: steps(at).filter((step) => step === 1).length,
    rests: steps(at).filter((step) => step === 0).length,
  }));
  const [best] = places
    .filter(({ grows }) => grows)
    .sort((one, other) => other.grows - one.grows || one.rests - other.rests);
  return names.map((name, at) => (best && found[at][best.at]) || numberIn(name));
}

/**
 * The numbers of a name in their order, without years where there are others.
 * @param {string} name
 */
function numbersIn(name) {
  /** @type {string[]} */
  const all = name.match(/\d+/gu) ?? [];
  const others = all.filter((number) => !YEAR.test(number));
  return others.length ? others : all;
}

/**
 * The number of one name: behind the word sprint, else the last one outside brackets.
 * @param {string} name
 */
function numberIn(name) {
  const outside = name.replace(BRACKETED, " ");
  const [, named] = outside.match(/sprint\W{0,3}(\d+)/iu) ?? [];
  if (named && !YEAR.test(named)) return named;
  return numbersIn(outside).at(-1) ?? numbersIn(name).at(-1) ?? null;
}
