// A small language for elements. Attributes only: the page's policy allows no style attribute.
const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Make an HTML element: `el("p", {class: "quiet"}, "text", child)`; `on…` attributes are listeners. */
export const el = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);

/** The same for an SVG element. */
export const svg = (name, attributes, ...children) => fill(document.createElementNS(SVG, name), attributes, children);

/** Make a text node of a drawing, with its `<tspan>` lines where there are several. */
export function label(lines, { x, y, ...rest }) {
  const all = [lines].flat();
  if (all.length === 1) return svg("text", { x, y, ...rest }, all[0]);
  return svg("text", { x, y, ...rest }, ...all.map((line, at) => svg("tspan", { x, dy: at ? LINE : 0 }, line)));
}

/** The height of a line of 12 px text. */
export const LINE = 15;

let last = 0;
/** Return an id that no other element of this page has. */
export const uid = (prefix) => `${prefix}-${(last += 1)}`;

/** A link that works as one and that the host may open in its own way. */
export function link(href, text, go, attributes) {
  if (!href) return el("span", attributes, text);
  const open = (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(href);
  };
  return el(
    "a",
    { href, target: "_blank", rel: "noopener noreferrer", "data-focus": href, ...attributes, onclick: open },
    text,
  );
}
