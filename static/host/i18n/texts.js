import de from "./de.js";
import en from "./en.js";

export const language = navigator.language.toLowerCase().startsWith("de") ? "de" : "en";
/** @type {typeof en} */
const texts = language === "de" ? de : en;

/**
 * Return a text in the browser's language with its `{names}` filled in.
 * @param {keyof typeof en} key
 * @param {{[name: string]: string | number}} [values]
 */
export function text(key, values = {}) {
  return texts[key].replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
