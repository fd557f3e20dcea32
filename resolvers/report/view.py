"""Converts a computed report to its stored form, and the stored form to the result that is shown.

The stored form has only numbers, ids, names and codes; texts and links are added for display.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from resolvers.cache.codec import exact, plain
from resolvers.configuration import Configuration
from resolvers.domain.figures import rate
from resolvers.domain.statistics import Span, average, periods, trend
from resolvers.jira.links import Links
from resolvers.messages import note, warning
from resolvers.report.compute import Result, SprintResult
from resolvers.report.shapes import Figures, Period, RunningSprint, SprintCounts, SprintFigures, Statistics
from resolvers.report.units import Unit
from resolvers.report.warnings import BoardWarning

Json = dict[str, Any]


def record(result: Result, warnings: Collection[BoardWarning], configuration: Configuration) -> Json:
    """Return a computed report in its stored form; `running` is None if the settings do not show running sprints."""
    foreign, running = configuration.include_foreign_sprints, configuration.include_running_sprint
    spans = [
        Span(each.sprint.id, each.board.state.id, each.sprint.start, each.sprint.close)
        for each in result.sprints
        if not each.excluded and each.parts
    ]
    return {
        "at": result.at,
        "unit": [result.unit.id, result.unit.kind],
        "boards": [
            [each.state.id, each.state.name, each.state.project_key, each.state.left_out(foreign=foreign)]
            for each in result.boards
        ],
        "sprints": [_row(each) for each in result.sprints],
        "running": [_row(each) for each in result.running] if running else None,
        "periods": [[span.sprint for span in each] for each in periods(spans)] if len(result.boards) > 1 else [],
        "warnings": [[each.code, each.board, each.number, list(each.names)] for each in warnings],
    }


def _row(result: SprintResult) -> list[Any]:
    sprint, figures, counts = result.sprint, result.figures, result.figures.counts
    sums = (
        figures.committed,
        figures.completed,
        figures.added,
        figures.removed,
        figures.estimate_change,
        figures.not_completed,
        figures.completed_elsewhere,
        figures.carried_in,
        figures.committed_done,
    )
    numbers = (counts.committed, counts.completed, counts.added, counts.removed, counts.not_completed)
    return [
        [sprint.id, result.board.state.id, sprint.name, sprint.start, sprint.end, sprint.close, result.excluded],
        [plain(amount) for amount in sums],
        [*numbers, counts.unestimated],
        [[each.code, each.number, list(each.names)] for each in result.notes],
    ]


def figures(kept: Mapping[str, Any], unit: Unit, links: Links) -> Figures:
    """Return the figures of a stored report, without its age."""
    sprints = [_sprint(row, links) for row in kept["sprints"]]
    found: Figures = {
        "asOf": iso(kept["at"]),
        "unit": {"id": unit.id, "kind": unit.kind, "name": unit.name},
        "boards": [
            {"id": board, "name": name, "projectKey": project, "url": links.board(board), "foreignSprintsLeftOut": out}
            for board, name, project, out in kept["boards"]
        ],
        "sprints": sprints,
        "statistics": _statistics(list(filter(counts, sprints))),
        "warnings": [
            warning(code, tuple(names) or (unit.name,), number, board)
            for code, board, number, names in kept["warnings"]
        ],
    }
    if kept["running"] is not None:
        found["runningSprints"] = [_running(row, links) for row in kept["running"]]
    if len(kept["boards"]) > 1:
        by_id = {sprint["id"]: sprint for sprint in sprints}
        found["periods"] = [_period([by_id[sprint] for sprint in members]) for members in kept["periods"]]
        found["periodStatistics"] = _statistics(found["periods"])
    return found


def _sprint(row: list[Any], links: Links) -> SprintFigures:
    (sprint, board, name, start, end, close, excluded), sums, counts, notes = row
    committed, completed, added, removed, change, not_completed, elsewhere, carried_in, committed_done = sums
    return {
        "id": sprint,
        "boardId": board,
        "name": name,
        "startDate": iso(start),
        "endDate": iso(end) if end is not None else None,
        "completeDate": iso(close),
        "committed": committed,
        "completed": completed,
        "added": added,
        "removed": removed,
        "estimateChange": change,
        "notCompleted": not_completed,
        "finalScope": _sum((completed, not_completed)),
        "completedElsewhere": elsewhere,
        "carriedIn": carried_in,
        "committedDone": committed_done,
        "completionRate": rate(exact(completed) or Decimal(0), exact(committed) or Decimal(0)),
        "excluded": excluded,
        "counts": _counts(*counts),
        "notes": [note(code, number, tuple(names)) for code, number, names in notes],
        "url": links.sprint(board, sprint),
    }


def _running(row: list[Any], links: Links) -> RunningSprint:
    """Return a running sprint, whose figures are those of the instant of the reading."""
    return {**_sprint(row, links), "completeDate": None}


def counts(sprint: SprintFigures) -> bool:
    """Whether a sprint counts in the statistics: not excluded, and it contained an issue of the board at some time."""
    return not sprint["excluded"] and all(note["code"] != "no-issues" for note in sprint["notes"])


def _counts(
    committed: int, completed: int, added: int, removed: int, not_completed: int, unestimated: int
) -> SprintCounts:
    return {
        "committed": committed,
        "completed": completed,
        "added": added,
        "removed": removed,
        "notCompleted": not_completed,
        "unestimated": unestimated,
    }


def _period(members: list[SprintFigures]) -> Period:
    return {
        "sprintIds": [sprint["id"] for sprint in members],
        "from": min(sprint["startDate"] for sprint in members),
        "to": max(sprint["completeDate"] for sprint in members),
        "committed": _sum(sprint["committed"] for sprint in members),
        "completed": _sum(sprint["completed"] for sprint in members),
    }


def _statistics(entries: Collection[SprintFigures] | Collection[Period]) -> Statistics:
    """Return averages over sprints or periods, oldest first, None if there is nothing to average."""
    done = [exact(entry["completed"]) or Decimal(0) for entry in entries]
    completed, rising = average(done), trend(done)
    committed = average([exact(entry["committed"]) or Decimal(0) for entry in entries])
    typical = completed.typical if completed else None
    return {
        "sprintCount": len(entries),
        "completed": {
            "mean": _whole(completed.mean) if completed else None,
            "median": plain(completed.median) if completed else None,
            "low": plain(typical.low) if typical else None,
            "high": plain(typical.high) if typical else None,
            "probability": float(typical.probability) if typical else None,
            "trend": {"perSprint": _whole(float(rising.step)), "probability": float(rising.probability)}
            if rising
            else None,
        },
        "committed": {
            "mean": _whole(committed.mean) if committed else None,
            "median": plain(committed.median) if committed else None,
        },
    }


def _whole(mean: float) -> int | float:
    return int(mean) if mean.is_integer() else mean


def _sum(amounts: Iterable[int | float]) -> int | float:
    return plain(sum((exact(amount) or Decimal(0) for amount in amounts), Decimal(0))) or 0


def iso(instant: int) -> str:
    """Return epoch milliseconds as ISO 8601 in UTC with `Z`; milliseconds only if not 0."""
    moment = datetime.fromtimestamp(instant / 1000, UTC)
    return moment.isoformat(timespec="milliseconds" if instant % 1000 else "seconds").replace("+00:00", "Z")
