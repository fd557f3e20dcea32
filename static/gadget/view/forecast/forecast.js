// How many sprints the work left takes, and how much is done in so many or by a day: asked of the resolver, which draws no dice.
import { drawDistribution } from "../chart/distribution.js";
import * as format from "../i18n/format.js";
import { el, uid } from "../lib/elements.js";
import { t } from "../i18n/texts.js";
import { readButton } from "./work-left.js";
import { drawError, wordsOf } from "./states.js";

const TYPING_MS = 400;
/** The resolver's limits. */
const ENOUGH = 5;
const HORIZON = 100;
const MOST_WORK = 1e12;
const LEVELS = { p50: 0.5, p85: 0.85, p95: 0.95 };

/**
 * Make the questions and the place of their answers. `ask(question)` asks the resolver, `question` being `{work}` in the
 * report's unit, `{sprints}` or `{by}` a day, or work and one of them; `workLeft()` reads the work left; `ui.forecast`
 * keeps what was typed.
 */
export function drawForecast(report, ui, { ask, workLeft }) {
  if (format.statisticsOf(report).sprintCount < ENOUGH) return [tooFew()];
  const typed = (ui.forecast ??= { work: "", sprints: "", by: "" });
  const panel = { report, said: el("p", { class: "said", role: "status" }), answer: el("div", { class: "answer" }) };
  const { now, later } = asking(panel, () => read(fields, report.unit), ask);
  const fields = fieldsFor(report, { typed, later, now });
  const fill = (amount) => {
    fields.work.input.value = typed.work = String(format.shown(amount, report.unit));
    now();
  };
  const button = workLeft && readButton({ report, ui, workLeft, fill });
  const form = el("form", { class: "ask", novalidate: true, onsubmit: (event) => (event.preventDefault(), now()) });
  form.append(...Object.values(fields).map(({ node }) => node));
  if (button) fields.work.node.after(button.button);
  now();
  return [form, ...(button ? [button.found] : []), panel.said, panel.answer];
}

/** Return how what `question()` gives is asked and its answer shown: `now()`, or `later()`, when the typing is over. */
function asking(panel, question, ask) {
  const { report, answer } = panel;
  let latest = 0;
  let asked = null;
  let timer;

  /** Answer what the fields ask now, unless just that was asked last: leaving a field changes nothing. */
  async function now() {
    clearTimeout(timer);
    const asks = question();
    const key = JSON.stringify(asks);
    if (key === asked) return;
    asked = key;
    const turn = (latest += 1);
    answer.removeAttribute("aria-busy");
    if (!asks) return show(panel, [], []);
    if (!Object.keys(asks).length) return show(panel, [t("forecast.hint")], []);
    answer.setAttribute("aria-busy", "true");
    let shown;
    try {
      const found = await ask(asks);
      shown = [summary(found, asks, report), answers(found, report)];
    } catch (error) {
      shown = error.code === "too-few-sprints" ? [[], [tooFew()]] : [[], [drawError(error, { retry: again })]];
    }
    if (turn !== latest) return;
    answer.removeAttribute("aria-busy");
    show(panel, ...shown);
  }

  const again = () => {
    asked = null;
    return now();
  };
  const later = () => {
    clearTimeout(timer);
    latest += 1;
    asked = null;
    timer = setTimeout(now, TYPING_MS);
  };
  return { now, later };
}

function fieldsFor({ unit, periods }, typing) {
  const field = (name, label, rest) => makeField({ name, label, ...typing, ...rest });
  return {
    work: field("work", t("forecast.work", { unit: format.unitName(unit) }), {
      min: 0,
      step: "any",
      inputmode: "decimal",
    }),
    sprints: field("sprints", t("forecast.coming", { periods: Boolean(periods) }), {
      min: 1,
      max: HORIZON,
      step: 1,
      inputmode: "numeric",
    }),
    by: field("by", t("forecast.by"), { type: "date" }),
  };
}

function tooFew() {
  const { title, text } = wordsOf({ code: "too-few-sprints" });
  return el("div", { class: "message" }, el("h2", {}, title), el("p", {}, text));
}

function makeField({ name, label, typed, later, now, ...rest }) {
  const id = uid(name);
  const wrong = el("p", { id: `${id}-wrong`, class: "wrong", role: "alert" });
  const input = el("input", {
    id,
    type: "number",
    value: typed[name],
    "data-focus": name,
    "aria-describedby": wrong.id,
    ...rest,
  });
  input.addEventListener("input", () => ((typed[name] = input.value), later()));
  input.addEventListener("change", now);
  return { node: el("div", {}, el("label", { for: id }, label), input, wrong), input, wrong };
}

/** Return what is asked, an empty object where nothing is, or null where a field has no such number and says so. */
function read({ work, sprints, by }, unit) {
  const empty = ({ input }) => input.value === "" && !input.validity.badInput;
  const refused = (field, valid, text) => {
    const wrong = !empty(field) && !valid(field.input.valueAsNumber);
    field.wrong.textContent = wrong ? text : "";
    field.input.setAttribute("aria-invalid", String(wrong));
    return wrong;
  };
  const refusals = [
    refused(work, (value) => value > 0 && format.stored(value, unit) <= MOST_WORK, t("forecast.wrong.work")),
    refused(
      sprints,
      (value) => Number.isInteger(value) && value >= 1 && value <= HORIZON,
      t("forecast.wrong.sprints", { most: HORIZON }),
    ),
    refused(
      by,
      () => by.input.value >= today() && empty(sprints),
      t(empty(sprints) ? "forecast.wrong.by" : "forecast.wrong.both"),
    ),
  ];
  if (refusals.some(Boolean)) return null;
  return {
    ...(empty(work) ? {} : { work: format.stored(work.input.valueAsNumber, unit) }),
    ...(empty(sprints) ? {} : { sprints: sprints.input.valueAsNumber }),
    ...(empty(by) ? {} : { by: by.input.value }),
  };
}

/** The day in UTC, in which the resolver counts. */
const today = () => new Date().toISOString().slice(0, 10);

function show({ said, answer }, sentences, nodes) {
  said.replaceChildren(...sentences.map((text) => el("span", {}, `${text} `)));
  answer.replaceChildren(...nodes.flat(Infinity).filter(Boolean));
}

/** The answer in a few sentences, at 85 %: the ones that are spoken. */
function summary(found, { work, by }, { unit, periods }) {
  const { sprints } = found;
  const values = {
    sure: format.percent(LEVELS.p85),
    n: sprints,
    count: format.whole(sprints ?? 0),
    periods: Boolean(periods),
  };
  const amount = work === undefined ? "" : format.amount(work, unit);
  const { p85 } = found.sprintsNeeded ?? {};
  const needs = {
    ...values,
    work: amount,
    n: p85,
    count: format.whole(p85 ?? HORIZON),
    date: found.dates?.p85 && format.day(found.dates.p85),
  };
  return [
    by && t("forecast.ends", { ...values, date: format.day(by) }),
    found.never && t("forecast.never", values),
    work !== undefined && !found.never && t(p85 === null ? "forecast.longer" : "forecast.needs", needs),
    found.probability !== null &&
      sprints > 0 &&
      !found.never &&
      t("forecast.chance", { ...values, chance: chanceOf(found.probability) }),
    found.workDone && sprints > 0 && t("forecast.does", { ...values, work: format.amount(found.workDone.p85, unit) }),
  ].filter(Boolean);
}

function answers(found, { unit, periods }) {
  const { sprints } = found;
  const values = {
    n: found.n,
    count: format.whole(found.n),
    periods: Boolean(periods),
    // A sprint of two weeks rarely lasts them to the hour.
    days: found.sprintLengthDays < 2 ? format.rounded(found.sprintLengthDays) : format.whole(found.sprintLengthDays),
  };
  const number = (count) =>
    count === null ? t("forecast.beyond", { most: format.whole(HORIZON) }) : format.whole(count);
  const row = (make) => Object.entries(LEVELS).map(([key, level]) => [format.percent(level), ...make(key)]);
  const { sprintsNeeded: needed, dates, workDone } = found;
  const most = {
    n: sprints,
    count: format.whole(sprints ?? 0),
    periods: Boolean(periods),
    unit: format.unitName(unit),
  };
  return [
    el(
      "div",
      { class: "levels" },
      needed &&
        !found.never &&
        table(
          t("forecast.needed", values),
          [t("forecast.probability"), t("forecast.number", values), t("forecast.date")],
          row((key) => [number(needed[key]), dates[key] ? format.day(dates[key]) : format.number(null)]),
        ),
      workDone &&
        sprints > 0 &&
        table(
          t("forecast.done", most),
          [t("forecast.probability"), t("forecast.least")],
          row((key) => [format.number(workDone[key], unit)]),
        ),
    ),
    found.distribution.length > 0 && distribution(found.distribution, values),
    el("p", { class: "quiet" }, t("forecast.assumption", values)),
  ];
}

/** The distribution as a drawing, and behind a click as the table of its numbers. */
function distribution(entries, values) {
  const chances = chancesOf(entries);
  const title = t("forecast.distribution", values);
  const rows = chances.map(({ sprints, exactly, within }) => [
    format.whole(sprints),
    chanceOf(exactly),
    chanceOf(within),
  ]);
  const head = [t("forecast.number", values), t("forecast.exactly"), t("forecast.within")];
  return [
    el("p", { class: "quiet distribution-title" }, title),
    drawDistribution(chances, Object.values(LEVELS), title),
    el("details", {}, el("summary", { "data-focus": "distribution" }, t("forecast.table")), table(title, head, rows)),
  ];
}

/** Write a chance; one that is small is not 0, and one that is not sure is not 100 %. */
function chanceOf(value) {
  if (value > 0 && value < 0.005) return `< ${format.percent(0.01)}`;
  return value > 0.995 && value < 1 ? `> ${format.percent(0.99)}` : format.percent(value);
}

/** Return for each number of sprints, none left out, the chance to be done in the last of them, and within all. */
function chancesOf(entries) {
  const known = new Map(entries.map(({ sprints, probability }) => [sprints, probability]));
  const [first, last] = [entries[0].sprints, entries.at(-1).sprints];
  let within = 0;
  return Array.from({ length: last - first + 1 }, (_, at) => {
    const exactly = known.get(first + at) ?? 0;
    within += exactly;
    return { sprints: first + at, exactly, within };
  });
}

function table(caption, head, rows) {
  const cell = (text, at) => (at ? el("td", { class: "number" }, text) : el("th", { scope: "row" }, text));
  const titles = head.map((text, at) => el("th", { scope: "col", class: at ? "number" : null }, text));
  return el(
    "table",
    {},
    el("caption", {}, caption),
    el("thead", {}, el("tr", {}, titles)),
    el(
      "tbody",
      {},
      rows.map((row) => el("tr", {}, row.map(cell))),
    ),
  );
}
