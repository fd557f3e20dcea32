// Taking the figures elsewhere: files, the clipboard, the printer.
import { isChosen } from "../chart/data.js";
import * as format from "../i18n/format.js";
import { menuButton } from "../lib/menu.js";
import { el, svg, uid } from "../lib/elements.js";
import { columns, rowOf } from "../view/table.js";
import { t } from "../i18n/texts.js";

/**
 * @typedef {object} Exported
 * @property {Element} slot where the menu is
 * @property {() => Server.Report | null} getReport gives the report on show
 * @property {() => Configuration} getConfiguration
 * @property {Ui} ui says what is switched on in the chart
 * @property {Say} flag
 *
 * @typedef {(key: string, type?: string) => unknown} Say shows a text of the page's as a flag
 * @typedef {{plain: string, html: string}} Pasteable
 */

const KEEP_MS = 60_000;
const ICON = "M8 1.5v9M4.8 7.6 8 10.8l3.2-3.2M2.5 12v2.5h11V12";

const pictures = () => import("./picture.js");
const files = () => import("./csv.js");

/**
 * Put the menu into its slot.
 * @param {Omit<Exported, "flag"> & {bridge: Pick<Host, "showFlag">}} exported
 */
export function mount({ slot, getReport, getConfiguration, ui, bridge }) {
  const flag = (/** @type {string} */ key, type = "success") =>
    bridge.showFlag({ id: "export", title: t(key), type, isAutoDismiss: true });
  const actions = actionsOn({ slot, getReport, getConfiguration, ui, flag });

  /** @param {(report: Server.Report) => unknown} action */
  async function run(action) {
    const report = getReport();
    if (!report) return;
    try {
      await action(report);
    } catch {
      flag("export.failed", "error");
    }
  }

  const items = () => {
    files(); // so that they are there when an entry is chosen
    return Object.entries(actions).map(([name, action]) => ({ label: t(`export.${name}`), run: () => run(action) }));
  };
  const icon = svg(
    "svg",
    { width: 16, height: 16, viewBox: "0 0 16 16", "aria-hidden": "true" },
    svg("path", { d: ICON }),
  );
  const menu = menuButton({
    label: t("export.menu"),
    content: icon,
    items,
    attributes: { class: "icon", "data-focus": "export" },
  });
  slot.replaceChildren(menu);
}

/**
 * What the menu offers, by the names of its texts.
 * @param {Exported} exported
 * @returns {{[name: string]: (report: Server.Report) => unknown}}
 */
function actionsOn({ slot, getConfiguration, ui, flag }) {
  const drawing = async (/** @type {Server.Report} */ report) => {
    const configuration = getConfiguration();
    const { labelStyle, target } = configuration;
    return (await pictures()).picture(report, { labelStyle, target, chosen: isChosen(configuration), place: slot, ui });
  };
  const save = async (/** @type {Server.Report} */ report, /** @type {Blob} */ blob, /** @type {string} */ ending) =>
    download(blob, (await files()).fileName(report, ending));
  const csv = async (/** @type {Server.Report} */ report) =>
    new Blob([(await files()).csv(report)], { type: "text/csv;charset=utf-8" });
  return {
    csv: async (report) => save(report, await csv(report), "csv"),
    svg: async (report) => save(report, new Blob([await drawing(report)], { type: "image/svg+xml" }), "svg"),
    png: async (report) => save(report, await (await pictures()).png(await drawing(report)), "png"),
    copy: async (report) => offer(slot, "export.copy", (await files()).pasteable(rows(report)), flag),
    print: printed,
  };
}

/**
 * Copy at once; where the browser forbids it, show the text to be copied by hand.
 * @param {Element} slot
 * @param {string} title
 * @param {Pasteable} content
 * @param {Say} flag
 */
async function offer(slot, title, content, flag) {
  if (await copy(content)) flag("export.copied");
  else showText(slot, title, content, flag);
}

/**
 * @param {Element} slot
 * @param {string} title
 * @param {Pasteable} content
 * @param {Say} flag
 */
function showText(slot, title, content, flag) {
  const text = el("textarea", { readonly: true, rows: 5, spellcheck: "false", "aria-label": t(title) }, content.plain);
  const dialog = el("dialog", { class: "export" });
  const heading = el("h2", { id: uid("dialog") }, t(title));
  const close = el("button", { type: "button", class: "button", onclick: () => dialog.close() }, t("export.close"));
  const again = el(
    "button",
    {
      type: "button",
      class: "button",
      onclick: async () => ((await copy(content)) ? flag("export.copied") : text.select()),
    },
    t("export.copyText"),
  );
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.addEventListener("close", () => (dialog.remove(), slot.querySelector("button")?.focus()));
  dialog.append(heading, el("p", {}, t(`${title}.hint`)), text, el("p", { class: "actions" }, again, close));
  slot.append(dialog);
  dialog.showModal();
  text.select();
}

/** Print the figures with their table. Printed by the host's page, a gadget is as it is seen: its frame has no more room. */
function printed() {
  const root = document.documentElement;
  root.dataset.print = "whole";
  addEventListener("afterprint", () => delete root.dataset.print, { once: true });
  print();
}

/**
 * @param {Blob} blob
 * @param {string} name
 */
function download(blob, name) {
  const url = URL.createObjectURL(blob);
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), KEEP_MS);
}

/**
 * Return the table as people read it, in their language.
 * @param {Server.Report} report
 */
function rows(report) {
  const shown = columns();
  const several = report.boards.length > 1 ? new Map(report.boards.map(({ id, name }) => [id, name])) : null;
  const write = (/** @type {TableColumn} */ { key, kind }, /** @type {TableRow} */ sprint) => {
    const value = sprint[key];
    if (kind === "date") return format.range(/** @type {string | null} */ (value)); // as the key is one of a date
    if (kind === "flag") return value ? t("export.yes") : "";
    if (typeof value === "string") return value;
    const figure = typeof value === "number" ? value : null;
    return format.typed(kind === "percent" ? format.percent(figure) : format.number(figure, report.unit));
  };
  const row = (/** @type {AnySprint} */ sprint) => shown.map((column) => write(column, rowOf(sprint)));
  const board = (/** @type {string[]} */ cells, /** @type {string | undefined} */ text) =>
    several ? [text ?? "", ...cells] : cells;
  const head = board(
    shown.map(({ label }) => label),
    t("export.board"),
  );
  return [head, ...report.sprints.map((sprint) => board(row(sprint), several?.get(sprint.boardId)))];
}

/**
 * Copy texts by the clipboard's own interface, else by the older command; false when neither is allowed.
 * @param {Pasteable} content
 */
async function copy({ plain, html }) {
  const texts = { "text/plain": plain, "text/html": html };
  try {
    const blobs = Object.entries(texts).map(([type, text]) => [type, new Blob([text], { type })]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    return true;
  } catch {
    let done = false;
    const put = (/** @type {ClipboardEvent} */ event) => {
      for (const [type, text] of Object.entries(texts)) event.clipboardData?.setData(type, text);
      event.preventDefault();
      done = true;
    };
    document.addEventListener("copy", put);
    document.execCommand("copy");
    document.removeEventListener("copy", put);
    return done;
  }
}
