/**
 * Make an element: attributes by name, `on…` handlers as listeners, text and elements as children.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Attributes} attributes
 * @param {(Node | string | null | undefined)[]} children
 */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function")
      node.addEventListener(key.slice(2), /** @type {EventListener} */ (value)); // by its key
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, String(value));
  }
  for (const child of children) if (child !== null && child !== undefined) node.append(child);
  return node;
}

/**
 * Whether a target of events is in `root`.
 * @param {Node} root
 * @param {EventTarget | null} target
 */
export const within = (root, target) => target instanceof Node && root.contains(target);

const PATHS = {
  add: "M8 3v10M3 8h10",
  arrowDown: "M8 3v10M4 9l4 4 4-4",
  arrowLeft: "M13 8H3M7 4L3 8l4 4",
  arrowRight: "M3 8h10M9 4l4 4-4 4",
  arrowUp: "M8 13V3M4 7l4-4 4 4",
  check: "M3 8.5l3.2 3.2L13 5",
  close: "M4 4l8 8M12 4l-8 8",
  down: "M4 6l4 4 4-4",
  error: "M8 4.5v4M8 11h.01M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z",
  info: "M8 7.5v4M8 5h.01M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z",
  more: "M3.2 8h.01M8 8h.01M12.8 8h.01",
  refresh: "M13 8a5 5 0 1 1-1.5-3.5M13 2v3h-3",
  success: "M5.2 8.2l2 2L11 6.3M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z",
  view: "M2.5 3.5h11v9h-11zM8 3.5v9",
  warning: "M8 6.2v3M8 11.4h.01M8 2.2L1.8 13.4h12.4z",
};

/**
 * Draw one of the host's own icons; it takes the colour of the text and is hidden from assistive technology.
 * @param {keyof typeof PATHS} name
 */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon", `icon-${name}`);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/**
 * Make a button with an icon only; its name is also its tooltip.
 * @param {keyof typeof PATHS} glyph
 * @param {string} label
 * @param {Attributes} attributes
 */
export function iconButton(glyph, label, attributes = {}) {
  const button = el("button", { type: "button", class: "quiet square", ...attributes }, icon(glyph));
  nameButton(button, label);
  return button;
}

/**
 * Give an icon button another name. It is only the title: with an equal label it would be read twice.
 * @param {HTMLElement} button
 * @param {string} label
 */
export function nameButton(button, label) {
  button.title = label;
}

/**
 * Copy a text and return whether the browser allowed it.
 * @param {string} words
 */
export async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return false;
  }
}
