// What the gadget would show with the settings as they are now.
import { barsOf } from "../chart/data.js";
import { drawChart } from "../chart/chart.js";
import { takeaway } from "../i18n/format.js";
import { canRetry, wordsOf } from "../view/states.js";
import { failureOf } from "../lib/bridge.js";
import { el, uid } from "../lib/elements.js";
import { t } from "../i18n/texts.js";

const PAUSE_MS = 400;
const LOADING_MS = 200;

/**
 *
 * @typedef {object} Watching
 * @property {Pick<Host, "invoke">} host
 * @property {(report: Server.Report) => void} onReport is given each report
 * @property {(error: Failure | null) => void} onRefusal is given the last call's error, or null
 */

/**
 * Only the answer to the newest question is shown.
 * @param {Watching} watching
 */
export const preview = (watching) => new Preview(watching);

class Preview {
  /** @type {Configuration | null} */
  #shown = null;
  /** @type {Server.Report | null} */
  #report = null;
  /** @type {ReturnType<typeof drawChart> | null} */
  #chart = null;
  #asked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Watching} watching */
  constructor(watching) {
    this.watching = watching;
    this.title = el("h2", { id: uid("preview"), tabindex: -1 }, t("settings.preview"));
    this.status = el("p", { role: "status", class: "hint" });
    const again = { type: "button", class: "button", hidden: true, onclick: () => this.#ask() };
    this.retry = el("button", again, t("settings.preview.again"));
    this.sentence = el("p", { role: "status" });
    this.place = el("div", { class: "preview-chart" });
    const parts = [this.title, this.status, this.retry, this.sentence, this.place];
    this.root = el("section", { class: "preview", "aria-labelledby": this.title.id }, parts);
  }

  /**
   * Show these settings soon; without any, say `why`.
   * @param {Configuration | null} configuration
   * @param {string} why
   */
  show(configuration, why) {
    clearTimeout(this.#timer);
    const before = this.#shown;
    this.#shown = configuration;
    if (configuration && this.#report && before && sameFigures(before, configuration)) return this.#draw(this.#report);
    this.#asked += 1;
    if (!configuration) return this.#empty(why);
    this.#wait(true);
    this.#timer = setTimeout(() => this.#ask(), PAUSE_MS);
  }

  /** @param {Server.Report} report */
  #draw(report) {
    this.#chart?.destroy();
    const { labelStyle, target } = this.#shown ?? {};
    const words = takeaway(report, barsOf(report, labelStyle));
    if (this.sentence.textContent !== words) this.sentence.textContent = words;
    this.#chart = drawChart(this.place, report, { labelStyle, target, static: true, labelledby: this.title.id });
    this.#wait(false);
  }

  /** @param {boolean} busy */
  #wait(busy) {
    this.place.setAttribute("aria-busy", String(busy));
    this.place.classList.toggle("old", busy);
  }

  /**
   * @param {string} text
   * @param {boolean} again whether to offer another try
   */
  #empty(text, again = false) {
    this.#chart?.destroy();
    this.#chart = this.#report = null;
    this.sentence.textContent = "";
    this.place.replaceChildren();
    this.#wait(false);
    this.status.textContent = text;
    this.#offer(again);
  }

  /**
   * Show or hide the button without losing the focus.
   * @param {boolean} again
   */
  #offer(again) {
    if (!again && document.activeElement === this.retry) this.title.focus();
    this.retry.hidden = !again;
  }

  async #ask() {
    if (!this.#shown) return;
    const ask = (this.#asked += 1);
    const slow = setTimeout(() => (this.status.textContent = t("settings.preview.loading")), LOADING_MS);
    try {
      const report = await this.watching.host.invoke("getVelocity", this.#shown);
      if (ask !== this.#asked) return;
      this.#report = report;
      this.#draw(report);
      this.#offer(false);
      this.watching.onReport(report);
      this.watching.onRefusal(null);
      this.status.textContent = "";
    } catch (thrown) {
      if (ask !== this.#asked) return;
      const error = failureOf(thrown);
      const { title, text } = wordsOf(error);
      this.#empty(`${title}. ${text}`, canRetry(error) && !error.details?.field);
      this.watching.onRefusal(error);
    } finally {
      clearTimeout(slow);
    }
  }
}

/**
 * Whether two configurations differ only in labels and target, on which no figure depends.
 * @param {Configuration} one
 * @param {Configuration} other
 */
const sameFigures = (one, other) =>
  JSON.stringify({ ...one, labelStyle: "", target: 0 }) === JSON.stringify({ ...other, labelStyle: "", target: 0 });
