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
const sprints = (n, periods) => (periods ? of(n, "Zeitraum", "Zeiträume") : of(n, "Sprint", "Sprints"));
/**
 * @param {number} n
 * @param {boolean} [periods]
 */
const dative = (n, periods) => (periods ? of(n, "Zeitraum", "Zeiträumen") : of(n, "Sprint", "Sprints"));
/** @param {boolean} [periods] */
const last = (periods) => (periods ? "Im letzten Zeitraum" : "Im letzten Sprint");
/**
 * Die Wahrscheinlichkeit des typischen Bereichs.
 * @param {string[]} odds
 */
const likely = ([some, all]) => (some ? `${some} von ${all}` : "mindestens 80 %");

/** @type {Texts} */
export default {
  "gadget.title": "Velocity-Diagramm",
  "unit.points": ({ text, n }) => `${text} ${of(n, "Punkt", "Punkte")}`,
  "unit.issues": ({ text, n }) => `${text} ${of(n, "Vorgang", "Vorgänge")}`,
  "unit.hours": ({ text, n }) => `${text} ${of(n, "Stunde", "Stunden")}`,
  "unit.other": "{text} ({name})",
  "unit.issueCount": "Vorgänge",
  "unit.time": "Stunden",

  "figure.name": "Sprint",
  "figure.startDate": "Start",
  "figure.endDate": "Geplantes Ende",
  "figure.completeDate": "Abgeschlossen",
  "figure.committed": "Zugesagt",
  "figure.completed": "Erledigt",
  "figure.completionRate": "Erledigt gegenüber zugesagt",
  "figure.committedShare": "Zugesagt und erledigt",
  "figure.added": "Hinzugefügt",
  "figure.removed": "Entfernt",
  "figure.estimateChange": "Neu geschätzt",
  "figure.notCompleted": "Nicht erledigt",
  "figure.finalScope": "Umfang am Ende",
  "figure.carriedIn": "Übernommen",
  "figure.completedElsewhere": "Anderswo erledigt",
  "figure.unestimated": "Vorgänge ohne Schätzung",
  "figure.excluded": "Ausgenommen",

  "takeaway.none": "Kein Sprint zählt zum Durchschnitt.",
  "takeaway.average": ({ average, n, count, periods }) =>
    `Im Durchschnitt ${average} erledigt, über ${count} ${sprints(n, periods)}.`,
  "takeaway.one": ({ amount, periods }) => `${amount} erledigt im letzten ${sprints(1, periods)}.`,
  "takeaway.above": ({ last: amount, share, periods }) =>
    `${last(periods)} waren es ${amount} (${share} über dem Durchschnitt).`,
  "takeaway.below": ({ last: amount, share, periods }) =>
    `${last(periods)} waren es ${amount} (${share} unter dem Durchschnitt).`,
  "takeaway.rising": ({ by, periods }) => `Der Trend steigt, um etwa ${by} je ${periods ? "Zeitraum" : "Sprint"}.`,
  "takeaway.falling": ({ by, periods }) => `Der Trend fällt, um etwa ${by} je ${periods ? "Zeitraum" : "Sprint"}.`,
  "takeaway.equal": ({ last: amount, periods }) => `${last(periods)} waren es ${amount}, genau der Durchschnitt.`,

  "view.title": ({ boards, n, count, periods, chosen }) =>
    chosen
      ? `${boards}: Velocity, ${count} ${sprints(n, periods)}`
      : `${boards}: Velocity, ${n === 1 ? "letzter " : `letzte ${count} `}${sprints(n, periods)}`,
  "view.average": ({ n, count, periods }) => `im Durchschnitt erledigt, über ${count} ${sprints(n, periods)}`,
  "view.switch": "Anzeigen als",
  "view.chart": "Diagramm",
  "view.balance": "Bilanz",
  "view.table": "Tabelle",
  "view.forecast": "Prognose",
  "view.refresh": "Aktualisieren",
  "view.help": "Wie diese Zahlen entstehen",
  "view.openBoard": "Board {name} öffnen",
  "view.asOf": "Stand: {when}.",
  "view.remarks": "Anmerkungen",
  "view.foreign": ({ n, count, name }) =>
    `${name} zeigt auch ${count} ${sprints(n)} anderer Boards, hier ${of(n, "fehlt er", "fehlen sie")}. In den Einstellungen ${of(n, "lässt er", "lassen sie")} sich einbeziehen.`,
  "cache.computed": "",
  "cache.fresh": "Gelesen {ago}.",
  "cache.stale": "Nicht aktuell.",

  "chart.average": ({ value, n, count, periods }) =>
    `Durchschnittlich erledigt ${value} (${count} ${sprints(n, periods)})`,
  "chart.fromTo": "{from} bis {to}",
  "chart.range": ({ n, count, periods, range, odds }) =>
    `Typischer Bereich ${range} (${likely(odds)}, aus ${count} ${dative(n, periods)})`,
  "chart.excluded": "Nicht im Durchschnitt",
  "chart.note": "Mit Anmerkung",
  "chart.rolling": ({ n, periods }) => `Durchschnitt der letzten ${n} ${sprints(n, periods)}`,
  "chart.scope": "Hinzugefügt und entfernt",
  "chart.share": "Zugesagt und erledigt, über die Zeit",
  "chart.target": "Ziel {value}",
  "chart.running": "Läuft noch, vorläufig",
  "chart.runningSpoken": "Läuft noch: vorläufig, und in keinem Durchschnitt.",
  "chart.more": "Zusätzlich im Diagramm",
  "chart.n": "Ø von {n}",
  "chart.most": "max. {value}",
  "chart.least": "min. {value}",
  "chart.latest": "zuletzt {value}",
  "chart.spoken": "{name}, {dates}: zugesagt {committed}, erledigt {completed}.",
  "chart.excludedSpoken": "Nicht im Durchschnitt.",
  "chart.keys":
    "Die Pfeiltasten führen von Sprint zu Sprint, die Eingabetaste öffnet die Vorgänge eines Sprints, Esc schließt seine Zahlen.",
  "chart.open": "Klick oder Eingabetaste zeigt seine Vorgänge",

  "table.caption": "Velocity je Sprint ({unit})",
  "table.mean": ({ n, count }) => `Durchschnitt (${count} ${sprints(n)})`,
  "table.median": "Median",
  "table.zero": "0 in jedem Sprint: {names}.",
  "balance.explained":
    "Wie jeder Sprint von der Zusage zum Erledigten kam ({unit}). Jeder Schritt beginnt, wo der vorige endet.",

  "forecast.work": "Restliche Arbeit ({unit})",
  "forecast.coming": ({ periods }) => (periods ? "Kommende Zeiträume" : "Kommende Sprints"),
  "forecast.by": "Oder bis zu einem Datum",
  "forecast.read": "Vom Board lesen",
  "forecast.read.title": "Nicht erledigt auf dem Board, {when}",
  "forecast.reading": "Die restliche Arbeit wird gelesen …",
  "forecast.workSum": ({ place, work, n, count }) =>
    `${place}: ${work} in ${count} ${n === 1 ? "Vorgang" : "Vorgängen"}.`,
  "forecast.unestimated": ({ n, count }) =>
    `${count} ${n === 1 ? "hat keine Schätzung und zählt" : "haben keine Schätzung und zählen"} 0.`,
  "forecast.place.running": "Laufende Sprints",
  "forecast.place.future": "Künftige Sprints",
  "forecast.place.backlog": "Backlog",
  "forecast.ends": ({ n, count, date, periods }) =>
    n === 0
      ? `Bis ${date} endet kein ${periods ? "Zeitraum" : "Sprint"}.`
      : `Bis ${date} ${n === 1 ? "endet" : "enden"} ${count} ${sprints(n, periods)}.`,
  "forecast.hint":
    "Wie viele Sprints braucht die restliche Arbeit? Wie viel wird in den kommenden Sprints fertig, oder bis zu einem Datum? Füllen Sie aus, was Sie wissen.",
  "forecast.wrong.by": "Wählen Sie ein Datum ab heute, in höchstens {most} Sprints.",
  "forecast.wrong.both": "Geben Sie entweder eine Anzahl von Sprints oder ein Datum an.",
  "forecast.wrong.work": "Geben Sie eine Zahl über 0 ein.",
  "forecast.wrong.sprints": "Geben Sie eine ganze Zahl von 1 bis {most} ein.",
  "forecast.never": ({ periods }) =>
    `Nicht in diesem Tempo: In ${periods ? "keinem Zeitraum" : "keinem Sprint"}, der zählt, wurde etwas erledigt.`,
  "forecast.needs": ({ work, n, count, date, sure, periods }) =>
    `${work}: erledigt in höchstens ${count} ${dative(n, periods)}, bis ${date}, mit einer Wahrscheinlichkeit von ${sure}.`,
  "forecast.longer": ({ work, count, sure, periods }) =>
    `${work}: mehr als ${count} ${sprints(2, periods)} für eine Wahrscheinlichkeit von ${sure}.`,
  "forecast.chance": ({ n, count, chance, periods }) =>
    `Die Wahrscheinlichkeit, dass ${count} ${sprints(n, periods)} ${n === 1 ? "genügt" : "genügen"}, beträgt ${chance}.`,
  "forecast.does": ({ work, n, count, sure, periods }) =>
    `In ${n === 1 ? `${periods ? "dem nächsten Zeitraum" : "dem nächsten Sprint"} wird` : `den nächsten ${count} ${dative(n, periods)} werden`} mindestens ${work} erledigt, mit einer Wahrscheinlichkeit von ${sure}.`,
  "forecast.needed": ({ periods }) => `${periods ? "Zeiträume" : "Sprints"}, die die restliche Arbeit braucht`,
  "forecast.done": ({ n, count, unit, periods }) =>
    `Erledigt ${n === 1 ? `im nächsten ${dative(1, periods)}` : `in den nächsten ${count} ${dative(n, periods)}`} (${unit})`,
  "forecast.probability": "Wahrscheinlichkeit",
  "forecast.sprints": ({ n, count, periods }) => `${count} ${sprints(n, periods)}`,
  "forecast.levels": ({ periods }) =>
    `Gestrichelt: die Wahrscheinlichkeiten der Tabelle darüber. Der erste Balken, der eine Linie erreicht, ist ihre Zahl von ${dative(2, periods)}.`,
  "forecast.number": ({ periods }) => (periods ? "Zeiträume" : "Sprints"),
  "forecast.date": "Fertig bis",
  "forecast.least": "Mindestens",
  "forecast.beyond": "Mehr als {most}",
  "forecast.distribution": ({ periods }) =>
    `Wahrscheinlichkeit, dass die Arbeit in so vielen ${dative(2, periods)} fertig ist`,
  "forecast.exactly": "Fertig in genau so vielen",
  "forecast.within": "Fertig bis dahin",
  "forecast.table": "Als Tabelle anzeigen",
  "forecast.assumption": ({ count, days, periods }) =>
    `Angenommen wird: ${periods ? "Jeder kommende Zeitraum" : "Jeder kommende Sprint"} verläuft wie einer der ${count} vergangenen, die zählen, jeder gleich wahrscheinlich. Termine zählen ab heute, in Sprints von ${days} Tagen, dem Median der vergangenen.`,

  "detail.back": "Zurück",
  "detail.title": "{name}: die Vorgänge hinter den Zahlen",
  "detail.open": "Sprint öffnen",
  "detail.loading": "Die Vorgänge dieses Sprints werden gelesen …",
  "detail.found": ({ name, n, count }) => `${name}: ${count} ${of(n, "Vorgang", "Vorgänge")}.`,
  "detail.empty": "In diesem Sprint war nie ein Vorgang.",
  "detail.caption": "Vorgänge und ihr Teil an jeder Zahl ({unit})",
  "detail.issue": "Vorgang",
  "detail.total": "Sprint",
  "detail.balance":
    "{committed} zugesagt + {added} hinzugefügt − {removed} entfernt {sign} {estimateChange} neu geschätzt = {completed} erledigt + {notCompleted} nicht erledigt",
  "detail.whyCommitted":
    "Beim Start waren {held} im Sprint. Davon waren {early} schon erledigt, also zählen {committed} als zugesagt.",
  "detail.whyCompleted":
    "Am Ende waren {held} erledigt. Davon waren {elsewhere} fertig, bevor sie in den Umfang kamen, also zählen {completed} als hier erledigt.",
  "detail.carried": "In der Zusage enthalten: {carried} aus einem früheren Sprint.",
  "detail.zero": "0 bei jedem Vorgang: {names}.",
  "detail.share": "{share} der Zusage wurden erledigt: {done} der {committed}, nach den Schätzungen beim Start.",
  "detail.at": "{text} ({when}).",
  "detail.estimate": "Von {first} auf {last}.",
  "outcome.completed": "Erledigt ({count})",
  "outcome.notCompleted": "Nicht erledigt ({count})",
  "outcome.removed": "Entfernt ({count})",
  "outcome.completedElsewhere": "Anderswo erledigt ({count})",
  "outcome.passedThrough": "Nur zeitweise enthalten ({count})",

  "reason.in-sprint-at-start": "Beim Start im Sprint.",
  "reason.added-during-sprint": "Nach dem Start hinzugefügt.",
  "reason.created-into-sprint": "Direkt im laufenden Sprint angelegt.",
  "reason.carried-in": "Aus einem früheren Sprint übernommen.",
  "reason.done-before-start": "Schon erledigt, als der Sprint begann.",
  "reason.done-when-added": "Schon erledigt, als er dazukam.",
  "reason.reopened-during-sprint": "Beim Start erledigt, im Sprint wieder bewegt.",
  "reason.done-during-sprint": "Im Sprint erledigt.",
  "reason.undone-before-close": "Zeitweise erledigt, am Ende nicht.",
  "reason.not-done-at-close": "Am Ende nicht erledigt.",
  "reason.done-so-far": "Seit dem Start erledigt.",
  "reason.not-done-yet": "Noch nicht erledigt.",
  "reason.removed-during-sprint": "Vor dem Ende herausgenommen.",
  "reason.put-back": "Herausgenommen und zurückgelegt, zählt also wie nie entfernt.",
  "reason.estimated-during-sprint": "Erst geschätzt, als er schon im Umfang war.",
  "reason.re-estimated": "Im Sprint neu geschätzt.",
  "reason.unestimated": "Ohne Schätzung, zählt 0.",
  "reason.status-off-board": "Sein Status ist in keiner Spalte des Boards.",
  "reason.subtask": "Eine Unteraufgabe.",
  "reason.history-incomplete":
    "Sein Verlauf führt nicht zu seinen heutigen Werten: Der Zeitpunkt einer Änderung ist unbekannt.",

  "note.no-issues":
    "Er enthielt nie einen Vorgang des Boards und fehlt daher in allen Statistiken. Wenn das nicht stimmt, prüfen Sie den Filter des Boards.",
  "note.closed-late": ({ n, number }) =>
    `${number} ${of(n, "Tag", "Tage")} nach dem geplanten Ende abgeschlossen: Was ${of(n, "an diesem Tag", "in diesen Tagen")} erledigt wurde, zählt hier.`,
  "note.closed-early": ({ n, number }) =>
    `${number} ${of(n, "Tag", "Tage")} vor dem geplanten Ende abgeschlossen: Nur was bis dahin erledigt wurde, zählt hier.`,
  "note.unusual-length": ({ n, number }) =>
    `Dauerte ${number} ${of(n, "Tag", "Tage")}, ungewöhnlich für dieses Board: Seine Zahlen sind schlecht vergleichbar. In den Einstellungen lässt er sich von Durchschnitten ausnehmen.`,
  "note.status-off-board": ({ n, number, names }) =>
    `${number} ${of(n, "Vorgang ist", "Vorgänge sind")} in einem Status ohne Spalte auf dem Board: Als erledigt ${of(n, "zählt er", "zählen sie")} nur, wenn die Einstellungen diesen Status als erledigt wählen.${names ? ` Seither gelöscht: ${names}.` : ""}`,
  "note.carried-estimate-shrank": ({ n, number }) =>
    `${number} ${of(n, "übernommener Vorgang wurde", "übernommene Vorgänge wurden")} niedriger geschätzt als zuvor: Die frühere Arbeit steht in keinem Sprint. Damit sie zählt, teilen Sie solche Vorgänge, und schließen Sie den fertigen Teil ab.`,

  "warning.configuration-unreadable":
    "Die Konfiguration des Boards ist nicht lesbar: Als erledigt zählt jeder Status der Kategorie „Fertig“, und gezählt werden die Vorgänge des Projekts. Die Zahlen können von denen des Boards abweichen. Bitten Sie die Administratoren des Boards um Zugang.",
  "warning.done-differs-from-board":
    "Die als erledigt gewählten Status sind nicht die letzte Spalte des Boards, also weichen die Zahlen von Jiras eigenem Diagramm ab. Diese Spalte lässt sich in den Einstellungen wählen.",
  "warning.done-outside-last-column":
    "Arbeit in {names} zählt nicht als erledigt, weil das außerhalb der letzten Spalte des Boards liegt. Welche Status als erledigt zählen, legen die Einstellungen fest.",
  "warning.estimates-elsewhere":
    "Die meisten Vorgänge haben in {names} keinen Wert, aber ein anderes Punktefeld ist gefüllt. Das Feld lässt sich in den Einstellungen ändern.",
  "warning.estimation-missing":
    "Das Board hat kein Schätzfeld, also werden Vorgänge gezählt. Ein Feld lässt sich in den Einstellungen wählen.",
  "warning.filter-hides-history":
    "Der Filter des Boards hängt von {names} ab: Vorgänge, die nicht mehr passen, fehlen auch in früheren Sprints. Mit einem Filter ohne das bleiben frühere Zahlen, wie sie waren.",
  "warning.sprints-without-issues": ({ n, number }) =>
    `${number} ${of(n, "Sprint", "Sprints")}, in ${of(n, "dem", "denen")} nie ein Vorgang des Boards war, ${of(n, "fehlt", "fehlen")} in allen Statistiken. Wenn ${of(n, "er", "sie")} welche haben ${of(n, "müsste", "müssten")}, prüfen Sie den Filter des Boards.`,
  "warning.issues-vanished": ({ n, number }) =>
    `${number} ${of(n, "Vorgang wurde", "Vorgänge wurden")} inzwischen gelöscht oder archiviert und ${of(n, "zählt", "zählen")} nicht. „Aktualisieren“ liest das Board neu.`,
  "warning.done-status-unknown":
    "Als erledigt gewählt ist ein Status, den diese Site nicht hat ({names}) und in dem nie ein Vorgang war: Das lässt sich in den Einstellungen ändern.",
  "warning.history-incomplete": ({ n, number }) =>
    `Der Verlauf von ${number} ${of(n, "Vorgang", "Vorgängen")} führt nicht zu ${of(n, "seinen", "ihren")} heutigen Werten. Ab dem letzten Eintrag zählen die heutigen; die Erklärung kennzeichnet ${of(n, "ihn", "sie")}.`,
  "warning.estimation-guessed":
    "Jira sagt nicht, wie das Board schätzt, also wird {names} verwendet. Ein anderes Feld lässt sich in den Einstellungen wählen.",
  "warning.estimation-field-unknown":
    "Das Schätzfeld {names} ist kein Zahlenfeld dieser Site, also können Vorgänge als ungeschätzt zählen. Das Feld lässt sich in den Einstellungen ändern.",
  "warning.filter-unknown":
    "Der Filter des Boards ist unbekannt, also zählen die Vorgänge des Projekts. Die Zahlen können von denen des Boards abweichen. Bitten Sie um die Freigabe des Filters.",
  "warning.no-issues-visible": ({ n, number, names }) =>
    `Jira zeigt keinen Vorgang in ${of(n, "dem abgeschlossenen Sprint", `einem der ${number} abgeschlossenen Sprints`)} von ${names}, also sind die Zahlen 0. Vielleicht darf das Konto der App sie nicht sehen, der Filter des Boards findet sie nicht mehr, oder alle sind Unteraufgaben. Bitten Sie in der Jira-Administration um Zugang, prüfen Sie den Filter oder zählen Sie in den Einstellungen Unteraufgaben mit.`,
  "warning.sprint-dates-impossible": ({ n, number, names }) =>
    `${number} ${of(n, "abgeschlossener Sprint fehlt, weil seine", "abgeschlossene Sprints fehlen, weil ihre")} Termine fehlen oder unmöglich sind: ${names}. In Jira lassen sie sich berichtigen.`,
  "warning.sprint-not-searchable":
    "Jira führt {names} auf, verweigert aber die Suche danach. Seine Vorgänge wurden unter allen gesucht, die in einem Sprint sind; manche können fehlen. Aktualisieren Sie später noch einmal.",
  "warning.sprint-origin-unknown":
    "Jira sagt nicht, zu welchem Board {names} gehört: Er zählt zu diesem. In den Einstellungen lässt er sich von Durchschnitten ausnehmen.",
  "warning.sprints-of-other-boards": ({ n, number, names }) =>
    `${number} ${of(n, "abgeschlossener Sprint", "abgeschlossene Sprints")} auf ${names} ${of(n, "gehört", "gehören")} zu einem anderen, vielleicht gelöschten Board und ${of(n, "fehlt", "fehlen")} in den Zahlen. In den Einstellungen ${of(n, "lässt er", "lassen sie")} sich einbeziehen.`,
  "warning.status-category-unknown":
    "Jira sagt nicht, ob {names} erledigt heißt: Arbeit darin zählt nicht als erledigt. Der Status lässt sich in den Einstellungen wählen.",
  "warning.no-sprints-match":
    "Kein abgeschlossener Sprint von {names} passt zu den gewählten Tagen und zum gewählten Text, also trägt das Board nichts zu den Zahlen bei. Andere lassen sich in den Einstellungen wählen.",
  "warning.board-without-sprints":
    "{names} hat noch keinen abgeschlossenen Sprint: Seine Zahlen beginnen mit dem ersten.",

  "state.loading": "Das Board wird gelesen …",
  "state.progress": "Der Verlauf von {total} Vorgängen wird gelesen: {read} bisher.",
  "state.reading": "Wird aktualisiert … Bis dahin sehen Sie die Zahlen vom {when}.",
  "state.readingOn":
    "Wird aktualisiert: Der Verlauf von {read} der {total} Vorgänge ist gelesen. Bis dahin sehen Sie die Zahlen vom {when}.",
  "state.updated": "Aktualisiert. {text}",
  "state.unchanged": "Aktualisiert, nichts hat sich geändert. {text}",
  "state.retry": "Erneut versuchen",
  "state.includeForeign": "Diese Sprints einbeziehen",
  "state.openBoard": "Board öffnen",
  "state.editSettings": "Die Einstellungen ändern Sie mit „Bearbeiten“ im Menü dieses Gadgets (•••).",
  "state.setUp": "Wählen Sie zum Einrichten „Bearbeiten“ im Menü dieses Gadgets (•••).",
  "state.unconfigured": "Dieses Gadget ist noch nicht eingerichtet",
  "state.unconfiguredText":
    "Es zeigt Sprint für Sprint, wie viel ein Scrum-Team zusagt und erledigt. Dazu muss es das Board kennen.",
  "state.stale": "Jira kann gerade nicht gelesen werden. Dies sind die Zahlen vom {when} ({ago}).",
  "state.kept": "Dies sind die Zahlen vom {when} ({ago}).",
  "state.noBridge": "Das Dashboard antwortet diesem Gadget nicht. Laden Sie die Seite neu.",
  "error.nextTry": "Nächster Versuch um {time}.",
  "error.tryFrom": "Ab {time} können Sie es erneut versuchen.",
  "error.unknown":
    "Die Zahlen konnten nicht gelesen werden|Etwas ist schiefgegangen, darum sehen Sie keine Zahlen. Versuchen Sie es erneut.",
  "error.offline":
    "Keine Verbindung|Es können keine Zahlen gelesen werden. Sie erscheinen, sobald die Verbindung wieder besteht.",
  "error.payload-refused":
    "Eine Einstellung ist nicht gültig|Die Einstellung „{field}“ wurde abgelehnt, also wurde nichts berechnet.",
  "error.per-person-refused":
    "Velocity ist eine Zahl des Teams|Zahlen über Personen gibt es hier nicht, also wurde nichts berechnet.",
  "error.board-not-found":
    "Dieses Board wurde nicht gefunden|Es wurde gelöscht, oder Sie dürfen es nicht sehen, also gibt es keine Zahlen. Wählen Sie ein anderes Board, oder bitten Sie um die Freigabe seines Filters.",
  "error.sprint-not-found":
    "Diesen Sprint gibt es nicht mehr|Er ist kein abgeschlossener Sprint des Boards mehr und kann nicht erklärt werden. Aktualisieren Sie das Diagramm.",
  "error.board-without-sprints":
    "Noch kein abgeschlossener Sprint|Velocity beginnt mit dem ersten Sprint, den dieses Board abschließt.",
  "error.no-sprints-match":
    "Kein Sprint passt zu den Einstellungen|Kein abgeschlossener Sprint des Boards passt zu den gewählten Tagen und zum gewählten Text.",
  "error.sprints-of-other-boards": ({ n, count }) =>
    `Die Sprints gehören zu einem anderen Board|Dieses Board führt ${count} ${of(n, "abgeschlossenen Sprint", "abgeschlossene Sprints")} eines anderen, vielleicht gelöschten Boards auf, also gibt es keine eigenen Zahlen. ${of(n, "Er lässt", "Sie lassen")} sich einbeziehen.`,
  "error.sprint-dates-impossible":
    "Die Termine der Sprints sind unmöglich|Die Termine aller abgeschlossenen Sprints fehlen oder sind unmöglich, also gibt es keine Zahlen. Berichtigen Sie sie in Jira.",
  "error.board-without-columns":
    "Dieses Board hat keine Spalte mit einem Status|Jira zeigt keinen seiner Vorgänge, also gibt es keine Zahlen. Ordnen Sie in den Einstellungen des Boards den Spalten Status zu.",
  "error.filter-not-shared":
    "Der Filter des Boards kann nicht verwendet werden|Er wurde gelöscht oder ist nicht für das Konto der App freigegeben, also gibt es keine Zahlen. Bitten Sie die Administratoren des Boards um seine Freigabe.",
  "error.filter-broken":
    "Der Filter des Boards ist fehlerhaft|Er nennt etwas, das es nicht mehr gibt oder das das Konto der App nicht sehen darf, also gibt es keine Zahlen. Bitten Sie die Administratoren des Boards um seine Berichtigung.",
  "error.ofBoard": "Board {board}: {title}",
  "error.sprints-not-supported":
    "Dieses Board hat keine Sprints|Kanban-Boards haben keine Velocity. Wählen Sie ein Scrum-Board.",
  "error.units-differ": ({ boards }) =>
    `Die Boards schätzen in verschiedenen Einheiten|${boards || "Punkte, Vorgänge und Zeit"} lassen sich nicht summieren. Wählen Sie Boards mit derselben Einheit, oder zählen Sie Vorgänge.`,
  "error.too-few-sprints":
    "Zu wenige Sprints für eine Prognose|Eine Prognose braucht fünf abgeschlossene Sprints. Zeigen Sie mehr, oder nehmen Sie weniger aus.",
  "error.rate-limited":
    "Jira begrenzt gerade die Anfragen|Bis es wieder mehr erlaubt, können keine Zahlen gelesen werden; verloren ist nichts.",
  "error.too-many-reports":
    "Gerade werden viele Diagramme gelesen|Bis dahin können keine Zahlen gelesen werden; verloren ist nichts.",
  "error.jira-untrusted":
    "Dem Zertifikat der Site wird nicht vertraut|Es wurde nichts gesendet, also gibt es keine Zahlen. Prüfen Sie die Adresse der Site und das Netz.",
  "error.jira-nonsense":
    "Jiras Antwort war nicht verständlich|Lieber keine Zahlen als falsche. Versuchen Sie es in einer Minute erneut.",
  "error.jira-refused":
    "Jira erlaubt das Lesen nicht|Es gibt keine Zahlen. Bitten Sie in der Jira-Administration um Zugang zum Projekt des Boards.",
  "error.jira-refused.credentials":
    "Jira weist die Anmeldung dieses Servers zurück|Es gibt keine Zahlen. Wer den Server betreibt, sollte das Token und seine Berechtigungen prüfen: „velocity-chart check“ zeigt, was falsch ist.",
  "error.jira-unreachable":
    "Jira ist nicht erreichbar|Es können keine Zahlen gelesen werden. Prüfen Sie das Netz, und versuchen Sie es erneut.",
  "error.changed-while-reading":
    "Ein Sprint hat sich beim Lesen geändert|Lieber keine Zahlen als falsche. Versuchen Sie es erneut.",
  "error.timeout":
    "Das Lesen hat zu lange gedauert|Teilsummen werden nicht gezeigt. Versuchen Sie es erneut, denn Gelesenes bleibt erhalten, oder zeigen Sie weniger Sprints.",
  "error.data-center":
    "Das scheint Jira Data Center zu sein|Ihm fehlt die Schnittstelle von Jira Cloud, also gibt es keine Zahlen. Wer den Server betreibt, sollte eine Site von Jira Cloud verbinden.",
  "error.service-starting":
    "Die App ist noch nicht bereit|Forge startet sie gerade. Bis dahin können keine Zahlen gelesen werden; versuchen Sie es in einer Minute erneut.",
  "error.login-page":
    "Jira verlangt eine Anmeldung|Es können keine Zahlen gelesen werden. Wer den Server betreibt, sollte die Adresse der Site und das Token prüfen.",
  "error.too-much":
    "Das ist zu viel auf einmal|Teilsummen werden nicht gezeigt. Zeigen Sie weniger Sprints, oder grenzen Sie den Filter des Boards ein.",

  "help.title": "Wie diese Zahlen entstehen",
  "help.window.term": "Sprint",
  "help.window": "Vom Augenblick des Starts bis zu dem des Abschlusses. Was später geschieht, ändert nichts.",
  "help.committed.term": "Zugesagt",
  "help.committed":
    "Die beim Start geltenden Schätzungen der Vorgänge, die dann im Sprint und noch nicht erledigt waren. Spätere Änderungen berühren sie nicht.",
  "help.completed.term": "Erledigt",
  "help.completed":
    "Die beim Abschluss geltenden Schätzungen der Vorgänge im Sprint, die dann erledigt waren und es während des Sprints wurden.",
  "help.added.term": "Hinzugefügt",
  "help.added": "Vorgänge, die nach dem Start in den Umfang kamen, mit ihrer Schätzung in diesem Augenblick.",
  "help.removed.term": "Entfernt",
  "help.removed":
    "Zugesagte Vorgänge, die beim Abschluss nicht mehr im Sprint waren, mit ihrer Schätzung beim Verlassen. Entfernt und zurückgelegt gilt als nie entfernt.",
  "help.estimateChange.term": "Neu geschätzt",
  "help.estimateChange": "Um wie viel Schätzungen wuchsen oder schrumpften, während die Vorgänge im Sprint waren.",
  "help.notCompleted.term": "Nicht erledigt",
  "help.notCompleted": "Die beim Abschluss geltenden Schätzungen der Vorgänge im Sprint, die nicht erledigt waren.",
  "help.elsewhere.term": "Anderswo erledigt, nur zeitweise enthalten",
  "help.elsewhere":
    "Schon erledigt, als sie in den Umfang kamen, oder hinzugefügt und wieder entfernt: in keiner Summe.",
  "help.balance.term": "Bilanz",
  "help.balance": "Zugesagt + hinzugefügt − entfernt ± neu geschätzt = erledigt + nicht erledigt, für jeden Sprint.",
  "help.rate.term": "Erledigt gegenüber zugesagt",
  "help.rate": "Erledigt geteilt durch zugesagt. Hinzugefügte Arbeit kann es über 100 % heben.",
  "help.share.term": "Zugesagt und erledigt",
  "help.share": "Der Teil der Zusage, der im Sprint erledigt wurde, nach den Schätzungen bei seinem Start.",
  "help.average.term": "Durchschnitt",
  "help.average": "Der Mittelwert des Erledigten über die gezeigten Sprints, mit Nullen, ohne ausgenommene Sprints.",
  "help.range.term": "Typischer Bereich",
  "help.range": ({ n, odds }) =>
    `Wo der nächste Sprint landet, wenn das Tempo bleibt${n < 5 ? ", ab fünf Sprints gezeigt" : `, mit einer Wahrscheinlichkeit von ${likely(odds)}`}. Er reicht vom kleinsten bis zum größten Wert; bei vielen Sprints lässt er die Enden weg, die seine Wahrscheinlichkeit nicht braucht.`,
  "help.trend.term": "Trend",
  "help.trend":
    "Wird ab acht Sprints genannt, und nur, wenn er mehr als Rauschen ist: Weniger als 1 von 20 Reihenfolgen derselben Zahlen steigen oder fallen zufällig so deutlich. Seine Größe ist die Mitte der Steigungen zwischen allen Paaren von Sprints.",
  "help.running.term": "Laufender Sprint",
  "help.running":
    "Wo die Einstellungen ihn zeigen, steht er abgesetzt mit den Zahlen dieses Augenblicks: vorläufig, und in keinem Mittelwert, keinem Bereich und keiner Prognose.",
  "help.forecast.term": "Prognose",
  "help.forecast":
    "Wie viele Sprints die restliche Arbeit braucht, wenn jeder kommende Sprint wie einer der gezeigten verläuft, jeder gleich wahrscheinlich. Alle Kombinationen werden gezählt, keine wird ausgelost.",
  "help.periods.term": "Mehrere Boards",
  "help.periods": "Sprints, die etwa zur selben Zeit enden, bilden einen Zeitraum, und ihre Zahlen werden summiert.",
  "help.unestimated.term": "Ohne Schätzung",
  "help.unestimated": "Zählt 0. Unteraufgaben zählen nur, wenn die Einstellungen sie einbeziehen.",
  "help.done.term": "Wann etwas erledigt ist",
  "help.done":
    "Die Status der letzten Spalte des Boards, oder die in den Einstellungen gewählten. Lösungen spielen keine Rolle.",
  "help.people.term": "Personen",
  "help.people": "Velocity ist eine Zahl des Teams. Zahlen über Personen gibt es nicht.",

  "settings.title": "Einstellungen",
  "settings.boardIds": "Boards",
  "settings.boardIds.hint": "Geben Sie einen Teil des Namens ein. Bis zu {n} Boards.",
  "settings.boards.placeholder": "Board suchen",
  "settings.boards.found": "Gefundene Boards",
  "settings.boards.chosen": "Gewählte Boards",
  "settings.boards.unnamed": "Board {id}",
  "settings.boards.added": "{name} ist gewählt.",
  "settings.boards.removed": "{name} ist entfernt.",
  "settings.boards.remove": "{name} entfernen",
  "settings.boards.looking": "Boards werden gesucht …",
  "settings.boards.count": ({ n, more }) =>
    `${n} ${of(n, "Board", "Boards")}${more ? ", weiter unten mehr" : ""}. Die Pfeiltasten wählen aus.`,
  "settings.boards.none": ({ more }) =>
    more
      ? "Bisher keines unter vielen Boards. Geben Sie mehr vom Namen ein."
      : "Kein Board mit Sprints hat das im Namen.",
  "settings.boards.empty":
    "Diese Site hat kein Board mit Sprints, oder das Konto des Servers sieht keines. Legen Sie in Jira ein Scrum-Board an, oder bitten Sie in der Jira-Administration um Zugang.",
  "settings.boards.failed": "Die Boards konnten nicht aufgelistet werden. {title}. {text}",
  "settings.which": "Sprints",
  "settings.which.last": "Die letzten abgeschlossenen",
  "settings.which.days": "Nach Datum des Abschlusses",
  "settings.which.name": "Nach Text im Namen",
  "settings.closedFrom": "Abgeschlossen ab",
  "settings.closedTo": "Abgeschlossen bis",
  "settings.closedFrom.hint": "Tage in UTC; eines der beiden Felder kann leer bleiben.",
  "settings.nameContains": "Text im Namen",
  "settings.nameContains.hint": "Groß- und Kleinschreibung spielt keine Rolle.",
  "settings.error.closedFrom": "Das ist kein Datum.",
  "settings.error.closedTo": "Dieses Datum liegt vor dem ersten oder ist keines.",
  "settings.error.nameContains": "Geben Sie einen Teil der Namen der Sprints ein.",
  "settings.target": "Ziel",
  "settings.error.target": "Geben Sie eine Zahl über 0 ein.",
  "settings.target.hint": "Das Diagramm zeigt dort eine Linie. Leer: keine.",
  "settings.includeRunningSprint": "Den laufenden Sprint zeigen, abgesetzt und in keinem Durchschnitt",
  "settings.sprintCount": "Anzahl der Sprints",
  "settings.sprintCount.hint": "Die letzten abgeschlossenen, 1 bis {n}.",
  "settings.estimation": "Schätzung",
  "settings.estimation.hint": "Was die Balken zählen.",
  "settings.estimation.own": "Die des Boards: {names}",
  "settings.estimation.ownUnknown": "Die des Boards",
  "settings.estimation.count": "Anzahl der Vorgänge",
  "settings.estimation.gone": "{id} (wird nicht mehr angeboten)",
  "settings.doneStatusIds": "Status, die als erledigt zählen",
  "settings.done.own": "Letzte Spalte des Boards: {names}",
  "settings.done.ownUnknown": "Letzte Spalte des Boards",
  "settings.done.chosen": "Diese Status",
  "settings.done.column": "Spalte {name}",
  "settings.done.noColumn": "In keiner Spalte",
  "settings.done.gone": "Status {id} (nicht mehr auf dem Board)",
  "settings.more": "Weitere Einstellungen",
  "settings.labelStyle": "Namen unter den Balken",
  "settings.labelStyle.name": "Ganzer Name",
  "settings.labelStyle.short": "Ohne die Wörter, mit denen alle beginnen",
  "settings.labelStyle.number": "Nur die Nummer",
  "settings.labelStyle.dates": "Datum",
  "settings.includeSubtasks": "Unteraufgaben mitzählen",
  "settings.includeForeignSprints": "Sprints anderer Boards zeigen, die Vorgänge dieses Boards haben",
  "settings.excludedSprintIds": "Von Durchschnitten ausnehmen",
  "settings.excludedSprintIds.hint": "Im Diagramm bleiben die Sprints.",
  "settings.excludedSprintIds.none": "Die Sprints stehen hier, sobald die Vorschau sie zeigt.",
  "settings.refresh": "Automatisch aktualisieren",
  "settings.refresh.never": "Nie",
  "settings.refresh.every": ({ n }) =>
    n % 60 ? of(n, "Jede Minute", `Alle ${n} Minuten`) : n === 60 ? "Jede Stunde" : `Alle ${n / 60} Stunden`,
  "settings.preview": "Vorschau",
  "settings.preview.none": "Wählen Sie ein Board, dann erscheint hier sein Diagramm.",
  "settings.preview.unfinished": "Die Vorschau erscheint wieder, sobald die Einstellungen gültig sind.",
  "settings.preview.loading": "Wird aus Jira gelesen …",
  "settings.preview.again": "Erneut versuchen",
  "settings.save": "Speichern",
  "settings.cancel": "Abbrechen",
  "settings.error.boardIds": "Wählen Sie mindestens ein Board.",
  "settings.error.manyBoards": "Mehr als {n} Boards sind nicht möglich. Entfernen Sie zuerst eines.",
  "settings.error.sprintCount": "Geben Sie eine ganze Zahl von 1 bis {n} ein.",
  "settings.error.doneStatusIds": "Wählen Sie mindestens einen Status oder die letzte Spalte des Boards.",
  "settings.error.refused": "Das wurde abgelehnt. Wählen Sie etwas anderes.",
  "settings.error.unfinished": "Korrigieren Sie die markierten Einstellungen und speichern Sie dann erneut.",
  "settings.error.notSaved": "Das Dashboard speichert hier keine Einstellungen. Nichts wurde geändert.",
  "settings.error.notClosed": "Nichts wurde geändert. Verlassen Sie die Einstellungen über das Menü des Dashboards.",

  "export.menu": "Exportieren",
  "export.csv": "Zahlen als CSV",
  "export.svg": "Diagramm als SVG",
  "export.png": "Diagramm als PNG",
  "export.copy": "Als Tabelle kopieren",
  "export.copy.hint": "Der Browser erlaubt dieser Seite das Kopieren nicht. Kopieren Sie den Text unten von Hand.",
  "export.print": "Drucken",
  "export.copyText": "Kopieren",
  "export.close": "Schließen",
  "export.copied": "Kopiert.",
  "export.failed": "Der Export ist fehlgeschlagen. Versuchen Sie es erneut, oder kopieren Sie die Tabelle.",
  "export.board": "Board",
  "export.yes": "ja",
};
