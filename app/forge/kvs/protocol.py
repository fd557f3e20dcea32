"""The interface of stores: records by installation and key, without Forge's rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

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

    async def dump(self) -> dict[str, bytes]:
        """Return all records of all installations, including expired ones, for inspection."""
        ...

    async def ready(self) -> None:
        """Return if the store is usable, else raise `KvsError`."""
        ...

    async def aclose(self) -> None:
        """Close all connections."""
        ...
