// The dashboard page: the arrangement of gadgets, the head of the page, saving.
/** @import { Flag } from "../lib/flags.js" */
import { addressOf, ask, failureOf } from "../lib/api.js";
import { Events } from "../frame/connection.js";
import { el, icon, iconButton } from "../lib/dom.js";
import { region, showFlag } from "../lib/flags.js";
import { GadgetCard } from "../frame/gadget.js";
import { menuButton } from "../lib/menu.js";
import { language, text } from "../i18n/texts.js";
import * as theme from "../lib/theme.js";

const REFRESH_EVENT = "JIRA_DASHBOARD_GADGET_REFRESH";
const TICK_MS = 5000;
const FIRST_ID = 10001;
const COLUMNS = /** @type {const} */ ([1, 2, 3]);
const MODES = /** @type {const} */ (["System", "Light", "Dark"]);
const DIRECTIONS = /** @type {const} */ (["Left", "Right", "Up", "Down"]);

/**
 * @typedef {typeof DIRECTIONS[number]} Direction
 * @typedef {Required<Server.DashboardView>} Dashboard what the server answers: with what has a default, too
 */

export class Host {
  events = new Events();
  /** @type {GadgetCard[]} */
  cards = [];
  #saving = Promise.resolve();

  /**
   * @param {Dashboard} dashboard
   * @param {Server.Session} caller says what whoever looks may do, and whether there is a session to end
   */
  constructor(dashboard, caller) {
    this.site = dashboard.site;
    this.modules = dashboard.modules;
    this.scopes = dashboard.scopes;
    this.caller = caller;
    this.notices = dashboard.notices;
    this.columns = dashboard.columns;
    this.version = dashboard.version;
    this.main = el("main", { id: "gadgets", tabindex: "-1" });
    this.cards = dashboard.gadgets.map((gadget) => new GadgetCard(gadget, this));
    this.layOut();
    theme.onChange((now) => {
      for (const card of this.cards) card.retheme();
      this.events.emit("FORGE_CORE_THEME_CHANGED", { theme: now.state });
    });
    setInterval(() => this.cards.forEach((card) => card.tick(Date.now())), TICK_MS);
    document.addEventListener("visibilitychange", () => this.cards.forEach((card) => card.tick(Date.now())));
  }

  /** @param {Flag} flag */
  announce(flag) {
    showFlag({ isAutoDismiss: true, ...flag });
  }

  /** @param {GadgetCard} card */
  column(card) {
    return Math.min(card.column, this.columns - 1);
  }

  /** Put every card where it belongs. A frame that is moved by `append` reloads, so cards in place are left alone. */
  layOut() {
    while (this.main.querySelectorAll(".column").length < this.columns)
      this.main.append(el("div", { class: "column" }));
    const columns = [...this.main.querySelectorAll(".column")];
    columns.forEach((column, at) => {
      const cards = this.cards.filter((card) => this.column(card) === at);
      cards.forEach((card, place) => {
        const there = column.children[place] ?? null;
        if (there !== card.element) put(column, card.element, there);
      });
    });
    for (const column of columns.slice(this.columns)) column.remove();
    this.main.dataset.columns = String(this.columns);
    this.main.querySelector(".empty")?.remove();
    if (this.cards.length === 0) {
      const hint = el("p", {}, text("emptyHint"));
      this.main.prepend(el("div", { class: "empty" }, el("h2", {}, text("empty")), hint));
    }
  }

  /**
   * Say where a card can go.
   * @param {GadgetCard} card
   */
  directions(card) {
    const mates = this.cards.filter((other) => this.column(other) === this.column(card));
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
   * @param {Direction} direction
   */
  move(card, direction) {
    if (direction === "Left" || direction === "Right") {
      card.column = this.column(card) + (direction === "Left" ? -1 : 1);
    } else {
      const mates = this.cards.filter((other) => this.column(other) === this.column(card));
      const other = mates[mates.indexOf(card) + (direction === "Up" ? -1 : 1)];
      const [here, there] = [this.cards.indexOf(card), this.cards.indexOf(other)];
      [this.cards[here], this.cards[there]] = [other, card];
    }
    this.layOut();
    card.menu.button.focus();
    const mates = this.cards.filter((other) => this.column(other) === this.column(card));
    const values = { title: card.name, column: this.column(card) + 1, place: mates.indexOf(card) + 1 };
    this.announce({ id: "moved", title: text("moved", values) });
    this.save();
  }

  /** @param {Server.ModuleView} module */
  addGadget(module) {
    const id = String(Math.max(FIRST_ID - 1, ...this.cards.map((card) => Number(card.id) || 0)) + 1);
    const card = new GadgetCard({ id, moduleKey: module.key, title: null, column: 0, configuration: null }, this);
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
    (this.cards[Math.min(at, this.cards.length - 1)]?.menu.button ?? addButton).focus();
    const restore = () => {
      const again = new GadgetCard({ ...record, configuration }, this);
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
   * Save the arrangement after the saves before it; `configurations` are those the server has forgotten.
   * @param {{[id: string]: GadgetCard["configuration"]}} configurations
   */
  save(configurations = {}) {
    const gadgets = this.cards.map(({ record }) =>
      record.id in configurations ? { ...record, configuration: configurations[record.id] } : record,
    );
    const body = JSON.stringify({ columns: this.columns, gadgets });
    this.#saving = this.#saving
      .then(() => this.#put(body))
      .catch((thrown) => {
        const { code, message, details } = failureOf(thrown);
        const current = code === "dashboard-changed" && /** @type {Dashboard} */ (details?.current); // as its answers are
        if (current) this.#tellOfBoth(current);
        else showFlag({ id: "not-saved", title: text("notSaved"), description: message, type: "error" });
      });
  }

  /** @param {string} body */
  async #put(body) {
    /** @type {Dashboard} */
    const { version } = await ask("PUT", "/dashboard", body, { "if-match": `"${this.version}"` });
    this.version = version;
  }

  /**
   * Somebody else saved meanwhile: show both arrangements and let the person choose.
   * @param {Dashboard} current
   */
  #tellOfBoth(current) {
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

/** @type {HTMLButtonElement} */
let addButton;

/** @param {Host} host */
function head(host) {
  /** @type {{[kind: string]: string}} */
  const kinds = { demo: text("demoSite"), recorded: text("recordedSite") };
  const site = el(
    "span",
    { class: "lozenge" },
    kinds[host.site.kind] ?? new URL(host.site.siteUrl ?? location.origin).host,
  );
  const hidden = host.caller.role === "view";
  addButton = el("button", { type: "button", hidden, onclick: () => choose(host) }, icon("add"), text("addGadget"));
  const refresh = iconButton("refresh", text("refreshAll"), { onclick: () => host.refreshAll() });
  const view = menuButton({ label: text("view"), glyph: "view", items: () => viewItems(host) });
  const title = el("h1", {}, text("dashboard"));
  const mark = el("img", { src: addressOf("/host/mark.svg"), alt: "", width: "24", height: "24" });
  return el(
    "header",
    { class: "top" },
    mark,
    title,
    site,
    el("div", { class: "actions" }, refresh, addButton, view.root),
  );
}

/** @param {Host} host */
function viewItems(host) {
  const columns = COLUMNS.map((count) => ({
    label: text(`columns${count}`),
    checked: host.columns === count,
    run() {
      host.columns = count;
      host.layOut();
      host.save();
    },
  }));
  const modes = MODES.map((mode) => ({
    label: text(`theme${mode}`),
    checked: theme.choice() === mode.toLowerCase(),
    run: () => theme.choose(mode.toLowerCase()),
  }));
  const leave = host.caller.session ? [{ heading: text("access") }, { label: text("logOut"), run: logOut }] : [];
  const arranging = host.caller.role === "view" ? [] : [{ heading: text("columns") }, ...columns];
  return [...arranging, { heading: text("theme") }, ...modes, ...leave];
}

/** End this browser's session; the page that loads then asks for the key. */
async function logOut() {
  await ask("POST", "/logout", "{}");
  location.reload();
}

/**
 * Ask which gadget to add.
 * @param {Host} host
 */
function choose(host) {
  const dialog = el("dialog", { "aria-labelledby": "choose-title" });
  dialog.addEventListener("close", () => dialog.remove());
  const rows = host.modules.map((module) => {
    const add = el(
      "button",
      {
        type: "button",
        class: "primary",
        "aria-label": `${text("addThis")}: ${module.title}`,
        onclick() {
          dialog.close();
          host.addGadget(module);
        },
      },
      text("addThis"),
    );
    return el("li", {}, el("div", {}, el("strong", {}, module.title), el("p", {}, module.description)), add);
  });
  const close = el("button", { type: "button", onclick: () => dialog.close() }, text("close"));
  dialog.append(el("h2", { id: "choose-title" }, text("addGadget")), el("ul", {}, ...rows), close);
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {Host} host */
function notices(host) {
  /** @type {{[code: string]: string}} */
  const texts = { "dashboard-unreadable": text("unreadable") };
  for (const { code, message, file } of host.notices) {
    const damaged = file ? text("damaged", { file }) : text("damagedLeft");
    const title = code === "dashboard-damaged" ? damaged : (texts[code] ?? message);
    showFlag({ id: code, title, type: "warning" });
  }
}

async function start() {
  document.documentElement.lang = language;
  document.title = text("dashboard");
  theme.apply();
  try {
    /** @type {[Dashboard, Server.Session]} */
    const [dashboard, caller] = await Promise.all([ask("GET", "/dashboard"), ask("GET", "/session")]);
    const host = new Host(dashboard, caller);
    const skip = el("a", { class: "skip", href: "#gadgets" }, text("skip"));
    document.body.replaceChildren(skip, head(host), host.main, region);
    notices(host);
  } catch (error) {
    const again = el(
      "button",
      { type: "button", class: "primary", onclick: () => location.reload() },
      text("tryAgain"),
    );
    const words = [el("h1", {}, text("loadFailed")), el("p", {}, failureOf(error).message), again];
    document.body.replaceChildren(el("main", { class: "plain-card", role: "alert" }, ...words));
  }
}

await start();
