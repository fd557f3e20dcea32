// A report on the page: heading, sentence; chart, balance, table or forecast; warnings, and where it comes from.
import { barsOf, runningOf, sentence } from "../chart/data.js";
import { drawChart } from "../chart/chart.js";
import { focusFirst } from "../lib/focus.js";
import * as format from "../i18n/format.js";
import { drawHelp } from "./help.js";
import { el, link, uid } from "../lib/elements.js";
import { drawTable } from "./table.js";
import { t } from "../i18n/texts.js";
import { makeTooltip } from "../chart/tooltip.js";

/** What is loaded when it is first looked at. */
const LOAD = { balance: () => import("../chart/balance.js"), forecast: () => import("./forecast.js") };
const loaded = {};

const VIEWS = ["chart", "balance", "table", "forecast"];

/**
 * Show a report in `root`. `options`: `labelStyle`; `go(url)`; `tools`: elements for the corner; `ui`: what is kept over
 * a redraw (`view`, `open`, `help`, `forecast`, `series`); `explain(sprint, panel)` fills a panel with the issues of a
 * sprint; `forecast(question)` asks for a forecast, `workLeft()` for the work left; `target` is an amount, `chosen`
 * says that the sprints are not just the last ones.
 * Returns `{destroy, stamp, help, grow}`; `stamp(report)` renews the line that says how old the figures are.
 */
export function renderReport(root, report, options = {}) {
  const page = new ReportPage(root, report, options);
  page.draw();
  return {
    destroy: () => page.chart?.destroy(),
    stamp: (latest) => page.renew(latest),
    help: () => page.show({ help: !page.ui.help }),
    /** Let the chart, where it is shown, take up so many pixels more. */
    grow: (pixels) => page.figure.dataset.view === "chart" && page.chart?.grow(pixels),
  };
}

/** The figure of a report, with its views as panels, and what is open in it. */
class ReportPage {
  ids = { title: uid("title"), takeaway: uid("takeaway"), keys: uid("keys") };
  panels = Object.fromEntries(
    [...VIEWS, "page"].map((name) => [name, el("div", { class: "panel", "data-panel": name })]),
  );
  buttons = VIEWS.map((view) =>
    el(
      "button",
      { type: "button", "data-focus": `view-${view}`, onclick: () => this.show({ view }) },
      t(`view.${view}`),
    ),
  );
  figure = el("figure", { class: "report" });
  stamp = el("span", {});
  chart;
  drawnOnce = false;

  constructor(root, report, options) {
    const { labelStyle, ui = {} } = options;
    this.root = root;
    this.report = report;
    this.options = options;
    this.ui = ui;
    this.bars = barsOf(report, labelStyle);
    this.all = [...this.bars, ...runningOf(report, labelStyle)];
    this.tooltip = makeTooltip(this.figure, report.unit, this.bars, ui);
  }

  draw() {
    const { report, panels } = this;
    panels.page.addEventListener("keydown", (event) => event.key === "Escape" && this.leave());
    this.figure.append(...this.parts());
    panels.chart.append(el("p", { class: "keys sr", id: this.ids.keys }, t("chart.keys")));
    panels.table.append(...drawTable(report, this.options.explain && this.open));
    this.renew(report);
    this.root.replaceChildren(this.figure);
    this.show({});
    this.drawnOnce = true;
  }

  parts() {
    const { report, bars, ids } = this;
    const { tools = [], go = (url) => globalThis.open(url, "_blank", "noopener"), chosen } = this.options;
    return [
      el(
        "header",
        {},
        el("h2", { id: ids.title }, format.title(report, bars, chosen)),
        el("div", { class: "tools" }, tools),
      ),
      el("p", { class: "takeaway", id: ids.takeaway }, format.takeaway(report, bars)),
      big(report),
      el("div", { class: "switch", role: "group", "aria-label": t("view.switch") }, this.buttons),
      ...Object.values(this.panels),
      remarks(report),
      el(
        "footer",
        {},
        this.stamp,
        report.boards.map((board) => [" ", link(board.url, t("view.openBoard", { name: board.name }), go)]),
      ),
      this.tooltip.box,
    ];
  }

  renew(latest) {
    this.stamp.textContent = stamped(latest);
  }

  open = (bar) => this.options.explain && this.show({ open: bar.id, help: false });

  /** Change what is on the page and draw it. */
  show(change) {
    const { ui, panels, report } = this;
    Object.assign(ui, change);
    const view = VIEWS.includes(ui.view) ? ui.view : "chart";
    const bar = this.openable().find((each) => each.id === ui.open);
    this.figure.dataset.view = ui.help ? "help" : bar ? "detail" : view;
    VIEWS.forEach((name, at) => this.buttons[at].setAttribute("aria-pressed", String(name === view)));
    this.tooltip.hide(true);
    if (view === "chart") this.chart ??= this.drawnChart();
    if (view === "balance") fill(panels, "balance", ({ drawBalance }) => drawBalance(this.all, report.unit, this.open));
    if (view === "forecast") {
      const { forecast: ask, workLeft } = this.options;
      fill(panels, "forecast", ({ drawForecast }) => drawForecast(report, ui, { ask, workLeft }));
    }
    if (ui.help) this.turn(drawHelp(this.leave));
    else if (bar) this.turn(issuesOf(bar, this.options.explain, this.leave));
    else panels.page.replaceChildren();
  }

  /** A row of the table opens its sprint, also where the bars are periods or leave it out. */
  openable() {
    const sprints = [...this.report.sprints, ...(this.report.runningSprints ?? [])];
    return [...this.all, ...sprints.map((sprint) => ({ ...sprint, sprints: [sprint] }))];
  }

  drawnChart() {
    const { ids, ui, tooltip } = this;
    const { labelStyle, target } = this.options;
    return drawChart(this.panels.chart.appendChild(el("div", {})), this.report, {
      labelStyle,
      target,
      ui,
      labelledby: ids.title,
      describedby: `${ids.takeaway} ${ids.keys}`,
      onShow: tooltip.show,
      onHide: tooltip.hide,
      onOpen: this.open,
    });
  }

  turn(page) {
    this.panels.page.replaceChildren(page);
    if (this.drawnOnce) page.querySelector("[data-focus=back]")?.focus();
  }

  leave = () => {
    const from = this.ui.help ? "help" : this.ui.open;
    this.show({ open: null, help: false });
    focusFirst(this.root, [
      `[data-focus="${from}"]`,
      `[data-bar="${from}"]`,
      `[data-focus="balance-${from}"]`,
      `[data-focus="row-${from}"]`,
    ]);
  };
}

/** Fill a panel once by a module that is loaded when it is first looked at. */
async function fill(panels, name, draw) {
  const panel = panels[name];
  if (panel.dataset.drawn) return;
  try {
    // Once it is loaded nothing waits: a refresh keeps the focus in its fields.
    const module = loaded[name] ?? (loaded[name] = await LOAD[name]());
    if (panel.dataset.drawn) return;
    panel.replaceChildren(...draw(module));
    panel.dataset.drawn = "yes";
  } catch {
    panel.replaceChildren(el("p", {}, t("error.unknown").split("|")[1]));
  }
}

/** The page of a bar: the issues of its sprint, or of one of its sprints, which `explain` fills in. */
function issuesOf(bar, explain, leave) {
  const body = el("div", { class: "detail-body" });
  const title = el("h2", { tabindex: -1 });
  const choose = (sprint) => {
    title.textContent = t("detail.title", { name: sprint.name });
    choices.forEach((choice, at) => choice.setAttribute("aria-pressed", String(bar.sprints[at] === sprint)));
    explain(sprint, body);
  };
  const choice = (sprint) =>
    el("button", { type: "button", onclick: () => choose(sprint) }, el("bdi", {}, sprint.name));
  const choices = bar.sprints.length > 1 ? bar.sprints.map(choice) : [];
  choose(bar.sprints[0]);
  return el(
    "div",
    { class: "detail" },
    el("button", { type: "button", class: "button", "data-focus": "back", onclick: leave }, t("detail.back")),
    title,
    choices.length > 0 && el("div", { class: "switch", role: "group", "aria-label": t("figure.name") }, choices),
    body,
  );
}

/** The average alone, for where the chart has no room. */
function big(report) {
  const { completed, sprintCount: n } = format.statisticsOf(report);
  if (!n) return el("p", { class: "big" }, t("takeaway.none"));
  const rest = t("view.average", { n, count: format.whole(n), periods: Boolean(report.periods) });
  return el("p", { class: "big" }, el("b", {}, format.average(completed.mean, report.unit)), ` ${rest}`);
}

function stamped({ asOf, cache }) {
  return `${t("view.asOf", { when: format.instant(asOf) })} ${t(`cache.${cache.state}`, { ago: format.ago(cache.ageSeconds) })}`.trim();
}

/** Warnings and what was left out, quietly below the figures that they are about. */
function remarks({ warnings, boards }) {
  const named = (warning) => (boards.length > 1 ? boards.find((board) => board.id === warning.boardId)?.name : null);
  const texts = warnings.map((warning) => [named(warning), sentence("warning", warning)].filter(Boolean).join(": "));
  for (const { foreignSprintsLeftOut: n, name } of boards)
    if (n) texts.push(t("view.foreign", { n, count: format.whole(n), name }));
  return texts.length
    ? el(
        "ul",
        { class: "remarks", "aria-label": t("view.remarks") },
        texts.map((text) => el("li", {}, text)),
      )
    : "";
}
