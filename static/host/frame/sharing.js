/** @import { GadgetCard } from "./gadget.js" */
// Two ways to show a gadget to people with access to this server: a link with its settings, and full screen.
import { addressOf } from "../lib/api.js";
import { copy } from "../lib/dom.js";
import { showFlag } from "../lib/flags.js";
import { text } from "../i18n/texts.js";

/**
 * Copy a link to the gadget as it is set now; its settings are in the address.
 * @param {GadgetCard} card
 */
export async function copyLink({ id, moduleKey, configuration }) {
  const settings = Object.entries(configuration ?? {}).map(([key, value]) => [key, JSON.stringify(value)]);
  const link = addressOf(`/show/${encodeURIComponent(moduleKey)}?${new URLSearchParams(settings)}`);
  const copied = await copy(link);
  const said = copied ? { title: text("linkCopied") } : { title: text("linkByHand"), description: link };
  showFlag({ id: `link-${id}`, ...said, isAutoDismiss: copied });
}

/**
 * Open the gadget in a tab of its own, for a wall display.
 * @param {GadgetCard} card
 */
export function openWall({ id }) {
  window.open(addressOf(`/wall/${encodeURIComponent(id)}`), "_blank", "noopener");
}
