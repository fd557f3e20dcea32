// Opening an address for a gadget: only after a click or key, and a foreign address only after the user has seen it.
import { el } from "../lib/dom.js";
import { text } from "../i18n/texts.js";

const MOST_A_MINUTE = 10;
const MINUTE_MS = 60_000;

/**
 * Return a function that opens `url` for one gadget and returns whether it did. `home` is the site's origin.
 * @param {{readonly name: string}} gadget
 * @param {string} home
 */
export function makeExit(gadget, home) {
  /** @type {number[]} */
  const asked = [];
  let asking = false;

  /**
   * @param {string} url
   * @param {string} [type]
   */
  return async function leave(url, type) {
    // A click in a frame activates the pages around it too; a timer, a message or a load does not.
    if (!navigator.userActivation.isActive) throw new Error("An address is opened only right after a click or a key.");
    const now = performance.now();
    while (asked.length > 0 && now - asked[0] > MINUTE_MS) asked.shift();
    if (asking || asked.length >= MOST_A_MINUTE)
      throw new Error(`A gadget may open one address at a time, and ${MOST_A_MINUTE} a minute.`);

    asked.push(now);
    if (new URL(url).origin === home) return go(url, type);
    asking = true;
    const agreed = await confirmed(gadget.name, url).finally(() => (asking = false));
    return agreed ? go(url, type) : false;
  };
}

/**
 * @param {string} url
 * @param {string} [type]
 */
function go(url, type) {
  if (type === "same-tab") location.assign(url);
  else open(url, "_blank", "noopener,noreferrer");
  return true;
}

/**
 * Show the whole address and let the user decide.
 * @param {string} name
 * @param {string} url
 * @returns {Promise<boolean>}
 */
function confirmed(name, url) {
  return new Promise((resolve) => {
    const dialog = el("dialog", {
      class: "leaving",
      "aria-labelledby": "leaving-title",
      "aria-describedby": "leaving-url",
    });
    /**
     * @param {string} label
     * @param {string} value
     * @param {Attributes} [more]
     */
    const answer = (label, value, more) =>
      el("button", { type: "button", onclick: () => dialog.close(value), ...more }, label);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "open");
    });
    dialog.append(
      el("h2", { id: "leaving-title" }, text("leaving", { title: name })),
      el("p", {}, text("leavingHint")),
      el("p", { id: "leaving-url", class: "address", tabindex: "0" }, url),
      el(
        "div",
        { class: "dialog-actions" },
        answer(text("stay"), "", { class: "primary", autofocus: true }),
        answer(text("leave"), "open"),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
