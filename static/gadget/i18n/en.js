/**
 * @param {number} n
 * @param {string} one
 * @param {string} many
 */
const of = (n, one, many) => (n === 1 ? one : many);
/**
 * @param {number} n
 * @param {boolean} [periods]
 */
const sprints = (n, periods) => (periods ? of(n, "period", "periods") : of(n, "sprint", "sprints"));
/**
 * The probability of the typical range.
 * @param {string[]} odds
 */
const likely = ([some, all]) => (some ? `${some} in ${all}` : "at least 80%");

/** @type {Texts} */
export default {
  "gadget.title": "Velocity chart",
  "unit.points": ({ text, n }) => `${text} ${of(n, "point", "points")}`,
  "unit.issues": ({ text, n }) => `${text} ${of(n, "work item", "work items")}`,
  "unit.hours": ({ text, n }) => `${text} ${of(n, "hour", "hours")}`,
  "unit.other": "{text} ({name})",
  "unit.issueCount": "work items",
  "unit.time": "hours",

  "figure.name": "Sprint",
  "figure.startDate": "Start",
  "figure.endDate": "Planned end",
  "figure.completeDate": "Closed",
  "figure.committed": "Committed",
  "figure.completed": "Completed",
  "figure.completionRate": "Completed against committed",
  "figure.committedShare": "Committed and done",
  "figure.added": "Added",
  "figure.removed": "Removed",
  "figure.estimateChange": "Re-estimated",
  "figure.notCompleted": "Not completed",
  "figure.finalScope": "Final scope",
  "figure.carriedIn": "Carried in",
  "figure.completedElsewhere": "Completed elsewhere",
  "figure.unestimated": "Work items without estimate",
  "figure.excluded": "Excluded",

  "takeaway.none": "No sprint counts towards an average.",
  "takeaway.average": ({ average, n, count, periods }) =>
    `${average} completed on average over ${count} ${sprints(n, periods)}.`,
  "takeaway.one": ({ amount, periods }) => `${amount} completed in the last ${sprints(1, periods)}.`,
  "takeaway.above": ({ last, share, periods }) =>
    `The last ${sprints(1, periods)} completed ${last} (${share} above average).`,
  "takeaway.below": ({ last, share, periods }) =>
    `The last ${sprints(1, periods)} completed ${last} (${share} below average).`,
  "takeaway.rising": ({ by, periods }) => `The trend is rising, by about ${by} a ${sprints(1, periods)}.`,
  "takeaway.falling": ({ by, periods }) => `The trend is falling, by about ${by} a ${sprints(1, periods)}.`,
  "takeaway.equal": ({ last, periods }) => `The last ${sprints(1, periods)} completed ${last}, right at the average.`,

  "view.title": ({ boards, n, count, periods, chosen }) =>
    chosen
      ? `${boards}: velocity, ${count} ${sprints(n, periods)}`
      : `${boards}: velocity, last ${n === 1 ? "" : `${count} `}${sprints(n, periods)}`,
  "view.average": ({ n, count, periods }) => `completed on average over ${count} ${sprints(n, periods)}`,
  "view.switch": "Show as",
  "view.chart": "Chart",
  "view.balance": "Balance",
  "view.table": "Table",
  "view.forecast": "Forecast",
  "view.refresh": "Refresh",
  "view.help": "How these numbers are made",
  "view.openBoard": "Open board {name}",
  "view.asOf": "As of {when}.",
  "view.remarks": "Notes",
  "view.foreign": ({ n, count, name }) =>
    `${name} also shows ${count} ${sprints(n)} of other boards, left out here. You can include ${of(n, "it", "them")} in the settings.`,
  "cache.computed": "",
  "cache.fresh": "Read {ago}.",
  "cache.stale": "Not current.",

  "chart.average": ({ value, n, count, periods }) => `Average completed ${value} (${count} ${sprints(n, periods)})`,
  "chart.fromTo": "{from} to {to}",
  "chart.range": ({ n, count, periods, range, odds }) =>
    `Typical range ${range} (${likely(odds)}, from ${count} ${sprints(n, periods)})`,
  "chart.excluded": "Excluded from averages",
  "chart.note": "Has a note",
  "chart.rolling": ({ n, periods }) => `Average of the last ${n} ${sprints(n, periods)}`,
  "chart.scope": "Added and removed",
  "chart.share": "Committed and done, over time",
  "chart.target": "Target {value}",
  "chart.running": "Running, provisional",
  "chart.runningSpoken": "Still running: provisional, and in no average.",
  "chart.more": "Add to the chart",
  "chart.n": "avg. of {n}",
  "chart.most": "max {value}",
  "chart.least": "min {value}",
  "chart.latest": "last {value}",
  "chart.spoken": "{name}, {dates}: committed {committed}, completed {completed}.",
  "chart.excludedSpoken": "Excluded from averages.",
  "chart.keys": "Arrow keys move between sprints, Enter opens the work items of a sprint, Escape closes its figures.",
  "chart.open": "Click or press Enter to see its work items",

  "table.caption": "Velocity per sprint, in {unit}",
  "table.mean": ({ n, count }) => `Average (${count} ${sprints(n)})`,
  "table.median": "Median",
  "table.zero": "0 in every sprint: {names}.",
  "balance.explained":
    "How each sprint went from committed to completed, in {unit}. Each step begins where the one before it ends.",

  "forecast.work": "Work left, in {unit}",
  "forecast.coming": ({ periods }) => `Coming ${sprints(2, periods)}`,
  "forecast.by": "Or by a day",
  "forecast.read": "Read from the board",
  "forecast.read.title": "Not done on the board, {when}",
  "forecast.reading": "Reading the work left…",
  "forecast.workSum": ({ place, work, n, count }) =>
    `${place}: ${work} in ${count} ${of(n, "work item", "work items")}.`,
  "forecast.unestimated": ({ n, count }) =>
    `${count} ${of(n, "has", "have")} no estimate and ${of(n, "counts", "count")} 0.`,
  "forecast.place.running": "Running sprints",
  "forecast.place.future": "Future sprints",
  "forecast.place.backlog": "Backlog",
  "forecast.ends": ({ n, count, date, periods }) =>
    n === 0
      ? `No ${sprints(1, periods)} ends by ${date}.`
      : `${count} ${sprints(n, periods)} ${of(n, "ends", "end")} by ${date}.`,
  "forecast.hint":
    "How many sprints does the work left take? How much gets done in the coming sprints, or by a day? Fill in what you know.",
  "forecast.wrong.by": "Choose a day from today on, within {most} sprints.",
  "forecast.wrong.both": "Give either a number of sprints or a day.",
  "forecast.wrong.work": "Enter a number above 0.",
  "forecast.wrong.sprints": "Enter a whole number from 1 to {most}.",
  "forecast.never": ({ periods }) => `Not at this pace: no ${sprints(1, periods)} that counts completed anything.`,
  "forecast.needs": ({ work, n, count, date, sure, periods }) =>
    `${work}: done within ${count} ${sprints(n, periods)}, by ${date}, with a probability of ${sure}.`,
  "forecast.longer": ({ work, count, sure, periods }) =>
    `${work}: more than ${count} ${sprints(2, periods)} for a probability of ${sure}.`,
  "forecast.chance": ({ n, count, chance, periods }) =>
    `The probability that ${count} ${sprints(n, periods)} ${of(n, "is", "are")} enough is ${chance}.`,
  "forecast.does": ({ work, n, count, sure, periods }) =>
    `${of(n, `The next ${sprints(1, periods)} completes`, `The next ${count} ${sprints(n, periods)} complete`)} at least ${work} with a probability of ${sure}.`,
  "forecast.needed": ({ periods }) => `${periods ? "Periods" : "Sprints"} for the work left`,
  "forecast.done": ({ n, count, unit, periods }) =>
    `Completed in the next ${n === 1 ? "" : `${count} `}${sprints(n, periods)}, in ${unit}`,
  "forecast.probability": "Probability",
  "forecast.sprints": ({ n, count, periods }) => `${count} ${sprints(n, periods)}`,
  "forecast.levels": ({ periods }) =>
    `Dashed: the probabilities of the table above. The first bar that reaches a line is its number of ${sprints(2, periods)}.`,
  "forecast.number": ({ periods }) => (periods ? "Periods" : "Sprints"),
  "forecast.date": "Done by",
  "forecast.least": "At least",
  "forecast.beyond": "More than {most}",
  "forecast.distribution": ({ periods }) => `Probability that the work is done within this many ${sprints(2, periods)}`,
  "forecast.exactly": "Done in exactly this many",
  "forecast.within": "Done by then",
  "forecast.table": "Show as table",
  "forecast.assumption": ({ count, days, periods }) =>
    `Assumed: each coming ${sprints(1, periods)} is like one of the ${count} past ones that count, all equally likely. Dates count from today, in sprints of ${days} days, the past median.`,

  "detail.back": "Back",
  "detail.title": "{name}: the work items behind the figures",
  "detail.open": "Open sprint",
  "detail.loading": "Reading the work items of this sprint…",
  "detail.found": ({ name, n, count }) => `${name}: ${count} ${of(n, "work item", "work items")}.`,
  "detail.empty": "No work item was ever in this sprint.",
  "detail.caption": "Work items and their part in each figure, in {unit}",
  "detail.issue": "Work item",
  "detail.total": "Sprint",
  "detail.balance":
    "{committed} committed + {added} added − {removed} removed {sign} {estimateChange} re-estimated = {completed} completed + {notCompleted} not completed",
  "detail.whyCommitted":
    "{held} were in the sprint at its start. {early} of them were already done then, so {committed} count as committed.",
  "detail.whyCompleted":
    "{held} were done at the close. {elsewhere} of them had been done before they came into scope, so {completed} count as completed here.",
  "detail.carried": "The commitment includes {carried} carried over from an earlier sprint.",
  "detail.zero": "0 in every work item: {names}.",
  "detail.share": "{share} of the commitment was done: {done} of {committed}, by the estimates at the start.",
  "detail.at": "{text} ({when}).",
  "detail.estimate": "From {first} to {last}.",
  "outcome.completed": "Completed ({count})",
  "outcome.notCompleted": "Not completed ({count})",
  "outcome.removed": "Removed ({count})",
  "outcome.completedElsewhere": "Completed elsewhere ({count})",
  "outcome.passedThrough": "Passed through ({count})",

  "reason.in-sprint-at-start": "In the sprint at its start.",
  "reason.added-during-sprint": "Added after the start.",
  "reason.created-into-sprint": "Created straight into the running sprint.",
  "reason.carried-in": "Carried over from an earlier sprint.",
  "reason.done-before-start": "Already done when the sprint started.",
  "reason.done-when-added": "Already done when it was added.",
  "reason.reopened-during-sprint": "Done at the start, moved again during the sprint.",
  "reason.done-during-sprint": "Done during the sprint.",
  "reason.undone-before-close": "Was done for a while, but not at the close.",
  "reason.not-done-at-close": "Not done at the close.",
  "reason.done-so-far": "Done since the start.",
  "reason.not-done-yet": "Not done yet.",
  "reason.removed-during-sprint": "Taken out before the close.",
  "reason.put-back": "Taken out and put back, so it counts as if it had never left.",
  "reason.estimated-during-sprint": "Estimated only after it came into scope.",
  "reason.re-estimated": "Re-estimated in the sprint.",
  "reason.unestimated": "No estimate, counts 0.",
  "reason.status-off-board": "No column of the board shows its status.",
  "reason.subtask": "A subtask.",
  "reason.history-incomplete": "Its history does not lead to its present values: the time of a change is unknown.",

  "note.no-issues":
    "It never contained a work item of the board, so it is left out of all statistics. If it should have, check the board's filter.",
  "note.closed-late": ({ n, number }) =>
    `Closed ${number} ${of(n, "day", "days")} after its planned end: work completed on ${of(n, "that day", "those days")} counts here.`,
  "note.closed-early": ({ n, number }) =>
    `Closed ${number} ${of(n, "day", "days")} before its planned end: only work completed until then counts here.`,
  "note.unusual-length": ({ n, number }) =>
    `Lasted ${number} ${of(n, "day", "days")}, unusual for this board: its figures compare badly with the others. The settings can leave it out of averages.`,
  "note.status-off-board": ({ n, number, names }) =>
    `${number} ${of(n, "work item is", "work items are")} in a status that no column of the board shows: ${of(n, "it counts", "they count")} as completed only if the settings choose that status as done.${names ? ` Deleted since: ${names}.` : ""}`,
  "note.carried-estimate-shrank": ({ n, number }) =>
    `${number} carried ${of(n, "work item was", "work items were")} estimated lower than before: work done earlier is in no sprint's figure. To count it, split such work and complete the part that is done.`,

  "warning.configuration-unreadable":
    "The board's configuration cannot be read: done means any status of the category Done, and the work items are the space's. The figures may differ from the board's. Ask the board's administrator for access to it.",
  "warning.done-differs-from-board":
    "The statuses chosen as done differ from the board's last column, so the figures differ from Jira's own chart. The settings can use that column.",
  "warning.done-outside-last-column":
    "Work in {names} is not counted as completed, because that is outside the board's last column. The settings decide which statuses count as done.",
  "warning.estimates-elsewhere":
    "Most work items have no value in {names}, but another points field is filled. You can choose that field in the settings.",
  "warning.estimation-missing":
    "The board has no estimation field, so work items are counted. You can choose a field in the settings.",
  "warning.filter-hides-history":
    "The board's filter depends on {names}: work items that no longer match are missing from past sprints too. A filter without that keeps past figures as they were.",
  "warning.issues-vanished": ({ n, number }) =>
    `${number} ${of(n, "work item was", "work items were")} deleted or archived during the reading and ${of(n, "is", "are")} not counted. Refresh to read the board again.`,
  "warning.sprints-without-issues": ({ n, number }) =>
    `${number} ${of(n, "sprint", "sprints")} that never contained a work item of the board ${of(n, "is", "are")} left out of all statistics. If ${of(n, "it", "they")} should have, check the board's filter.`,
  "warning.done-status-unknown":
    "No status of this site has an id that was chosen as done ({names}), nor was any work item ever in one: the settings can change that.",
  "warning.history-incomplete": ({ n, number }) =>
    `The history of ${number} ${of(n, "work item does", "work items do")} not lead to what ${of(n, "it is", "they are")} now. After the last entry the present values count; the explanation marks ${of(n, "it", "them")}.`,
  "warning.estimation-guessed":
    "Jira does not say how the board estimates, so {names} is used. You can choose another field in the settings.",
  "warning.estimation-field-unknown":
    "The estimation field {names} is not among the site's numeric fields, so work items may count as unestimated. The settings can change the field.",
  "warning.filter-unknown":
    "The board's filter is unknown, so the work items are the space's. The figures may differ from the board's. Ask its owner to share the filter.",
  "warning.no-issues-visible": ({ n, number, names }) =>
    `Jira shows no work item in ${of(n, "the closed sprint", `any of the ${number} closed sprints`)} of ${names}, so the figures are 0. The app's account may not be allowed to see them, the board's filter no longer finds them, or all are subtasks. Ask a Jira administrator for access, check the filter, or include subtasks in the settings.`,
  "warning.sprint-dates-impossible": ({ n, number, names }) =>
    `${number} closed ${of(n, "sprint is", "sprints are")} left out for dates that are missing or impossible: ${names}. Jira's own board can correct them.`,
  "warning.sprint-not-searchable":
    "Jira lists {names} but refuses a search for it. Its work items were searched for among all that are in a sprint, so some may be missing. Refresh later to try again.",
  "warning.sprint-origin-unknown":
    "Jira does not say which board {names} belongs to: it counts as this board's own. The settings can leave it out of averages.",
  "warning.sprints-of-other-boards": ({ n, number, names }) =>
    `${number} closed ${of(n, "sprint on", "sprints on")} ${names} ${of(n, "belongs", "belong")} to another board, perhaps a deleted one, and ${of(n, "is", "are")} not part of the figures. The settings can include them.`,
  "warning.status-category-unknown":
    "Jira does not say whether {names} means done: work in it is not counted as completed. You can choose that status in the settings.",
  "warning.no-sprints-match":
    "None of the closed sprints of {names} was closed on the chosen days with the chosen text in its name, so it adds nothing to the figures. The settings can choose others.",
  "warning.board-without-sprints": "{names} has no closed sprint yet: its figures begin with the first.",

  "state.loading": "Reading the board…",
  "state.progress": "Reading the history of {total} work items: {read} so far.",
  "state.reading": "Refreshing… Until then you see the figures of {when}.",
  "state.readingOn":
    "Refreshing: the history of {read} of {total} work items has been read. Until then you see the figures of {when}.",
  "state.updated": "Updated. {text}",
  "state.unchanged": "Refreshed, nothing has changed. {text}",
  "state.retry": "Try again",
  "state.includeForeign": "Include these sprints",
  "state.openBoard": "Open board",
  "state.editSettings": "To change the settings, choose Edit in this gadget's menu (•••).",
  "state.setUp": "To set it up, choose Edit in this gadget's menu (•••).",
  "state.unconfigured": "This gadget is not set up yet",
  "state.unconfiguredText":
    "It shows how much a scrum team commits to and completes, sprint by sprint. It needs to know the board.",
  "state.stale": "Jira cannot be read at the moment. These are the figures of {when} ({ago}).",
  "state.kept": "These are the figures of {when} ({ago}).",
  "state.noBridge": "The dashboard does not respond to this gadget. Reload the page.",
  "error.nextTry": "Next try at {time}.",
  "error.tryFrom": "It can be tried again from {time} on.",
  "error.unknown": "The figures could not be read|Something went wrong, so no figures are shown. Try again.",
  "error.offline": "You are offline|No figures can be read. They will appear when the connection is back.",
  "error.payload-refused": "A setting is not valid|The setting “{field}” was refused, so nothing was computed.",
  "error.per-person-refused":
    "Velocity belongs to the team|There are no figures per person here, so nothing was computed.",
  "error.board-not-found":
    "This board cannot be found|It was deleted, or you may not see it, so there are no figures. Choose another board, or ask its owner to share the board's filter.",
  "error.sprint-not-found":
    "This sprint is gone|It is no longer a closed sprint of the board, so it cannot be explained. Refresh the chart.",
  "error.board-without-sprints":
    "No closed sprint yet|Velocity begins with the first sprint that this board completes.",
  "error.no-sprints-match":
    "No sprint fits the settings|None of the board's closed sprints was closed on the chosen days with the chosen text in its name.",
  "error.sprints-of-other-boards": ({ n, count }) =>
    `The sprints belong to another board|This board lists ${count} closed ${sprints(n)} of another board, perhaps a deleted one, so there are no figures of its own. They can be included.`,
  "error.sprint-dates-impossible":
    "The sprints' dates are impossible|The dates of every closed sprint are missing or impossible, so there are no figures. Correct them in Jira.",
  "error.board-without-columns":
    "This board has no column with a status|Jira shows none of its work items, so there are no figures. Map statuses to columns in the board's settings.",
  "error.filter-not-shared":
    "The board's filter cannot be used|It was deleted or is not shared with the app's account, so there are no figures. Ask the board's administrator to share it.",
  "error.filter-broken":
    "The board's filter is broken|It names something that no longer exists or that the app's account may not see, so there are no figures. Ask the board's administrator to correct it.",
  "error.ofBoard": "Board {board}: {title}",
  "error.sprints-not-supported":
    "This board does not use sprints|Kanban boards have no velocity. Choose a scrum board.",
  "error.units-differ": ({ boards }) =>
    `The boards estimate in different units|${boards || "Points, work items and time"} cannot be summed. Choose boards with one unit, or count work items.`,
  "error.too-few-sprints":
    "Too few sprints to forecast from|A forecast needs five closed sprints. Show more, or exclude fewer.",
  "error.rate-limited":
    "Jira limits requests at the moment|No figures can be read until it allows more; nothing is lost.",
  "error.too-many-reports":
    "Many charts are being read at the moment|No figures can be read until then; nothing is lost.",
  "error.jira-untrusted":
    "The site's certificate is not trusted|Nothing was sent, and there are no figures. Check the site's address and the network.",
  "error.jira-nonsense":
    "Jira's answer could not be understood|No figures are shown rather than wrong ones. Try again in a minute.",
  "error.jira-refused":
    "Jira does not permit reading this|No figures can be shown. Ask a Jira administrator for access to the board's space.",
  "error.jira-refused.credentials":
    "Jira refuses this server's credentials|No figures can be shown. Whoever runs the server should check the token and its scopes: “velocity-chart check” shows what is wrong.",
  "error.jira-unreachable": "Jira cannot be reached|No figures can be read. Check the network and try again.",
  "error.changed-while-reading":
    "A sprint changed while it was read|No figures are shown rather than wrong ones. Try again.",
  "error.timeout":
    "Reading took too long|No partial figures are shown. Try again: what was read is kept. Or show fewer sprints.",
  "error.data-center":
    "This looks like Jira Data Center|It lacks Jira Cloud's API, so there are no figures. Whoever runs the server should connect a Jira Cloud site.",
  "error.service-starting":
    "The app is not ready yet|Forge is starting it. No figures can be read until then; try again in a minute.",
  "error.login-page":
    "Jira asks for a login|No figures can be read. Whoever runs the server should check the site's address and the token.",
  "error.too-much":
    "There is too much to read in one go|No partial figures are shown. Show fewer sprints, or narrow the board's filter.",

  "help.title": "How these numbers are made",
  "help.window.term": "Sprint",
  "help.window": "The time from its start to its close. Nothing that happens later changes the figures.",
  "help.committed.term": "Committed",
  "help.committed":
    "The estimates, at the start, of the work items that were in the sprint then and not yet done. Later changes do not touch it.",
  "help.completed.term": "Completed",
  "help.completed":
    "The estimates, at the close, of the work items in the sprint that were done then and had been finished during it.",
  "help.added.term": "Added",
  "help.added": "Work items that came into scope after the start, with their estimate at that instant.",
  "help.removed.term": "Removed",
  "help.removed":
    "Committed work items that were out of the sprint at its close, with their estimate when they left. Removed and put back is as if never left.",
  "help.estimateChange.term": "Re-estimated",
  "help.estimateChange": "How much estimates grew or shrank while the work items were in the sprint.",
  "help.notCompleted.term": "Not completed",
  "help.notCompleted": "The estimates, at the close, of the work items in the sprint that were not done.",
  "help.elsewhere.term": "Completed elsewhere, passed through",
  "help.elsewhere": "Already done when it came into scope, or added and taken out again: in no total.",
  "help.balance.term": "Balance",
  "help.balance": "Committed + added − removed ± re-estimated = completed + not completed, for every sprint.",
  "help.rate.term": "Completed against committed",
  "help.rate": "Completed divided by committed. Added work can raise it above 100%.",
  "help.share.term": "Committed and done",
  "help.share": "The part of the commitment that was done in the sprint, by the estimates at its start.",
  "help.average.term": "Average",
  "help.average": "The mean of completed over the sprints shown, zeros included, excluded sprints left out.",
  "help.range.term": "Typical range",
  "help.range": ({ n, odds }) =>
    `Where the next sprint lands if the pace does not change${n < 5 ? ", shown from five sprints on" : `, with a probability of ${likely(odds)}`}. It runs from the smallest to the largest figure; with many sprints it leaves out the ends that are not needed for its probability.`,
  "help.trend.term": "Trend",
  "help.trend":
    "Told from eight sprints up, and only where it is more than noise: fewer than 1 in 20 orders of the same figures rise or fall as clearly by chance. Its size is the middle of the slopes between all pairs of sprints.",
  "help.running.term": "Running sprint",
  "help.running":
    "Where the settings show it, it stands apart with the figures of this moment: provisional, and in no average, range or forecast.",
  "help.forecast.term": "Forecast",
  "help.forecast":
    "How many sprints the work left takes if each coming sprint is like one of those shown, all equally likely. All combinations are counted; nothing is random.",
  "help.periods.term": "Several boards",
  "help.periods": "Sprints that close at about the same time form a period, and their figures are summed.",
  "help.unestimated.term": "No estimate",
  "help.unestimated": "Counts 0. Subtasks count only if the settings include them.",
  "help.done.term": "Done",
  "help.done": "The statuses of the board's last column, or those chosen in the settings. Resolutions play no part.",
  "help.people.term": "People",
  "help.people": "Velocity belongs to the team. There are no figures per person.",

  "settings.title": "Settings",
  "settings.boardIds": "Boards",
  "settings.boardIds.hint": "Type part of the name. Up to {n} boards.",
  "settings.boards.placeholder": "Find a board",
  "settings.boards.found": "Boards found",
  "settings.boards.chosen": "Chosen boards",
  "settings.boards.unnamed": "Board {id}",
  "settings.boards.added": "{name} is chosen.",
  "settings.boards.removed": "{name} is removed.",
  "settings.boards.remove": "Remove {name}",
  "settings.boards.looking": "Looking for boards…",
  "settings.boards.count": ({ n, more }) =>
    `${n} ${of(n, "board", "boards")}${more ? ", and more further down" : ""}. Arrow keys choose.`,
  "settings.boards.none": ({ more }) =>
    more ? "No match so far among many boards. Type more of the name." : "No board with sprints has a name like this.",
  "settings.boards.empty":
    "This site has no board with sprints, or the server's account cannot see one. Create a scrum board in Jira, or ask a Jira administrator for access.",
  "settings.boards.failed": "The boards could not be listed. {title}. {text}",
  "settings.which": "Sprints",
  "settings.which.last": "The last closed ones",
  "settings.which.days": "Those closed in certain days",
  "settings.which.name": "Those with a text in their name",
  "settings.closedFrom": "Closed from",
  "settings.closedTo": "Closed to",
  "settings.closedFrom.hint": "Days in UTC; either may be left empty.",
  "settings.nameContains": "Text in the name",
  "settings.nameContains.hint": "Upper and lower case do not matter.",
  "settings.error.closedFrom": "This is not a day.",
  "settings.error.closedTo": "This day is before the first one, or is none.",
  "settings.error.nameContains": "Enter a part of the sprints' names.",
  "settings.target": "Target",
  "settings.error.target": "Enter a number above 0.",
  "settings.target.hint": "The chart draws a line at this amount. Leave it empty for none.",
  "settings.includeRunningSprint": "Show the running sprint, apart and in no average",
  "settings.sprintCount": "Number of sprints",
  "settings.sprintCount.hint": "The last closed ones, 1 to {n}.",
  "settings.estimation": "Estimation",
  "settings.estimation.hint": "What the bars count.",
  "settings.estimation.own": "Board's own: {names}",
  "settings.estimation.ownUnknown": "Board's own",
  "settings.estimation.count": "Number of work items",
  "settings.estimation.gone": "{id} (no longer offered)",
  "settings.doneStatusIds": "Statuses that count as done",
  "settings.done.own": "Board's last column: {names}",
  "settings.done.ownUnknown": "Board's last column",
  "settings.done.chosen": "These statuses",
  "settings.done.column": "Column {name}",
  "settings.done.noColumn": "Shown by no column",
  "settings.done.gone": "Status {id} (no longer on the board)",
  "settings.more": "More settings",
  "settings.labelStyle": "Names under the bars",
  "settings.labelStyle.name": "Full name",
  "settings.labelStyle.short": "Without the words all names start with",
  "settings.labelStyle.number": "Number only",
  "settings.labelStyle.dates": "Dates",
  "settings.includeSubtasks": "Count subtasks",
  "settings.includeForeignSprints": "Show other boards' sprints that have work items of this board",
  "settings.excludedSprintIds": "Leave out of averages",
  "settings.excludedSprintIds.hint": "The sprints stay on the chart.",
  "settings.excludedSprintIds.none": "The sprints are listed here once the preview shows them.",
  "settings.refresh": "Refresh automatically",
  "settings.refresh.never": "Never",
  "settings.refresh.every": ({ n }) =>
    n % 60 ? `Every ${n} ${of(n, "minute", "minutes")}` : n === 60 ? "Every hour" : `Every ${n / 60} hours`,
  "settings.preview": "Preview",
  "settings.preview.none": "Choose a board to see its chart here.",
  "settings.preview.unfinished": "The preview returns once the settings are valid.",
  "settings.preview.loading": "Reading from Jira…",
  "settings.preview.again": "Try again",
  "settings.save": "Save",
  "settings.cancel": "Cancel",
  "settings.error.boardIds": "Choose at least one board.",
  "settings.error.manyBoards": "You can choose up to {n} boards. Remove one first.",
  "settings.error.sprintCount": "Enter a whole number from 1 to {n}.",
  "settings.error.doneStatusIds": "Choose at least one status, or the board's last column.",
  "settings.error.refused": "This was not accepted. Choose something else.",
  "settings.error.unfinished": "Correct the settings that are marked, then save again.",
  "settings.error.notSaved": "The dashboard does not save settings here. Nothing was changed.",
  "settings.error.notClosed": "Nothing was changed. Close the settings from the dashboard's menu.",

  "export.menu": "Export",
  "export.csv": "Figures as CSV",
  "export.svg": "Chart as SVG",
  "export.png": "Chart as PNG",
  "export.copy": "Copy as table",
  "export.copy.hint": "The browser does not let this page copy. Copy the text below by hand.",
  "export.print": "Print",
  "export.copyText": "Copy",
  "export.close": "Close",
  "export.copied": "Copied.",
  "export.failed": "The export did not work. Try again, or copy the table.",
  "export.board": "Board",
  "export.yes": "yes",
};
