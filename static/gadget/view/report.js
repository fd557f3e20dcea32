// A report on the page: heading, sentence; chart, balance, table or forecast; warnings, and where it comes from.
import { barsOf, runningOf } from "../chart/data.js";
import { drawChart } from "../chart/chart.js";
import { focusFirst } from "../lib/focus.js";
import * as format from "../i18n/format.js";
import { drawHelp } from "./help.js";
import { el, link, uid } from "../lib/elements.js";
import { remarks, stamped } from "./remarks.js";
import { drawTable } from "./table.js";
import { t } from "../i18n/texts.js";
import { about, makeTooltip } from "../chart/tooltip.js";

const VIEWS = /** @type {const} */ (["chart", "balance", "table", "forecast"]);

/** @type {Lazy<typeof import("../chart/balance.js")>} */
const balance = { load: () => import("../chart/balance.js") };
/** @type {Lazy<typeof import("./forecast/forecast.js")>} */
const forecast = { load: () => import("./forecast/forecast.js") };

/**
 * Show a report in `root`. Of what is returned, `stamp` renews the line that says how old the figures are, `help` opens
 * or closes the help, and `grow` makes a visible chart higher by a number of pixels.
 * @param {HTMLElement} root
 * @param {Server.Report} report
 * @param {ReportOptions} options
 */
export function renderReport(root, report, options = {}) {
  const page = new ReportPage(root, report, options);
  page.draw();
  return {
    destroy: () => page.chart?.destroy(),
    stamp: (/** @type {Server.Report} */ latest) => page.renew(latest),
    help: () => page.show({ help: !page.ui.help }),
    grow: (/** @type {number} */ pixels) => page.figure.dataset.view === "chart" && page.chart?.grow(pixels),
  };
}

/** The figure of a report, with its views as panels, and what is open in it. */
class ReportPage {
  ids = { title: uid("title"), takeaway: uid("takeaway"), keys: uid("keys") };
  panels = {
    chart: panel("chart"),
    balance: panel("balance"),
    table: panel("table"),
    forecast: panel("forecast"),
    page: panel("page"),
  };
  buttons = VIEWS.map((view) =>
    el(
      "button",
      { type: "button", "data-focus": `view-${view}`, onclick: () => this.show({ view }) },
      t(`view.${view}`),
    ),
  );
  figure = el("figure", { class: "report" });
  stamp = el("span", {});
  /** @type {ReturnType<typeof drawChart> | undefined} */
  chart;
  drawnOnce = false;

  /**
   * @param {HTMLElement} root
   * @param {Server.Report} report
   * @param {ReportOptions} options
   */
  constructor(root, report, options) {
    const { labelStyle, ui = {} } = options;
    this.root = root;
    this.report = report;
    this.options = options;
    this.ui = ui;
    this.bars = barsOf(report, labelStyle);
    this.all = [...this.bars, ...runningOf(report, labelStyle)];
    const explain = (/** @type {Bar} */ bar) => about(bar, report.unit, this.bars, ui);
    this.tooltip = makeTooltip(this.figure, explain);
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
    const {
      tools = [],
      go = (/** @type {string} */ url) => globalThis.open(url, "_blank", "noopener"),
      chosen,
    } = this.options;
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

  /** @param {Server.Report} latest */
  renew(latest) {
    this.stamp.textContent = stamped(latest);
  }

  open = (/** @type {{id: number | string}} */ bar) => this.options.explain && this.show({ open: bar.id, help: false });

  /**
   * Change what is on the page and draw it.
   * @param {Partial<Ui>} change
   */
  show(change) {
    const { ui, panels, report } = this;
    Object.assign(ui, change);
    const view = VIEWS.find((name) => name === ui.view) ?? "chart";
    const bar = this.openable().find((each) => each.id === ui.open);
    this.figure.dataset.view = ui.help ? "help" : bar ? "detail" : view;
    VIEWS.forEach((name, at) => this.buttons[at].setAttribute("aria-pressed", String(name === view)));
    this.tooltip.hide(true);
    if (view === "chart") this.chart ??= this.drawnChart();
    const { explain, forecast: ask, workLeft } = this.options;
    if (view === "balance")
      fill(panels.balance, balance, ({ drawBalance }) => drawBalance(this.all, report.unit, this.open));
    if (view === "forecast" && ask)
      fill(panels.forecast, forecast, ({ drawForecast }) => drawForecast(report, ui, { ask, workLeft }));
    if (ui.help) this.turn(drawHelp(report, this.leave));
    else if (bar && explain) this.turn(issuesOf(bar, explain, this.leave));
    else panels.page.replaceChildren();
  }

  /**
   * A row of the table opens its sprint, also where the bars are periods.
   * @returns {Openable[]}
   */
  openable() {
    const sprints = [...this.report.sprints, ...(this.report.runningSprints ?? [])];
    return [...this.all, ...sprints.map((sprint) => ({ id: sprint.id, sprints: [sprint] }))];
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

  /** @param {HTMLElement} page */
  turn(page) {
    this.panels.page.replaceChildren(page);
    if (this.drawnOnce) focusFirst(page, ["[data-focus=back]"]);
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

/** @param {string} name */
function panel(name) {
  return el("div", { class: "panel", "data-panel": name });
}

/**
 * Fill a panel once. A module that is loaded already is not waited for: a refresh keeps the focus in its fields.
 * @template M
 * @param {HTMLElement} panel
 * @param {Lazy<M>} lazy
 * @param {(module: M) => Node[]} draw
 */
async function fill(panel, lazy, draw) {
  if (panel.dataset.drawn) return;
  try {
    lazy.module ??= await lazy.load();
    if (panel.dataset.drawn) return;
    panel.replaceChildren(...draw(lazy.module));
    panel.dataset.drawn = "yes";
  } catch {
    panel.replaceChildren(el("p", {}, t("error.unknown").split("|")[1]));
  }
}

/**
 * The page of a bar: the issues of its sprint, or of one of its sprints, which `explain` fills in.
 * @param {Openable} bar
 * @param {NonNullable<ReportOptions["explain"]>} explain
 * @param {() => void} leave
 */
function issuesOf(bar, explain, leave) {
  const body = el("div", { class: "detail-body" });
  const title = el("h2", { tabindex: -1 });
  const choose = (/** @type {AnySprint} */ sprint) => {
    title.textContent = t("detail.title", { name: sprint.name });
    choices.forEach((choice, at) => choice.setAttribute("aria-pressed", String(bar.sprints[at] === sprint)));
    explain(sprint, body);
  };
  const choice = (/** @type {AnySprint} */ sprint) =>
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

/**
 * The average, for a page without room for the chart.
 * @param {Server.Report} report
 */
function big(report) {
  const { completed, sprintCount: n } = format.statisticsOf(report);
  if (!n) return el("p", { class: "big" }, t("takeaway.none"));
  const rest = t("view.average", { n, count: format.whole(n), periods: Boolean(report.periods) });
  return el("p", { class: "big" }, el("b", {}, format.average(completed.mean, report.unit)), ` ${rest}`);
}
