// Light or dark: the user's choice, else the system's. Gadgets get it through the bridge.
const ATTRIBUTE = "dark:dark light:light spacing:spacing";
const system = matchMedia("(prefers-color-scheme: dark)");
/** @type {Set<(theme: Bridge.Theme) => void>} */
const listeners = new Set();
let chosen = stored();

function stored() {
  try {
    return localStorage.getItem("theme") ?? "system";
  } catch {
    return "system";
  }
}

export const choice = () => chosen;

/** Return what a frame needs: the mode, the attribute of Atlassian's tokens, and the state for the context. */
export function current() {
  const colorMode = chosen === "system" ? (system.matches ? "dark" : "light") : chosen;
  return { colorMode, attribute: ATTRIBUTE, state: { colorMode, dark: "dark", light: "light", spacing: "spacing" } };
}

/**
 * Apply "system", "light" or "dark" and keep it in this browser.
 * @param {string} mode
 */
export function choose(mode) {
  chosen = mode;
  try {
    localStorage.setItem("theme", mode);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
  apply();
}

/**
 * Apply "light" or "dark" to this page only; anything else means the system's.
 * @param {string | null} mode
 */
export function only(mode) {
  chosen = mode === "light" || mode === "dark" ? mode : "system";
}

/** @param {(theme: Bridge.Theme) => void} listener */
export function onChange(listener) {
  listeners.add(listener);
}

export function apply() {
  const theme = current();
  document.documentElement.dataset.colorMode = theme.colorMode;
  document.documentElement.dataset.theme = theme.attribute;
  for (const listener of listeners) listener(theme);
}

system.addEventListener("change", () => {
  if (chosen === "system") apply();
});
