"""The interface of stores: records by installation and key, without Forge's rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from app.forge.errors import KvsError

LATEST_DELETION = 48 * 60 * 60 * 1000
"""The longest delay with which Forge deletes an expired value, in milliseconds ("Key-Value Store: TTL")."""


@dataclass(frozen=True, slots=True)
class Record:
    """A stored value as JSON with its instants in epoch milliseconds."""

    value: bytes
    created: int
    updated: int
    expires: int | None = None


@dataclass(frozen=True, slots=True)
class Write:
    """One change: a key with its new value, or None to delete it."""

    key: str
    value: bytes | None
    expires: int | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """The records before and after a change."""

    previous: Record | None
    latest: Record | None


Item = Mapping[str, Any]
Reply = dict[str, Any]


class Kvs(Protocol):
    """What an app's `kvs` talks to. Keys, values and answers are as in `@forge/kvs`; every refusal is a KvsError."""

    async def get(self, key: object, fields: Sequence[str] | None) -> Any:
        """Return the value, with `fields` (even none of them) an object of key, value and those fields, else None."""
        ...

    async def set(self, key: object, value: object, options: Mapping[str, Any]) -> Reply | None:
        """Keep a value; return None, or with `returnValue` the row before or after, if there is one."""
        ...

    async def delete(self, key: object) -> None:
        """Delete a key; a missing key is no error."""
        ...

    async def query(self, prefix: str, cursor: str | None, limit: int, fields: Sequence[str] | None) -> Reply:
        """Return `{"results": [row], "nextCursor"?}` of the keys with the prefix, in their lexicographic order."""
        ...

    async def batch_get(self, items: Sequence[Item]) -> Reply:
        """Return the rows that exist, and `KEY_NOT_FOUND` for the others."""
        ...

    async def batch_set(self, items: Sequence[Item]) -> Reply:
        """Store the valid values, and return for each of the others the reason why not."""
        ...

    async def batch_delete(self, items: Sequence[Item]) -> Reply:
        """Delete the keys."""
        ...

    async def transact(self, sets: Sequence[Item], deletes: Sequence[Item]) -> None:
        """Make all changes or none."""
        ...


class OutOfReachError(KvsError):
    """The store did not answer. A refusal is another error."""


class Store(Protocol):
    """Stores records, separately for each installation.

    A record is absent from its expiry on, or up to 48 hours later with `late_expiry`: Forge permits both, so an app
    must handle both. An unreadable record counts as absent. A store that does not answer raises `OutOfReachError`, one
    that refuses (because it is full, for example) `KvsError`.
    """

    async def read(self, installation: str, keys: Sequence[str]) -> list[Record | None]:
        """Return the records of the keys, in the order of the keys."""
        ...

    async def write(self, installation: str, writes: Sequence[Write], *, only_new: bool = False) -> list[Written]:
        """Make all changes or none. With `only_new` an existing key raises KvsError `KEY_CONFLICT`."""
        ...

    async def scan(self, installation: str, prefix: str, after: str | None, limit: int) -> list[tuple[str, Record]]:
        """Return up to `limit` records, ordered by key, whose key has the prefix and is greater than `after`."""
        ...

    async def ready(self) -> None:
        """Return if the store is usable, else raise `KvsError`."""
        ...

    async def aclose(self) -> None:
        """Close all connections."""
        ...
