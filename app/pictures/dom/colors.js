// Colours as browsers write them when they are asked (CSS Color 4, "Resolving and serializing").
const NAMED = { black: "#000000", white: "#ffffff", transparent: "#00000000" };
const MIXED = /^color-mix\(in srgb,\s*(.+?)(?:\s+([\d.]+)%)?,\s*(.+?)\)$/;

/** Return a colour as `rgb(…)`, a mixed one as `color(srgb …)`; null for what is none. `current` is `currentColor`. */
export function colorOf(text, current) {
  if (/^currentcolor$/i.test(text)) return current;
  const mixed = text.match(MIXED);
  if (mixed) return mix(mixed);
  const bytes = bytesOf(text);
  if (!bytes) return /^(rgba?|color)\(/.test(text) ? text : null;
  const [red, green, blue, alpha] = bytes;
  return alpha === 255 ? `rgb(${red}, ${green}, ${blue})` : `rgba(${red}, ${green}, ${blue}, ${shortest(alpha)})`;
}

function bytesOf(text) {
  const [, digits] = (NAMED[text] ?? text).match(/^#([\da-f]{3,8})$/i) ?? [];
  if (!digits || ![3, 4, 6, 8].includes(digits.length)) return null;
  const whole = digits.length < 6 ? [...digits].map((digit) => digit + digit).join("") : digits;
  return [0, 2, 4, 6].map((at) => parseInt(whole.slice(at, at + 2) || "ff", 16));
}

/** The fewest decimals that give the same byte again. */
function shortest(alpha) {
  const two = Math.round((alpha / 255) * 100) / 100;
  return Math.round(two * 255) === alpha ? two : Math.round((alpha / 255) * 1000) / 1000;
}

function mix([, first, percent = "50", second]) {
  const [one, other] = [first, second].map((text) => bytesOf(text.trim())?.map((byte) => byte / 255));
  if (!one || !other) return null;
  const part = Number(percent) / 100;
  const alpha = one[3] * part + other[3] * (1 - part);
  const channel = (at) => (one[at] * one[3] * part + other[at] * other[3] * (1 - part)) / (alpha || 1);
  return `color(srgb ${channel(0)} ${channel(1)} ${channel(2)}${alpha < 1 ? ` / ${alpha}` : ""})`;
}
