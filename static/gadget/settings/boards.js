// The setting "boards": found by typing, chosen ones as chips, each described by the app for the other settings.
import { MOST_BOARDS } from "./configuration.js";
import { combobox } from "./combobox.js";
import { field } from "./fields.js";
import { wordsOf } from "../view/states.js";
import { el } from "../lib/elements.js";

/** Return the field; `changed()` is called when the boards change, `described()` when more is known about them. */
export function boardsField({ values, host, t, changed, described }) {
  const known = new Map();
  const chips = el("ul", { class: "chips", "aria-label": t("settings.boards.chosen") });
  const picker = combobox({
    t,
    search: (query, startAt) => host.invoke("listBoards", { query, startAt }),
    describe: ({ name, projectKey, projectName }) =>
      [projectKey, projectName === name ? "" : projectName].filter(Boolean).join(" · "),
    isChosen: ({ id }) => values.boardIds.includes(id),
    choose: add,
  });
  const said = el("p", { role: "status", class: "sr" });
  const part = field({
    label: t("settings.boards"),
    hint: t("settings.boards.hint", { n: MOST_BOARDS }),
    controls: [picker.input],
    content: [chips, picker.root, said],
  });

  function add({ id, name }) {
    if (values.boardIds.includes(id)) return;
    if (values.boardIds.length === MOST_BOARDS) {
      part.fail(t("settings.error.manyBoards", { n: MOST_BOARDS }));
      return;
    }
    known.set(id, { name });
    values.boardIds = [...values.boardIds, id];
    said.textContent = t("settings.boards.added", { name });
    update();
    learn(id);
  }

  function remove(id) {
    const at = values.boardIds.indexOf(id);
    values.boardIds = values.boardIds.filter((each) => each !== id);
    said.textContent = t("settings.boards.removed", { name: nameOf(id) });
    update();
    described();
    const buttons = chips.querySelectorAll("button");
    (buttons[Math.min(at, buttons.length - 1)] ?? picker.input).focus();
  }

  /** Ask what can be chosen for a board; without an answer the other settings offer what they can. */
  async function learn(id) {
    try {
      const description = await host.invoke("describeBoard", { boardId: id });
      known.set(id, { name: description.board.name, description });
    } catch (error) {
      known.set(id, { name: known.get(id)?.name, error });
    }
    if (!values.boardIds.includes(id)) return;
    draw();
    described();
  }

  const nameOf = (id) => known.get(id)?.name ?? t("settings.boards.unnamed", { id });

  function update() {
    part.fail("");
    draw();
    changed();
  }

  function draw() {
    const chip = (id) => {
      const label = t("settings.boards.remove", { name: nameOf(id) });
      return el(
        "li",
        {},
        el("span", {}, nameOf(id)),
        el("button", { type: "button", class: "icon", "aria-label": label, onclick: () => remove(id) }, "×"),
      );
    };
    const focused = [...chips.querySelectorAll("button")].indexOf(document.activeElement);
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

  const found = () => values.boardIds.map((id) => known.get(id)).filter(Boolean);
  return {
    ...part,
    begin,
    descriptions: () => found().flatMap(({ description }) => description ?? []),
    errors: () =>
      values.boardIds
        .filter((id) => known.get(id)?.error)
        .map((id) => `${nameOf(id)}: ${wordsOf(known.get(id).error).text}`),
  };
}
