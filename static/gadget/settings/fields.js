// Form fields: a label, a hint, cautions, and an error that the control is described by.
import { el, uid } from "../lib/elements.js";

/**
 * Put a control under its label, where it does not bring its own. `controls` are the elements that can be wrong; `group` makes a fieldset of it.
 * Returns `{root, controls, fail(text), caution(texts)}`; an empty text takes the error away.
 */
export function field({ label, hint, group = false, controls, content = controls }) {
  const ids = { hint: uid("hint"), error: uid("error"), caution: uid("caution") };
  const [first] = controls;
  if (!group) first.id ||= uid("control");
  const error = el("p", { id: ids.error, class: "field-error", role: "alert", hidden: true });
  const cautions = el("div", { id: ids.caution, class: "cautions", hidden: true });
  const note = hint && el("p", { id: ids.hint, class: "hint" }, hint);
  const name = label && (group ? el("legend", {}, label) : el("label", { for: first.id }, label));
  const root = el(group ? "fieldset" : "div", { class: "field" }, name, note, content, cautions, error);
  const part = { root, controls, fail, caution };

  function describe() {
    const shown = [note && ids.hint, !cautions.hidden && ids.caution, !error.hidden && ids.error]
      .filter(Boolean)
      .join(" ");
    for (const node of group ? [root, ...part.controls] : part.controls) set(node, "aria-describedby", shown);
  }
  function fail(text) {
    error.hidden = !text;
    error.textContent = text ?? "";
    for (const node of part.controls) set(node, "aria-invalid", text ? "true" : "");
    describe();
  }
  function caution(texts) {
    cautions.hidden = texts.length === 0;
    cautions.replaceChildren(...texts.map((text) => el("p", {}, text)));
    describe();
  }
  describe();
  return part;
}

function set(node, name, value) {
  if (value) node.setAttribute(name, value);
  else node.removeAttribute(name);
}

/** A drop-down list of `[value, text]` pairs; `choose(value)` is called with the pair's value as it was given. */
export function select(choose) {
  const node = el("select", { onchange: () => choose(node.offered[node.selectedIndex][0]) });
  node.offer = (options, value) => {
    node.offered = options;
    node.replaceChildren(
      ...options.map(([each, text]) => el("option", { value: each ?? "", selected: each === value }, text)),
    );
  };
  return node;
}

/** A box to tick or a radio button, with its text to the right; the text belongs to the target. */
export function tick({ text, hint, checked, change, name }) {
  const box = el("input", { type: name ? "radio" : "checkbox", name, checked, onchange: () => change(box.checked) });
  const words = el("span", {}, text);
  return {
    box,
    words,
    root: el("label", { class: "tick" }, box, el("span", {}, words, hint && el("span", { class: "hint" }, hint))),
  };
}

/** Boxes to tick under headings: `groups` are `[heading or null, [{id, text, hint}]]`; `ids` those ticked. */
export function checklist(groups, ids, change) {
  const boxes = [];
  const item = ({ id, text, hint }) => {
    const one = tick({ text, hint, checked: ids.includes(id), change: (checked) => change(id, checked) });
    boxes.push(one.box);
    return el("li", {}, one.root);
  };
  const list = ([heading, items]) => {
    const id = uid("list");
    return [
      heading && el("p", { class: "list-heading", id }, heading),
      el("ul", { "aria-labelledby": heading && id }, items.map(item)),
    ];
  };
  return { boxes, nodes: groups.flatMap(list).filter(Boolean) };
}
