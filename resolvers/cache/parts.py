"""Values that are larger than the store takes, in parts: each is like the whole, with a stretch of its longest list."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from resolvers.cache.schema import number, record

LARGEST = 240 * 1024
"""Bytes of JSON in one value of Forge's KVS ("KVS and Custom Entity Store limits")."""

LISTS: Mapping[str, str] = {"board": "sprints", "sprint": "issues", "report": "sprints"}
"""The list that a record of each kind is split along."""

MOST = 100
"""Parts of one value: 24 MB, far more than can be read from Jira within an invocation."""

_INDEX = record(at=number, parts=number)


def is_index(value: Any) -> bool:
    """Whether a value stands for others: the instant of their reading, and how many they are."""
    return _INDEX(value) and value["parts"] in range(1, MOST + 1)


def split(kind: str, value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the parts of a record, each no larger than the store takes unless one entry of the list alone is."""
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
    """Return the record of these parts, None where one is missing or of another reading than that of the instant."""
    name = LISTS[kind]
    if not all(
        isinstance(part, Mapping) and part.get("at") == at and isinstance(part.get(name), list) for part in parts
    ):
        return None
    return {**parts[0], name: [entry for part in parts for entry in part[name]]}


def _size(value: Any) -> int:
    """Return the bytes of a value as JSON, or a few more: text beyond ASCII is counted in its escaped form."""
    return len(json.dumps(value, separators=(",", ":")))
