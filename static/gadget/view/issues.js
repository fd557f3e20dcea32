// The issues of a sprint, asked for when its page is opened.
import * as format from "../i18n/format.js";
import { failureOf } from "../lib/bridge.js";
import { el } from "../lib/elements.js";
import { keepFocus } from "../lib/focus.js";
import { t } from "../i18n/texts.js";
import { drawError } from "./states.js";

/**
 * Return a function that fills a panel with the issues of a sprint of one report, each asked for once.
 * @param {object} view
 * @param {HTMLElement} view.root
 * @param {HTMLElement} view.status speaks the number of issues
 * @param {Unit} view.unit
 * @param {(sprintId: number) => Promise<Server.Explanation>} view.ask
 * @param {() => ErrorActions & {go: (url: string) => unknown}} view.actions
 */
export function explaining({ root, status, unit, ask, actions }) {
  /** @type {Map<number, Promise<Server.Explanation>>} */
  const known = new Map();

  /**
   * @param {AnySprint} sprint
   * @param {HTMLElement} panel
   */
  return async function explain(sprint, panel) {
    const { id, name } = sprint;
    panel.dataset.sprint = String(id);
    panel.setAttribute("aria-busy", "true");
    keepFocus(root, () => panel.replaceChildren(el("p", { class: "quiet" }, t("detail.loading"))));
    const asked = known.get(id) ?? ask(id);
    known.set(id, asked);
    let page;
    let said = "";
    try {
      const [{ drawDetail }, explanation] = await Promise.all([import("./detail.js"), asked]);
      page = drawDetail(explanation, unit, actions().go);
      const n = explanation.issues.length;
      said = t("detail.found", { name, n, count: format.whole(n) });
    } catch (error) {
      known.delete(id);
      page = drawError(failureOf(error), { ...actions(), retry: () => explain(sprint, panel) });
    }
    if (panel.dataset.sprint !== String(id)) return;
    panel.removeAttribute("aria-busy");
    status.textContent = said;
    keepFocus(root, () => panel.replaceChildren(...el("div", {}, page).childNodes));
  };
}
