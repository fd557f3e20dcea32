// The edit view: the gadget's settings with a preview of what they lead to.
import { boardsField } from "./boards.js";
import * as choices from "./choices.js";
import {
  configuration,
  isConfigured,
  kept,
  LABEL_STYLES,
  MOST_SPRINTS,
  problems,
  submission,
} from "./configuration.js";
import { checklist, field, select, tick } from "./fields.js";
import { preview } from "./preview.js";
import { sprintFields } from "./sprints.js";
import { targetField } from "./target.js";
import { el, uid } from "../lib/elements.js";

const REFRESH_MINUTES = [null, 5, 15, 30, 60, 120];
const SIMPLE = ["labelStyle", "includeRunningSprint", "target", "includeSubtasks", "includeForeignSprints", "refresh"];

/** Fill `root` with the settings of the gadget that `context` describes; `host` and `t` as in host.js and texts.js. */
export function mount(root, context, host, t) {
  const stored = context.extension?.gadgetConfiguration;
  const values = kept(stored);
  const changed = () => {
    const wrong = problems(values);
    const why = wrong.boardIds ? "settings.preview.none" : "settings.preview.unfinished";
    shown.show(Object.keys(wrong).length ? null : configuration(values), t(why));
  };
  const described = () => {
    const known = parts.boardIds.descriptions();
    const about = choices.cautions(known);
    parts.boardIds.caution([...parts.boardIds.errors(), ...about.boardIds]);
    parts.estimation.update(known, about.estimation);
    parts.doneStatusIds.update(known, about.doneStatusIds);
    parts.target.update(known);
  };
  const shared = { values, host, t, changed, described };
  const parts = {
    boardIds: boardsField(shared),
    ...sprintFields(shared),
    estimation: estimationField(shared),
    doneStatusIds: doneField(shared),
    labelStyle: labelField(shared),
    includeRunningSprint: flagField(shared, "includeRunningSprint"),
    target: targetField(shared),
    includeSubtasks: flagField(shared, "includeSubtasks"),
    includeForeignSprints: flagField(shared, "includeForeignSprints"),
    excludedSprintIds: excludedField(shared),
    refresh: refreshField(shared),
  };
  const shown = preview({ host, t, onReport: (report) => parts.excludedSprintIds.update(report), onRefusal: refused });
  const more = el("details", { open: isFurtherSet(values) }, el("summary", {}, t("settings.more")));
  const further = Object.keys(parts).slice(Object.keys(parts).indexOf("labelStyle"));
  more.append(...further.map((name) => parts[name].root));
  const wrong = el("p", { class: "field-error", role: "alert" });
  const save = el("button", { type: "submit", class: "button primary" }, t("settings.save"));
  const cancel = el("button", { type: "button", class: "button", onclick: leave }, t("settings.cancel"));
  const main = Object.keys(parts)
    .filter((name) => !further.includes(name))
    .map((name) => parts[name].root);
  const form = el(
    "form",
    { class: "settings", novalidate: true, onsubmit: submit },
    el("h1", {}, t("settings.title")),
    el("div", { class: "settings-fields" }, main, more),
    shown.root,
    el("div", { class: "settings-actions" }, wrong, save, cancel),
  );
  let refusal = null;
  let saving = false;

  function refused(error) {
    refusal = error?.details?.field ? error : null;
    if (refusal) fail({ [refusal.details.field]: t("settings.error.refused") });
  }

  /** Show what is wrong at the fields and return the first of them that can take the focus. */
  function fail(texts) {
    let first = null;
    for (const [setting, part] of Object.entries(parts)) {
      part.fail(texts[setting] ?? "");
      if (texts[setting]) first ??= part;
    }
    if (first && more.contains(first.root)) more.open = true;
    wrong.textContent = first ? "" : (Object.values(texts)[0] ?? "");
    return first?.controls[0];
  }

  async function submit(event) {
    event.preventDefault();
    const found = Object.entries(problems(values)).map(([setting, key]) => [setting, t(key, { n: MOST_SPRINTS })]);
    if (!found.length && refusal) found.push([refusal.details.field, t("settings.error.refused")]);
    const first = fail(Object.fromEntries(found));
    if (found.length) return void first?.focus();
    if (saving) return;
    saving = true;
    try {
      if ((await host.submit(submission(values))) === false) wrong.textContent = t("settings.error.notSaved");
    } catch (error) {
      fail({ [error.details?.field ?? ""]: error.message })?.focus();
    }
    saving = false;
  }

  /** Leave everything as it was. A host that cannot close the view is given what it has already. */
  async function leave() {
    const closed = await host.close().catch(() => false);
    if (closed === false && isConfigured(stored)) await host.submit(stored).catch(() => false);
    else if (closed === false) wrong.textContent = t("settings.error.notClosed");
  }

  root.replaceChildren(form);
  described();
  changed();
  parts.boardIds.begin();
  parts.boardIds.controls[0].focus();
}

const isFurtherSet = (values) =>
  values.excludedSprintIds.length > 0 || SIMPLE.some((key) => values[key] !== kept(null)[key]);

function estimationField({ values, t, changed, described }) {
  const control = select((id) => {
    values.estimation = id;
    part.fail("");
    described();
    changed();
  });
  const part = field({ label: t("settings.estimation"), hint: t("settings.estimation.hint"), controls: [control] });
  const update = (known, cautions) => {
    control.offer(choices.estimations(known, values.estimation, t), values.estimation);
    part.caution(cautions);
  };
  return { ...part, update };
}

function doneField({ values, t, changed }) {
  const name = uid("done");
  let known = [];
  const own = tick({ name, text: "", checked: values.doneStatusIds === null, change: () => choose(null) });
  const chosen = tick({
    name,
    text: t("settings.done.chosen"),
    checked: values.doneStatusIds !== null,
    change: () => choose(choices.doneIds(known)),
  });
  const boxes = el("div", { class: "checklist done-list" });
  const part = field({
    label: t("settings.done"),
    group: true,
    controls: [own.box, chosen.box],
    content: [own.root, chosen.root, boxes],
  });

  function choose(ids) {
    values.doneStatusIds = ids;
    draw();
    part.fail("");
    changed();
  }
  function toggle(id, checked) {
    values.doneStatusIds = checked ? [...values.doneStatusIds, id] : values.doneStatusIds.filter((each) => each !== id);
    part.fail("");
    changed();
  }
  function draw() {
    const ids = values.doneStatusIds;
    boxes.hidden = ids === null;
    const list = checklist([[null, ids ? choices.statuses(known, ids, t) : []]], ids ?? [], toggle);
    boxes.replaceChildren(...list.nodes);
    part.controls = list.boxes.length ? list.boxes : [own.box, chosen.box];
  }
  part.update = (descriptions, cautions) => {
    known = descriptions;
    const names = choices.doneNames(known).join(", ");
    own.words.textContent = names ? t("settings.done.own", { names }) : t("settings.done.ownUnknown");
    draw();
    part.caution(cautions);
  };
  return part;
}

function labelField({ values, t, changed }) {
  const control = select((style) => {
    values.labelStyle = style;
    changed();
  });
  control.offer(
    LABEL_STYLES.map((style) => [style, t(`settings.label.${style}`)]),
    values.labelStyle,
  );
  return field({ label: t("settings.label"), controls: [control] });
}

function flagField({ values, t, changed }, setting) {
  const change = (checked) => {
    values[setting] = checked;
    changed();
  };
  const one = tick({ text: t(`settings.${setting}`), checked: values[setting], change });
  const part = field({ controls: [one.box], content: [one.root] });
  part.root.classList.add("flag");
  return part;
}

function excludedField({ values, t, changed }) {
  const boxes = el("div", { class: "checklist" }, el("p", { class: "hint" }, t("settings.excluded.none")));
  const part = field({
    label: t("settings.excluded"),
    hint: t("settings.excluded.hint"),
    group: true,
    controls: [],
    content: [boxes],
  });
  const toggle = (id, checked) => {
    values.excludedSprintIds = checked
      ? [...values.excludedSprintIds, id]
      : values.excludedSprintIds.filter((each) => each !== id);
    changed();
  };
  part.update = ({ boards, sprints }) => {
    const group = ({ id, name }) => [
      boards.length > 1 ? name : null,
      sprints.filter(({ boardId }) => boardId === id).map(({ id, name }) => ({ id, text: name })),
    ];
    const list = checklist(boards.map(group), values.excludedSprintIds, toggle);
    const focused = part.controls.indexOf(document.activeElement);
    part.controls = list.boxes;
    boxes.replaceChildren(...list.nodes);
    list.boxes[focused]?.focus();
  };
  return part;
}

function refreshField({ values, t }) {
  const control = select((minutes) => (values.refresh = minutes));
  const offered = [...new Set([...REFRESH_MINUTES, values.refresh])].sort((one, other) => one - other);
  control.offer(
    offered.map((n) => [n, n ? t("settings.refresh.every", { n }) : t("settings.refresh.never")]),
    values.refresh,
  );
  return field({ label: t("settings.refresh"), controls: [control] });
}
