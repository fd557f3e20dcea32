// How many sprints the work left takes, and how much is done in a number of sprints or by a day: asked of the resolver.
import * as format from "../../i18n/format.js";
import { el, uid } from "../../lib/elements.js";
import { t } from "../../i18n/texts.js";
import { failureOf } from "../../lib/bridge.js";
import { answers, HORIZON, summary } from "./answers.js";
import { readButton } from "./work-left.js";
import { drawError, wordsOf } from "../states.js";

/**
 * @typedef {object} Panel where a forecast is shown
 * @property {Server.Report} report
 * @property {HTMLElement} said the answer in sentences, which screen readers speak
 * @property {HTMLElement} answer
 *
 * @typedef {object} Typing what the fields share
 * @property {Typed} typed
 * @property {() => void} later is called while somebody types
 * @property {() => void} now is called when a field is left
 *
 * @typedef {{work: ForecastField, sprints: ForecastField, by: ForecastField}} Fields
 */

const TYPING_MS = 400;
/** The resolver's limits. */
const ENOUGH = 5;
const MOST_WORK = 1e12;

/**
 * Make the questions and the place of their answers. Work is in the report's unit, `by` is a day; `ui` keeps what was
 * typed and read.
 * @param {Server.Report} report
 * @param {Ui} ui
 * @param {{ask: (question: Question) => Promise<Server.Forecast>, workLeft?: () => Promise<Server.WorkLeft>}} calls
 */
export function drawForecast(report, ui, { ask, workLeft }) {
  if (format.statisticsOf(report).sprintCount < ENOUGH) return [tooFew()];
  const typed = (ui.forecast ??= { work: "", sprints: "", by: "" });
  const panel = { report, said: el("p", { class: "said", role: "status" }), answer: el("div", { class: "answer" }) };
  const { now, later } = asking(panel, () => read(fields, report.unit), ask);
  /** @type {Fields} */
  const fields = fieldsFor(report, { typed, later, now });
  const fill = (/** @type {number} */ amount) => {
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

/**
 * Return two ways to ask the question and show its answer: `now`, and `later`, once the typing pauses.
 * @param {Panel} panel
 * @param {() => Question | null} question
 * @param {(question: Question) => Promise<Server.Forecast>} ask
 */
function asking(panel, question, ask) {
  const { report, answer } = panel;
  let latest = 0;
  /** @type {string | null} */
  let asked = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** Answer what the fields ask now, unless that was asked last. */
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
    /** @type {string[]} */
    let sentences = [];
    /** @type {Child[]} */
    let nodes = [];
    try {
      const found = await ask(asks);
      sentences = summary(found, asks, report);
      nodes = answers(found, report);
    } catch (thrown) {
      const error = failureOf(thrown);
      if (error.details?.field === "by") sentences = [t("forecast.wrong.by", { most: HORIZON })];
      else nodes = [error.code === "too-few-sprints" ? tooFew() : drawError(error, { retry: again })];
    }
    if (turn !== latest) return;
    answer.removeAttribute("aria-busy");
    show(panel, sentences, nodes);
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

/**
 * @param {Server.Report} report
 * @param {Typing} typing
 * @returns {Fields}
 */
function fieldsFor({ unit, periods }, typing) {
  const work = { min: 0, step: "any", inputmode: "decimal" };
  const sprints = { min: 1, max: HORIZON, step: 1, inputmode: "numeric" };
  return {
    work: makeField("work", t("forecast.work", { unit: format.unitName(unit) }), typing, work),
    sprints: makeField("sprints", t("forecast.coming", { periods: Boolean(periods) }), typing, sprints),
    by: makeField("by", t("forecast.by"), typing, { type: "date" }),
  };
}

function tooFew() {
  const { title, text } = wordsOf({ code: "too-few-sprints" });
  return el("div", { class: "message" }, el("h2", {}, title), el("p", {}, text));
}

/**
 * @param {keyof Typed} name
 * @param {string} label
 * @param {Typing} typing
 * @param {Attributes} attributes
 * @returns {ForecastField}
 */
function makeField(name, label, { typed, later, now }, attributes) {
  const id = uid(name);
  const wrong = el("p", { id: `${id}-wrong`, class: "wrong", role: "alert" });
  const input = el("input", {
    id,
    type: "number",
    value: typed[name],
    "data-focus": name,
    "aria-describedby": wrong.id,
    ...attributes,
  });
  input.addEventListener("input", () => ((typed[name] = input.value), later()));
  input.addEventListener("change", now);
  return { node: el("div", {}, el("label", { for: id }, label), input, wrong), input, wrong };
}

/**
 * Return the question, an empty object where nothing is asked, or null where a field says what is wrong with it.
 * @param {Fields} fields
 * @param {Unit} unit
 */
function read({ work, sprints, by }, unit) {
  const empty = (/** @type {ForecastField} */ { input }) => input.value === "" && !input.validity.badInput;
  /**
   * @param {ForecastField} field
   * @param {(value: number) => boolean} valid
   * @param {string} text
   */
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
      t(empty(sprints) ? "forecast.wrong.by" : "forecast.wrong.both", { most: HORIZON }),
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

/**
 * @param {Panel} panel
 * @param {string[]} sentences
 * @param {Child[]} nodes
 */
function show({ said, answer }, sentences, nodes) {
  said.replaceChildren(...sentences.map((text) => el("span", {}, `${text} `)));
  answer.replaceChildren(...el("div", {}, nodes).childNodes);
}
