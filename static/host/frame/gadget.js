/** @import { Frame } from "./frame.js" */
/** @import { Heading, Item } from "../lib/menu.js" */
/** @import { Arrangement } from "../board/arrangement.js" */
/** @import { RowSpan } from "./widget.js" */
import { ask } from "../lib/api.js";
import { beginMoving } from "../board/moving.js";
import { commandsFor } from "./commands.js";
import { copyEmbedCode, withdrawEmbed } from "./embed-code.js";
import { el, iconButton, nameButton } from "../lib/dom.js";
import { showFlag } from "../lib/flags.js";
import { makeFrame } from "./frame.js";
import { copyLink, openWall } from "./sharing.js";
import { menuButton } from "../lib/menu.js";
import { text } from "../i18n/texts.js";
import { configurationOf, Widget, WIDGET } from "./widget.js";

const REFRESH_EVENT = "JIRA_DASHBOARD_GADGET_REFRESH";
const MINUTE_MS = 60_000;
const REVEAL_MS = 2000;

/**
 * The violations of the page's policy, for the gadget's developers.
 * @param {Bridge.Refusal} refusal
 */
function sentence({ directive, blocked, file, line }) {
  const what = text("policyRefused", { directive, blocked });
  return line ? `${what} ${text("policyPlace", { file, line })}` : what;
}

/** One gadget on the dashboard: its title bar, its frame, its refreshing. */
export class GadgetCard {
  /** @type {Frame | null} */
  #frame = null;
  #height = 0;
  #due = 0;
  #revealing = 0;

  /** @type {"view" | "edit"} */
  entryPoint = "view";

  /**
   * @param {Server.Gadget} gadget the dashboard's record
   * @param {Arrangement} host offers events, site, modules and the actions on the arrangement
   */
  constructor(gadget, host) {
    this.id = gadget.id;
    this.moduleKey = gadget.moduleKey;
    this.title = gadget.title ?? null;
    this.column = gadget.column ?? 0;
    /** @type {RowSpan | null} */
    this.rowSpan = gadget.rowSpan ?? null;
    this.configuration = gadget.configuration ?? null;
    this.isEmbedded = Boolean(gadget.embed);
    this.host = host;
    this.module = host.modules.find((module) => module.key === gadget.moduleKey);
    this.heading = el("h2", { tabindex: "-1", id: `title-${this.id}` });
    this.state = el("span", { class: "lozenge", hidden: true }, text("editing"));
    this.refreshButton = iconButton("refresh", "", { onclick: () => this.refresh("gadget") });
    this.menu = menuButton({ label: "", glyph: "more", items: () => this.#items() });
    this.body = el("div", { class: "card-body" });
    this.bar = el("header", { class: "card-bar" }, this.heading, this.state, this.refreshButton, this.menu.root);
    this.element = el("article", { class: "card", "aria-labelledby": this.heading.id }, this.bar, this.body);
    this.type = this.module?.type;
    this.widget = this.type === WIDGET ? new Widget(this) : null;
    if (this.widget) this.rowSpan ??= "medium";
    this.refreshButton.hidden = this.widget !== null; // no event tells a widget's page to refresh, so it has its own
    this.#name();
    this.show(this.module?.edit && !this.configuration ? "edit" : "view");
  }

  get name() {
    return this.title ?? this.module?.title ?? this.moduleKey;
  }

  /** The record as the dashboard keeps it. */
  get record() {
    const { id, moduleKey, title, column, rowSpan } = this;
    return { id, moduleKey, title, column, rowSpan };
  }

  /**
   * Load the page of an entry point in a fresh frame.
   * @param {"view" | "edit"} entryPoint
   */
  show(entryPoint) {
    this.entryPoint = entryPoint;
    this.state.hidden = entryPoint !== "edit";
    this.#frame?.close();
    this.body.replaceChildren();
    this.widget?.begin();
    if (!this.module) {
      this.body.append(el("p", { class: "card-note" }, text("unknownModule")));
      return;
    }
    this.#frame = makeFrame({
      src: (entryPoint === "edit" && this.module.edit) || this.module.view,
      title: this.name,
      gadgetId: this.id,
      entryPoint,
      commands: commandsFor(this, this.host),
      events: this.host.events,
      height: this.#height,
      fixed: entryPoint === "view" ? this.widget?.height : undefined,
      onHeight: (height) => this.#grow(height),
      onRefused: (refusal) => this.body.prepend(el("p", { class: "card-note", role: "status" }, sentence(refusal))),
      onSlow: () => this.body.prepend(el("p", { class: "card-note" }, text("frameSlow"))),
    });
    this.body.append(this.#frame.node);
    if (this.widget && entryPoint === "edit") this.body.append(this.widget.actions());
    this.#plan();
  }

  /** Bring the whole card into view, also as its page grows to its height. */
  reveal() {
    this.#revealing = performance.now() + REVEAL_MS;
    this.element.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} height */
  #grow(height) {
    this.#height = height;
    if (performance.now() < this.#revealing) this.element.scrollIntoView({ block: "nearest" });
  }

  /**
   * Reload the page, or send it the refresh event if the module refreshes itself (`refreshable: false`).
   * @param {"gadget" | "dashboard" | "interval"} origin
   */
  refresh(origin) {
    this.#plan();
    if (this.widget || this.module?.refreshable !== false) {
      this.reload();
    } else if (origin !== "dashboard") {
      // Forge has two origins. A refresh by time may use cached figures, a refresh by a user may not.
      const said = origin === "gadget" ? origin : "dashboard";
      this.host.events.emit(REFRESH_EVENT, { origin: said, gadgetId: this.id });
    }
  }

  reload() {
    this.show(this.entryPoint);
    return true;
  }

  /**
   * Keep what the edit page submits and go back to the view; a view has nothing to submit.
   * @param {unknown} payload
   */
  async submit(payload) {
    if (this.entryPoint !== "edit" || this.widget) return false;
    await this.keep(configurationOf(payload));
    this.backToView();
    return true;
  }

  /** @param {{[name: string]: unknown}} configuration */
  async keep(configuration) {
    const path = `/dashboard/gadgets/${encodeURIComponent(this.id)}/configuration`;
    await ask("PUT", path, JSON.stringify(configuration));
    this.configuration = configuration;
    this.host.announce({ id: `saved-${this.id}`, title: text("saved", { title: this.name }), type: "success" });
  }

  /** Close the edit page without saving; a view cannot be closed. */
  stopEditing() {
    if (this.entryPoint !== "edit") return false;
    this.backToView();
    return true;
  }

  retheme() {
    this.#frame?.retheme();
  }

  remove() {
    this.#frame?.close();
    this.widget?.end();
    this.element.remove();
  }

  /**
   * Called every few seconds: refresh a visible gadget when its configured minutes have passed.
   * @param {number} now milliseconds of the epoch
   */
  tick(now) {
    if (this.#due && now >= this.#due && !document.hidden && this.entryPoint === "view") this.refresh("interval");
  }

  #edit() {
    this.show("edit");
    this.reveal();
    this.#frame?.node.focus();
  }

  // The call's answer must reach the frame before the frame is removed.
  backToView() {
    const focused = this.body.contains(document.activeElement);
    setTimeout(() => {
      this.show("view");
      if (focused) this.heading.focus();
    });
  }

  #plan() {
    const minutes = this.configuration?.refresh;
    this.#due =
      typeof minutes === "number" && Number.isInteger(minutes) && minutes > 0 ? Date.now() + minutes * MINUTE_MS : 0;
  }

  #name() {
    this.heading.textContent = this.name;
    nameButton(this.refreshButton, text("refreshThis", { title: this.name }));
    nameButton(this.menu.button, text("moreFor", { title: this.name }));
    if (this.#frame) this.#frame.node.title = this.name;
  }

  #items() {
    const { host } = this;
    /** @type {(Item | Heading)[]} */
    const items = [{ label: text("refresh"), run: () => this.refresh("gadget") }];
    const sharing = [
      { label: text("linkCopy"), run: () => copyLink(this) },
      { label: text("fullScreen"), run: () => openWall(this) },
    ];
    if (host.viewOnly) return [...items, ...sharing];
    if (this.entryPoint === "edit") items.push({ label: text("cancelEditing"), run: () => this.stopEditing() });
    else if (this.module?.edit) items.push({ label: text("edit"), run: () => this.#edit() });
    items.push({ label: text("rename"), run: () => this.#rename() });
    if (host.directions(this).length > 0) items.push({ label: text("move"), run: () => beginMoving(this, host) });
    items.push(...sharing);
    items.push({ label: text("embedCopy"), run: () => copyEmbedCode(this) });
    if (this.isEmbedded) items.push({ label: text("embedWithdraw"), run: () => withdrawEmbed(this) });
    items.push({ label: text("remove"), run: () => host.removeGadget(this) });
    if (this.widget) items.push(...this.widget.items(() => this.#resized()));
    return items;
  }

  #resized() {
    if (this.widget && this.entryPoint === "view") this.#frame?.resize(this.widget.height);
    this.host.save();
  }

  #rename() {
    const input = el("input", { value: this.name, maxlength: "255", "aria-label": text("newName"), required: true });
    const form = el("form", { class: "rename" }, input, el("button", { type: "submit" }, text("save")));
    const done = () => {
      form.remove();
      this.heading.hidden = false;
      this.menu.button.focus();
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const title = input.value.trim();
      if (!title) return;
      this.title = title === this.module?.title ? null : title;
      this.#name();
      done();
      this.host.save();
      showFlag({ id: `renamed-${this.id}`, title: text("renamed", { title: this.name }), isAutoDismiss: true });
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") done();
    });
    this.heading.hidden = true; // it still names the card
    this.heading.before(form);
    input.select();
  }
}
