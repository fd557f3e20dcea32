// The bridge as this app uses it.
const FOREIGN_PREFIX = /^There was an error invoking the function - /;
/**
 * @typedef {typeof import("./bridge.js")} Host this module, or what stands in for it
 */

/**
 * @param {string} command
 * @param {unknown} [payload]
 * @returns {Promise<any>} what the host answers to the command
 */
const call = async (command, payload) => globalThis.__bridge?.callBridge(command, payload);

/** @returns {Promise<Context>} */
export const getContext = () => call("getContext");
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
 * Call a resolver. Errors keep their `code` and `details`; the message loses the bridge's prefix.
 * @template {keyof Server.Functions} K
 * @param {K} functionKey
 * @param {Server.Functions[K]["payload"]} payload
 * @returns {Promise<Server.Functions[K]["result"]>}
 */
export async function invoke(functionKey, payload) {
  try {
    return await call("invoke", { functionKey, payload });
  } catch (thrown) {
    const error = failureOf(thrown);
    error.message = String(error.message).replace(FOREIGN_PREFIX, "");
    throw error;
  }
}

/** Wait until the page's bridge is there; false when it does not come. */
export async function ready(patience = 10_000, step = 50) {
  for (let waited = 0; !globalThis.__bridge; waited += step) {
    if (waited >= patience) return false;
    await new Promise((resolve) => setTimeout(resolve, step));
  }
  return true;
}
