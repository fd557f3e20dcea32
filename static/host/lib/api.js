import { text } from "../i18n/texts.js";

const BASE = new URL("../../", import.meta.url);
/**
 * The page's own texts for what the server refuses; everything else is told in the server's words.
 * @type {Map<string, Parameters<typeof text>[0]>}
 */
const TEXTS = new Map([
  ["access-key-missing", "sessionOver"],
  ["access-key-wrong", "keyWrong"],
  ["dashboard-name-refused", "nameRefused"],
  ["dashboard-name-taken", "nameTaken"],
  ["too-many-attempts", "keyWait"],
  ["unknown-gadget", "gadgetGone"],
  ["unknown-module", "unknownModule"],
]);

/**
 * Return the whole address of a path of this server, such as "/dashboard", also below a prefix.
 * @param {string} path
 */
export const addressOf = (path) => new URL(path.slice(1), BASE).href;

/** The server refused or did not answer. `code` is the problem's type, `details` the rest of it. */
class ServerError extends Error {
  /**
   * @param {string} message
   * @param {string} code
   * @param {{[name: string]: unknown}} details
   */
  constructor(message, code, details) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/**
 * Ask the server, with the headers in `proof`; return the JSON answer or throw a ServerError with a text for people.
 * @template T
 * @param {string} method
 * @param {string} path
 * @param {string} [body]
 * @param {{[name: string]: string}} [proof]
 * @returns {Promise<T>}
 */
export async function ask(method, path, body, proof = {}) {
  let response;
  try {
    const headers = body === undefined ? proof : { ...proof, "content-type": "application/json" };
    response = await fetch(addressOf(path), { method, headers, body, cache: "no-store" });
  } catch {
    throw new ServerError(text("offline"), "offline", {});
  }
  const answer = await response.json().catch(() => undefined);
  if (response.ok) return answer;
  throw refusal(answer, response.status);
}

/**
 * What was thrown, as an error with what the server may have added.
 * @param {unknown} thrown
 * @returns {Failure}
 */
export const failureOf = (thrown) => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/**
 * @param {(Partial<Server.Failed> & Partial<Server.Problem>) | undefined} answer
 * @param {number} status
 */
function refusal(answer, status) {
  if (answer?.error) {
    const { message, type, ...details } = answer.error;
    return new ServerError(message, type, details);
  }
  const { detail = `HTTP ${status}`, type, title, ...details } = answer ?? {};
  const code = type?.split("/").pop() ?? "refused";
  const seconds = Math.ceil(Number(details.retryAfterSeconds));
  return new ServerError(text(TEXTS.get(code) ?? "serverSays", { detail, seconds }), code, { ...details, status });
}
