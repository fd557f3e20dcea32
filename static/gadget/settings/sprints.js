// Which sprints are shown: the last ones, those that were closed in some days, or those of a name.
import { MOST_SPRINTS, DEFAULTS, problems, wholeNumber } from "./configuration.js";
import { field, select } from "./fields.js";
import { el } from "../lib/elements.js";

const WAYS = ["last", "days", "name"];
const wayOf = ({ closedFrom, closedTo, nameContains }) =>
  nameContains !== null ? "name" : closedFrom !== null || closedTo !== null ? "days" : "last";

/** Return the fields `{which, sprintCount, closedFrom, closedTo, nameContains}`; what is not chosen is hidden. */
export function sprintFields({ values, t, changed }) {
  const shared = { values, t, changed };
  const parts = {
    sprintCount: countField(shared),
    closedFrom: dayField(shared, "closedFrom"),
    closedTo: dayField(shared, "closedTo"),
    nameContains: nameField(shared),
  };
  const shownBy = { last: ["sprintCount"], days: ["closedFrom", "closedTo"], name: ["nameContains"] };
  const show = (way) => {
    for (const [name, part] of Object.entries(parts)) part.root.hidden = !shownBy[way].includes(name);
  };
  const control = select((way) => {
    Object.assign(values, {
      closedFrom: null,
      closedTo: null,
      nameContains: way === "name" ? "" : null,
      sprintCount: way === "last" ? parts.sprintCount.typed() : MOST_SPRINTS,
    });
    for (const part of Object.values(parts)) part.reset?.();
    show(way);
    changed();
  });
  control.offer(
    WAYS.map((way) => [way, t(`settings.which.${way}`)]),
    wayOf(values),
  );
  show(wayOf(values));
  return { which: field({ label: t("settings.which"), controls: [control] }), ...parts };
}

function countField({ values, t, changed }) {
  const initial = wayOf(values) === "last" ? values.sprintCount : DEFAULTS.sprintCount;
  const input = el("input", {
    inputmode: "numeric",
    autocomplete: "off",
    maxlength: "4",
    class: "short",
    value: initial,
  });
  const part = field({
    label: t("settings.sprintCount"),
    hint: t("settings.sprintCount.hint", { n: MOST_SPRINTS }),
    controls: [input],
  });
  input.addEventListener("input", () => {
    values.sprintCount = wholeNumber(input.value);
    const wrong = input.value.trim() && problems(values).sprintCount;
    part.fail(wrong ? t(wrong, { n: MOST_SPRINTS }) : "");
    changed();
  });
  return { ...part, typed: () => wholeNumber(input.value) };
}

function dayField({ values, t, changed }, setting) {
  const input = el("input", { type: "date", min: "1995-01-01", max: "2099-12-31", value: values[setting] });
  const part = field({
    label: t(`settings.${setting}`),
    hint: setting === "closedFrom" ? t("settings.days.hint") : null,
    controls: [input],
  });
  input.addEventListener("input", () => {
    // What is half typed, or is no day, is "" to the browser.
    values[setting] = input.value || null;
    part.fail(input.validity.badInput ? t("settings.error.day") : "");
    changed();
  });
  return { ...part, reset: () => ((input.value = ""), part.fail("")) };
}

function nameField({ values, t, changed }) {
  const input = el("input", { autocomplete: "off", maxlength: "255", value: values.nameContains });
  const part = field({ label: t("settings.nameContains"), hint: t("settings.nameContains.hint"), controls: [input] });
  input.addEventListener("input", () => {
    values.nameContains = input.value;
    part.fail("");
    changed();
  });
  return { ...part, reset: () => ((input.value = ""), part.fail("")) };
}
