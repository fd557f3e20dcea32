// The chart as a picture that needs no style sheet: every colour and font is written into it.
import { barsOf, runningOf } from "../chart/data.js";
import { drawChart } from "../chart/chart.js";
import * as format from "../i18n/format.js";
import { legend } from "../chart/legend.js";
import { wrap } from "../chart/scale.js";
import { seriesOf } from "../chart/series.js";
import { el, label, LINE, svg } from "../lib/elements.js";
import { measure } from "../lib/measure.js";
import { t } from "../i18n/texts.js";

const WIDTH = 720;
const PER_SPRINT = 24;
const EDGE = 16;
const SCALE = 2;
const PROPERTIES = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linejoin",
  "paint-order",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
];
const OWN = { opacity: "1", "unicode-bidi": "normal" };
/** What XML 1.0 has no way to write. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/**
 * Return the text of an SVG file. `place` is an element of the page, whose colours the picture gets.
 * @param {Server.Report} report
 * @param {{place: Element, ui?: Ui, chosen: boolean, labelStyle?: LabelStyle, target?: number | null}} options
 */
export function picture(report, { labelStyle, place, target, chosen, ui = {} }) {
  const series = seriesOf(ui.series);
  const bars = barsOf(report, labelStyle);
  const width = Math.max(WIDTH, bars.length * PER_SPRINT + 160);
  const stage = place.appendChild(el("div", { hidden: true }));
  const chart = drawChart(stage, report, { labelStyle, target, ui, width, static: true, legend: false });
  const plot = drawingIn(stage);
  const key = stage.appendChild(legend(report, [...bars, ...runningOf(report, labelStyle)], series, { target }));
  const style = getComputedStyle(place);
  const title = format.title(report, bars, chosen);
  const text = (/** @type {string | string[]} */ words, /** @type {number} */ y, /** @type {Attributes} */ more = {}) =>
    label(words, { x: EDGE, y, fill: style.color, "font-size": 12, "font-family": style.fontFamily, ...more });
  const sentence = wrap(format.takeaway(report, bars), width, measure);
  const keys = legendLine(key, { width, color: style.color, font: style.fontFamily });
  const top = EDGE + 28 + LINE * sentence.length;
  const bottom = top + keys.height + Number(plot.getAttribute("height"));
  const size = { width: width + 2 * EDGE, height: bottom + LINE + EDGE };
  const whole = svg(
    "svg",
    { ...size, viewBox: `0 0 ${size.width} ${size.height}` },
    svg("title", {}, title),
    svg("rect", { ...size, fill: getComputedStyle(document.documentElement).backgroundColor }),
    text(wrap(title, width * 0.75, measure)[0], EDGE + 14, { "font-size": 16, "font-weight": 600 }),
    text(sentence, EDGE + 34),
    svg("g", { transform: `translate(${EDGE} ${top})` }, keys.node),
    svg("g", { transform: `translate(${EDGE} ${top + keys.height})` }, inlined(plot)),
    text(`${t("view.asOf", { when: format.instant(report.asOf) })} ${format.unitName(report.unit)}`, bottom + LINE),
  );
  chart.destroy();
  stage.remove();
  return new XMLSerializer().serializeToString(whole).toWellFormed().replace(UNWRITABLE, "");
}

/**
 * The first drawing in an element that has one.
 * @param {Element} place
 */
const drawingIn = (place) => /** @type {SVGSVGElement} */ (place.querySelector("svg"));
/** @param {HTMLCanvasElement} canvas */
const contextOf = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")); // it has no other

/**
 * Lay the legend's entries out in lines.
 * @param {Element} list
 * @param {{width: number, color: string, font: string}} options
 */
function legendLine(list, { width, color, font }) {
  const node = svg("g");
  let [x, y] = [0, 0];
  for (const item of list.children) {
    const mark = inlined(drawingIn(item));
    const indent = Number(mark.getAttribute("width")) + 6;
    const room = indent + measure(item.textContent) + 16;
    if (x > 0 && x + room > width) [x, y] = [0, y + LINE + 2];
    node.append(
      svg(
        "g",
        { transform: `translate(${x} ${y})` },
        mark,
        svg("text", { x: indent, y: 10, fill: color, "font-size": 12, "font-family": font }, item.textContent),
      ),
    );
    x += room;
  }
  return { node, height: y + LINE + 8 };
}

/**
 * Copy a drawing with its computed looks as attributes, without what only serves the page.
 * @template {Element} E
 * @param {E} node
 * @param {CSSStyleDeclaration} [outer] what the copy inherits
 */
function inlined(node, outer) {
  const copy = /** @type {E} */ (node.cloneNode(false));
  for (const { name } of [...copy.attributes])
    if (/^(class|style|role|tabindex|aria-.*|data-.*)$/.test(name)) copy.removeAttribute(name);
  const style = getComputedStyle(node);
  for (const name of PROPERTIES) {
    const value = style.getPropertyValue(name);
    if (value !== outer?.getPropertyValue(name)) write(copy, name, value);
  }
  for (const [name, usual] of Object.entries(OWN))
    if (style.getPropertyValue(name) !== usual) copy.setAttribute(name, style.getPropertyValue(name));
  for (const child of node.childNodes)
    if (!(child instanceof Element)) copy.append(child.cloneNode());
    else if (!child.matches(".hit, .ring")) copy.append(inlined(child, style));
  return copy;
}

/**
 * Write a colour as every reader of SVG knows it, without alpha; everything else as it is.
 * @param {Element} node
 * @param {string} name
 * @param {string} value
 */
function write(node, name, value) {
  const [, kind, numbers] = value.match(/^(rgba?|color)\((?:srgb )?(.*)\)$/) ?? [];
  if (!kind) return node.setAttribute(name, value);
  const [red, green, blue, alpha = 1] = numbers.split(/[\s,/]+/).map(Number);
  const parts = [red, green, blue].map((part) => Math.round(kind === "color" ? part * 255 : part));
  node.setAttribute(name, `rgb(${parts.join(", ")})`);
  return node.setAttribute(`${name}-opacity`, String(alpha));
}

/**
 * Return the PNG file of an SVG file's text, at twice its size; it can only be read back from a `data:` address.
 * @param {string} text
 * @returns {Promise<Blob>}
 */
export async function png(text) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = el("canvas", { width: image.naturalWidth * SCALE, height: image.naturalHeight * SCALE });
  contextOf(canvas).drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"),
  );
}
