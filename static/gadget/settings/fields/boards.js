// The setting "boards": found by typing, chosen ones as chips, each described by the app for the other settings.
import { Combobox } from "./combobox.js";
import { field } from "./field.js";
import { wordsFor } from "./plain.js";
import { SETTINGS } from "../table.js";
import { wordsOf } from "../../view/states.js";
import { failureOf } from "../../lib/bridge.js";
import { el } from "../../lib/elements.js";
import { t } from "../../i18n/texts.js";

/** @import { Shared } from "../edit.js" */

/**
 * Return the field.
 * @param {Shared} shared
 */
export function boardsField({ name: setting, values, host, changed, described }) {
  const most = SETTINGS[setting].most ?? 1;
  /** @type {Map<number, {name?: string | null, description?: Server.Description, error?: Failure}>} */
  const known = new Map();
  const chips = el("ul", { class: "chips", "aria-label": t("settings.boards.chosen") });
  const picker = new Combobox({
    search: (query, startAt) => host.invoke("listBoards", { query, startAt }),
    describe: ({ name, projectKey, projectName }) =>
      [projectKey, projectName === name ? "" : projectName].filter(Boolean).join(" · "),
    isChosen: ({ id }) => values.boardIds.includes(id),
    choose: add,
  });
  const said = el("p", { role: "status", class: "sr" });
  const { label, hint } = wordsFor(setting);
  const part = field({
    label,
    hint,
    controls: [picker.input],
    content: [chips, picker.root, said],
  });

  /** @param {Server.ListedBoard} board */
  function add({ id, name }) {
    if (values.boardIds.includes(id)) return;
    if (values.boardIds.length === most) {
      part.fail(t("settings.error.manyBoards", { n: most }));
      return;
    }
    known.set(id, { name });
    values.boardIds = [...values.boardIds, id];
    said.textContent = t("settings.boards.added", { name });
    update();
    learn(id);
  }

  /** @param {number} id */
  function remove(id) {
    const at = values.boardIds.indexOf(id);
    values.boardIds = values.boardIds.filter((each) => each !== id);
    said.textContent = t("settings.boards.removed", { name: nameOf(id) });
    update();
    described();
    const buttons = chips.querySelectorAll("button");
    (buttons[Math.min(at, buttons.length - 1)] ?? picker.input).focus();
  }

  /**
   * Ask what can be chosen for a board; without an answer the other settings offer what they can.
   * @param {number} id
   */
  async function learn(id) {
    try {
      const description = await host.invoke("describeBoard", { boardId: id });
      known.set(id, { name: description.board.name, description });
    } catch (error) {
      known.set(id, { name: known.get(id)?.name, error: failureOf(error) });
    }
    if (!values.boardIds.includes(id)) return;
    draw();
    described();
  }

  /** @param {number} id */
  const nameOf = (id) => known.get(id)?.name ?? t("settings.boards.unnamed", { id });

  function update() {
    part.fail("");
    draw();
    changed();
  }

  function draw() {
    const chip = (/** @type {number} */ id) => {
      const label = t("settings.boards.remove", { name: nameOf(id) });
      return el(
        "li",
        {},
        el("span", {}, nameOf(id)),
        el("button", { type: "button", class: "icon", "aria-label": label, onclick: () => remove(id) }, "×"),
      );
    };
    const focused = [...chips.querySelectorAll("button")].findIndex((button) => button === document.activeElement);
    chips.replaceChildren(...values.boardIds.map(chip));
    chips.hidden = values.boardIds.length === 0;
    chips.querySelectorAll("button")[focused]?.focus();
  }

  /** On a site with one board there is nothing to ask. */
  async function begin() {
    draw();
    if (values.boardIds.length) {
      values.boardIds.forEach(learn);
      return;
    }
    const page = await host.invoke("listBoards", {}).catch(() => null);
    if (page?.boards.length === 1 && page.nextStartAt === null && !values.boardIds.length) add(page.boards[0]);
  }

  const errors = () =>
    values.boardIds.flatMap((id) => {
      const error = known.get(id)?.error;
      return error ? [`${nameOf(id)}: ${wordsOf(error).text}`] : [];
    });
  return Object.assign(part, {
    begin,
    descriptions: () => values.boardIds.flatMap((id) => known.get(id)?.description ?? []),
    /**
     * @param {Server.Description[]} _
     * @param {string[]} cautions
     */
    describe: (_, cautions) => part.caution([...errors(), ...cautions]),
  });
}
