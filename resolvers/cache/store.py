"""What is kept between invocations, and for how long: 5 minutes fresh, one hour at the most.

Every record carries the instant `at` which it was read from Jira and is judged by it: the store's own expiry may
come up to 48 hours late (Forge's KVS documentation), so it is never relied on.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from app.forge import KvsError, WhereConditions, kvs, now
from resolvers.cache.parts import LISTS, MOST, is_index, join, split
from resolvers.cache.schema import (
    Shape,
    digits,
    field_id,
    flag,
    instant,
    issue_key,
    many,
    maybe,
    name,
    number,
    project_key,
    record,
    row,
    timeline,
    word,
)
from resolvers.domain.timeline import Issue, Timeline, Window
from resolvers.jira.board import BoardState
from resolvers.jira.jql import HISTORY_WORDS
from resolvers.jira.parse.answers import Sprint
from resolvers.messages import NOTES, WARNINGS

FRESH = 5 * 60 * 1000
"""How long a reading answers without a request to Jira, in milliseconds."""

LONGEST = 60 * 60 * 1000
"""How long anything is kept at all, in milliseconds."""

TIMELINE_OF_SPRINTS = timeline(many(number), many(number))
TIMELINE_OF_STATUS = timeline(digits, digits)
TIMELINE_OF_ESTIMATE = timeline(maybe(number), maybe(number))


SPRINT_FIGURES = row(
    row(number, number, name, instant, maybe(instant), instant, flag),
    row(*[number] * 9),
    row(*[number] * 6),
    many(row(word(NOTES), number, many(name))),
)


def _periods_known(report: Mapping[str, Any]) -> bool:
    """Whether each period has members, and all of them are sprints of the report."""
    sprints = {sprint[0] for sprint, *_ in report["sprints"]}
    return all(members and sprints.issuperset(members) for members in report["periods"])


SHAPES: Mapping[str, Shape] = {
    "board": record(
        at=instant,
        board=row(number, name, flag, maybe(project_key), maybe(number), flag),
        columns=many(many(digits)),
        estimation=row(maybe(word(("field", "issueCount", "none"))), maybe(field_id)),
        sprints=many(row(number, name, instant, maybe(instant), instant, maybe(number))),
        total=number,
        running=many(row(number, name, instant, maybe(instant), maybe(number))),
    ),
    "sprint": record(
        at=instant,
        window=row(number, instant, instant),
        subtasks=flag,
        statuses=many(row(digits, name)),
        issues=many(row(issue_key, instant, flag, flag, TIMELINE_OF_SPRINTS, TIMELINE_OF_STATUS, TIMELINE_OF_ESTIMATE)),
    ),
    "report": record(
        at=instant,
        unit=row(field_id, word(("points", "count", "time", "number"))),
        boards=many(row(number, name, maybe(project_key), number)),
        sprints=many(SPRINT_FIGURES),
        running=maybe(many(SPRINT_FIGURES)),
        periods=many(many(number)),
        warnings=many(row(word(WARNINGS), maybe(number), number, many(name))),
        also=_periods_known,
    ),
    "lease": record(at=instant, began=instant),
    "statuses": record(at=instant, statuses=many(row(digits, name))),
    "progress": record(at=instant, sprints=number, read=number, total=number),
    "filter": record(at=instant, words=many(word(HISTORY_WORDS))),
}
"""All that the store may ever hold for this app, by the first word of its key."""


async def keep(kind: str, key: str, value: Mapping[str, Any], *, minutes: int = 60) -> None:
    """Keep a value of a known shape, in parts where it is too large for one; any other shape is refused."""
    if not SHAPES[kind](value):
        msg = f"a value that does not have the shape of {kind} is not kept"
        raise ValueError(msg)
    try:
        await _set(f"{kind}:{key}", value, minutes)
    except KvsError as refusal:
        # The store is a convenience: without it the figures are read again, and are the same.
        if refusal.code == "MAX_SIZE" and kind in LISTS:
            await _keep_parts(kind, key, value, minutes)


async def _set(key: str, value: Mapping[str, Any], minutes: int) -> None:
    await kvs.set(key, value, ttl={"value": minutes, "unit": "MINUTES"})


async def _keep_parts(kind: str, key: str, value: Mapping[str, Any], minutes: int) -> None:
    """Keep the parts, and then the index that makes them one value; without it they are none."""
    pieces = split(kind, value)
    if len(pieces) > MOST:
        return
    with suppress(KvsError):
        for at, piece in enumerate(pieces):
            await _set(f"{kind}:{key}:{at}", piece, minutes)
        await _set(f"{kind}:{key}", {"at": value["at"], "parts": len(pieces)}, minutes)


async def kept(kind: str, key: str, *, younger_than: int = LONGEST, seen: int | None = None) -> Any:
    """Return what is kept, if it is younger than that many milliseconds and has its shape; else None.

    Of the reading of the instant `seen` the caller has what it needs already, so that its value is not looked through.
    """
    try:
        value = await kvs.get(f"{kind}:{key}")
        known = seen is not None and isinstance(value, Mapping) and value.get("at") == seen
        if not known and kind in LISTS and is_index(value):
            value = join(kind, value["at"], [await kvs.get(f"{kind}:{key}:{at}") for at in range(value["parts"])])
    except KvsError:
        return None
    if not known and not SHAPES[kind](value):
        return None
    return value if 0 <= now() - value["at"] < younger_than else None


async def all_kept(kind: str, key: str, *, younger_than: int) -> list[Any]:
    """Return what is kept under keys that go on after this one, as `kept` judges it; up to a hundred values."""
    begins = WhereConditions.begins_with(f"{kind}:{key}:")
    try:
        rows = (await kvs.query().where("key", begins).limit(MOST).get_many())["results"]
    except KvsError:
        return []
    values = [row["value"] for row in rows]
    return [value for value in values if SHAPES[kind](value) and 0 <= now() - value["at"] < younger_than]


def plain(amount: Decimal | None) -> int | float | None:
    """Return an exact amount as a JSON number: 3, not 3.0, and 0.3 without noise."""
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def exact(amount: float | None) -> Decimal | None:
    """Return a JSON number as the exact amount that it was."""
    return None if amount is None else Decimal(str(amount))


def board_record(state: BoardState) -> dict[str, Any]:
    """Return a board's state in its kept shape."""
    return {
        "at": state.at,
        "board": [state.id, state.name, state.team_managed, state.project_key, state.filter_id, state.readable],
        "columns": [list(column) for column in state.columns],
        "estimation": [state.estimation, state.field_id],
        "sprints": [[s.id, s.name, s.start, s.end, s.close, s.origin] for s in state.sprints],
        "total": state.total,
        "running": [[s.id, s.name, s.start, s.end, s.origin] for s in state.running],
    }


def board_state(value: Mapping[str, Any]) -> BoardState:
    """Return a board's state from its kept shape."""
    board, title, team_managed, project, filter_id, readable = value["board"]
    return BoardState(
        at=value["at"],
        id=board,
        name=title,
        team_managed=team_managed,
        project_key=project,
        filter_id=filter_id,
        readable=readable,
        columns=tuple(tuple(column) for column in value["columns"]),
        estimation=value["estimation"][0],
        field_id=value["estimation"][1],
        sprints=tuple(Sprint(*sprint) for sprint in value["sprints"]),
        total=value["total"],
        running=tuple(
            Sprint(number, name, start, end, value["at"], origin, running=True)
            for number, name, start, end, origin in value["running"]
        ),
    )


def sprint_record(
    at: int,
    window: Window,
    issues: list[tuple[Issue, bool]],
    *,
    subtasks: bool = False,
    statuses: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the issues of a sprint in their kept shape, each with whether another points field is filled.

    `subtasks` says that sub-tasks are in the sprints of their parents; `statuses` are the names, by id, of those that
    one of the issues was ever in.
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
    """Return the issues of a sprint from their kept shape."""
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
