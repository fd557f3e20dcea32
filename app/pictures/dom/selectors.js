// Selectors of style sheets: tags, ids, classes, attributes and who is inside of whom.
const COMPOUND = /^([\w-]+|\*)?((?:#[\w-]+|\.[\w-]+|\[[^\]]+\])*)$/;
const PART = /([#.])([\w-]+)|\[\s*([\w-]+)\s*(?:=\s*["']?([^"'\]]*?)["']?\s*)?\]/g;

/**
 * Return a selector as `{weight, matches(node)}`, null where it asks for more than is understood: a state such as
 * `:hover`, which a picture does not have, a sibling or a function.
 */
export function selectorOf(text) {
  const words = text
    .trim()
    .replace(/\s*>\s*/g, " > ")
    .split(/\s+/);
  const steps = [];
  let direct = false;
  for (const word of words) {
    if (word === ">") direct = true;
    else {
      const compound = compoundOf(word);
      if (!compound) return null;
      steps.push({ ...compound, direct });
      direct = false;
    }
  }
  if (!steps.length || direct) return null;
  const weight = steps.reduce((sum, step) => sum + step.weight, 0);
  return { weight, matches: (node) => reaches(steps, steps.length - 1, node) };
}

/** One place of a selector, without what it says about the places around it. */
function compoundOf(word) {
  const [whole, tag, rest] = word.match(COMPOUND) ?? [];
  if (!whole) return null;
  const tests = [];
  let weight = 0;
  if (tag && tag !== "*") {
    tests.push((node) => node.localName === tag);
    weight += 1;
  }
  for (const [, kind, name, attribute, value] of (rest ?? "").matchAll(PART)) {
    if (kind === "#") tests.push((node) => node.getAttribute("id") === name);
    else if (kind === ".") tests.push((node) => (node.getAttribute("class") ?? "").split(/\s+/).includes(name));
    else
      tests.push((node) =>
        value === undefined ? node.hasAttribute(attribute) : node.getAttribute(attribute) === value,
      );
    weight += kind === "#" ? 10_000 : 100;
  }
  return { weight, matches: (node) => tests.every((test) => test(node)) };
}

/** Whether a node is at the last of these steps and those around it are at the ones before. */
function reaches(steps, at, node) {
  if (!node || !steps[at].matches(node)) return false;
  if (at === 0) return true;
  if (steps[at].direct) return reaches(steps, at - 1, node.parentElement);
  for (let outer = node.parentElement; outer; outer = outer.parentElement)
    if (reaches(steps, at - 1, outer)) return true;
  return false;
}
