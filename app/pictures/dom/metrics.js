// How wide text is where no page can measure it: the widths of Helvetica, which Arial, Arimo and Liberation Sans share.

/** Thousandths of the font's size, by the letters that are so wide (Adobe, Core 14 font metrics). */
const WIDTHS = {
  191: "'",
  222: "ijl",
  260: "|",
  278: " !,./:;[\\]ftI\u00a0",
  333: "-()`r·“”„‘’",
  334: "{}",
  355: '"',
  389: "*",
  469: "^",
  500: "cksvxyzJ",
  556: "#$?0123456789_abdeghnopquL–€",
  584: "+<=>~−×±",
  611: "ßFTZø",
  667: "&ABEKPSVXY",
  722: "wCDHNRU",
  778: "GOQØ",
  833: "mM",
  889: "%æ",
  944: "W",
  1000: "—…Æ",
  1015: "@",
};
const USUAL = 600;
const WIDE = 1000;
const SIZE = 12;
/** What has no width: marks on a letter and signs of direction. */
const NO_WIDTH = /\p{M}|\p{Cf}/u;
/** What fills a square: the scripts of East Asia, and emoji. */
const SQUARE =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}|[\u3000-\u303f\uff01-\uff60]/u;
const known = new Map(
  Object.entries(WIDTHS).flatMap(([width, letters]) => [...letters].map((one) => [one, Number(width)])),
);

/** Return the width of a text in pixels; a letter with an accent is as wide as the one without. */
export function widthOf(text, size = SIZE) {
  const letters = [...text.normalize("NFD")];
  return (letters.reduce((sum, letter) => sum + widthOfLetter(letter), 0) * size) / 1000;
}

function widthOfLetter(letter) {
  return known.get(letter) ?? (NO_WIDTH.test(letter) ? 0 : SQUARE.test(letter) ? WIDE : USUAL);
}
