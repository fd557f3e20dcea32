// What sets a dashboard widget apart from a gadget: a fixed height, and the dashboard saves.
// See Forge's pages "Dashboard widget" and "widgetEdit".
/** @import { GadgetCard } from "./gadget.js" */
/** @import { Heading, Item } from "../lib/menu.js" */
import { failureOf } from "../lib/api.js";
import { el } from "../lib/dom.js";
import { showFlag } from "../lib/flags.js";
import { text } from "../i18n/texts.js";

export const WIDGET = "dashboards:widget";
/** The heights in CSS pixels by their names in Forge, which publishes the names only. */
const HEIGHTS = { xsmall: 160, small: 320, medium: 480, large: 640 };
const ROW_SPANS = /** @type {const} */ (["xsmall", "small", "medium", "large"]);
const GRID = 12;

/** @typedef {typeof ROW_SPANS[number]} RowSpan */

/** The widget in a card. */
export class Widget {
  /** @type {{[name: string]: Function}} */
  #callbacks = {};
  #width = 0;
  #observer = new ResizeObserver(() => this.#resized());
  /**
   * What the edit page has sent and the user has not saved.
   * @type {{[name: string]: unknown} | null}
   */
  draft = null;

  /** @param {GadgetCard} card */
  constructor(card) {
    this.card = card;
    this.#observer.observe(card.body);
  }

  get height() {
    return HEIGHTS[this.card.rowSpan ?? "medium"];
  }

  /** What the context says of the widget's place. */
  get layout() {
    const { body, rowSpan, host } = this.card;
    const share = GRID / (host.columns + (host.wide === null ? 0 : 1));
    const columnSpan = host.column(this.card) === host.wide ? 2 * share : share;
    return { width: body.clientWidth, height: this.height, rowSpan, columnSpan };
  }

  /** Drop what a former page registered and did not save. */
  begin() {
    this.#callbacks = {};
    this.draft = null;
  }

  /** The dashboard's own buttons below an edit page. */
  actions() {
    const save = el("button", { type: "button", class: "primary", onclick: () => this.save() }, text("save"));
    const cancel = el("button", { type: "button", onclick: () => this.card.stopEditing() }, text("cancel"));
    return el("div", { class: "card-actions" }, save, cancel);
  }

  /** What `getWidgetEditApi` gives an edit page. */
  api() {
    const register = (/** @type {string} */ name) => (/** @type {unknown} */ callback) => {
      if (typeof callback !== "function") throw new Error(`${name} takes a function.`);
      this.#callbacks[name] = callback;
    };
    return {
      updateConfig: (/** @type {unknown} */ config) => {
        this.draft = configurationOf(config);
        this.#notify("EDIT_CONFIG");
      },
      onSave: register("onSave"),
      onProductSave: register("onProductSave"),
      onSaveError: register("onSaveError"),
    };
  }

  /** Keep what the page's `onProductSave` returns, if it has one; then notify the page and show the view. */
  async save() {
    const { card } = this;
    const draft = this.draft ?? card.configuration ?? {};
    try {
      const config = (await this.#callbacks.onProductSave?.(draft)) ?? null;
      if (config !== null) await card.keep(configurationOf(config));
      await this.#callbacks.onSave?.(config ?? draft, card.id, {});
    } catch (thrown) {
      const { name, message } = failureOf(thrown);
      this.#callbacks.onSaveError?.({ name, message });
      showFlag({ id: `not-saved-${card.id}`, title: text("notSaved"), description: message, type: "error" });
      return;
    }
    this.#notify("CONFIG");
    card.backToView();
  }

  /**
   * The widget's entries in the card's menu; a change of height notifies the page without a reload.
   * @param {() => void} done
   * @returns {(Item | Heading)[]}
   */
  items(done) {
    const heights = ROW_SPANS.map((rowSpan) => ({
      label: text(`height_${rowSpan}`),
      checked: this.card.rowSpan === rowSpan,
      run: () => {
        this.card.rowSpan = rowSpan;
        done();
        this.#notify("LAYOUT");
      },
    }));
    return [{ heading: text("height") }, ...heights];
  }

  end() {
    this.#observer.disconnect();
  }

  #resized() {
    const width = this.card.body.clientWidth;
    if (this.#width && width !== this.#width) this.#notify("LAYOUT");
    this.#width = width;
  }

  /** @param {string} what */
  #notify(what) {
    this.card.host.events.emit(`FORGE_DASHBOARDS_WIDGET_${what}_CHANGED`, { widgetId: this.card.id });
  }
}

/**
 * Return what a page gave as a configuration, or refuse it.
 * @param {unknown} given
 */
export function configurationOf(given) {
  if (given === null || typeof given !== "object" || Array.isArray(given))
    throw new Error("A configuration is an object.");
  return { ...given };
}
