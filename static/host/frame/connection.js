// The host's side of the bridge for one frame. A sandboxed frame's origin is the word "null", which proves nothing;
// what counts is that the message comes from this frame's own window and has the shape of a call.
import { failureOf } from "../lib/api.js";

const LARGEST_CALL = 500 * 1024;
const TALLEST = 4000;
const LOOP_STEPS = 20;
const LOOP_PAUSE_MS = 250;
const MOST_REFUSALS = 3;
const LONGEST_NAME = 120;

/**
 * @typedef {(payload: any, connection: Connection) => unknown} Command takes what a page sent, whatever that is
 * @typedef {{function?: unknown, args?: unknown[]}} HostCall
 * @typedef {object} Handlers what a connection calls in the owner of its frame
 * @property {{[name: string]: Command}} commands by the names that a page calls them
 * @property {() => void} onHello
 * @property {(height: number) => void} onHeight in CSS pixels
 * @property {() => void} onThemed
 * @property {(refusal: Bridge.Refusal) => void} [onRefused]
 */

export class Connection {
  #lastId = 0;
  /** @type {Map<unknown, Function>} */
  #functions = new Map();
  #lastCallback = 0;
  /** @type {Map<unknown, {resolve: (value: unknown) => void, reject: (error: Error) => void}>} */
  #callbacks = new Map();
  /** @type {Set<string>} */
  #refusals = new Set();
  #growth = { steps: 0, at: 0, height: 0 };
  #closed = false;
  /** @param {MessageEvent} event */
  #listener = (event) => this.#receive(event);

  /**
   * @param {HTMLIFrameElement} frame
   * @param {Handlers} handlers
   */
  constructor(frame, handlers) {
    this.frame = frame;
    this.handlers = handlers;
    addEventListener("message", this.#listener);
  }

  close() {
    removeEventListener("message", this.#listener);
    this.#closed = true;
  }

  /**
   * Post only to the frame's window, whose opaque origin can only be addressed by "*".
   * @param {Bridge.Reply} message
   */
  send(message) {
    if (!this.#closed) this.frame.contentWindow?.postMessage({ forge: 1, ...message }, "*");
  }

  /** @param {MessageEvent} event */
  #receive(event) {
    const message = event.data;
    if (event.source !== this.frame.contentWindow || event.origin !== "null" || message?.forge !== 1) return;
    if (message.kind === "hello") this.handlers.onHello();
    else if (message.kind === "refused") this.#refused(message);
    else if (message.kind === "height") this.#resize(message.height);
    else if (message.kind === "call") this.#call(message);
    else if (message.kind === "result") this.#settle(message);
  }

  /** @param {unknown} height */
  #resize(height) {
    if (typeof height !== "number" || !(height >= 0)) return;
    // Content whose height follows the frame's would grow forever: many steps in a short time stop it.
    const now = performance.now();
    const growing = height > this.#growth.height && now - this.#growth.at < LOOP_PAUSE_MS;
    this.#growth = { steps: growing ? this.#growth.steps + 1 : 0, at: now, height };
    if (this.#growth.steps < LOOP_STEPS) this.handlers.onHeight(Math.min(Math.round(height), TALLEST));
  }

  /**
   * Pass on a few of the page's policy violations, each kind once: a page in a loop would fill the card.
   * @param {{[name: string]: unknown}} refusal
   */
  #refused({ directive, blocked, file, line }) {
    const [name, what, where] = [directive, blocked, file].map((text) => String(text ?? "").slice(0, LONGEST_NAME));
    const key = JSON.stringify([name, what]);
    if (this.#refusals.size >= MOST_REFUSALS || this.#refusals.has(key)) return;
    this.#refusals.add(key);
    this.handlers.onRefused?.({ directive: name, blocked: what, file: where, line: Number(line) || 0 });
  }

  /** @param {{id?: unknown, command?: unknown, payload?: unknown}} call */
  async #call({ id, command, payload }) {
    if (typeof id !== "number" || !Number.isSafeInteger(id) || id <= this.#lastId || typeof command !== "string")
      return;
    this.#lastId = id;
    try {
      const value = await this.#run(command, payload);
      if (command === "enableTheming") this.handlers.onThemed();
      this.send({ kind: "answer", id, value: this.#pack(value) });
    } catch (error) {
      const { message, code, details } = failureOf(error);
      this.send({ kind: "answer", id, error: { message, code, details } });
    }
  }

  /**
   * @param {string} command
   * @param {unknown} payload
   */
  #run(command, payload) {
    if (payload !== undefined && JSON.stringify(payload).length > LARGEST_CALL)
      throw new Error(`The payload of the bridge command is larger than ${LARGEST_CALL} characters.`);

    if (command === "callHost") return this.#callHost(/** @type {HostCall} */ (this.#unpack(payload))); // a page that sends no such finds none
    const { commands } = this.handlers;
    if (Object.hasOwn(commands, command)) return commands[command](this.#unpack(payload), this);
    throw new Error(`This host does not know the bridge command '${command.slice(0, 60)}'.`);
  }

  /** @param {HostCall} call */
  #callHost({ function: number, args = [] } = {}) {
    return this.#functions.get(number)?.(...args);
  }

  /**
   * A numbered function of the page becomes one that posts its arguments there and promises what it returns.
   * @param {unknown} value
   * @returns {unknown}
   */
  #unpack(value) {
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map((item) => this.#unpack(item));
    if ("__function" in value && typeof value.__function === "number") {
      const number = value.__function;
      return (/** @type {unknown[]} */ ...args) => this.#callBack(number, args);
    }
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.#unpack(member)]));
  }

  /**
   * @param {number} number
   * @param {unknown[]} args
   */
  #callBack(number, args) {
    return new Promise((resolve, reject) => {
      const call = (this.#lastCallback += 1);
      this.#callbacks.set(call, { resolve, reject });
      this.send({ kind: "callback", id: number, call, args });
    });
  }

  /** @param {{call?: unknown, value?: unknown, error?: {message?: unknown}}} result */
  #settle({ call, value, error }) {
    const waiting = this.#callbacks.get(call);
    this.#callbacks.delete(call);
    if (error) waiting?.reject(new Error(String(error.message)));
    else waiting?.resolve(value);
  }

  /**
   * @param {unknown} value
   * @returns {unknown}
   */
  #pack(value) {
    if (typeof value === "function") {
      const number = this.#functions.size + 1;
      this.#functions.set(number, value);
      return { __function: number };
    }
    if (typeof value !== "object" || value?.constructor !== Object) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.#pack(member)]));
  }
}

/** Events between the host and its frames, and between the frames. */
export class Events {
  /** @type {Set<{connection: Connection, event: string, callback: (payload: unknown) => unknown}>} */
  #subscriptions = new Set();

  /**
   * @param {Connection} connection
   * @param {string} event
   * @param {(payload: unknown) => unknown} callback
   */
  on(connection, event, callback) {
    const subscription = { connection, event, callback };
    this.#subscriptions.add(subscription);
    return () => void this.#subscriptions.delete(subscription);
  }

  /**
   * @param {string} event
   * @param {unknown} payload
   */
  emit(event, payload) {
    for (const one of this.#subscriptions) if (one.event === event) one.callback(payload);
  }

  /**
   * Drop the subscriptions of a frame's former page.
   * @param {Connection} connection
   */
  drop(connection) {
    for (const one of this.#subscriptions) if (one.connection === connection) this.#subscriptions.delete(one);
  }
}
