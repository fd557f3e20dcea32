import { text } from "../i18n/texts.js";

const BASE = new URL("../../", import.meta.url);

/** Return the whole address of one of this server's own, such as "/dashboard", wherever the server stands. */
export const addressOf = (path) => new URL(path.slice(1), BASE).href;

/** A refusal by the server, or its silence. `code` is the problem's kind, `details` whatever else came with it. */
export class ServerError extends Error {
  constructor(message, code, details) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** Ask the server, with the headers in `proof`; return the JSON answer or throw a ServerError with a text for people. */
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

function refusal(answer, status) {
  if (answer?.error) {
    const { message, type, ...details } = answer.error;
    return new ServerError(message, type, details);
  }
  const { detail, type, title, ...details } = answer ?? {};
  return new ServerError(detail ?? `HTTP ${status}`, type?.split("/").pop() ?? "refused", { ...details, status });
}
