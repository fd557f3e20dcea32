// A small language for elements. Attributes only: the page's policy allows no style attribute.
const SVG = "http://www.w3.org/2000/svg";

/**
 * @template {Element} E
 * @param {E} node
 * @param {Attributes | null | undefined} attributes
 * @param {readonly Child[]} children
 */
function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function")
      node.addEventListener(name.slice(2), /** @type {EventListener} */ (value)); // by its name
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

/**
 * @param {Element} node
 * @param {readonly Child[]} children
 */
function append(node, children) {
  for (const child of children)
    if (child instanceof Node) node.append(child);
    else if (typeof child === "string" || typeof child === "number") node.append(String(child));
    else if (child && child !== true) append(node, child);
}

/**
 * Make an HTML element: `el("p", {class: "quiet"}, "text", child)`; `on…` attributes are listeners.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Attributes | null} [attributes]
 * @param {Child[]} children
 */
export const el = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);

/**
 * The same for an SVG element.
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} name
 * @param {Attributes | null} [attributes]
 * @param {Child[]} children
 */
export const svg = (name, attributes, ...children) => fill(document.createElementNS(SVG, name), attributes, children);

/**
 * Make a text node of a drawing, with its `<tspan>` lines where there are several.
 * @param {string | readonly string[]} lines
 * @param {Attributes} attributes
 */
export function label(lines, { x, y, ...rest }) {
  const all = [lines].flat();
  if (all.length === 1) return svg("text", { x, y, ...rest }, all[0]);
  return svg("text", { x, y, ...rest }, ...all.map((line, at) => svg("tspan", { x, dy: at ? LINE : 0 }, line)));
}

/** The height of a line of 12 px text. */
export const LINE = 15;

let last = 0;
/**
 * Return an id that no other element of this page has.
 * @param {string} prefix
 */
export const uid = (prefix) => `${prefix}-${(last += 1)}`;

/**
 * A link that the host may open in its own way; plain text if there is no address.
 * @param {string | null | undefined} href
 * @param {string} text
 * @param {(href: string) => unknown} go
 * @param {Attributes} [attributes]
 */
export function link(href, text, go, attributes) {
  if (!href) return el("span", attributes, text);
  const open = (/** @type {MouseEvent} */ event) => {
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
