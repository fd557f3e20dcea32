import de from "./de.js";
import en from "./en.js";

export const language = navigator.language.toLowerCase().startsWith("de") ? "de" : "en";
const texts = language === "de" ? de : en;

/** Return a text in the browser's language with its `{names}` filled in. */
export function text(key, values = {}) {
  return texts[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
