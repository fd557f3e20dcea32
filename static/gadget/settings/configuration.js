// The values of the settings: read from what the host keeps, and written back. Pure.
import { SETTINGS } from "./table.js";

/**
 * @typedef {Required<Configuration> & {refresh: number | null} & {[name: string]: unknown}} Values
 * @typedef {{[name: string]: unknown} | null | undefined} Stored what the host keeps, whatever that is
 */

const NAMES = Object.keys(SETTINGS);

/**
 * Return the value of every setting from what the host keeps: the default if it is missing or invalid. Other keys are
 * dropped.
 * @param {Stored} stored
 */
export function kept(stored) {
  const given = (/** @type {string} */ name) => {
    const { is, usual } = SETTINGS[name];
    return structuredClone(stored && is(stored[name]) ? stored[name] : usual);
  };
  return /** @type {Values} */ (Object.fromEntries(NAMES.map((name) => [name, given(name)]))); // the table is of them
}

/**
 * Whether a gadget has been set up.
 * @param {Stored} stored
 */
export const isConfigured = (stored) => Array.isArray(stored?.boardIds) && stored.boardIds.length > 0;

/**
 * Whether a setting under "More settings" differs from its default.
 * @param {Values} values
 */
export const isFurtherSet = (values) =>
  NAMES.some((name) => !SETTINGS[name].isMain && JSON.stringify(values[name]) !== JSON.stringify(SETTINGS[name].usual));

/**
 * Return the names of the settings that cannot be saved as they are, in their order.
 * @param {Values} values
 */
export const problems = (values) => NAMES.filter((name) => !SETTINGS[name].is(values[name], values));

/**
 * Return what the host is to keep: its own settings only where they are set.
 * @param {Values} values
 */
export const submission = (values) =>
  Object.fromEntries(
    NAMES.filter((name) => !SETTINGS[name].isHosts || values[name]).map((name) => [name, values[name]]),
  );
