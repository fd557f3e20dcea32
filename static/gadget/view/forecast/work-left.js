// The work left, read from the board at a click: what waits in running sprints, in future ones and in none.
import * as format from "../../i18n/format.js";
import { el } from "../../lib/elements.js";
import { t } from "../../i18n/texts.js";
import { drawError } from "../states.js";

/** @type {WorkPlace[]} */
const PLACES = ["running", "future", "backlog"];

/**
 * Return the `button` that reads, and the place in which what was `found` is shown, each place to be ticked;
 * `fill(amount)` takes the sum of those that are. `ui.workLeft` keeps what was read.
 * @param {{report: Server.Report, ui: Ui, workLeft: () => Promise<Server.WorkLeft>,
 *   fill: (amount: number) => unknown}} parts
 */
export function readButton({ report, ui, workLeft, fill }) {
  const found = el("div", { class: "found", role: "status" });
  const button = el("button", { type: "button", class: "button", "data-focus": "work-left" }, t("forecast.read"));
  async function run() {
    button.disabled = true;
    found.replaceChildren(el("p", { class: "quiet" }, t("forecast.reading")));
    try {
      const left = await workLeft();
      ui.workLeft = { left, ticked: PLACES.filter((place) => left[place].issues > 0) };
      show();
      sum();
    } catch (error) {
      found.replaceChildren(drawError(/** @type {Error} */ (error), { retry: run }));
    }
    button.disabled = false;
    button.focus();
  }
  const sum = () => {
    if (!ui.workLeft) return;
    const { left, ticked } = ui.workLeft;
    const total = ticked.reduce((amount, place) => amount + left[place].work, 0);
    if (total > 0) fill(Number(total.toFixed(6)));
  };
  const show = () => ui.workLeft && found.replaceChildren(workSums(ui.workLeft, report.unit, sum));
  button.addEventListener("click", run);
  show();
  return { button, found };
}

/**
 * What was read, place by place, with the work items that have no estimate.
 * @param {WorkLeftRead} kept
 * @param {Unit} unit
 * @param {() => void} changed
 */
function workSums(kept, unit, changed) {
  const { left } = kept;
  const item = (/** @type {WorkPlace} */ place) => {
    const { work, issues, unestimated: n } = left[place];
    const box = el("input", { type: "checkbox", checked: kept.ticked.includes(place), disabled: issues === 0 });
    box.addEventListener("change", () => {
      kept.ticked = PLACES.filter((each) => (each === place ? box.checked : kept.ticked.includes(each)));
      changed();
    });
    const words = t("forecast.workSum", {
      place: t(`forecast.place.${place}`),
      work: format.amount(work, unit),
      n: issues,
      count: format.whole(issues),
    });
    const without = n > 0 && unit.kind !== "count" && t("forecast.unestimated", { n, count: format.whole(n) });
    return el(
      "li",
      {},
      el("label", { class: "tick" }, box, el("span", {}, [words, without].filter(Boolean).join(" "))),
    );
  };
  return el(
    "fieldset",
    { class: "work-sums" },
    el("legend", {}, t("forecast.read.title", { when: format.instant(left.asOf) })),
    el("ul", {}, PLACES.map(item)),
  );
}
