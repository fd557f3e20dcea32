// As much of a browser's document as a drawing needs, for an engine that has none: nodes, styles, widths of text.
import { widthOf } from "./metrics.js";
import { selectorOf } from "./selectors.js";
import { styling } from "./styles.js";

const SVG = "http://www.w3.org/2000/svg";
const IN_TEXT = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\u00a0": "\u00a0" };
const IN_VALUE = { ...IN_TEXT, '"': "&quot;", "\t": "&#9;", "\n": "&#xA;", "\r": "&#xD;" };

class Node {
  static ELEMENT_NODE = 1;
  parentElement = null;
  childNodes = [];

  get isConnected() {
    return this === document.documentElement || Boolean(this.parentElement?.isConnected);
  }
  get textContent() {
    return this.childNodes.map((child) => child.textContent).join("");
  }
  set textContent(text) {
    this.replaceChildren(text);
  }
  contains(other) {
    return other === this || this.childNodes.some((child) => child.contains(other));
  }
  append(...children) {
    for (const child of children) {
      const node = child instanceof Node ? child : new Text(String(child));
      node.remove();
      node.parentElement = this;
      this.childNodes.push(node);
    }
  }
  appendChild(child) {
    this.append(child);
    return child;
  }
  replaceChildren(...children) {
    for (const child of [...this.childNodes]) child.remove();
    this.append(...children);
  }
  remove() {
    const siblings = this.parentElement?.childNodes;
    if (siblings) siblings.splice(siblings.indexOf(this), 1);
    this.parentElement = null;
  }
}

class Text extends Node {
  nodeType = 3;
  constructor(data) {
    super();
    this.data = data;
  }
  get textContent() {
    return this.data;
  }
  cloneNode() {
    return new Text(this.data);
  }
}

class Element extends Node {
  nodeType = Node.ELEMENT_NODE;
  #attributes = new Map();
  constructor(localName) {
    super();
    this.localName = localName;
  }
  get attributes() {
    return Array.from(this.#attributes, ([name, value]) => ({ name, value }));
  }
  get children() {
    return this.childNodes.filter((child) => child instanceof Element);
  }
  get id() {
    return this.getAttribute("id") ?? "";
  }
  hasAttribute(name) {
    return this.#attributes.has(name);
  }
  getAttribute(name) {
    return this.#attributes.get(name) ?? null;
  }
  setAttribute(name, value) {
    this.#attributes.set(name, String(value));
  }
  removeAttribute(name) {
    this.#attributes.delete(name);
  }
  /** No picture is pressed or pointed at. */
  addEventListener() {}
  matches(selectors) {
    return selectors.split(",").some((text) => selectorOf(text)?.matches(this));
  }
  querySelectorAll(selectors) {
    return this.children.flatMap((child) => [
      ...(child.matches(selectors) ? [child] : []),
      ...child.querySelectorAll(selectors),
    ]);
  }
  querySelector(selectors) {
    return this.querySelectorAll(selectors)[0] ?? null;
  }
  /** A copy without what is inside of it: a drawing is copied node by node. */
  cloneNode() {
    const copy = new this.constructor(this.localName);
    for (const { name, value } of this.attributes) copy.setAttribute(name, value);
    return copy;
  }
}

class HTMLElement extends Element {}

class SVGElement extends Element {
  isDrawn = true;
}

class HTMLCanvasElement extends HTMLElement {
  getContext() {
    return { font: "", measureText: (text) => ({ width: widthOf(text) }) };
  }
}

class XMLSerializer {
  serializeToString(node, isRoot = true) {
    if (node instanceof Text) return written(node.data, IN_TEXT);
    const names = isRoot && node.isDrawn ? [{ name: "xmlns", value: SVG }, ...node.attributes] : node.attributes;
    const head = names.map(({ name, value }) => ` ${name}="${written(value, IN_VALUE)}"`).join("");
    const inner = node.childNodes.map((child) => this.serializeToString(child, false)).join("");
    return inner || node.childNodes.length
      ? `<${node.localName}${head}>${inner}</${node.localName}>`
      : `<${node.localName}${head}/>`;
  }
}

const written = (text, signs) => text.replace(/[&<>"\t\n\r]/g, (sign) => signs[sign] ?? sign);

/** Give scripts a document with an element `#gadget`, these style sheets and a color mode; return that element. */
export function open(sheets, mode) {
  const kinds = { canvas: HTMLCanvasElement };
  const root = new HTMLElement("html");
  const body = new HTMLElement("body");
  const place = new HTMLElement("main");
  root.setAttribute("data-color-mode", mode);
  place.setAttribute("id", "gadget");
  root.append(body);
  body.append(place);
  const document = {
    documentElement: root,
    body,
    activeElement: body,
    createElement: (name) => new (kinds[name] ?? HTMLElement)(name),
    createElementNS: (namespace, name) => new (namespace === SVG ? SVGElement : HTMLElement)(name),
  };
  const getComputedStyle = styling(sheets);
  Object.assign(globalThis, {
    document,
    getComputedStyle,
    Node,
    Text,
    Element,
    HTMLElement,
    SVGElement,
    XMLSerializer,
  });
  return place;
}
