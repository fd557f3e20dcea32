// How far a reading is: asked for after a moment, then every second.
const FIRST_MS = 1500;
const NEXT_MS = 1000;

/** Give `say` what `ask` answers until the returned function is called; a question that fails says nothing. */
export function follow(ask, say) {
  let timer = setTimeout(again, FIRST_MS);
  async function again() {
    const progress = await ask().catch(() => null);
    if (timer === null) return;
    if (progress?.state === "reading" && progress.issuesTotal) say(progress);
    timer = setTimeout(again, NEXT_MS);
  }
  return () => {
    clearTimeout(timer);
    timer = null;
  };
}
