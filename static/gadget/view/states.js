// What the gadget says when it has no figures to show: what happened, what it means, what to do.
import * as format from "../i18n/format.js";
import { el, uid } from "../lib/elements.js";
import { has, t } from "../i18n/texts.js";

const SETTINGS = new Set([
  "payload-refused",
  "per-person-refused",
  "board-not-found",
  "sprints-not-supported",
  "units-differ",
  "too-much",
  "board-without-sprints",
  "no-sprints-match",
  "sprints-of-other-boards",
  "timeout",
]);
const FINAL = new Set([
  "payload-refused",
  "per-person-refused",
  "sprints-not-supported",
  "units-differ",
  "too-much",
  "data-center",
  "sprints-of-other-boards",
]);
const BOARD = new Set([
  "sprints-not-supported",
  "board-without-sprints",
  "board-without-columns",
  "filter-broken",
  "filter-not-shared",
  "jira-refused",
  "sprint-dates-impossible",
]);
/**
 * Whether a later try may succeed.
 * @param {Problem} error
 */
export const canRetry = (error) => !FINAL.has(codeOf(error));
const QUIET = new Set(["board-without-sprints"]);
const FOREIGN = "sprints-of-other-boards";
export const OFFLINE = "offline";

/**
 * Name the kind of a failure. Only the host's failed request is `OFFLINE`: a browser that calls itself offline still
 * reaches a server on this machine.
 * @param {Problem} error
 */
export const codeOf = (error) => error.code ?? "unknown";

/**
 * The time of the next try; null if it is unknown.
 * @param {Problem} error
 */
export function nextTry(error, now = Date.now()) {
  const seconds = error.details?.retryAfterSeconds;
  return typeof seconds === "number" && Number.isFinite(seconds) ? new Date(now + seconds * 1000) : null;
}

/**
 * Return the title and the text of an error in the reader's language, the server's own text for a code that is new;
 * `next` says when the view tries again `byItself`, or else when the reader can, if that is known.
 * @param {Problem} error
 */
export function wordsOf(error, byItself = false) {
  const code = codeOf(error);
  if (!has(`error.${code}`))
    return {
      title: t("error.unknown").split("|")[0],
      text: error.message || t("error.unknown").split("|")[1],
      next: null,
    };
  const { foreignSprints, boardId } = error.details ?? {};
  const n = Number(foreignSprints ?? 0);
  const values = { field: settingOf(error), boards: unitsOf(error), n, count: format.whole(n) };
  const [what, text] = t(`error.${code}${error.details?.credentials ? ".credentials" : ""}`, values).split("|");
  const title = boardId === undefined ? what : t("error.ofBoard", { board: boardId, title: what });
  const at = nextTry(error);
  const next = at && t(byItself ? "error.nextTry" : "error.tryFrom", { time: format.time(at) });
  return { title, text, next };
}

/**
 * The settings' name of the refused field.
 * @param {Problem} error
 */
function settingOf({ details: { field = "" } = {} }) {
  const key = `settings.${field}`;
  return has(key) ? t(key) : String(field);
}

/**
 * The boards with their units, if the error has them.
 * @param {Problem} error
 */
function unitsOf({ details }) {
  const boards = /** @type {{name: string, unit: Unit}[]} */ (details?.boards ?? []); // as is sent
  return format.list(boards.map(({ name, unit }) => `${name} (${format.unitName(unit)})`));
}

/**
 * Make the page of an error; its buttons call `retry`, `includeForeign` and `go(url)`, and `boardUrl` is the board's
 * page.
 * @param {Problem} error
 * @param {ErrorActions} actions
 */
export function drawError(error, { retry, byItself, includeForeign, go, boardUrl }) {
  const code = codeOf(error);
  const { title, text, next } = wordsOf(error, byItself);
  return message(title, [[text, next].filter(Boolean).join(" "), SETTINGS.has(code) && t("state.editSettings")], {
    role: QUIET.has(code) ? null : "alert",
    actions: [
      code === FOREIGN &&
        includeForeign &&
        el("button", { type: "button", class: "button primary", onclick: includeForeign }, t("state.includeForeign")),
      canRetry(error) &&
        el("button", { type: "button", class: "button", "data-focus": "retry", onclick: retry }, t("state.retry")),
      boardUrl &&
        BOARD.has(code) &&
        !error.details?.credentials &&
        el("button", { type: "button", class: "button", onclick: () => go?.(boardUrl) }, t("state.openBoard")),
    ],
  });
}

export const drawUnconfigured = () => message(t("state.unconfigured"), [t("state.unconfiguredText"), t("state.setUp")]);

/**
 * @param {string} title
 * @param {(string | false | null)[]} texts
 * @param {{role?: string | null, actions?: Child[]}} more
 */
function message(title, texts, { role, actions = [] } = {}) {
  const buttons = actions.filter(Boolean);
  return el(
    "section",
    { class: "message", role },
    el("h2", {}, title),
    texts.filter(Boolean).map((text) => el("p", {}, text)),
    buttons.length > 0 && el("p", { class: "actions" }, buttons),
  );
}

/** Make the page of the first load; `say(progress)` shows how far it is. */
export function drawLoading() {
  const words = el("p", { id: uid("progress"), "aria-hidden": "true" }, t("state.loading"));
  const bar = el("progress", { "aria-labelledby": words.id });
  return {
    node: el("section", { class: "message loading" }, bar, words),
    /** @param {Server.ProgressReport} progress */
    say({ sprints, issuesRead, issuesTotal }) {
      bar.max = issuesTotal;
      bar.value = issuesRead;
      words.textContent = t("state.progress", {
        sprints: format.whole(sprints),
        read: format.whole(issuesRead),
        total: format.whole(issuesTotal),
      });
    },
  };
}

/**
 * Make the line that says that figures are being refreshed; `say(progress)` shows how far that is.
 * @param {Server.Report} report
 */
export function drawRefreshing(report) {
  const when = format.instant(report.asOf);
  const words = el("p", { class: "progress" }, t("state.reading", { when }));
  return {
    node: words,
    /** @param {Server.ProgressReport} progress */
    say({ issuesRead, issuesTotal }) {
      words.textContent = t("state.readingOn", {
        when,
        read: format.whole(issuesRead),
        total: format.whole(issuesTotal),
      });
    },
  };
}

/**
 * The banner above old figures that says why they are old; empty above new ones.
 * @param {{report: Server.Report, error: Problem | null, retry: () => unknown}} state
 */
export function drawBanner({ report, error, retry }) {
  if (error) {
    const { title, text, next } = wordsOf(error, true);
    const ago = format.ago(Math.max(0, (Date.now() - Date.parse(report.asOf)) / 1000));
    const kept = t("state.kept", { when: format.instant(report.asOf), ago });
    const why = has(`error.${codeOf(error)}`) ? null : text;
    const way = SETTINGS.has(codeOf(error)) ? t("state.editSettings") : next;
    return [
      el(
        "p",
        { class: "banner" },
        el("span", { class: "words" }, el("b", {}, `${title}. `), [why, kept, way].filter(Boolean).join(" ")),
        " ",
        canRetry(error) &&
          el("button", { type: "button", class: "plain", "data-focus": "retry", onclick: retry }, t("state.retry")),
      ),
    ];
  }
  if (report.cache.state !== "stale") return [];
  return [
    el(
      "p",
      { class: "banner words" },
      t("state.stale", { when: format.instant(report.asOf), ago: format.ago(report.cache.ageSeconds) }),
    ),
  ];
}
