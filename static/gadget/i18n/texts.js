import en from "./en.js";

// A third language is one line here and one file.
/**
 * @typedef {{[name: string]: any}} Values what a text is filled in with
 * @typedef {{[key: string]: string | ((values: any) => string)}} Texts
 */

/** @type {{[language: string]: () => Promise<{default: Texts}>}} */
const LANGUAGES = { de: () => import("./de.js") };
const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);
/** @type {Texts} */
const ENGLISH = en;
let texts = ENGLISH;

/**
 * Choose the language of a locale, English where there is none; return the language and its direction.
 * @param {string} locale
 */
export async function setLanguage(locale) {
  const wanted = String(locale).toLowerCase().split(/[-_]/)[0];
  const language = Object.hasOwn(LANGUAGES, wanted) ? wanted : "en";
  texts = language === "en" ? en : (await LANGUAGES[language]()).default;
  return { language, direction: RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr" };
}

/**
 * Whether there is a text of this key.
 * @param {string} key
 */
export const has = (key) => Object.hasOwn(en, key);

/**
 * Return the text of a key with its `{names}` filled in; English where a language lacks it.
 * @param {string} key
 * @param {Values} values
 * @returns {string}
 */
export function t(key, values = {}) {
  const text = texts[key] ?? ENGLISH[key] ?? key;
  if (typeof text === "function") return text(values);
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
