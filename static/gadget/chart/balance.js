// From committed to completed in steps: each begins where the one before it ends, and the last one is what was completed.
import * as format from "../i18n/format.js";
import { pattern } from "./legend.js";
import { el, svg, uid } from "../lib/elements.js";
import { t } from "../i18n/texts.js";

const HEIGHT = 18;
const EDGE = 3;

/**
 * Make the balance of every bar, oldest first; `onOpen(bar, button)` opens its issues.
 * @param {Bar[]} bars
 * @param {Unit} unit
 * @param {(bar: Bar, button: Element) => unknown} onOpen
 */
export function drawBalance(bars, unit, onOpen) {
  const ends = bars.flatMap((bar) => stepsOf(bar).flatMap(({ from, to }) => [from, to]));
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const place = (/** @type {number} */ value) => (100 * (value - low)) / (high - low || 1);
  const item = (/** @type {Bar} */ bar) => {
    const name = { type: "button", class: "plain", "data-focus": `balance-${bar.id}` };
    /** @type {HTMLButtonElement} */
    const open = el("button", { ...name, onclick: () => onOpen(bar, open) }, el("bdi", {}, bar.name));
    return el(
      "li",
      { class: bar.excluded ? "excluded" : null },
      el(
        "p",
        { class: "line" },
        open,
        el(
          "span",
          { class: "quiet" },
          [format.range(bar.from, bar.to), bar.running && t("chart.running")].filter(Boolean).join(" · "),
        ),
      ),
      waterfall(bar, unit, place),
    );
  };
  const explained = t("balance.explained", { unit: format.unitName(unit) });
  return [el("p", { class: "quiet" }, explained), el("ul", { class: "balance" }, bars.map(item))];
}

/**
 * The steps of a bar: `{key, mark, sign, amount, from, to}`; those that change nothing are left out.
 * @param {Bar} bar
 * @returns {Step[]}
 */
export function stepsOf(bar) {
  /** @type {[Sum, string, number][]} */
  const changes = [
    ["added", "added", bar.added],
    ["removed", "gone", -bar.removed],
    ["estimateChange", "changed", bar.estimateChange],
    ["notCompleted", "left", -bar.notCompleted],
  ];
  let reached = bar.committed;
  const steps = changes
    .filter(([, , by]) => by)
    .map(([key, mark, by]) => {
      const from = reached;
      reached = Number((reached + by).toFixed(6));
      return { key, mark, sign: by < 0 ? "−" : "+", amount: Math.abs(by), from, to: reached };
    });
  const whole = (/** @type {Sum} */ key, /** @type {string} */ sign) => ({
    key,
    mark: key,
    sign,
    amount: bar[key],
    from: 0,
    to: bar[key],
  });
  return [whole("committed", ""), ...steps, whole("completed", "=")];
}

/**
 * @param {Bar} bar
 * @param {Unit} unit
 * @param {Place} place
 */
function waterfall(bar, unit, place) {
  const steps = stepsOf(bar);
  const row = (/** @type {Step} */ step, /** @type {number} */ at) =>
    el(
      "div",
      {},
      el("dt", {}, el("span", { class: "sign" }, step.sign), t(`figure.${step.key}`)),
      el("dd", { class: "amount" }, format.number(step.amount, unit)),
      el("dd", { "aria-hidden": "true" }, drawn(step, { first: at === 0, last: at === steps.length - 1, place })),
    );
  return el("dl", { class: "steps" }, steps.map(row));
}

/**
 * One step, with the lines that lead from the one before it and to the next.
 * @param {Step} step
 * @param {{first: boolean, last: boolean, place: Place}} ends
 */
function drawn({ mark, from, to }, { first, last, place }) {
  const hatch = uid("hatch");
  const [start, end] = [place(Math.min(from, to)), place(Math.max(from, to))];
  const tie = (/** @type {number} */ at, /** @type {number} */ y1, /** @type {number} */ y2) =>
    svg("line", { x1: `${at}%`, x2: `${at}%`, y1, y2 });
  const box = { x: `${start}%`, y: EDGE, width: `${end - start}%`, height: HEIGHT - 2 * EDGE };
  return svg(
    "svg",
    { class: "step", width: "100%", height: HEIGHT },
    mark === "gone" && pattern(hatch),
    svg("rect", { class: mark, ...box, fill: mark === "gone" ? `url(#${hatch})` : null }),
    !first && tie(place(last ? to : from), 0, EDGE),
    !last && tie(place(to), HEIGHT - EDGE, HEIGHT),
  );
}
