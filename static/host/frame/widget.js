// What a dashboard widget has that a gadget has not: a fixed height, and saving that is the dashboard's own.
// See Forge's pages "Dashboard widget" and "widgetEdit".
import { el } from "../lib/dom.js";
import { showFlag } from "../lib/flags.js";
import { text } from "../i18n/texts.js";

export const WIDGET = "dashboards:widget";
/** The heights in px by their names in Forge; Forge publishes the names only. */
export const HEIGHTS = { xsmall: 160, small: 320, medium: 480, large: 640 };
const USUAL = "medium";
const GRID = 12;

/** The widget in a card. */
export class Widget {
  #callbacks = {};
  #width = 0;
  #observer = new ResizeObserver(() => this.#resized());

  constructor(card) {
    this.card = card;
    card.rowSpan ??= USUAL;
    this.#observer.observe(card.body);
  }

  get height() {
    return HEIGHTS[this.card.rowSpan];
  }

  /** What the context says of the widget's place. */
  get layout() {
    const { body, rowSpan, host } = this.card;
    return { width: body.clientWidth, height: this.height, rowSpan, columnSpan: GRID / host.columns };
  }

  /** Forget what a former page registered and had not saved. */
  begin() {
    this.#callbacks = {};
    this.draft = undefined;
  }

  /** The dashboard's own buttons below an edit page. */
  actions() {
    const save = el("button", { type: "button", class: "primary", onclick: () => this.save() }, text("save"));
    const cancel = el("button", { type: "button", onclick: () => this.card.stopEditing() }, text("cancel"));
    return el("div", { class: "card-actions" }, save, cancel);
  }

  /** What `getWidgetEditApi` gives an edit page. */
  api() {
    const register = (name) => (callback) => void (this.#callbacks[name] = callback);
    return {
      updateConfig: (config) => this.#update(config),
      onSave: register("onSave"),
      onProductSave: register("onProductSave"),
      onSaveError: register("onSaveError"),
    };
  }

  #update(config) {
    if (!isObject(config)) throw new Error("A widget's configuration is an object.");
    this.draft = config;
    this.#tell("EDIT_CONFIG");
  }

  /** Keep what the page's `onProductSave` returns, nothing without one; then tell the page and go to the view. */
  async save() {
    const { card } = this;
    try {
      const draft = this.draft ?? card.configuration ?? {};
      const config = await this.#callbacks.onProductSave?.(draft);
      if (config !== undefined && config !== null) {
        if (!isObject(config)) throw new Error("A widget's configuration is an object.");
        await card.keep(config);
      }
      await this.#callbacks.onSave?.(config ?? draft, card.id, {});
    } catch (error) {
      this.#callbacks.onSaveError?.({ name: error.name, message: error.message });
      showFlag({ id: `not-saved-${card.id}`, title: text("notSaved"), description: error.message, type: "error" });
      return;
    }
    this.#tell("CONFIG");
    card.backToView();
  }

  /** Take on another height; the page stays and is told. */
  resize(rowSpan) {
    this.card.rowSpan = rowSpan;
    this.#tell("LAYOUT");
  }

  /** What a card's menu offers for it. */
  items(done) {
    const heights = Object.keys(HEIGHTS).map((rowSpan) => ({
      label: text(`height_${rowSpan}`),
      checked: this.card.rowSpan === rowSpan,
      run: () => (this.resize(rowSpan), done()),
    }));
    return [{ heading: text("height") }, ...heights];
  }

  end() {
    this.#observer.disconnect();
  }

  #resized() {
    const width = this.card.body.clientWidth;
    if (this.#width && width !== this.#width) this.#tell("LAYOUT");
    this.#width = width;
  }

  #tell(what) {
    this.card.host.events.emit(`FORGE_DASHBOARDS_WIDGET_${what}_CHANGED`, { widgetId: this.card.id });
  }
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
