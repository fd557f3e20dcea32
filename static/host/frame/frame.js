/** @import { Command, Events } from "./connection.js" */
import { addressOf } from "../lib/api.js";
import { Connection } from "./connection.js";
import { el } from "../lib/dom.js";
import { current } from "../lib/theme.js";

const SANDBOX = "allow-scripts allow-forms allow-downloads allow-modals";
const SLOW_MS = 10_000;
const UNTHEMED_MS = 300;

/**
 * @typedef {object} FrameParts
 * @property {string} src the page, from the server's root
 * @property {string} title
 * @property {string} gadgetId
 * @property {string} entryPoint
 * @property {{[name: string]: Command}} commands
 * @property {Events} events
 * @property {number} [height] the one to begin with, in CSS pixels
 * @property {number} [fixed] the one that it keeps, whatever its document's
 * @property {(height: number) => void} [onHeight]
 * @property {() => void} [onSlow]
 * @property {(refusal: Bridge.Refusal) => void} [onRefused]
 * @typedef {ReturnType<typeof makeFrame>} Frame
 */

/**
 * A gadget's page in its sandboxed frame, tied to the bridge. It stays hidden until it has its theme, so that a dark
 * dashboard never flashes white; a page that takes no theme is shown shortly after it has loaded.
 * @param {FrameParts} parts
 */
export function makeFrame(parts) {
  const { src, title, gadgetId, entryPoint, commands, events, height, fixed, onHeight, onSlow, onRefused } = parts;
  const node = el("iframe", {
    class: "frame pending",
    sandbox: SANDBOX,
    allow: "clipboard-write",
    title,
    "data-gadget-id": gadgetId,
    "data-entry-point": entryPoint,
  });
  const resize = (/** @type {number} */ next) => (node.style.blockSize = `${next}px`);
  if (fixed ?? height) resize(fixed ?? height ?? 0);
  let themed = false;
  const reveal = () => node.classList.remove("pending");
  const slow = setTimeout(() => (reveal(), onSlow?.()), SLOW_MS);
  const connection = new Connection(node, {
    commands,
    onRefused,
    onHello() {
      clearTimeout(slow);
      events.drop(connection);
      themed = false;
      setTimeout(reveal, UNTHEMED_MS);
    },
    onThemed() {
      themed = true;
      requestAnimationFrame(() => requestAnimationFrame(reveal));
    },
    onHeight(next) {
      if (fixed) return;
      resize(next);
      onHeight?.(next);
    },
  });
  node.src = addressOf(src);
  return {
    node,
    resize,
    /** Send a new theme to a page that asked for theming. */
    retheme() {
      if (themed) connection.send({ kind: "theme", theme: current() });
    },
    close() {
      clearTimeout(slow);
      connection.close();
      events.drop(connection);
      node.remove();
    },
  };
}
