"""Serializes Python values with the semantics of JavaScript's `JSON.stringify`.

If the languages differ, the result is Forge's: instants become `2026-11-24T09:30:00.000Z`, functions vanish
from objects and are null in lists, NaN and infinities are null, a set is an empty object, keys become strings.
TypeError is raised for integers over 64 bits (as for JavaScript's BigInt), cycles and other objects.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

import orjson
from pydantic import BaseModel

_OPTIONS: Final = orjson.OPT_PASSTHROUGH_DATETIME


def encode(value: object) -> bytes:
    """Return the value as UTF-8 JSON, or raise TypeError."""
    try:
        return orjson.dumps(value, default=_default, option=_OPTIONS)
    except TypeError:
        # Only rare content needs a recursive conversion.
        return orjson.dumps(_plain(value, 0), default=_default, option=_OPTIONS | orjson.OPT_NON_STR_KEYS)


def decode(encoded: bytes) -> Any:
    """Return the value that `encode` wrote."""
    return orjson.loads(encoded)


def instant(moment: datetime) -> str:
    """Return a datetime as `Date.prototype.toISOString` does; a naive one is read as UTC."""
    utc = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03}Z"


def _default(value: object) -> object:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True)
    if isinstance(value, set | frozenset):
        return {}
    message = f"a value of type {type(value).__name__} cannot be serialized as JSON"
    raise TypeError(message)


_DEPTH: Final = 250
"""orjson supports 254 levels; this limit detects cycles before Python's recursion limit."""


def _plain(value: object, depth: int) -> object:
    if depth > _DEPTH:
        message = "a structure that contains itself or is too deep cannot be serialized as JSON"
        raise TypeError(message)
    if isinstance(value, Mapping):
        return {_text(k): _plain(v, depth + 1) for k, v in value.items() if not callable(v)}
    if isinstance(value, list | tuple):
        return [None if callable(item) else _plain(item, depth + 1) for item in value]
    return None if callable(value) else _text(value)


def _text(value: object) -> object:
    # A lone surrogate cannot be encoded as UTF-8: it becomes the replacement character.
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(value, str) else value
