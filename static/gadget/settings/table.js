// The gadget's settings, each declared once: the edit view, the view and the keys of the texts follow. Pure.

/**
 * A setting. Its field is labelled by the text `settings.NAME`, its hint is `settings.NAME.hint`, where there is one, and
 * what is wrong with it `settings.error.NAME`.
 * @typedef {object} Setting
 * @property {string} kind the field in which it is set: one of the KINDS of edit.js
 * @property {unknown} usual the value while nobody has set it
 * @property {(value: any, values?: any) => boolean} is whether a value, whatever it is, may be saved among the others
 * @property {readonly string[]} [of] the values to choose from
 * @property {number} [most] the largest value, or the longest list
 * @property {boolean} [isMain] whether it is always in sight
 * @property {boolean} [isHosts] whether only the host uses it, and resolvers refuse it
 */

/** @param {unknown} id */
const isId = (id) => Number.isSafeInteger(id) && Number(id) > 0;
/** @param {unknown} ids */
const isIds = (ids) => Array.isArray(ids) && ids.every(isId) && new Set(ids).size === ids.length;
/** @param {unknown} day */
const isDay = (day) => day === null || (typeof day === "string" && /^\d{4}-\d\d-\d\d$/.test(day));
/** @param {unknown} texts */
const isTexts = (texts) => Array.isArray(texts) && texts.length > 0 && texts.every((text) => typeof text === "string");

const flag = () => ({ kind: "flag", usual: false, is: (/** @type {unknown} */ value) => typeof value === "boolean" });

/** @param {string[]} of the first one is the usual one */
const choice = (...of) => ({
  kind: "choice",
  usual: of[0],
  of,
  is: (/** @type {unknown} */ value) => typeof value === "string" && of.includes(value),
});

/** @param {{usual: number, most: number}} bounds a whole number from 1 */
const count = ({ usual, most }) => ({
  kind: "count",
  usual,
  most,
  is: (/** @type {unknown} */ value) => isId(value) && Number(value) <= most,
});

const MOST_BOARDS = 10;
const MOST_AMOUNT = 1e12;

/**
 * By their names in a configuration, in the order of the edit view.
 * @type {{[name: string]: Setting}}
 */
export const SETTINGS = {
  boardIds: {
    kind: "boards",
    usual: [],
    most: MOST_BOARDS,
    is: (ids) => isIds(ids) && ids.length > 0 && ids.length <= MOST_BOARDS,
    isMain: true,
  },
  sprintCount: { ...count({ usual: 7, most: 100 }), kind: "sprintChoice", isMain: true },
  closedFrom: { kind: "sprintChoice", usual: null, is: isDay, isMain: true },
  closedTo: {
    kind: "sprintChoice",
    usual: null,
    is: (day, values) => isDay(day) && !(day && values?.closedFrom > day),
    isMain: true,
  },
  nameContains: {
    kind: "sprintChoice",
    usual: null,
    is: (text) => text === null || (typeof text === "string" && text.trim() !== ""),
    isMain: true,
  },
  estimation: { kind: "estimation", usual: "board", is: (id) => typeof id === "string" && id !== "", isMain: true },
  doneStatusIds: { kind: "statuses", usual: null, is: (ids) => ids === null || isTexts(ids), isMain: true },
  labelStyle: choice("name", "short", "number", "dates"),
  includeRunningSprint: flag(),
  target: {
    kind: "amount",
    usual: null,
    is: (amount) => amount === null || (Number.isFinite(amount) && amount > 0 && amount <= MOST_AMOUNT),
  },
  includeSubtasks: flag(),
  includeForeignSprints: flag(),
  excludedSprintIds: { kind: "sprints", usual: [], is: isIds },
  refresh: { kind: "refresh", usual: null, is: (minutes) => minutes === null || isId(minutes), isHosts: true },
};

/**
 * Return the settings that are in a stored configuration and that resolvers take, as they are; null where no board is
 * chosen yet.
 * @param {{[name: string]: unknown} | null | undefined} stored
 * @returns {Configuration | null}
 */
export function configurationOf(stored) {
  if (!Array.isArray(stored?.boardIds) || !stored.boardIds.length) return null;
  const { boardIds, ...others } = stored;
  const names = Object.keys(SETTINGS).filter((name) => !SETTINGS[name].isHosts && others[name] !== undefined);
  return { boardIds, ...Object.fromEntries(names.map((name) => [name, others[name]])) };
}
