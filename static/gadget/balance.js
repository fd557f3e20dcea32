// committed + added − removed ± re-estimated = completed + not completed: in two tracks of one scale, and in numbers.
import * as format from "./format.js";
import { pattern } from "./legend.js";
import { el, svg, uid } from "./svg.js";
import { t } from "./texts.js";

const TRACK = 12;
const GAP = 3;

/** Make the balance of every bar, oldest first; `onOpen(bar, button)` opens its issues. */
export function drawBalance(bars, unit, onOpen) {
  const longest = Math.max(
    1,
    ...bars.map((bar) => bar.committed + bar.added + Math.max(0, bar.estimateChange)),
    ...bars.map((bar) => bar.finalScope),
  );
  const item = (bar) => {
    const open = el(
      "button",
      { type: "button", class: "plain", "data-focus": `balance-${bar.id}` },
      el("bdi", {}, bar.name),
    );
    open.addEventListener("click", () => onOpen(bar, open));
    return el(
      "li",
      { class: bar.excluded ? "excluded" : null },
      el("p", { class: "line" }, open, el("span", { class: "quiet" }, format.range(bar.from, bar.to))),
      tracks(bar, longest),
      equation(bar, unit),
    );
  };
  return [el("p", { class: "quiet" }, t("balance.explained", { unit: format.unitName(unit) })), el("ul", { class: "balance" }, bars.map(item))];
}

/** Above, what was committed and what came, with what went hatched; below, what became of it. Both end at one place. */
function tracks(bar, longest) {
  const hatch = uid("hatch");
  const part = (name, from, amount, y) => {
    const width = `${(100 * Math.max(0, amount)) / longest}%`;
    return (
      amount > 0 &&
      svg("rect", {
        class: name,
        x: `${(100 * from) / longest}%`,
        y: y + 1,
        width,
        height: TRACK - 2,
        fill: name === "gone" ? `url(#${hatch})` : null,
      })
    );
  };
  const change = bar.estimateChange;
  const reached = bar.committed + bar.added;
  const top = reached + Math.max(0, change);
  const lower = TRACK + GAP;
  return svg(
    "svg",
    { class: "tracks", width: "100%", height: 2 * TRACK + GAP, "aria-hidden": "true" },
    pattern(hatch),
    part("committed", 0, bar.committed, 0),
    part("added", bar.committed, bar.added, 0),
    part("changed", reached, Math.max(0, change), 0),
    part("gone", bar.finalScope, top - bar.finalScope, 0),
    part("completed", 0, bar.completed, lower),
    part("left", bar.completed, bar.notCompleted, lower),
  );
}

function equation(bar, unit) {
  const term = (sign, key, value) =>
    el(
      "span",
      { class: `term ${key}` },
      sign && el("span", { class: "sign" }, sign),
      el("b", {}, format.number(value, unit)),
      el("span", { class: "quiet" }, t(`figure.${key}`)),
    );
  const change = bar.estimateChange;
  return el(
    "p",
    { class: "equation" },
    el(
      "span",
      {},
      term("", "committed", bar.committed),
      term("+", "added", bar.added),
      term("−", "removed", bar.removed),
      term(change < 0 ? "−" : "+", "estimateChange", Math.abs(change)),
    ),
    el("span", {}, term("=", "completed", bar.completed), term("+", "notCompleted", bar.notCompleted)),
  );
}
