// The bridge as this app uses it.
const FOREIGN_PREFIX = /^There was an error invoking the function - /;
/** The end of the keys of modules whose calls a container service answers, in `manifest.forge.yaml`. */
const SERVICE = /-service$/;

/**
 * @param {string} command
 * @param {unknown} [payload]
 * @returns {Promise<any>} what the host answers to the command
 */
const call = (command, payload) => globalThis.__bridge.callBridge(command, payload);

/**
 * Return the context, which decides what answers `invoke` from then on.
 * @returns {Promise<Context>}
 */
export async function getContext() {
  const context = await call("getContext");
  ask = SERVICE.test(context.moduleKey) ? askService : askResolver;
  return context;
}

export const enableTheming = () => call("enableTheming");
/**
 * @param {unknown} payload
 * @returns {Promise<boolean>}
 */
export const submit = (payload) => call("submit", payload);
/** @returns {Promise<boolean>} */
export const close = () => call("close");
/** @param {{[name: string]: unknown}} flag */
export const showFlag = (flag) => call("showFlag", flag);
/** @param {string} url */
export const navigate = (url) => call("navigate", { type: "new-tab", url });
/** @returns {Promise<WidgetEdit>} */
export const widgetEdit = () => call("getWidgetEditApi");
/**
 * @param {string} event
 * @param {(payload: any) => unknown} callback is called with what the event carries
 */
export const on = (event, callback) => call("on", { event, callback });

/**
 * What was thrown, as an error with what the bridge may have added.
 * @param {unknown} thrown
 * @returns {Failure}
 */
export const failureOf = (thrown) => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/**
 * Call a function. Errors keep their `code` and `details`; the message loses the bridge's prefix.
 * @template {keyof Server.Functions} K
 * @param {K} functionKey
 * @param {Server.Functions[K]["payload"]} payload
 * @returns {Promise<Server.Functions[K]["result"]>}
 */
export const invoke = (functionKey, payload) => ask({ functionKey, payload });
/** @type {(body: {functionKey: string, payload: unknown}) => Promise<any>} */
let ask = askResolver;

/** @param {{functionKey: string, payload: unknown}} body */
async function askResolver(body) {
  try {
    return await call("invoke", body);
  } catch (thrown) {
    const error = failureOf(thrown);
    error.message = String(error.message).replace(FOREIGN_PREFIX, "");
    throw error;
  }
}

/**
 * Send what `invokeService` of `@forge/bridge` sends; a failure comes as a text with a status, not as a rejection.
 * @param {{functionKey: string, payload: unknown}} body
 */
async function askService(body) {
  const answer = await call("invoke", { path: "/invoke", method: "POST", body, invokeType: "ui-container-fetch" });
  if (answer?.success) return answer.payload.body;
  throw failure(answer?.error ?? {});
}

/** @param {{error?: string}} answer */
function failure({ error: text = "" }) {
  try {
    const { message, type, status, ...details } = JSON.parse(text).error;
    return Object.assign(new Error(message), { code: type, details });
  } catch {
    return Object.assign(new Error(String(text)), { code: "service-starting" });
  }
}

/** Wait until the page's bridge is there; false when it does not come. */
export async function ready(timeout = 10_000, step = 50) {
  for (let waited = 0; !globalThis.__bridge; waited += step) {
    if (waited >= timeout) return false;
    await new Promise((resolve) => setTimeout(resolve, step));
  }
  return true;
}
