"""Stores values between invocations: fresh for 5 minutes, usable for up to one hour.

Every record has the instant `at` which it was read from Jira, which decides its age: the store's own expiry may be up
to 48 hours late (Forge's KVS documentation).
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from app.forge import KvsError, WhereConditions, kvs, now
from resolvers.cache.parts import LISTS, MOST, is_index, join, split
from resolvers.cache.schema import (
    Check,
    digits,
    field_id,
    flag,
    forward,
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
from resolvers.jira.jql import HISTORY_WORDS
from resolvers.messages import NOTES, WARNINGS

FRESH = 5 * 60 * 1000
"""How long a reading is fresh, so that no request to Jira is needed, in milliseconds."""

LONGEST = 60 * 60 * 1000
"""How long a stored value is usable, in milliseconds."""

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
    """Whether each period has members and all of them are sprints of the report."""
    sprints = {sprint[0] for sprint, *_ in report["sprints"]}
    return all(members and sprints.issuperset(members) for members in report["periods"])


def _forward(sprint: Mapping[str, Any]) -> bool:
    """Whether the timelines of a sprint's issues run forward."""
    return forward(kept for issue in sprint["issues"] for kept in issue[4:])


SHAPES: Mapping[str, Check] = {
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
        also=_forward,
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
"""The shapes of all values that the app may store, by the first word of the key."""


async def keep(kind: str, key: str, value: Mapping[str, Any], *, minutes: int = 60) -> None:
    """Store a value of a known shape, in parts if it is too large; any other shape is refused."""
    if not SHAPES[kind](value):
        msg = f"a value without the shape of {kind} must not be stored"
        raise ValueError(msg)
    try:
        await _set(f"{kind}:{key}", value, minutes)
    except KvsError as refusal:
        # Errors of the store are ignored: without it the figures are read again and are the same.
        if refusal.code == "MAX_SIZE" and kind in LISTS:
            await _keep_parts(kind, key, value, minutes)


async def _set(key: str, value: Mapping[str, Any], minutes: int) -> None:
    await kvs.set(key, value, ttl={"value": minutes, "unit": "MINUTES"})


async def _keep_parts(kind: str, key: str, value: Mapping[str, Any], minutes: int) -> None:
    """Store the parts, then the index that makes them a value."""
    pieces = split(kind, value)
    if len(pieces) > MOST:
        return
    with suppress(KvsError):
        for at, piece in enumerate(pieces):
            await _set(f"{kind}:{key}:{at}", piece, minutes)
        await _set(f"{kind}:{key}", {"at": value["at"], "parts": len(pieces)}, minutes)


async def kept(kind: str, key: str, *, younger_than: int = LONGEST, seen: int | None = None) -> Any:
    """Return the stored value if it is younger than `younger_than` milliseconds and has its shape, else None.

    A value read at the instant `seen` is not checked again, because the caller already has its content.
    """
    try:
        value = await kvs.get(f"{kind}:{key}")
        known = seen is not None and isinstance(value, dict) and value.get("at") == seen
        if not known and kind in LISTS and is_index(value):
            value = join(kind, value["at"], [await kvs.get(f"{kind}:{key}:{at}") for at in range(value["parts"])])
    except KvsError:
        return None
    if not known and not SHAPES[kind](value):
        return None
    return value if 0 <= now() - value["at"] < younger_than else None


async def all_kept(kind: str, key: str, *, younger_than: int) -> list[Any]:
    """Return up to a hundred stored values whose keys extend this one, checked as by `kept`."""
    begins = WhereConditions.begins_with(f"{kind}:{key}:")
    try:
        rows = (await kvs.query().where("key", begins).limit(MOST).get_many())["results"]
    except KvsError:
        return []
    values = [row["value"] for row in rows]
    return [value for value in values if SHAPES[kind](value) and 0 <= now() - value["at"] < younger_than]
