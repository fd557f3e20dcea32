// The bridge as this app uses it.
const FOREIGN_PREFIX = /^There was an error invoking the function - /;
/** How the keys of modules end that a container service answers: those of `manifest.forge.yaml`. */
const SERVICE = /-service$/;
const call = (command, payload) => globalThis.__bridge.callBridge(command, payload);

/** Return the context; it says what answers `invoke` from then on. */
export async function getContext() {
  const context = await call("getContext");
  ask = SERVICE.test(context.moduleKey) ? askService : askResolver;
  return context;
}

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

/** Call a function. Errors keep their `code` and `details`; the message loses the bridge's prefix. */
export const invoke = (functionKey, payload) => ask({ functionKey, payload });
let ask = askResolver;

async function askResolver(body) {
  try {
    return await call("invoke", body);
  } catch (error) {
    error.message = String(error.message).replace(FOREIGN_PREFIX, "");
    throw error;
  }
}

/** Send what `invokeService` of `@forge/bridge` sends; a failure comes as a text with a status, not as a rejection. */
async function askService(body) {
  const answer = await call("invoke", { path: "/invoke", method: "POST", body, invokeType: "ui-container-fetch" });
  if (answer?.success) return answer.payload.body;
  throw failure(answer?.error ?? {});
}

function failure({ error: text }) {
  try {
    const { message, type, status, ...details } = JSON.parse(text).error;
    return Object.assign(new Error(message), { code: type, details });
  } catch {
    return Object.assign(new Error(String(text)), { code: "service-starting" });
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
