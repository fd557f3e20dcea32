"""Splits values that exceed the store's limit: each part is like the whole, with a slice of its longest list."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from msgspec import Meta

from resolvers.cache.schema import instant, record

LARGEST = 240 * 1024
"""The most bytes of JSON in one value of Forge's KVS ("KVS and Custom Entity Store limits")."""

LISTS: Mapping[str, str] = {"board": "sprints", "sprint": "issues", "report": "sprints"}
"""The list to split, by kind of record."""

MOST = 100
"""The most parts of one value: 24 MB, far more than an invocation can read from Jira."""

is_index = record(at=instant, parts=Annotated[int, Meta(ge=1, le=MOST)])
"""Whether a value is an index of parts: the instant of their reading and their number."""


def split(kind: str, value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the parts of a record, each within the store's limit unless a single list entry exceeds it."""
    name = LISTS[kind]
    room = LARGEST - _size({**value, name: []})
    stretches: list[list[Any]] = [[]]
    left = room
    for entry in value[name]:
        size = _size(entry) + 1
        if size > left and stretches[-1]:
            stretches.append([])
            left = room
        stretches[-1].append(entry)
        left -= size
    return [{**value, name: stretch} for stretch in stretches]


def join(kind: str, at: Any, parts: Sequence[Any]) -> dict[str, Any] | None:
    """Return the record of these parts, None if one is missing or was read at another instant."""
    name = LISTS[kind]
    if not all(
        isinstance(part, Mapping) and part.get("at") == at and isinstance(part.get(name), list) for part in parts
    ):
        return None
    return {**parts[0], name: [entry for part in parts for entry in part[name]]}


def _size(value: Any) -> int:
    """Return the bytes of a value as JSON, or slightly more: non-ASCII text is counted in escaped form."""
    return len(json.dumps(value, separators=(",", ":")))
