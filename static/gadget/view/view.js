// The view: loads, refreshes, keeps old figures while it does, and says what is wrong.
import { barsOf, isChosen } from "../chart/data.js";
import { keepFocus } from "../lib/focus.js";
import { placeOf } from "../lib/place.js";
import * as format from "../i18n/format.js";
import { follow } from "./progress.js";
import { renderReport } from "./report.js";
import * as states from "./states.js";
import { el } from "../lib/elements.js";
import { configurationOf } from "../settings/table.js";
import { t } from "../i18n/texts.js";
import { tool } from "./tools.js";

export { renderReport };

const LOADING_MS = 200;
const REFRESHING_MS = 1000;
const RECOVERY_MS = 5000;
const LONGEST_WAIT_MS = 3_600_000;
const REFRESH_EVENT = "JIRA_DASHBOARD_GADGET_REFRESH";
const CONFIG_EVENT = "FORGE_DASHBOARDS_WIDGET_CONFIG_CHANGED";
const LAYOUT_EVENT = "FORGE_DASHBOARDS_WIDGET_LAYOUT_CHANGED";

/** Start the view in `root`; `bridge` is host.js or its like. */
export function start(root, context, bridge) {
  const configuration = configurationOf(placeOf(context).stored);
  const places = ["progress", "banner", "body"].map((name) => [name, el("div", {})]);
  const parts = { ...Object.fromEntries(places), status: el("p", { role: "status", class: "sr" }) };
  root.replaceChildren(...Object.values(parts));
  if (!configuration) {
    root.dataset.state = "unconfigured";
    parts.body.replaceChildren(states.drawUnconfigured());
    return;
  }
  new View(root, parts, configuration, context, bridge).begin();
}

class View {
  report = null;
  error = null;
  #shown = null;
  #running = null;
  #timer = 0;
  #missed = false;
  #kind = "";
  #ui = {};
  #explanations = new Map();

  constructor(root, parts, configuration, context, bridge) {
    this.place = placeOf(context);
    Object.assign(this, { root, parts, configuration, context, bridge, slot: el("span", { class: "slot" }) });
    const refresh = tool("refresh", () => this.load("refreshVelocity"));
    this.tools = [refresh, this.slot, tool("help", () => this.#shown?.help())];
  }

  begin() {
    if (this.place.isWidget) this.#followWidget();
    else
      this.bridge.on(REFRESH_EVENT, ({ origin, gadgetId } = {}) => {
        if (gadgetId !== undefined && String(gadgetId) !== String(this.place.id)) return;
        this.load(origin === "gadget" ? "refreshVelocity" : "getVelocity");
      });
    addEventListener("online", () => this.error && this.load("getVelocity"));
    document.addEventListener("visibilitychange", () => !document.hidden && this.#missed && this.load("getVelocity"));
    this.load("getVelocity");
    this.#export();
  }

  /** A widget is told that something about it has changed, and reads the context for what. */
  #followWidget() {
    const onMine = (event, take) =>
      this.bridge.on(event, async ({ widgetId } = {}) => {
        if (widgetId !== undefined && String(widgetId) !== String(this.place.id)) return;
        this.place = placeOf(await this.bridge.getContext());
        take();
      });
    onMine(LAYOUT_EVENT, () => this.#fit());
    onMine(CONFIG_EVENT, () => {
      this.configuration = configurationOf(this.place.stored);
      this.load("getVelocity");
    });
    new ResizeObserver(() => this.#fit()).observe(document.documentElement);
  }

  /** Give the chart the height that is left over, or take from it what is missing. */
  #fit() {
    const { height } = this.place;
    if (!height || !this.#shown) return;
    const spare = height - document.body.getBoundingClientRect().height;
    if (Math.abs(spare) >= 1) this.#shown.grow(spare);
  }

  /** Open a page of Jira's by the host; say so where the host cannot. */
  #go = async (url) => {
    try {
      await this.bridge.navigate(url);
    } catch (error) {
      this.bridge.showFlag({ id: "link", title: error.message, type: "warning", isAutoDismiss: true });
    }
  };

  async #export() {
    try {
      const { mount } = await import("../export/export.js");
      mount(this.slot, () => this.report, { bridge: this.bridge, configuration: this.configuration, ui: this.#ui });
    } catch {
      this.slot.hidden = true;
    }
  }

  /** Ask for the figures; while a call is under way, nobody asks again. */
  load(functionKey) {
    clearTimeout(this.#timer);
    this.#missed = false;
    this.#running ??= this.#load(functionKey).finally(() => (this.#running = null));
    return this.#running;
  }

  async #load(functionKey) {
    const end = this.report ? this.#busy() : this.#waiting();
    const asked = functionKey === "refreshVelocity";
    this.parts.status.textContent = "";
    try {
      this.#settle(await this.bridge.invoke(functionKey, this.configuration), null, asked);
    } catch (error) {
      this.#settle(null, error, asked);
    } finally {
      end();
    }
  }

  /** Leave the old figures readable; of a longer reading say how far it is, above them. */
  #busy() {
    this.root.setAttribute("aria-busy", "true");
    const line = states.drawRefreshing(this.report);
    const appear = setTimeout(() => this.parts.progress.replaceChildren(line.node), REFRESHING_MS);
    const stop = follow(() => this.bridge.invoke("getProgress", this.configuration), line.say);
    return () => {
      clearTimeout(appear);
      stop();
      this.parts.progress.replaceChildren();
      this.root.removeAttribute("aria-busy");
    };
  }

  /** Show after a moment that something is being read, and after a longer one how far it is. */
  #waiting() {
    const loading = states.drawLoading();
    const appear = setTimeout(
      () => {
        this.root.dataset.state = "loading";
        this.root.setAttribute("aria-busy", "true");
        keepFocus(this.root, () => this.parts.body.replaceChildren(loading.node));
        this.parts.status.textContent = t("state.loading");
      },
      this.error ? LOADING_MS * 2 : LOADING_MS,
    );
    const stop = follow(() => this.bridge.invoke("getProgress", this.configuration), loading.say);
    return () => {
      clearTimeout(appear);
      stop();
      this.root.removeAttribute("aria-busy");
    };
  }

  #settle(report, error, asked = false) {
    const before = { report: this.report, kind: this.#kind, waited: this.parts.status.textContent !== "" };
    this.#kind = error ? states.codeOf(error) : report.cache.state;
    this.error = error;
    this.report = report ?? before.report;
    if (error) this.#retryLater(error);
    if (!this.report) {
      this.root.dataset.state = "error";
      this.parts.status.textContent = "";
      keepFocus(this.root, () => this.parts.body.replaceChildren(states.drawError(error, this.#actions())));
      return;
    }
    this.root.dataset.state = error ? "stale" : this.report.cache.state === "stale" ? "stale" : "ready";
    keepFocus(this.root, () => {
      this.parts.banner.replaceChildren(
        ...states.drawBanner({ report: this.report, error, retry: () => this.load("refreshVelocity") }),
      );
      if (report) this.#show(report, before.report);
    });
    this.parts.status.textContent = this.#news(report, before, asked);
  }

  #actions() {
    return {
      retry: () => this.load("refreshVelocity"),
      includeForeign: () => this.#includeForeign(),
      go: this.#go,
      boardUrl: this.#boardUrl(),
    };
  }

  /** Show other boards' sprints too, for as long as this page is open: only the settings can store a configuration. */
  #includeForeign() {
    this.configuration.includeForeignSprints = true;
    return this.load("getVelocity");
  }

  #boardUrl() {
    const [board] = this.configuration.boardIds;
    return this.context.siteUrl ? `${this.context.siteUrl}/secure/RapidBoard.jspa?rapidView=${board}` : null;
  }

  #show(report, before) {
    if (before && same(report, before) && this.#shown) return this.#shown.stamp(report);
    this.#shown?.destroy();
    this.#explanations.clear();
    this.#shown = renderReport(this.parts.body, report, {
      labelStyle: this.configuration.labelStyle,
      go: this.#go,
      tools: this.tools,
      ui: this.#ui,
      explain: (sprint, panel) => this.#explain(sprint, panel),
      target: this.configuration.target,
      chosen: isChosen(this.configuration),
      workLeft: () => this.bridge.invoke("workLeft", this.configuration),
      forecast: (question) => this.bridge.invoke("forecast", { ...this.configuration, ...question }),
    });
    this.#fit();
  }

  async #explain(sprint, panel) {
    panel.dataset.sprint = sprint.id;
    panel.setAttribute("aria-busy", "true");
    keepFocus(this.root, () => panel.replaceChildren(el("p", { class: "quiet" }, t("detail.loading"))));
    const key = sprint.id;
    if (!this.#explanations.has(key))
      this.#explanations.set(key, this.bridge.invoke("explainSprint", { ...this.configuration, sprintId: key }));
    let page;
    let said = "";
    try {
      const [{ drawDetail }, explanation] = await Promise.all([import("./detail.js"), this.#explanations.get(key)]);
      page = drawDetail(explanation, this.report.unit, this.#go);
      said = t("detail.found", {
        name: sprint.name,
        n: explanation.issues.length,
        count: format.whole(explanation.issues.length),
      });
    } catch (error) {
      this.#explanations.delete(key);
      page = [states.drawError(error, { ...this.#actions(), retry: () => this.#explain(sprint, panel) })];
    }
    if (panel.dataset.sprint !== String(key)) return;
    panel.removeAttribute("aria-busy");
    this.parts.status.textContent = said;
    keepFocus(this.root, () => panel.replaceChildren(...page.flat(Infinity).filter(Boolean)));
  }

  /** What is said once: why figures are not new, figures that are new or were waited for, an answer to who asked. */
  #news(report, before, asked) {
    const late = this.parts.banner.querySelector(".words");
    if (late) return asked || before.kind !== this.#kind ? late.textContent : "";
    const text = format.takeaway(report, barsOf(report));
    if (!before.report) return before.waited ? text : "";
    const changed = !same(report, before.report);
    return changed || asked ? t(changed ? "state.updated" : "state.unchanged", { text }) : "";
  }

  #retryLater(error) {
    const at = states.nextTry(error);
    const wait = at ? at - Date.now() : states.codeOf(error) === states.OFFLINE ? RECOVERY_MS : 0;
    if (wait > 0 && wait < LONGEST_WAIT_MS)
      this.#timer = setTimeout(() => (document.hidden ? (this.#missed = true) : this.load("getVelocity")), wait);
  }
}

const same = (one, other) => figuresOf(one) === figuresOf(other);
const figuresOf = ({ asOf, cache, ...figures }) => JSON.stringify(figures);
