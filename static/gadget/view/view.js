// The view: loads, refreshes, keeps old figures while it does, and says what is wrong.
import { isChosen } from "../chart/data.js";
import { keepFocus } from "../lib/focus.js";
import { placeOf } from "../lib/place.js";
import { followFirstSettings, followGadget, followWidget } from "./events.js";
import { explaining } from "./issues.js";
import { newsOf, same } from "./news.js";
import { showLoading, showRefreshing } from "./progress.js";
import { renderReport } from "./report.js";
import * as states from "./states.js";
import { failureOf } from "../lib/bridge.js";
import { el } from "../lib/elements.js";
import { configurationOf } from "../settings/table.js";
import { tool } from "./tools.js";

const LOADING_MS = 200;
const RECOVERY_MS = 5000;
const LONGEST_WAIT_MS = 3_600_000;

/**
 * Start the view in `root`.
 * @param {HTMLElement} root
 * @param {Context} context
 * @param {ViewHost} bridge
 */
export function start(root, context, bridge) {
  const parts = {
    progress: el("div"),
    banner: el("div"),
    body: el("div"),
    status: el("p", { role: "status", class: "sr" }),
  };
  root.replaceChildren(...Object.values(parts));
  const begin = (/** @type {Context} */ now) => {
    const configuration = configurationOf(placeOf(now).stored);
    if (configuration) new View({ root, parts, configuration, context: now, bridge }).begin();
    return Boolean(configuration);
  };
  if (begin(context)) return;
  showUnconfigured(root, parts);
  const place = placeOf(context);
  if (place.isWidget) followFirstSettings(bridge, place.id, begin);
}

/**
 * @param {HTMLElement} root
 * @param {ViewParts} parts
 */
function showUnconfigured(root, parts) {
  root.dataset.state = "unconfigured";
  parts.body.replaceChildren(states.drawUnconfigured());
}

class View {
  /** @type {Server.Report | null} */
  report = null;
  /** @type {Failure | null} */
  error = null;
  slot = el("span", { class: "slot" });
  /** @type {ReturnType<typeof renderReport> | null} */
  #shown = null;
  /** @type {Promise<void> | null} */
  #running = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #missed = false;
  #kind = "";
  /** @type {Ui} */
  #ui = {};

  /** @param {{root: HTMLElement, parts: ViewParts, configuration: Configuration, context: Context, bridge: ViewHost}} all */
  constructor({ root, parts, configuration, context, bridge }) {
    this.root = root;
    this.parts = parts;
    this.configuration = configuration;
    this.siteUrl = context.siteUrl;
    this.bridge = bridge;
    this.place = placeOf(context);
    const refresh = this.place.isOnDashboard ? [] : [tool("refresh", () => this.load("refreshVelocity"))];
    this.tools = [...refresh, this.slot, tool("help", () => this.#shown?.help())];
  }

  begin() {
    if (this.place.isWidget) this.#followWidget();
    else followGadget(this.bridge, this.place.id, (functionKey) => this.load(functionKey));
    addEventListener("online", () => this.error && this.load("getVelocity"));
    document.addEventListener("visibilitychange", () => !document.hidden && this.#missed && this.load("getVelocity"));
    this.load("getVelocity");
    this.#export();
  }

  #followWidget() {
    followWidget(this.bridge, this.place.id, {
      layout: (place) => {
        this.place = place;
        this.#fit();
      },
      configuration: (place) => this.#configure(place),
    });
    new ResizeObserver(() => this.#fit()).observe(document.documentElement);
  }

  /**
   * Take on other settings and draw again: labels and target may differ where the figures do not.
   * @param {HostPlace} place
   */
  async #configure(place) {
    this.place = place;
    await this.#running;
    clearTimeout(this.#timer);
    this.#shown?.destroy();
    this.#shown = null;
    const configuration = configurationOf(place.stored);
    if (configuration) {
      this.configuration = configuration;
      return this.load("getVelocity");
    }
    this.report = this.error = null;
    this.parts.banner.replaceChildren();
    return showUnconfigured(this.root, this.parts);
  }

  /** Give the chart the height that is left over, or take from it what is missing. */
  #fit() {
    const { height } = this.place;
    if (!height || !this.#shown) return;
    const spare = height - document.body.getBoundingClientRect().height;
    if (Math.abs(spare) >= 1) this.#shown.grow(spare);
  }

  /**
   * Ask the host to open a page of Jira's; say so where it cannot.
   * @param {string} url
   */
  #go = async (url) => {
    try {
      await this.bridge.navigate(url);
    } catch (error) {
      this.bridge.showFlag({ id: "link", title: failureOf(error).message, type: "warning", isAutoDismiss: true });
    }
  };

  async #export() {
    try {
      const { mount } = await import("../export/export.js");
      mount({
        slot: this.slot,
        getReport: () => this.report,
        getConfiguration: () => this.configuration,
        ui: this.#ui,
        bridge: this.bridge,
      });
    } catch {
      this.slot.hidden = true;
    }
  }

  /**
   * Ask for the figures, once at a time.
   * @param {"getVelocity" | "refreshVelocity"} functionKey
   */
  load(functionKey) {
    clearTimeout(this.#timer);
    this.#missed = false;
    this.#running ??= this.#load(functionKey).finally(() => (this.#running = null));
    return this.#running;
  }

  /** @param {"getVelocity" | "refreshVelocity"} functionKey */
  async #load(functionKey) {
    const end = this.#waiting();
    const asked = functionKey === "refreshVelocity";
    this.parts.status.textContent = "";
    try {
      this.#settle(await this.bridge.invoke(functionKey, this.configuration), null, asked);
    } catch (error) {
      this.#settle(null, failureOf(error), asked);
    } finally {
      end();
    }
  }

  /** Show that a call is under way; return what ends it. */
  #waiting() {
    const ask = () => this.bridge.invoke("getProgress", this.configuration);
    return this.report
      ? showRefreshing(this.root, this.parts, this.report, ask)
      : showLoading(this.root, this.parts, this.error ? LOADING_MS * 2 : LOADING_MS, ask);
  }

  /**
   * Show what a call led to: a report, or an error, which leaves older figures in place.
   * @param {Server.Report | null} report
   * @param {Failure | null} error
   * @param {boolean} asked whether the reader asked for it
   */
  #settle(report, error, asked) {
    const before = { report: this.report, waited: this.parts.status.textContent !== "" };
    const kind = this.#kind;
    const shown = report ?? before.report;
    this.#kind = error ? states.codeOf(error) : (shown?.cache.state ?? "");
    this.error = error;
    this.report = shown;
    if (error) this.#retryLater(error);
    if (!shown) {
      this.root.dataset.state = "error";
      this.parts.status.textContent = "";
      if (error)
        keepFocus(this.root, () =>
          this.parts.body.replaceChildren(states.drawError(error, { ...this.#actions(), byItself: true })),
        );
      return;
    }
    this.root.dataset.state = error || shown.cache.state === "stale" ? "stale" : "ready";
    keepFocus(this.root, () => {
      this.parts.banner.replaceChildren(
        ...states.drawBanner({ report: shown, error, retry: () => this.load("refreshVelocity") }),
      );
      if (report) this.#show(report, before.report);
    });
    const late = this.parts.banner.querySelector(".words")?.textContent;
    if (!late) this.parts.status.textContent = newsOf(shown, before, asked);
    else this.parts.status.textContent = asked || kind !== this.#kind ? late : "";
  }

  #actions() {
    const [board] = this.configuration.boardIds;
    return {
      retry: () => this.load("refreshVelocity"),
      includeForeign: () => this.#includeForeign(),
      go: this.#go,
      boardUrl: this.siteUrl ? `${this.siteUrl}/secure/RapidBoard.jspa?rapidView=${board}` : null,
    };
  }

  /** Show other boards' sprints too, for as long as this page is open: only the settings can store a configuration. */
  #includeForeign() {
    this.configuration.includeForeignSprints = true;
    return this.load("getVelocity");
  }

  /**
   * @param {Server.Report} report
   * @param {Server.Report | null} before
   */
  #show(report, before) {
    if (before && same(report, before) && this.#shown) return this.#shown.stamp(report);
    this.#shown?.destroy();
    this.#shown = renderReport(this.parts.body, report, {
      labelStyle: this.configuration.labelStyle,
      go: this.#go,
      tools: this.tools,
      ui: this.#ui,
      explain: explaining({
        root: this.root,
        status: this.parts.status,
        unit: report.unit,
        ask: (sprintId) => this.bridge.invoke("explainSprint", { ...this.configuration, sprintId }),
        actions: () => this.#actions(),
      }),
      target: this.configuration.target,
      chosen: isChosen(this.configuration),
      workLeft: () => this.bridge.invoke("workLeft", this.configuration),
      forecast: (question) => this.bridge.invoke("forecast", { ...this.configuration, ...question }),
    });
    this.#fit();
  }

  /** @param {Failure} error */
  #retryLater(error) {
    const at = states.nextTry(error);
    const wait = at ? at.getTime() - Date.now() : states.codeOf(error) === states.OFFLINE ? RECOVERY_MS : 0;
    if (wait > 0 && wait < LONGEST_WAIT_MS)
      this.#timer = setTimeout(() => (document.hidden ? (this.#missed = true) : this.load("getVelocity")), wait);
  }
}
