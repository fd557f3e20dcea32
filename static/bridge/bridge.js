// The Custom UI side of the bridge: sets globalThis.__bridge before any script of the app runs.
// Calls travel by postMessage to the host page, which answers to this window only.
(() => {
  "use strict";
  if (globalThis.__bridge) return;

  const host = globalThis.parent;
  const { src } = /** @type {HTMLScriptElement} */ (document.currentScript); // this script, while it runs
  const origin = new URL(src).origin;
  const THEME_TIMEOUT_MS = 1000;
  /** @type {Map<number, {resolve: (value: unknown) => void, reject: (error: unknown) => void}>} */
  const waiting = new Map();
  /** @type {Map<number, Function>} */
  const callbacks = new Map();
  // Ids grow across reloads of this frame as well, so that the host can tell a replayed call by its id.
  let lastId = Date.now() * 1000;

  /** @param {Bridge.Message} message */
  const send = (message) => host.postMessage({ forge: 1, ...message }, origin);

  /**
   * Replace functions by numbers that the host can call back; what cannot be cloned throws here, in the caller.
   * @param {unknown} value
   * @returns {unknown}
   */
  function pack(value, depth = 0) {
    if (typeof value === "function") {
      callbacks.set((lastId += 1), value);
      return { __function: lastId };
    }
    if (value === null || typeof value !== "object" || depth > 20) return value;
    if (Array.isArray(value)) return value.map((item) => pack(item, depth + 1));
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, pack(member, depth + 1)]));
  }

  /**
   * The reverse: a numbered function of the host becomes one that asks the host to run it.
   * @param {unknown} value
   * @returns {unknown}
   */
  function unpack(value) {
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map(unpack);
    if ("__function" in value && typeof value.__function === "number")
      return (/** @type {unknown[]} */ ...args) => callBridge("callHost", { function: value.__function, args });

    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, unpack(member)]));
  }

  /**
   * @param {string} command
   * @param {unknown} [payload]
   * @returns {Promise<unknown>}
   */
  function callBridge(command, payload) {
    const answer = new Promise((resolve, reject) => {
      const id = (lastId += 1);
      waiting.set(id, { resolve, reject });
      try {
        send({ kind: "call", id, command, payload: pack(payload) });
      } catch (error) {
        waiting.delete(id);
        reject(error);
      }
    });
    return command === "enableTheming" ? answer.then(applyTheme) : answer;
  }

  /** @param {Bridge.Failed} failed */
  function failure({ message, code, details }) {
    /** @type {Failure} */
    const error = new Error(message);
    if (code !== undefined) error.code = code;
    if (details !== undefined) error.details = details;
    if (details?.metadata !== undefined) error.metadata = details.metadata;
    return error;
  }

  /** @param {Bridge.Theme} theme */
  function applyTheme(theme) {
    const root = document.documentElement;
    root.dataset.colorMode = theme.colorMode;
    root.dataset.theme = theme.attribute;
    if (document.querySelector("link[data-forge-theme]")) return theme.state;
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("tokens.css", src).href;
    link.dataset.forgeTheme = "";
    return new Promise((resolve) => {
      const done = () => resolve(theme.state);
      link.addEventListener("load", done);
      link.addEventListener("error", done);
      setTimeout(done, THEME_TIMEOUT_MS);
      document.head.prepend(link);
    });
  }

  /** @param {Bridge.Answer} answer */
  function settle({ id, value, error }) {
    const call = waiting.get(id);
    waiting.delete(id);
    if (error) call?.reject(failure(error));
    else call?.resolve(unpack(value));
  }

  /** @param {Bridge.Callback} callback */
  async function callBack({ id, call, args }) {
    try {
      const value = await callbacks.get(id)?.(...args.map(unpack));
      send({ kind: "result", call, value });
    } catch (error) {
      send({ kind: "result", call, error: { message: error instanceof Error ? error.message : String(error) } });
    }
  }

  globalThis.addEventListener("message", (event) => {
    if (event.source !== host || event.origin !== origin || event.data?.forge !== 1) return;
    /** @type {Bridge.Reply} */
    const reply = event.data;
    if (reply.kind === "answer") settle(reply);
    else if (reply.kind === "callback") callBack(reply);
    else if (reply.kind === "theme") applyTheme(reply.theme);
  });

  // A link that opens a tab is passed to the host, which shows the user where it leads.
  /** @param {MouseEvent} event */
  function follow(event) {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    const inNewTab = link?.target === "_blank" || event.ctrlKey || event.metaKey || event.button === 1;
    if (event.defaultPrevented || event.button > 1 || !inNewTab || !link || !/^https?:$/.test(link.protocol)) return;
    event.preventDefault();
    callBridge("navigate", { type: "new-tab", url: link.href }).catch(() => {});
  }

  globalThis.addEventListener("click", follow);
  globalThis.addEventListener("auxclick", follow);

  let reported = 0;
  function reportHeight() {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (Math.abs(height - reported) < 2) return;
    reported = height;
    send({ kind: "height", height });
  }

  document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile, lineNumber }) => {
    send({ kind: "refused", directive: effectiveDirective, blocked: blockedURI, file: sourceFile, line: lineNumber });
  });

  globalThis.__bridge = { callBridge };
  send({ kind: "hello" });
  document.addEventListener("DOMContentLoaded", () => {
    new ResizeObserver(() => requestAnimationFrame(reportHeight)).observe(document.documentElement);
    // Browsers run no animation frames below the fold, so a change of the document is also measured without one.
    let measuring = 0;
    new MutationObserver(() => {
      measuring ||= setTimeout(() => {
        measuring = 0;
        reportHeight();
      }, 100);
    }).observe(document.documentElement, { attributes: true, childList: true, subtree: true });
  });
})();
