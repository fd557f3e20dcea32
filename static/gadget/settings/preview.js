// What the gadget would show with the settings as they are now.
import { barsOf } from "../chart/data.js";
import { drawChart } from "../chart/chart.js";
import { takeaway } from "../i18n/format.js";
import { canRetry, wordsOf } from "../view/states.js";
import { el, uid } from "../lib/elements.js";

const PAUSE_MS = 400;
const PATIENCE_MS = 200;

/**
 * Return `{root, show(configuration or null, why)}`. `onReport(report)` hears of each report, `onRefusal(error or null)`
 * of what became of the last question. A newer question makes the answers to older ones worthless.
 */
export function preview({ host, t, onReport, onRefusal }) {
  const title = el("h2", { id: uid("preview"), tabindex: -1 }, t("settings.preview"));
  const status = el("p", { role: "status", class: "hint" });
  const retry = el(
    "button",
    { type: "button", class: "button", hidden: true, onclick: () => ask(shown) },
    t("settings.preview.again"),
  );
  const sentence = el("p", { role: "status" });
  const place = el("div", { class: "preview-chart" });
  const root = el("section", { class: "preview", "aria-labelledby": title.id }, title, status, retry, sentence, place);
  let shown = null;
  let report = null;
  let chart = null;
  let asked = 0;
  let timer;

  function draw() {
    chart?.destroy();
    const words = takeaway(report, barsOf(report, shown.labelStyle));
    if (sentence.textContent !== words) sentence.textContent = words;
    chart = drawChart(place, report, {
      labelStyle: shown.labelStyle,
      target: shown.target,
      static: true,
      labelledby: title.id,
    });
    wait(false);
  }

  function wait(busy) {
    place.setAttribute("aria-busy", String(busy));
    place.classList.toggle("old", busy);
  }

  function empty(text, again = false) {
    chart?.destroy();
    chart = report = null;
    sentence.textContent = "";
    place.replaceChildren();
    wait(false);
    status.textContent = text;
    offer(again);
  }

  /** Show or hide the button; the focus is not lost with it. */
  function offer(again) {
    if (!again && document.activeElement === retry) title.focus();
    retry.hidden = !again;
  }

  async function ask(configuration) {
    const ask = (asked += 1);
    const slow = setTimeout(() => (status.textContent = t("settings.preview.loading")), PATIENCE_MS);
    try {
      const answer = await host.invoke("getVelocity", configuration);
      if (ask !== asked) return;
      report = answer;
      draw();
      offer(false);
      onReport(report);
      onRefusal(null);
    } catch (error) {
      if (ask !== asked) return;
      const { title, text } = wordsOf(error);
      empty(`${title}. ${text}`, canRetry(error) && !error.details?.field);
      onRefusal(error);
      return;
    } finally {
      clearTimeout(slow);
    }
    status.textContent = "";
  }

  return {
    root,
    /** Show these settings soon; without any, say `why`. */
    show(configuration, why) {
      clearTimeout(timer);
      const before = shown;
      shown = configuration;
      if (configuration && report && before && sameFigures(before, configuration)) return draw();
      asked += 1;
      if (!configuration) return empty(why);
      wait(true);
      timer = setTimeout(() => ask(configuration), PAUSE_MS);
    },
  };
}

/** Whether the two differ only in what no figure depends on. */
const sameFigures = (one, other) => {
  const figures = ({ labelStyle, target, ...rest }) => JSON.stringify(rest);
  return figures(one) === figures(other);
};
