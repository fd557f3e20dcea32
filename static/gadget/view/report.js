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
  const {
    labelStyle,
    tools = [],
    go = (url) => globalThis.open(url, "_blank", "noopener"),
    ui = {},
    explain,
    forecast,
    workLeft,
    target,
    chosen,
  } = options;
  const bars = barsOf(report, labelStyle);
  const running = runningOf(report, labelStyle);
  const all = [...bars, ...running];
  // A row of the table opens its sprint, also where the bars are periods or leave it out.
  const sprints = [...report.sprints, ...(report.runningSprints ?? [])];
  const openable = [...all, ...sprints.map((sprint) => ({ ...sprint, sprints: [sprint] }))];
  const ids = { title: uid("title"), takeaway: uid("takeaway"), keys: uid("keys") };
  const panels = Object.fromEntries(
    [...VIEWS, "page"].map((name) => [name, el("div", { class: "panel", "data-panel": name })]),
  );
  const figure = el("figure", { class: "report" });
  const tooltip = makeTooltip(figure, report.unit, bars, ui);
  let chart;
  let drawnOnce = false;

  const open = (bar) => explain && show({ open: bar.id, help: false });
  const buttons = VIEWS.map((view) =>
    el("button", { type: "button", "data-focus": `view-${view}`, onclick: () => show({ view }) }, t(`view.${view}`)),
  );
  const stamp = el("span", {});

  /** Change what is on the page and draw it. */
  function show(change) {
    Object.assign(ui, change);
    const view = VIEWS.includes(ui.view) ? ui.view : "chart";
    const bar = openable.find((each) => each.id === ui.open);
    figure.dataset.view = ui.help ? "help" : bar ? "detail" : view;
    VIEWS.forEach((name, at) => buttons[at].setAttribute("aria-pressed", String(name === view)));
    tooltip.hide(true);
    if (view === "chart") chart ??= drawn();
    if (view === "balance") fill("balance", ({ drawBalance }) => drawBalance(all, report.unit, open));
    if (view === "forecast")
      fill("forecast", ({ drawForecast }) => drawForecast(report, ui, { ask: forecast, workLeft }));
    if (ui.help) turn(drawHelp(leave));
    else if (bar) turn(issuesOf(bar));
    else panels.page.replaceChildren();
  }

  /** Fill a panel once by a module that is loaded when it is first looked at. */
  async function fill(name, draw) {
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

  function turn(page) {
    panels.page.replaceChildren(page);
    if (drawnOnce) page.querySelector("[data-focus=back]")?.focus();
  }

  function leave() {
    const from = ui.help ? "help" : ui.open;
    show({ open: null, help: false });
    focusFirst(root, [
      `[data-focus="${from}"]`,
      `[data-bar="${from}"]`,
      `[data-focus="balance-${from}"]`,
      `[data-focus="row-${from}"]`,
    ]);
  }

  function issuesOf(bar) {
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

  panels.page.addEventListener("keydown", (event) => event.key === "Escape" && leave());

  const drawn = () =>
    drawChart(panels.chart.appendChild(el("div", {})), report, {
      labelStyle,
      target,
      ui,
      labelledby: ids.title,
      describedby: `${ids.takeaway} ${ids.keys}`,
      onShow: tooltip.show,
      onHide: tooltip.hide,
      onOpen: open,
    });

  figure.append(
    el(
      "header",
      {},
      el("h2", { id: ids.title }, format.title(report, bars, chosen)),
      el("div", { class: "tools" }, tools),
    ),
    el("p", { class: "takeaway", id: ids.takeaway }, format.takeaway(report, bars)),
    big(report),
    el("div", { class: "switch", role: "group", "aria-label": t("view.switch") }, buttons),
    ...Object.values(panels),
    remarks(report),
    el(
      "footer",
      {},
      stamp,
      report.boards.map((board) => [" ", link(board.url, t("view.openBoard", { name: board.name }), go)]),
    ),
    tooltip.box,
  );
  panels.chart.append(el("p", { class: "keys sr", id: ids.keys }, t("chart.keys")));
  panels.table.append(...drawTable(report, explain && open));
  const renew = (latest) => (stamp.textContent = stamped(latest));
  renew(report);
  root.replaceChildren(figure);
  show({});
  drawnOnce = true;
  return {
    destroy: () => chart?.destroy(),
    stamp: renew,
    help: () => show({ help: !ui.help }),
    /** Let the chart, where it is shown, take up so many pixels more. */
    grow: (pixels) => figure.dataset.view === "chart" && chart?.grow(pixels),
  };
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
