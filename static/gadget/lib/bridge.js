// The bridge as this app uses it.
const FOREIGN_PREFIX = /^There was an error invoking the function - /;
const call = (command, payload) => globalThis.__bridge.callBridge(command, payload);

export const getContext = () => call("getContext");
export const enableTheming = () => call("enableTheming");
export const submit = (payload) => call("submit", payload);
export const close = () => call("close");
export const showFlag = (flag) => call("showFlag", flag);
export const navigate = (url) => call("navigate", { type: "new-tab", url });
export const on = (event, callback) => call("on", { event, callback });

/**
 * What was thrown, as an error with what the bridge may have added.
 * @param {unknown} thrown
 * @returns {Failure}
 */
export const failureOf = (thrown) => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/** Call a resolver. Errors keep their `code` and `details`; the message loses the bridge's prefix. */
export async function invoke(functionKey, payload) {
  try {
    return await call("invoke", { functionKey, payload });
  } catch (error) {
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
