import de from "./de.js";
import en from "./en.js";

/**
 * Another language is one file and its name here.
 * @type {{[language: string]: typeof en}}
 */
const LANGUAGES = { de, en };
const wanted = navigator.language.toLowerCase().split("-")[0];

export const language = Object.hasOwn(LANGUAGES, wanted) ? wanted : "en";
const texts = LANGUAGES[language];

/**
 * Return a text in the browser's language with its `{names}` filled in.
 * @param {keyof typeof en} key
 * @param {{[name: string]: string | number}} [values]
 */
export function text(key, values = {}) {
  return texts[key].replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
