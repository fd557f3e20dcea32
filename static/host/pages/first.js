// Runs before the first paint, so that a dark page never flashes light.
(() => {
  const root = document.documentElement;
  let choice = new URLSearchParams(location.search).get("theme");
  try {
    if (!/\/(embed|wall)\//.test(location.pathname) || !choice) choice = localStorage.getItem("theme");
  } catch {
    // Storage may be forbidden; the system's choice stands then.
  }
  const dark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.colorMode = dark ? "dark" : "light";
})();
