import en from "./en.js";

// A third language is one line here and one file.
/** @type {{[language: string]: () => Promise<{default: Texts}>}} */
const LANGUAGES = { de: () => import("./de.js") };
const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);
/** @type {Texts} */
const ENGLISH = en;
let texts = ENGLISH;

/** The locale of numbers and dates where the reader's own language has no texts. */
const ELSEWHERE = "en-US";

/**
 * Choose the language of a locale, English where there is none; return the language, its direction, and the locale of
 * its numbers and dates, so that no sentence is in two languages.
 * @param {string} locale
 */
export async function setLanguage(locale) {
  const wanted = String(locale).toLowerCase().split(/[-_]/)[0];
  const language = Object.hasOwn(LANGUAGES, wanted) ? wanted : "en";
  texts = language === "en" ? en : (await LANGUAGES[language]()).default;
  const spoken = wanted === language ? locale : ELSEWHERE;
  return { language, direction: RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr", locale: spoken };
}

/**
 * Whether there is a text of this key.
 * @param {string} key
 */
export const has = (key) => Object.hasOwn(en, key);

/**
 * Return the text of a key with its `{names}` filled in; English where a language lacks it.
 * @param {string} key
 * @param {{[name: string]: unknown}} values
 * @returns {string}
 */
export function t(key, values = {}) {
  const text = texts[key] ?? ENGLISH[key] ?? key;
  if (typeof text === "function") return text(values);
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
