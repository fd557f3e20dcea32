// The buttons in the corner of a report.
import { el, svg } from "../lib/elements.js";
import { t } from "../i18n/texts.js";

const SHAPES = {
  refresh: "M13.5 8A5.5 5.5 0 1 1 11.6 3.8M13.5 1.5v3.2h-3.2",
  help: "M5.8 6a2.2 2.2 0 1 1 3.3 1.9c-.8.5-1.1.9-1.1 1.8M8 12.2v.1M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13",
};

/**
 * Make a button of a report with an icon only; its title is its name, and it has no label that would repeat it.
 * @param {keyof typeof SHAPES} name
 * @param {() => unknown} onclick
 */
export function tool(name, onclick) {
  const text = t(`view.${name}`);
  const icon = svg(
    "svg",
    { width: 16, height: 16, viewBox: "0 0 16 16", "aria-hidden": "true" },
    svg("path", { d: SHAPES[name] }),
  );
  return el("button", { type: "button", class: "icon", "data-focus": name, title: text, onclick }, icon);
}
