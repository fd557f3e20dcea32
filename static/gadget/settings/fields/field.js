// Form fields: a label, a hint, warnings, and an error that the control is described by.
import { el, uid } from "../../lib/elements.js";

/**
 * @typedef {object} Field
 * @property {HTMLElement} root
 * @property {HTMLElement[]} controls
 * @property {(text: string) => void} fail shows an error; an empty text takes it away
 * @property {(texts: string[]) => void} warn
 *
 * @typedef {object} Under
 * @property {string} [label] none where the control brings its own
 * @property {string} [hint]
 * @property {boolean} [group] whether it is a fieldset of several
 * @property {HTMLElement[]} controls the elements that can be wrong
 * @property {Node[]} [content] what is shown, where that is more
 */

/**
 * Put a control under its label.
 * @param {Under} under
 * @returns {Field}
 */
export function field({ label, hint, group = false, controls, content = controls }) {
  const ids = { hint: uid("hint"), error: uid("error"), warnings: uid("warnings") };
  const [first] = controls;
  if (!group) first.id ||= uid("control");
  const error = el("p", { id: ids.error, class: "field-error", role: "alert", hidden: true });
  const warnings = el("div", { id: ids.warnings, class: "warnings", hidden: true });
  const note = hint && el("p", { id: ids.hint, class: "hint" }, hint);
  const name = label && (group ? el("legend", {}, label) : el("label", { for: first.id }, label));
  const root = el(group ? "fieldset" : "div", { class: "field" }, name, note, content, warnings, error);
  const part = { root, controls, fail, warn };

  function describe() {
    const shown = [note && ids.hint, !warnings.hidden && ids.warnings, !error.hidden && ids.error]
      .filter(Boolean)
      .join(" ");
    for (const node of group ? [root, ...part.controls] : part.controls) set(node, "aria-describedby", shown);
  }
  /** @param {string} text */
  function fail(text) {
    error.hidden = !text;
    error.textContent = text;
    for (const node of part.controls) set(node, "aria-invalid", text ? "true" : "");
    describe();
  }
  /** @param {string[]} texts */
  function warn(texts) {
    warnings.hidden = texts.length === 0;
    warnings.replaceChildren(...texts.map((text) => el("p", {}, text)));
    describe();
  }
  describe();
  return part;
}

/**
 * @param {Element} node
 * @param {string} name
 * @param {string} value
 */
function set(node, name, value) {
  if (value) node.setAttribute(name, value);
  else node.removeAttribute(name);
}

/**
 * A drop-down list; `choose(value)` is called with the value of a pair as it was given.
 * @param {(value: any) => unknown} choose
 */
export function select(choose) {
  /** @type {readonly (readonly [string | number | null, string])[]} */
  let offered = [];
  /** @type {HTMLSelectElement} */
  const control = el("select", { onchange: () => choose(offered[control.selectedIndex][0]) });
  /**
   * @param {typeof offered} options pairs of a value and its text
   * @param {unknown} value the one that is chosen
   */
  const offer = (options, value) => {
    offered = options;
    control.replaceChildren(
      ...options.map(([each, text]) => el("option", { value: each ?? "", selected: each === value }, text)),
    );
  };
  return { control, offer };
}

/**
 * A box to tick, or with a `name` a radio button, with its text to the right; the text belongs to the target.
 * @param {{text: string, hint?: string, checked: boolean, change: (checked: boolean) => unknown, name?: string}} parts
 */
export function tick({ text, hint, checked, change, name }) {
  /** @type {HTMLInputElement} */
  const box = el("input", { type: name ? "radio" : "checkbox", name, checked, onchange: () => change(box.checked) });
  const words = el("span", {}, text);
  return {
    box,
    words,
    root: el("label", { class: "tick" }, box, el("span", {}, words, hint && el("span", { class: "hint" }, hint))),
  };
}

/**
 * Boxes to tick under headings.
 * @template {string | number} Id
 * @param {[heading: string | null, items: {id: Id, text: string, hint?: string}[]][]} groups
 * @param {Id[]} ids those ticked
 * @param {(id: Id, checked: boolean) => unknown} change
 */
export function checklist(groups, ids, change) {
  /** @type {HTMLInputElement[]} */
  const boxes = [];
  const item = (/** @type {{id: Id, text: string, hint?: string}} */ { id, text, hint }) => {
    const one = tick({ text, hint, checked: ids.includes(id), change: (checked) => change(id, checked) });
    boxes.push(one.box);
    return el("li", {}, one.root);
  };
  const list = (/** @type {typeof groups[number]} */ [heading, items]) => {
    const id = uid("list");
    return [
      heading && el("p", { class: "list-heading", id }, heading),
      el("ul", { "aria-labelledby": heading && id }, items.map(item)),
    ];
  };
  return { boxes, nodes: groups.flatMap(list).filter((node) => node !== null && node !== "") };
}
