// Stands in for the bridge: canned answers, a list of the calls made, events that a test can send.
(() => {
  const { context, answers, delays, mode } = __SETUP__;
  const listeners = [];
  const calls = [];
  const held = [];
  const stub = { answers, delays, calls, context, held, release: () => held.splice(0).forEach((go) => go()) };
  const sheet = () => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href: "/bridge/tokens.css" });
    return new Promise((resolve) => {
      link.onload = link.onerror = resolve;
      document.head.prepend(link);
    });
  };
  stub.theme = (colorMode) => (document.documentElement.dataset.colorMode = colorMode);
  stub.emit = (event, payload) =>
    listeners.filter((one) => one.event === event).forEach((one) => one.callback(payload));
  async function invoke({ functionKey, payload }) {
    const delay = delays[functionKey];
    if (delay === "hold") await new Promise((resolve) => held.push(resolve));
    else if (delay) await new Promise((resolve) => setTimeout(resolve, delay));
    const found = answers[functionKey];
    const answer = Array.isArray(found) ? (found.length > 1 ? found.shift() : found[0]) : found;
    const own = answer?.bySprint ? answer.bySprint[payload.sprintId] : answer;
    if (!own)
      throw new Error(`There was an error invoking the function - Resolver has no definition for '${functionKey}'.`);
    if (!own.error) return structuredClone(own);
    const { message, type, ...details } = own.error;
    throw Object.assign(new Error(`There was an error invoking the function - ${message}`), { code: type, details });
  }
  const commands = {
    getContext: async () => structuredClone(context),
    enableTheming: async () => {
      await sheet();
      stub.theme(mode);
    },
    invoke,
    on: async (subscription) => void listeners.push(subscription),
    submit: async () => true,
    close: async () => true,
    navigate: async () => true,
    showFlag: async () => true,
  };
  globalThis.__stub = stub;
  globalThis.__bridge = {
    callBridge(command, payload) {
      calls.push({ command, payload: command === "on" ? payload.event : structuredClone(payload) });
      return commands[command](payload);
    },
  };
})();
