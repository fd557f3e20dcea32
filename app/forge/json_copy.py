"""What JavaScript's `JSON.stringify` does to a value, for values of Python.

Where the two languages differ, Forge's outcome holds: instants become `2026-11-24T09:30:00.000Z`, functions vanish
from objects and are null in lists, NaN and infinities are null, a set is an empty object, keys become strings.
What cannot be written (integers over 64 bits, as JavaScript's BigInt; cycles; foreign objects) is a TypeError.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

import orjson
from pydantic import BaseModel

_OPTIONS: Final = orjson.OPT_PASSTHROUGH_DATETIME


def encode(value: object) -> bytes:
    """Return the value as JSON in UTF-8, or raise TypeError."""
    try:
        return orjson.dumps(value, default=_default, option=_OPTIONS)
    except TypeError:
        # Rare content costs a walk; what every call carries does not.
        return orjson.dumps(_plain(value, 0), default=_default, option=_OPTIONS | orjson.OPT_NON_STR_KEYS)


def decode(encoded: bytes) -> Any:
    """Return the value that `encode` wrote."""
    return orjson.loads(encoded)


def instant(moment: datetime) -> str:
    """Return a moment as `Date.prototype.toISOString` does; one without a zone is taken as UTC."""
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
    message = f"a value of type {type(value).__name__} cannot be written as JSON"
    raise TypeError(message)


_DEPTH: Final = 250
"""orjson writes 254 levels; a cycle is found here before Python's own limit is."""


def _plain(value: object, depth: int) -> object:
    if depth > _DEPTH:
        message = "a structure that contains itself, or is too deep, cannot be written as JSON"
        raise TypeError(message)
    if isinstance(value, Mapping):
        return {_text(k): _plain(v, depth + 1) for k, v in value.items() if not callable(v)}
    if isinstance(value, list | tuple):
        return [None if callable(item) else _plain(item, depth + 1) for item in value]
    return None if callable(value) else _text(value)


def _text(value: object) -> object:
    # A lone surrogate has no UTF-8: it becomes the replacement character.
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(value, str) else value
