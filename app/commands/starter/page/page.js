const call = (command, payload) => globalThis.__bridge.callBridge(command, payload);
const status = document.querySelector("[role=status]");

try {
  await call("enableTheming");
  const counts = await call("invoke", { functionKey: "countStatuses", payload: {} });
  for (const [category, count] of Object.entries(counts)) {
    const item = document.createElement("li");
    item.textContent = `$${category}: $${count}`;
    document.querySelector("ul").append(item);
  }
  status.textContent = "Statuses by category";
} catch (error) {
  status.textContent = error.message;
}
