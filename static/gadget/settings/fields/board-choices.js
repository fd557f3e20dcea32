// Fields for settings whose choices depend on the boards: their estimations, their statuses, the sprints shown.
import * as choices from "./choices.js";
import { checklist, field, select, tick } from "./field.js";
import { wordsFor } from "./plain.js";
import { SETTINGS } from "../table.js";
import { shown, stored } from "../../i18n/format.js";
import { el, uid } from "../../lib/elements.js";
import { t } from "../../i18n/texts.js";

/** @import { Part, Shared } from "../edit.js" */

/**
 * @template T
 * @param {T[]} all
 * @param {T} one
 * @param {boolean} isIn
 */
const toggled = (all, one, isIn) => (isIn ? [...all, one] : all.filter((each) => each !== one));

/**
 * What a sprint is measured in.
 * @param {Shared} shared
 */
export function estimationField({ name, values, changed, described }) {
  const { control, offer } = select((id) => {
    values.estimation = id;
    part.fail("");
    described();
    changed();
  });
  const { label, hint } = wordsFor(name);
  const part = field({ label, hint, controls: [control] });
  return Object.assign(part, {
    /**
     * @param {Server.Description[]} known
     * @param {string[]} warnings
     */
    describe(known, warnings) {
      offer(choices.estimations(known, values.estimation), values.estimation);
      part.warn(warnings);
    },
  });
}

/**
 * The statuses that count as done: the board's own, or chosen ones.
 * @param {Shared} shared
 */
export function statusesField({ name, values, changed, described }) {
  const group = uid("done");
  /** @type {Server.Description[]} */
  let known = [];
  const own = tick({ name: group, text: "", checked: values.doneStatusIds === null, change: () => choose(null) });
  const chosen = tick({
    name: group,
    text: t("settings.done.chosen"),
    checked: values.doneStatusIds !== null,
    change: () => choose(choices.doneIds(known)),
  });
  const boxes = el("div", { class: "checklist done-list" });
  const controls = [own.box, chosen.box];
  const part = field({ label: wordsFor(name).label, group: true, controls, content: [own.root, chosen.root, boxes] });

  /** @param {string[] | null} ids */
  function choose(ids) {
    values.doneStatusIds = ids;
    described();
    part.fail("");
    changed();
  }
  /**
   * @param {string} id
   * @param {boolean} checked
   */
  function toggle(id, checked) {
    values.doneStatusIds = toggled(values.doneStatusIds ?? [], id, checked);
    part.fail("");
    changed();
  }
  function draw() {
    const ids = values.doneStatusIds;
    boxes.hidden = ids === null;
    const list = checklist([[null, ids ? choices.statuses(known, ids) : []]], ids ?? [], toggle);
    boxes.replaceChildren(...list.nodes);
    part.controls = list.boxes.length ? list.boxes : controls;
  }
  return Object.assign(part, {
    /**
     * @param {Server.Description[]} descriptions
     * @param {string[]} warnings
     */
    describe(descriptions, warnings) {
      known = descriptions;
      const names = choices.doneNames(known).join(", ");
      own.words.textContent = names ? t("settings.done.own", { names }) : t("settings.done.ownUnknown");
      draw();
      part.warn(warnings);
    },
  });
}

/**
 * Sprints to leave out, of those that the preview shows.
 * @param {Shared} shared
 */
export function sprintsField({ name, values, changed }) {
  const boxes = el("div", { class: "checklist" }, el("p", { class: "hint" }, t("settings.excludedSprintIds.none")));
  const { label, hint } = wordsFor(name);
  const part = field({ label, hint, group: true, controls: [], content: [boxes] });
  /**
   * @param {number} id
   * @param {boolean} checked
   */
  const toggle = (id, checked) => {
    values.excludedSprintIds = toggled(values.excludedSprintIds, id, checked);
    changed();
  };
  return Object.assign(part, {
    /** @param {Server.Report} report */
    learn({ boards, sprints }) {
      const list = checklist(
        boards.map(({ id, name }) => [
          boards.length > 1 ? name : null,
          sprints.filter(({ boardId }) => boardId === id).map((sprint) => ({ id: sprint.id, text: sprint.name })),
        ]),
        values.excludedSprintIds,
        toggle,
      );
      const focused = part.controls.findIndex((box) => box === document.activeElement);
      part.controls = list.boxes;
      boxes.replaceChildren(...list.nodes);
      list.boxes[focused]?.focus();
    },
  });
}

/**
 * An amount above 0, or none. What the boards estimate in decides what a number means.
 * @param {Shared} shared
 * @returns {Part}
 */
export function amountField({ name, values, changed }) {
  /** @type {Server.EstimationUnit | undefined} */
  let unit;
  const input = el("input", { type: "number", min: "0", step: "any", inputmode: "decimal", class: "short" });
  const { label, hint, error } = wordsFor(name);
  const part = field({ label, hint, controls: [input] });
  const read = () => (input.value === "" && !input.validity.badInput ? null : stored(input.valueAsNumber, unit));
  const write = () => (input.value = values[name] === null ? "" : String(shown(Number(values[name]), unit)));
  input.addEventListener("input", () => {
    values[name] = read();
    part.fail(SETTINGS[name].is(values[name]) ? "" : error);
    changed();
  });
  write();
  return {
    ...part,
    describe(known) {
      const before = unit;
      unit = unitOf(known, values.estimation);
      // The same number is another amount in another unit.
      if (before && unit && before.kind !== unit.kind) values[name] = read();
      else if (!Number.isNaN(values[name])) write();
    },
  };
}

/**
 * @param {Server.Description[]} known
 * @param {string} chosen
 */
function unitOf([first], chosen) {
  if (!first) return undefined;
  const id = chosen === "board" ? first.estimation.default : chosen;
  return first.estimation.options.find((option) => option.id === id);
}
