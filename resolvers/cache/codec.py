"""Values in the shapes in which they are kept, and back: amounts, the issues of sprints."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from resolvers.domain.timeline import Issue, Timeline, Window


def plain(amount: Decimal | None) -> int | float | None:
    """Return an exact amount as a JSON number: 3, not 3.0, and 0.3 without rounding noise."""
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def exact(amount: float | None) -> Decimal | None:
    """Return a JSON number as its exact amount."""
    return None if amount is None else Decimal(str(amount))


def sprint_record(
    at: int,
    window: Window,
    issues: list[tuple[Issue, bool]],
    *,
    subtasks: bool = False,
    statuses: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the issues of a sprint in their stored shape, each with a flag whether another points field is filled.

    `subtasks` says that sub-tasks are in the sprints of their parents; `statuses` maps the ids of all statuses that the
    issues were ever in to names.
    """
    return {
        "at": at,
        "window": [window.sprint, window.start, window.close],
        "subtasks": subtasks,
        "statuses": [list(status) for status in sorted((statuses or {}).items())],
        "issues": [
            [
                issue.key,
                issue.created,
                issue.subtask,
                other,
                _row(issue.sprints, sorted),
                _row(issue.status, str),
                _row(issue.estimate, plain),
            ]
            for issue, other in issues
        ],
    }


def _row(timeline: Timeline[Any], form: Callable[[Any], Any]) -> list[Any]:
    if not timeline.instants and not timeline.doubts:
        return [form(timeline.first), [], [], []]
    return [
        form(timeline.first),
        list(timeline.instants),
        [form(value) for value in timeline.values],
        sorted(timeline.doubts),
    ]


def _timeline(kept: list[Any], form: Callable[[Any], Any]) -> Timeline[Any]:
    first, instants, values, doubts = kept
    return Timeline(form(first), tuple(instants), tuple(map(form, values)), frozenset(doubts))


def sprint_issues(value: Mapping[str, Any]) -> list[tuple[Issue, bool]]:
    """Return the issues of a sprint from their stored shape."""
    here = frozenset(value["window"][:1])
    return [
        (
            Issue(
                key,
                created,
                subtask,
                _timeline(sprints, frozenset),
                _timeline(status, str),
                _timeline(estimate, exact),
                here if sprints[3] else frozenset(),
            ),
            other,
        )
        for key, created, subtask, other, sprints, status, estimate in value["issues"]
    ]
