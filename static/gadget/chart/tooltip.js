// What a bar says on hover, focus and touch: dismissible by Escape, hoverable, there until it is left (WCAG 1.4.13).
import { sentence } from "./data.js";
import * as format from "../i18n/format.js";
import { rollingMeans } from "./statistics.js";
import { el } from "../lib/elements.js";
import { t } from "../i18n/texts.js";

const GRACE_MS = 150;
const GAP = 6;
let hideShown = () => {};

// The pointer may be on a bar while the focus is anywhere.
document.addEventListener("keydown", (event) => event.key === "Escape" && hideShown());

/**
 * The figures of a bar as pairs of a term and a text, in the order of the balance.
 * @param {Bar} bar
 * @param {Unit} unit
 */
export function figures(bar, unit) {
  /**
   * @param {string} key
   * @param {string} text
   * @returns {[string, string]}
   */
  const pair = (key, text) => [t(`figure.${key}`), text];
  const all = [
    pair("committed", format.amount(bar.committed, unit)),
    pair("completed", format.amount(bar.completed, unit)),
    pair("completionRate", format.percent(bar.completionRate)),
    bar.committedShare !== null && pair("committedShare", format.percent(bar.committedShare)),
    pair("added", format.number(bar.added, unit)),
    pair("removed", format.number(bar.removed, unit)),
    pair("estimateChange", format.signed(bar.estimateChange, unit)),
    pair("notCompleted", format.number(bar.notCompleted, unit)),
    bar.carriedIn > 0 && pair("carriedIn", format.number(bar.carriedIn, unit)),
    bar.completedElsewhere > 0 && pair("completedElsewhere", format.number(bar.completedElsewhere, unit)),
    bar.counts.unestimated > 0 && unit.kind !== "count" && pair("unestimated", format.whole(bar.counts.unestimated)),
  ];
  return all.filter((each) => each !== false);
}

/**
 * Pairs of a term and a text as a list.
 * @param {[string, string][]} all
 */
export const pairs = (all) =>
  el(
    "dl",
    {},
    all.map(([term, text]) => [el("dt", {}, term), el("dd", {}, text)]),
  );

/**
 * What the tooltip says of one of the `bars`; `ui` says what is drawn.
 * @param {Bar} bar
 * @param {Unit} unit
 * @param {Bar[]} bars
 * @param {Ui} ui
 */
export function about(bar, unit, bars, ui) {
  const members = bar.sprints.length > 1 ? bar.sprints : [];
  return [
    el("strong", { dir: "auto" }, bar.name),
    el("span", { class: "quiet" }, format.range(bar.from, bar.to)),
    pairs([...figures(bar, unit), ...rollingOf(bar, unit, bars, ui)]),
    members.map((sprint) =>
      el(
        "span",
        { class: "quiet" },
        el("bdi", {}, sprint.name),
        `: ${format.number(sprint.committed, unit)} → ${format.number(sprint.completed, unit)}`,
      ),
    ),
    bar.running && el("span", { class: "note" }, t("chart.runningSpoken")),
    bar.excluded && el("span", { class: "quiet" }, t("chart.excludedSpoken")),
    bar.notes.map((note) => el("span", { class: "note" }, sentence("note", note))),
    el("span", { class: "quiet" }, t("chart.open")),
  ];
}

/**
 * The rolling average at a bar, where its line is drawn and has begun.
 * @param {Bar} bar
 * @param {Unit} unit
 * @param {Bar[]} bars
 * @param {Ui} ui
 * @returns {[string, string][]}
 */
function rollingOf(bar, unit, bars, { series }) {
  const size = series?.rolling;
  const value =
    size && !bar.running ? (rollingMeans(bars, size)[bars.findIndex(({ id }) => id === bar.id)] ?? null) : null;
  return value === null
    ? []
    : [[t("chart.rolling", { n: size, periods: bar.sprints.length > 1 }), format.rounded(value, unit)]];
}

/**
 * Make a tooltip that says `explain(one)` of what it is shown for; it stays inside `root`, beside the bar where there is
 * room, else below the bars, for which `root` grows and stays grown.
 * @template T
 * @param {HTMLElement} root
 * @param {(one: T) => Child} explain
 */
export function makeTooltip(root, explain) {
  const box = el("div", { class: "tooltip", hidden: true });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Element | null} */
  let anchor = null;
  const hide = () => {
    clearTimeout(timer);
    anchor = null;
    box.hidden = true;
  };
  const api = {
    box,
    /**
     * @param {T} one
     * @param {Element} node
     */
    show(one, node) {
      clearTimeout(timer);
      if (anchor === node && !box.hidden) return;
      anchor = node;
      box.replaceChildren(...el("div", {}, explain(one)).childNodes);
      box.hidden = false;
      hideShown = hide;
      place(box, root, (node.querySelector(".hit") ?? node).getBoundingClientRect());
    },
    /** Hide it at once, or after a moment in which the pointer can move onto it. */
    hide(now = false) {
      clearTimeout(timer);
      if (now) hide();
      else timer = setTimeout(hide, GRACE_MS);
    },
  };
  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("pointerleave", () => api.hide());
  return api;
}

/**
 * @param {HTMLElement} box
 * @param {HTMLElement} root
 * @param {DOMRect} bar
 */
function place(box, root, bar) {
  const outer = root.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const after = bar.right + GAP;
  const before = bar.left - GAP - width;
  const beside = after + width <= outer.right ? after : before >= outer.left ? before : null;
  const left = beside ?? Math.min(Math.max(outer.left, bar.left + bar.width / 2 - width / 2), outer.right - width);
  const lowest = Math.max(document.documentElement.getBoundingClientRect().bottom, outer.bottom) - height - GAP;
  const top = beside === null ? bar.bottom + GAP : Math.max(outer.top, Math.min(bar.top, lowest));
  const bottom = top + height + GAP - outer.top;
  if (bottom > outer.height) root.style.minBlockSize = `${bottom}px`;
  box.style.insetInlineStart = "auto";
  box.style.left = `${left - outer.left}px`;
  box.style.top = `${top - outer.top}px`;
}
