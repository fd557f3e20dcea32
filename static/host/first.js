// Runs before the first paint, so that a dark page never flashes light.
(() => {
  const root = document.documentElement;
  let choice = "system";
  try {
    choice = localStorage.getItem("theme") ?? "system";
  } catch {
    // Storage may be forbidden, as in a frame on another site; the system's choice stands then.
  }
  const dark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.colorMode = dark ? "dark" : "light";
})();
