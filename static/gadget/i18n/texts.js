import en from "./en.js";

// A third language is one line here and one file.
const LANGUAGES = { de: () => import("./de.js") };
const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);
let texts = en;

/** Choose the language of a locale, English where there is none; return the language and its direction. */
export async function setLanguage(locale) {
  const wanted = String(locale).toLowerCase().split(/[-_]/)[0];
  const language = Object.hasOwn(LANGUAGES, wanted) ? wanted : "en";
  texts = language === "en" ? en : (await LANGUAGES[language]()).default;
  return { language, direction: RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr" };
}

/** Whether there is a text of this key. */
export const has = (key) => Object.hasOwn(en, key);

/** Return the text of a key with its `{names}` filled in; English where a language lacks it. */
export function t(key, values = {}) {
  const text = texts[key] ?? en[key] ?? key;
  if (typeof text === "function") return text(values);
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
