// How far a read is: shown after a moment, asked for every second.
import { keepFocus } from "../lib/focus.js";
import { t } from "../i18n/texts.js";
import { drawLoading, drawRefreshing } from "./states.js";

const FIRST_MS = 1500;
const NEXT_MS = 1000;
const REFRESHING_MS = 1000;

/**
 * Give `say` what `ask` answers until the returned function is called; a question that fails says nothing.
 * @param {() => Promise<Server.ProgressReport>} ask
 * @param {(progress: Server.ProgressReport) => void} say
 */
export function follow(ask, say) {
  let ended = false;
  let timer = setTimeout(again, FIRST_MS);
  async function again() {
    const progress = await ask().catch(() => null);
    if (ended) return;
    if (progress?.state === "reading" && progress.issuesTotal) say(progress);
    timer = setTimeout(again, NEXT_MS);
  }
  return () => {
    clearTimeout(timer);
    ended = true;
  };
}

/**
 * Show above the figures of a report, which stay readable, that they are read again; return what ends it.
 * @param {HTMLElement} root
 * @param {ViewParts} parts
 * @param {Server.Report} report
 * @param {() => Promise<Server.ProgressReport>} ask
 */
export function showRefreshing(root, parts, report, ask) {
  root.setAttribute("aria-busy", "true");
  const line = drawRefreshing(report);
  const appear = setTimeout(() => parts.progress.replaceChildren(line.node), REFRESHING_MS);
  const stop = follow(ask, line.say);
  return () => {
    clearTimeout(appear);
    stop();
    parts.progress.replaceChildren();
    root.removeAttribute("aria-busy");
  };
}

/**
 * Show after a delay that figures are read, and later how far that is; return what ends it.
 * @param {HTMLElement} root
 * @param {ViewParts} parts
 * @param {number} delay in milliseconds
 * @param {() => Promise<Server.ProgressReport>} ask
 */
export function showLoading(root, parts, delay, ask) {
  const loading = drawLoading();
  const appear = setTimeout(() => {
    root.dataset.state = "loading";
    root.setAttribute("aria-busy", "true");
    keepFocus(root, () => parts.body.replaceChildren(loading.node));
    parts.status.textContent = t("state.loading");
  }, delay);
  const stop = follow(ask, loading.say);
  return () => {
    clearTimeout(appear);
    stop();
    root.removeAttribute("aria-busy");
  };
}
