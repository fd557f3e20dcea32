const invoke = (functionKey, payload) => globalThis.__bridge.callBridge("invoke", { functionKey, payload });

const { text, asked } = await invoke("hello", { name: "Forge" });
document.getElementById("hello").textContent = `${text} (${asked})`;
document.getElementById("statuses").textContent = (await invoke("statuses")).join(", ");
