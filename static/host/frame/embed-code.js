// The menu's "Copy embed code": asks for the gadget's signed address and puts it into an iframe's HTML.
import { ask, failureOf } from "../lib/api.js";
import { copy, el } from "../lib/dom.js";
import { showFlag } from "../lib/flags.js";
import { text } from "../i18n/texts.js";

/** @import { GadgetCard } from "./gadget.js" */

const LOOPBACK = /^(localhost|127\.[\d.]+|\[::1\])$/;

/** @param {GadgetCard} card */
const pathOf = (card) => `/dashboard/gadgets/${encodeURIComponent(card.id)}/embed`;

/**
 * Return the HTML that shows a gadget on another page.
 * @param {string} url
 * @param {GadgetCard} card
 */
function codeOf(url, card) {
  const height = Math.max(240, Math.round(card.body.getBoundingClientRect().height));
  const frame = el("iframe", {
    src: url,
    title: card.name,
    width: "100%",
    height,
    allow: "clipboard-write",
  });
  // The policy of this page allows it no style attribute; the other page's may.
  return frame.outerHTML.replace("></iframe>", ' style="border: 0"></iframe>');
}

/**
 * Copy the code and show it, since the browser may not allow the copy.
 * @param {GadgetCard} card
 */
export async function copyEmbedCode(card) {
  try {
    /** @type {Server.EmbedAddress} */
    const { url, picture, origins } = await ask("POST", pathOf(card), "{}");
    card.isEmbedded = true;
    const code = codeOf(url, card);
    const copied = await copy(code);
    show(card, { code, picture }, [copied ? text("embedCopied") : text("embedByHand"), ...missing(url, origins)]);
  } catch (error) {
    const description = failureOf(error).message;
    showFlag({ id: `embed-${card.id}`, title: text("embedFailed"), description, type: "error" });
  }
}

/**
 * Say on which pages the code works, and what it still needs before it works on any.
 * @param {string} url
 * @param {string[]} origins
 */
function missing(url, origins) {
  const lines = [origins.length ? text("embedOrigins", { origins: origins.join(", ") }) : text("embedNowhere")];
  return LOOPBACK.test(new URL(url).hostname) ? [...lines, text("embedLoopback")] : lines;
}

/**
 * @param {GadgetCard} card
 * @param {{code: string, picture: string | null}} given
 * @param {string[]} words
 */
function show(card, { code, picture }, words) {
  const id = `embed-code-${card.id}`;
  const area = el("textarea", { readonly: true, rows: 5, spellcheck: "false", "aria-label": text("embedCode") }, code);
  /** @type {HTMLButtonElement} */
  const close = el("button", { type: "button", class: "primary", onclick: () => dialog.close() }, text("close"));
  const heading = el("h2", { id }, text("embedCode"));
  const dialog = el("dialog", { "aria-labelledby": id, class: "embed-code" }, heading);
  dialog.addEventListener("close", () => {
    dialog.remove();
    card.menu.button.focus();
  });
  dialog.append(...words.map((line) => el("p", {}, line)), area, ...(picture ? pictureOf(picture, id) : []), close);
  document.body.append(dialog);
  dialog.showModal();
  area.select();
}

/**
 * Make a field with the address of the gadget's picture, and its label.
 * @param {string} picture
 * @param {string} id the dialog's heading
 */
function pictureOf(picture, id) {
  /** @type {HTMLInputElement} */
  const field = el("input", { id: `${id}-picture`, readonly: true, value: picture, onfocus: () => field.select() });
  return [el("label", { for: field.id }, text("embedPicture")), field];
}

/**
 * Revoke the gadget's embed address.
 * @param {GadgetCard} card
 */
export async function withdrawEmbed(card) {
  const id = `embed-${card.id}`;
  try {
    await ask("DELETE", pathOf(card));
    card.isEmbedded = false;
    showFlag({ id, title: text("embedWithdrawn", { title: card.name }), type: "success", isAutoDismiss: true });
  } catch (error) {
    showFlag({ id, title: text("embedFailed"), description: failureOf(error).message, type: "error" });
  }
}
