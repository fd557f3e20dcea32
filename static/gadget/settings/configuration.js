// The gadget's settings as values: what they may be, by default and at all. Pure.
export const MOST_BOARDS = 10;
export const MOST_SPRINTS = 100;
export const LABEL_STYLES = ["name", "short", "number", "dates"];
export const DEFAULTS = {
  boardIds: [],
  closedFrom: null,
  closedTo: null,
  nameContains: null,
  sprintCount: 7,
  estimation: "board",
  doneStatusIds: null,
  labelStyle: "name",
  includeSubtasks: false,
  includeForeignSprints: false,
  includeRunningSprint: false,
  excludedSprintIds: [],
  target: null,
};

const isId = (id) => Number.isSafeInteger(id) && id > 0;
const isIds = (ids) => Array.isArray(ids) && ids.every(isId) && new Set(ids).size === ids.length;
const isFlag = (flag) => typeof flag === "boolean";
const isDay = (day) => day === null || (typeof day === "string" && /^\d{4}-\d\d-\d\d$/.test(day));
const isAmount = (amount) => amount === null || (Number.isFinite(amount) && amount > 0);
const isTexts = (texts) => Array.isArray(texts) && texts.length > 0 && texts.every((text) => typeof text === "string");
const SHAPES = {
  boardIds: (ids) => isIds(ids) && ids.length <= MOST_BOARDS,
  closedFrom: isDay,
  closedTo: isDay,
  nameContains: (text) => text === null || (typeof text === "string" && text !== ""),
  sprintCount: (count) => Number.isInteger(count) && count >= 1 && count <= MOST_SPRINTS,
  estimation: (id) => typeof id === "string" && id !== "",
  doneStatusIds: (ids) => ids === null || isTexts(ids),
  labelStyle: (style) => LABEL_STYLES.includes(style),
  includeSubtasks: isFlag,
  includeForeignSprints: isFlag,
  includeRunningSprint: isFlag,
  excludedSprintIds: isIds,
  target: isAmount,
};

/**
 * Return the settings and `refresh` (minutes or null) out of what the host keeps. What is missing, or is of another
 * kind than it may be, is as by default; what is no setting is left out.
 */
export function kept(stored) {
  const given = (key) => (stored && key in stored && SHAPES[key](stored[key]) ? stored[key] : DEFAULTS[key]);
  const values = Object.fromEntries(Object.keys(DEFAULTS).map((key) => [key, structuredClone(given(key))]));
  return { ...values, refresh: isId(stored?.refresh) ? stored.refresh : null };
}

/** Whether a gadget has been set up. */
export const isConfigured = (stored) => Boolean(stored?.boardIds?.length);

/** Return the whole number that a person wrote, or NaN. */
export const wholeNumber = (text) => (/^\s*\d{1,4}\s*$/.test(text) ? Number(text) : NaN);

/** Return `{setting: key of the text that says what is wrong}` for the settings that cannot be saved, in their order. */
export function problems(values) {
  const wrong = {};
  if (!values.boardIds.length) wrong.boardIds = "settings.error.noBoard";
  if (values.closedFrom && values.closedTo && values.closedFrom > values.closedTo)
    wrong.closedTo = "settings.error.order";
  if (values.nameContains?.trim() === "") wrong.nameContains = "settings.error.noText";
  if (!SHAPES.sprintCount(values.sprintCount)) wrong.sprintCount = "settings.error.sprintCount";
  if (values.doneStatusIds?.length === 0) wrong.doneStatusIds = "settings.error.noStatus";
  return wrong;
}

/** Return what resolvers take: the settings without what is the host's. */
export function configuration({ refresh: _, ...settings }) {
  return settings;
}

/** Return what the host is to keep. */
export const submission = ({ refresh, ...settings }) => (refresh ? { ...settings, refresh } : settings);
