// While an app is developed: notices that the server has started again, and shows the gadgets as they are now.
/** @import { Arrangement, Dashboard } from "./arrangement.js" */
import { ask } from "../lib/api.js";

const POLL_MS = 500;

/**
 * Load the frames again after each start of the server other than the one that answered with `dashboard`.
 * @param {Arrangement} board
 * @param {Dashboard} dashboard
 */
export function followStarts(board, { id, started, modules, scopes }) {
  if (started === null) return;
  const known = JSON.stringify([modules, scopes]);
  /** @type {string | null} */
  let seen = started;
  const look = async () => {
    /** @type {Dashboard} */
    const now = await ask("GET", `/dashboards/~${id}`);
    if (now.started === seen) return;
    if (JSON.stringify([now.modules, now.scopes]) !== known) location.reload();
    seen = now.started;
    for (const card of board.cards) card.reload();
  };
  // A failure is a server that starts: the next time tells.
  const poll = () =>
    look()
      .catch(() => null)
      .then(() => setTimeout(poll, POLL_MS));
  setTimeout(poll, POLL_MS);
}
