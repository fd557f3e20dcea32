"""The rules of Forge's key-value store, with its error codes and, as far as they are public, its messages.

Sources: Forge documentation, "KVS and Custom Entity Store limits", "Handling KVS errors", "Key-Value Store".
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from app.forge import json_copy
from app.forge.errors import KvsError
from app.forge.kvs.protocol import OutOfReachError

LONGEST_KEY: Final = 500
LARGEST_VALUE: Final = 240 * 1024
"""Bytes of JSON."""

DEEPEST_VALUE: Final = 31
"""The most levels of nested objects and lists."""

MOST_ITEMS: Final = 25
"""In one batch or transaction."""

LARGEST_BATCH: Final = 4 * 1024 * 1024
"""Bytes of JSON in one batch or transaction."""

ROWS: Final = 10
MOST_ROWS: Final = 100
REQUESTS_PER_SECOND: Final = 1_000
UNITS: Final = {"SECONDS": 1, "MINUTES": 60, "HOURS": 60 * 60, "DAYS": 24 * 60 * 60}
LONGEST_TTL: Final = 365 * UNITS["DAYS"]
FIELDS: Final = {"CREATED_AT": "createdAt", "UPDATED_AT": "updatedAt", "EXPIRE_TIME": "expireTime"}

_SPACE: Final = r"\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""JavaScript's `\\s`, which differs from Python's."""

_KEY: Final = re.compile(rf"(?![{_SPACE}]+\Z)[a-zA-Z0-9:._#\-{_SPACE}]+")


def key(value: object) -> str:
    """Return the key, or raise KvsError."""
    if not isinstance(value, str):
        raise KvsError("INVALID_KEY", "The key must be a string.")
    if not value:
        raise KvsError("KEY_TOO_SHORT", "The key must not be empty.")
    if len(value) > LONGEST_KEY:
        raise KvsError("KEY_TOO_LONG", f"The key is longer than {LONGEST_KEY} characters.")
    if not _KEY.fullmatch(value):
        message = "The key may contain only letters, digits, white space and : . _ - #, and not white space alone."
        raise KvsError("INVALID_KEY", message)
    return value


def value(content: object) -> bytes:
    """Return the value as JSON; raise KvsError if it is too large or too deep, TypeError if it cannot be serialized."""
    encoded = json_copy.encode(content)
    if len(encoded) > LARGEST_VALUE:
        raise KvsError("MAX_SIZE", f"The value is larger than {LARGEST_VALUE // 1024} KiB of JSON.")
    if _depth(encoded) > DEEPEST_VALUE:
        raise KvsError("MAX_DEPTH", f"The value is nested deeper than {DEEPEST_VALUE} levels.")
    return encoded


_ESCAPES: Final = re.compile(rb"\\.")
_OTHERS: Final = bytes(set(range(256)) - set(b"[]{}"))
_ALIKE: Final = bytes.maketrans(b"[]", b"{}")


def _depth(encoded: bytes) -> int:
    """Return how deep the brackets are nested, one more than allowed for any that are deeper."""
    if encoded.count(b"[") + encoded.count(b"{") <= DEEPEST_VALUE:
        return 0
    outside = _ESCAPES.sub(b"", encoded).split(b'"')[::2]
    brackets = b"".join(outside).translate(_ALIKE, _OTHERS)
    depth = 0
    while brackets and depth <= DEEPEST_VALUE:
        # The innermost ones go, all at once.
        brackets, depth = brackets.replace(b"{}", b""), depth + 1
    return depth


def lifetime(ttl: Mapping[str, object] | None) -> int | None:
    """Return the milliseconds of a TTL such as `{"value": 5, "unit": "MINUTES"}`, None for None; raise KvsError."""
    if ttl is None:
        return None
    amount, unit = ttl.get("value"), UNITS.get(str(ttl.get("unit")))
    if not isinstance(amount, int) or isinstance(amount, bool) or amount <= 0:
        shown = amount if isinstance(amount, int | float) else type(amount).__name__
        raise KvsError("INVALID_TTL", f"TTL value must be a positive integer, received: {shown}")
    if unit is None:
        raise KvsError("INVALID_TTL", f"TTL unit must be one of {', '.join(UNITS)}")
    if amount * unit > LONGEST_TTL:
        raise KvsError("INVALID_TTL", "TTL must not be longer than one year")
    return amount * unit * 1000


def fields(names: Sequence[str] | None) -> tuple[str, ...]:
    """Return the requested metadata fields, or raise KvsError."""
    if not names:
        return ()
    if unknown := set(names) - set(FIELDS):
        raise unprocessable(f"{len(unknown)} of the metadata fields are not among {', '.join(FIELDS)}")
    return tuple(names)


def several(keys: Sequence[str]) -> None:
    """Refuse duplicate keys in one batch or transaction."""
    if len(set(keys)) != len(keys):
        raise KvsError("KEY_DUPLICATION_ERROR", "Duplicate key found in request")


def batch(verb: str, count: int) -> None:
    """Refuse a batch with too many items; `verb` is get, set or delete."""
    if count > MOST_ITEMS:
        message = (
            f"Number of entities to {verb} was {count}, "
            f"but you can only {verb} a maximum of {MOST_ITEMS} entities at a time."
        )
        raise KvsError("TOO_MANY_BATCH_ENTITIES", message)


def together(values: Sequence[bytes]) -> None:
    """Refuse values whose total size is too large."""
    if sum(map(len, values)) > LARGEST_BATCH:
        raise KvsError("MAX_SIZE", f"The values exceed {LARGEST_BATCH // 1024**2} MB of JSON in total.")


def rows(limit: int) -> int:
    """Return the limit of a query's rows, or raise KvsError."""
    if not isinstance(limit, int) or not 1 <= limit <= MOST_ROWS:
        raise unprocessable(f"the limit of a query must be 1 to {MOST_ROWS}")
    return limit


def unprocessable(why: str) -> KvsError:
    """Return the error of an invalid request that has no more specific code."""
    message = f"Request cannot be processed due to one or more semantic errors: {why}"
    return KvsError("UNPROCESSABLE_ENTITY", message, status=422)


def conflict() -> KvsError:
    """Return the error of an existing key that must not be overwritten."""
    return KvsError("KEY_CONFLICT", "Provided key already exists and cannot be overwritten", status=409)


def no_entities() -> KvsError:
    """Return the error of calls about custom entities, which this platform does not support."""
    message = "The schema provided does not exist. Custom entities, and therefore check(), are not supported here."
    return KvsError("SCHEMA_NOT_FOUND", message, status=404)


def too_many_requests() -> KvsError:
    """Return the error of an installation that exceeds its rate limit."""
    message = f"More than {REQUESTS_PER_SECOND} requests in one second"
    return KvsError("RATE_LIMIT_EXCEEDED", message, status=429)


def out_of_reach() -> KvsError:
    """Return the error of a store that does not answer, without the cause, which may contain an address."""
    message = "Unexpected error in Forge KVS API: the store cannot be reached."
    return OutOfReachError("UNKNOWN_ERROR", message, status=503)


def store_refused() -> KvsError:
    """Return the error of a store that refuses a call, for example because it is full."""
    return KvsError("UNKNOWN_ERROR", "Unexpected error in Forge KVS API: the store refused the call.", status=507)
