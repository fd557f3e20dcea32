// A dashboard is printed light and whole, on one page of A4: as it stands on the screen, scaled to the paper.
import * as theme from "../lib/theme.js";

/** The longer side of a page of A4 by the shorter one. */
const PROPORTION = Math.SQRT2;

/**
 * Return a page in CSS pixels that has room for so many of them; the browser scales it to the paper.
 * @param {number} width
 * @param {number} height
 */
function pageFor(width, height) {
  const isUpright = height > width;
  const long = isUpright ? Math.max(height, width * PROPORTION) : Math.max(width, height * PROPORTION);
  const [wide, high] = isUpright ? [long / PROPORTION, long] : [long, long / PROPORTION];
  return `@page { size: ${Math.ceil(wide)}px ${Math.ceil(high)}px; margin: 0 }`;
}

/**
 * Prepare each printing of the page, and put the page back after it.
 * @param {HTMLElement} main what is printed
 */
export function printWhole(main) {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  addEventListener("beforeprint", () => {
    const { width, height } = main.getBoundingClientRect();
    const columns = getComputedStyle(main).gridTemplateColumns;
    const asSeen = `inline-size: ${width}px !important; grid-template-columns: ${columns} !important`;
    sheet.replaceSync(`${pageFor(width, height)} @media print { main { ${asSeen} } }`);
    document.documentElement.dataset.colorMode = "light";
  });
  addEventListener("afterprint", () => {
    sheet.replaceSync("");
    theme.apply();
  });
}
