// How far a reading is: asked for after a moment, then every second.
const FIRST_MS = 1500;
const NEXT_MS = 1000;

/**
 * Give `say` what `ask` answers until the returned function is called; a question that fails says nothing.
 * @param {() => Promise<Server.ProgressReport>} ask
 * @param {(progress: Server.ProgressReport) => void} say
 */
export function follow(ask, say) {
  let ended = false;
  let timer = setTimeout(again, FIRST_MS);
  async function again() {
    const progress = await ask().catch(() => null);
    if (ended) return;
    if (progress?.state === "reading" && progress.issuesTotal) say(progress);
    timer = setTimeout(again, NEXT_MS);
  }
  return () => {
    clearTimeout(timer);
    ended = true;
  };
}
