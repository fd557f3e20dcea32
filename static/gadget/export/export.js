// Taking the figures elsewhere: files, the clipboard, the printer.
import { isChosen, shareOf } from "../chart/data.js";
import * as format from "../i18n/format.js";
import { menuButton } from "../lib/menu.js";
import { el, svg, uid } from "../lib/elements.js";
import { columns } from "../view/table.js";
import { t } from "../i18n/texts.js";

const KEEP_MS = 60_000;
const ICON = "M8 1.5v9M4.8 7.6 8 10.8l3.2-3.2M2.5 12v2.5h11V12";

const pictures = () => import("./picture.js");
const files = () => import("./csv.js");

/**
 * Put the menu into `slot`. `getReport()` gives the report on show, null while there is none. `options`: `bridge`, and
 * the gadget's `configuration`, of which `labelStyle` counts, and `ui`, which says what is switched on in the chart.
 */
export function mount(slot, getReport, { bridge, configuration = {}, ui = {} }) {
  const flag = (key, type = "success") => bridge.showFlag({ id: "export", title: t(key), type, isAutoDismiss: true });
  const actions = actionsOn({ slot, getReport, configuration, ui, flag });

  async function run(name) {
    const report = getReport();
    if (!report) return;
    try {
      await actions[name](report);
    } catch {
      flag("export.failed", "error");
    }
  }

  const items = () => {
    files(); // so that they are there when an entry is chosen
    return Object.keys(actions).map((name) => ({ label: t(`export.${name}`), run: () => run(name) }));
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

/** What the menu offers, by name: each takes the report. `flag(key)` says a text of the page's. */
function actionsOn({ slot, getReport, configuration, ui, flag }) {
  const drawing = async (report) =>
    (await pictures()).picture(report, {
      labelStyle: configuration.labelStyle,
      target: configuration.target,
      chosen: isChosen(configuration),
      place: slot,
      ui,
    });
  const save = async (blob, ending) => download(blob, (await files()).fileName(getReport(), ending));
  return {
    csv: async (report) => save(new Blob([(await files()).csv(report)], { type: "text/csv;charset=utf-8" }), "csv"),
    svg: async (report) => save(new Blob([await drawing(report)], { type: "image/svg+xml" }), "svg"),
    png: async (report) => save(await (await pictures()).png(await drawing(report)), "png"),
    copy: async (report) => offer(slot, "export.copy", (await files()).pasteable(rows(report)), flag),
    print: printed,
  };
}

/** Copy at once; where the browser forbids it, show the text to be copied by hand. */
async function offer(slot, title, content, flag) {
  if (await copy(content)) flag("export.copied");
  else showText(slot, title, content, flag);
}

function showText(slot, title, content, flag) {
  const text = el("textarea", { readonly: true, rows: 5, spellcheck: "false", "aria-label": t(title) }, content.plain);
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
  const leave = () => (dialog.remove(), slot.querySelector("button").focus());
  const dialog = el(
    "dialog",
    { class: "export", "aria-labelledby": heading.id, onclose: leave },
    heading,
    el("p", {}, t(`${title}.hint`)),
    text,
    el("p", { class: "actions" }, again, close),
  );
  slot.append(dialog);
  dialog.showModal();
  text.select();
}

/** Print the figures whole, the table too. Printed from outside, a gadget is as it is seen: its frame has no more room. */
function printed() {
  const root = document.documentElement;
  root.dataset.print = "whole";
  addEventListener("afterprint", () => delete root.dataset.print, { once: true });
  print();
}

function download(blob, name) {
  const url = URL.createObjectURL(blob);
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), KEEP_MS);
}

/** Return the table as people read it, in their language. */
function rows(report) {
  const shown = columns(t);
  const several = report.boards.length > 1 ? new Map(report.boards.map(({ id, name }) => [id, name])) : null;
  const write = {
    text: (value) => value,
    date: (value) => format.range(value),
    amount: (value) => format.typed(format.number(value, report.unit)),
    percent: (value) => format.typed(format.percent(value)),
    flag: (value) => (value ? t("export.yes") : ""),
  };
  const row = (sprint) =>
    shown.map(({ key, kind }) => write[kind]({ ...sprint, committedShare: shareOf(sprint) }[key]));
  const board = (cells, text) => (several ? [text, ...cells] : cells);
  const head = board(
    shown.map(({ label }) => label),
    t("export.board"),
  );
  return [head, ...report.sprints.map((sprint) => board(row(sprint), several?.get(sprint.boardId)))];
}

/** Copy texts by the clipboard's own interface, else by the older command; false when neither is allowed. */
async function copy({ plain, html }) {
  const texts = { "text/plain": plain, ...(html && { "text/html": html }) };
  try {
    const blobs = Object.entries(texts).map(([type, text]) => [type, new Blob([text], { type })]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    return true;
  } catch {
    let done = false;
    const put = (event) => {
      for (const [type, text] of Object.entries(texts)) event.clipboardData.setData(type, text);
      event.preventDefault();
      done = true;
    };
    document.addEventListener("copy", put);
    document.execCommand("copy");
    document.removeEventListener("copy", put);
    return done;
  }
}
