// What style sheets make of a node, written as browsers write it (CSSOM, "resolved values").
// Of style sheets it knows rules outside of any `@media`, variables, `color-mix` and the properties listed here.
import { colorOf } from "./colors.js";
import { selectorOf } from "./selectors.js";

const pixels = (value) => (/^-?[\d.]+$/.test(value) ? `${Number(value)}px` : value);
const list = (value) =>
  value === "none"
    ? value
    : value
        .split(/[\s,]+/)
        .map(pixels)
        .join(", ");
const families = (value) =>
  value
    .split(/\s*,\s*/)
    .map((one) => one.replace(/^'(.*)'$/, '"$1"'))
    .join(", ");
const weight = (value) => ({ normal: "400", bold: "700" })[value] ?? value;
const paint = (value, color) => {
  const [, target] = value.match(/^url\(["']?([^"')]+)["']?\)$/) ?? [];
  return target ? `url("${target}")` : value === "none" ? value : colorOf(value, color);
};
const same = (value) => value;

/** The properties: what a node has that is given none, whether it takes its parent's instead, and how it is written. */
const PROPERTIES = {
  color: ["rgb(0, 0, 0)", true, colorOf],
  "background-color": ["rgba(0, 0, 0, 0)", false, colorOf],
  fill: ["rgb(0, 0, 0)", true, paint],
  stroke: ["none", true, paint],
  "stroke-width": ["1px", true, pixels],
  "stroke-dasharray": ["none", true, list],
  "stroke-linejoin": ["miter", true, same],
  "paint-order": ["normal", true, same],
  "font-family": ["sans-serif", true, families],
  "font-size": ["16px", true, pixels],
  "font-weight": ["400", true, weight],
  "letter-spacing": ["normal", true, same],
  "word-spacing": ["normal", true, same],
  "text-anchor": ["start", true, same],
  "unicode-bidi": ["normal", false, same],
  opacity: ["1", false, same],
};
const VARIABLE = /var\(\s*(--[\w-]+)\s*(?:,((?:[^()]|\((?:[^()]|\([^()]*\))*\))*))?\)/;
const AT_RULE = /@[^{;]*(?:;|\{(?:[^{}]|\{[^{}]*\})*\})/g;

/** Return what computes the style of a node from these style sheets, the later ones on top. */
export function styling(sheets) {
  const rules = sheets.flatMap(rulesOf).sort((one, other) => one.selector.weight - other.selector.weight);
  const known = new WeakMap();
  const styleOf = (node) => {
    if (!known.has(node)) known.set(node, computed(node, rules, node.parentElement && styleOf(node.parentElement)));
    return known.get(node);
  };
  return (node) => {
    const { values } = styleOf(node);
    const short = Object.entries(values).map(([name, value]) => [
      name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()),
      value,
    ]);
    return { ...Object.fromEntries(short), getPropertyValue: (name) => values[name] ?? "" };
  };
}

function rulesOf(sheet) {
  const plain = sheet.replace(/\/\*[^]*?\*\//g, "").replace(AT_RULE, "");
  return [...plain.matchAll(/([^{}]+)\{([^{}]*)\}/g)].flatMap(([, selectors, body]) => {
    const given = declarationsOf(body);
    return selectors.split(",").flatMap((text) => {
      const selector = selectorOf(text);
      return selector ? [{ selector, given }] : [];
    });
  });
}

/** The declarations of a rule by their names, the shorthands `font` and `background` taken apart. */
function declarationsOf(body) {
  const pairs = [...body.matchAll(/([\w-]+)\s*:\s*([^;]+)/g)].map(([, name, value]) => [name, value.trim()]);
  return Object.fromEntries(
    pairs.flatMap(([name, value]) => {
      if (name === "background") return [["background-color", value]];
      const [, size, family] = (name === "font" && value.match(/^([\d.]+px)(?:\/\S+)?\s+(.+)$/)) || [];
      return size
        ? [
            ["font-size", size],
            ["font-family", family],
          ]
        : [[name, value]];
    }),
  );
}

/** The values of a node's properties, and its variables, which those inside take on. */
function computed(node, rules, outer) {
  const given = Object.fromEntries(
    Object.keys(PROPERTIES).flatMap((name) =>
      node.isDrawn && node.hasAttribute(name) ? [[name, node.getAttribute(name)]] : [],
    ),
  );
  for (const { selector, given: more } of rules) if (selector.matches(node)) Object.assign(given, more);
  const variables = { ...outer?.variables };
  for (const [name, value] of Object.entries(given)) if (name.startsWith("--")) variables[name] = value;
  const values = {};
  for (const [name, [initial, inherits, write]] of Object.entries(PROPERTIES)) {
    const usual = inherits && outer ? outer.values[name] : initial;
    const value = filled(given[name] ?? "", variables);
    values[name] = value && value !== "inherit" ? (write(value, values.color ?? usual) ?? usual) : usual;
  }
  return { values, variables };
}

/** Put in the values of variables; "" where one has neither a value nor something instead. */
function filled(value, variables) {
  let text = value;
  for (let found = text.match(VARIABLE); found; found = text.match(VARIABLE)) {
    const put = variables[found[1]] ?? found[2];
    if (put === undefined) return "";
    text = text.replace(found[0], put.trim());
  }
  return text.trim();
}
