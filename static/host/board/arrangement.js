// The arrangement of a dashboard: which card stands where, how that is changed, and how it is saved.
/** @import { Flag } from "../lib/flags.js" */
import { ask, failureOf } from "../lib/api.js";
import { Events } from "../frame/connection.js";
import { el } from "../lib/dom.js";
import { makeDraggable } from "./drag.js";
import { showFlag } from "../lib/flags.js";
import { GadgetCard } from "../frame/gadget.js";
import { text } from "../i18n/texts.js";
import * as theme from "../lib/theme.js";

const REFRESH_EVENT = "JIRA_DASHBOARD_GADGET_REFRESH";
const TICK_MS = 5000;
const DIRECTIONS = /** @type {const} */ (["Left", "Up", "Down", "Right"]);

/**
 * @typedef {typeof DIRECTIONS[number]} Direction
 * @typedef {{column: number, place: number}} Whereabouts a column and a place in it, from 0
 * @typedef {Required<Server.DashboardView>} Dashboard what the server answers: with what has a default, too
 */

export class Arrangement {
  events = new Events();
  /** @type {GadgetCard[]} */
  cards = [];
  #saving = Promise.resolve();

  /**
   * @param {Dashboard} dashboard
   * @param {Server.Session} caller the user's role, and whether there is a session to end
   */
  constructor(dashboard, caller) {
    this.id = dashboard.id;
    this.name = dashboard.name;
    this.dashboards = dashboard.dashboards;
    this.site = dashboard.site;
    this.modules = dashboard.modules;
    this.scopes = dashboard.scopes;
    this.notices = dashboard.notices;
    this.columns = dashboard.columns;
    this.wide = dashboard.wide;
    this.version = dashboard.version;
    this.caller = caller;
    this.main = el("main", { id: "gadgets", tabindex: "-1" });
    this.cards = dashboard.gadgets.map((gadget) => this.#card(gadget));
    this.layOut();
    theme.onChange((now) => {
      for (const card of this.cards) card.retheme();
      this.events.emit("FORGE_CORE_THEME_CHANGED", { theme: now.state });
    });
    setInterval(() => this.cards.forEach((card) => card.tick(Date.now())), TICK_MS);
    document.addEventListener("visibilitychange", () => this.cards.forEach((card) => card.tick(Date.now())));
  }

  /** @param {Server.Gadget} gadget */
  #card(gadget) {
    const card = new GadgetCard(gadget, this);
    if (!this.viewOnly) makeDraggable(card, this);
    return card;
  }

  get viewOnly() {
    return this.caller.role === "view";
  }

  /** @param {Flag} flag */
  announce(flag) {
    showFlag({ isAutoDismiss: true, ...flag });
  }

  /** @param {GadgetCard} card */
  column(card) {
    return Math.min(card.column, this.columns - 1);
  }

  /**
   * Return the cards of a column, from top to bottom.
   * @param {number} column
   */
  mates(column) {
    return this.cards.filter((card) => this.column(card) === column);
  }

  /** Put every card in its place. A frame moved by `append` reloads, so cards already in place are not touched. */
  layOut() {
    const hint = this.viewOnly ? "" : text("dropHere");
    while (this.main.querySelectorAll(".column").length < this.columns)
      this.main.append(el("div", { class: "column", "data-hint": hint }));
    const columns = [...this.main.querySelectorAll(".column")];
    columns.slice(0, this.columns).forEach((column, at) => {
      this.mates(at).forEach((card, place) => {
        const there = column.children[place] ?? null;
        if (there !== card.element) put(column, card.element, there);
      });
    });
    for (const column of columns.slice(this.columns)) column.remove();
    this.main.dataset.columns = String(this.columns);
    this.main.dataset.wide = String(this.wide ?? "");
    this.main.querySelector(".empty")?.remove();
    if (this.cards.length === 0) {
      const words = el("p", {}, text(this.viewOnly ? "emptyToViewers" : "emptyHint"));
      this.main.prepend(el("div", { class: "empty" }, el("h2", {}, text("empty")), words));
    }
  }

  /**
   * Lay the cards out in `columns`; `wide` is the index of a wider one, or null.
   * @param {Dashboard["columns"]} columns
   * @param {number | null} wide
   */
  chooseLayout(columns, wide) {
    this.columns = columns;
    this.wide = wide;
    this.layOut();
    this.save();
  }

  /**
   * Say where a card can go.
   * @param {GadgetCard} card
   */
  directions(card) {
    const mates = this.mates(this.column(card));
    const at = mates.indexOf(card);
    const free = {
      Left: this.column(card) > 0,
      Right: this.column(card) < this.columns - 1,
      Up: at > 0,
      Down: at < mates.length - 1,
    };
    return DIRECTIONS.filter((direction) => free[direction]);
  }

  /**
   * @param {GadgetCard} card
   * @returns {Whereabouts}
   */
  whereabouts(card) {
    const column = this.column(card);
    return { column, place: this.mates(column).indexOf(card) };
  }

  /**
   * Move a card one step and say where it is then; nothing is saved yet.
   * @param {GadgetCard} card
   * @param {Direction} direction
   */
  step(card, direction) {
    const { column, place } = this.whereabouts(card);
    const sideways = { Left: -1, Right: 1, Up: 0, Down: 0 }[direction];
    const along = { Up: -1, Down: 1, Left: 0, Right: 0 }[direction];
    const across = sideways ? Math.min(place, this.mates(column + sideways).length) : place + along;
    this.put(card, column + sideways, across);
  }

  /**
   * Put a card into a column at a place, counted without it, and say so; nothing is saved yet.
   * @param {GadgetCard} card
   * @param {number} column
   * @param {number} place
   */
  put(card, column, place) {
    this.cards.splice(this.cards.indexOf(card), 1);
    card.column = column;
    const next = this.mates(column)[place];
    this.cards.splice(next ? this.cards.indexOf(next) : this.cards.length, 0, card);
    this.layOut();
    const at = this.whereabouts(card);
    const values = { title: card.name, column: at.column + 1, columns: this.columns, place: at.place + 1 };
    this.announce({ id: "moved", title: text("moved", { ...values, places: this.mates(at.column).length }) });
  }

  /** @param {Server.ModuleView} module */
  addGadget(module) {
    const card = this.#card({ id: newId(), moduleKey: module.key, title: null, column: 0, configuration: null });
    this.cards.push(card);
    this.layOut();
    card.heading.focus();
    card.reveal();
    this.announce({ id: "added", title: text("added", { title: card.name }) });
    this.save();
  }

  /**
   * Take a card away at once; the flag offers it back.
   * @param {GadgetCard} card
   */
  removeGadget(card) {
    const at = this.cards.indexOf(card);
    const { record, configuration } = card;
    this.cards.splice(at, 1);
    card.remove();
    this.layOut();
    /** @type {HTMLElement | null} */
    const add = document.querySelector(".add");
    (this.cards[Math.min(at, this.cards.length - 1)]?.menu.button ?? add)?.focus();
    const restore = () => {
      const again = this.#card({ ...record, configuration });
      this.cards.splice(at, 0, again);
      this.layOut();
      again.heading.focus();
      this.save({ [record.id]: configuration });
    };
    const actions = [{ text: text("undo"), onClick: restore }];
    showFlag({ id: `removed-${record.id}`, title: text("removed", { title: card.name }), actions });
    this.save();
  }

  /**
   * Save the arrangement after earlier saves; `configurations` are those that the server no longer has.
   * @param {{[id: string]: GadgetCard["configuration"]}} configurations
   */
  save(configurations = {}) {
    const gadgets = this.cards.map(({ record }) =>
      record.id in configurations ? { ...record, configuration: configurations[record.id] } : record,
    );
    const body = JSON.stringify({ columns: this.columns, wide: this.wide, gadgets });
    this.#saving = this.#saving
      .then(() => this.#put(body))
      .catch((thrown) => {
        const { code, message, details } = failureOf(thrown);
        const current = code === "dashboard-changed" && /** @type {Dashboard} */ (details?.current); // as its answers are
        if (current) this.#offerBoth(current);
        else showFlag({ id: "not-saved", title: text("notSaved"), description: message, type: "error" });
      });
  }

  /** @param {string} body */
  async #put(body) {
    /** @type {Dashboard} */
    const { version } = await ask("PUT", `/dashboards/~${this.id}`, body, { "if-match": `"${this.version}"` });
    this.version = version;
  }

  /**
   * Somebody else has saved: show both arrangements and let the user choose.
   * @param {Dashboard} current
   */
  #offerBoth(current) {
    const theirs = current.gadgets.map((gadget) => gadget.title ?? this.titleOf(gadget.moduleKey));
    const mine = this.cards.map((card) => card.name);
    const list = (/** @type {string[]} */ names) => names.join(", ") || text("noGadgets");
    const keepMine = () => {
      const gone = this.cards.filter((card) => !current.gadgets.some(({ id }) => id === card.id));
      this.version = current.version;
      this.save(Object.fromEntries(gone.map((card) => [card.id, card.configuration])));
    };
    showFlag({
      id: "changed",
      title: text("changedElsewhere"),
      description: text("changedBoth", { theirs: list(theirs), mine: list(mine) }),
      type: "warning",
      actions: [
        { text: text("keepMine"), onClick: keepMine },
        { text: text("takeTheirs"), onClick: () => location.reload() },
      ],
    });
  }

  /** @param {string} moduleKey */
  titleOf(moduleKey) {
    return this.modules.find(({ key }) => key === moduleKey)?.title ?? moduleKey;
  }

  refreshAll() {
    for (const card of this.cards) card.refresh("dashboard");
    this.events.emit(REFRESH_EVENT, { origin: "dashboard" });
  }
}

/** Return an id that no gadget of any dashboard has, since addresses contain it. */
function newId() {
  return [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {Element} column
 * @param {Element} element
 * @param {Element | null} before
 */
function put(column, element, before) {
  // moveBefore keeps a frame's page alive, where the browser has it.
  if (element.isConnected && column.isConnected && column.moveBefore) column.moveBefore(element, before);
  else column.insertBefore(element, before);
}
