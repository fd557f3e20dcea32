"""What a store of the key-value service is: records by installation and key, and nothing of Forge's rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from app.forge.errors import KvsError

LATEST_DELETION = 48 * 60 * 60 * 1000
"""How late Forge may delete an expired value, in milliseconds (Forge documentation, "Key-Value Store: TTL")."""


@dataclass(frozen=True, slots=True)
class Record:
    """A kept value as JSON, and its instants in milliseconds since 1970-01-01T00:00:00Z."""

    value: bytes
    created: int
    updated: int
    expires: int | None = None


@dataclass(frozen=True, slots=True)
class Write:
    """One change: a value to keep under a key, or None to delete it."""

    key: str
    value: bytes | None
    expires: int | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What a change met and what it left."""

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
        """Delete a key; one that does not exist is no error."""
        ...

    async def query(self, prefix: str, cursor: str | None, limit: int, fields: Sequence[str] | None) -> Reply:
        """Return `{"results": [row], "nextCursor"?}` of the keys with the prefix, in their lexicographic order."""
        ...

    async def batch_get(self, items: Sequence[Item]) -> Reply:
        """Return the rows that exist, and `KEY_NOT_FOUND` for the others."""
        ...

    async def batch_set(self, items: Sequence[Item]) -> Reply:
        """Keep the values that may be kept, and tell of each of the others why not."""
        ...

    async def batch_delete(self, items: Sequence[Item]) -> Reply:
        """Delete the keys."""
        ...

    async def transact(self, sets: Sequence[Item], deletes: Sequence[Item]) -> None:
        """Make all changes or none."""
        ...


class OutOfReachError(KvsError):
    """The store did not answer, as opposed to one that answered with a refusal."""


class Store(Protocol):
    """Keeps records. Installations never see each other's.

    An expired record is gone at its instant, or 48 hours later for a store made with `late_expiry`: Forge allows
    itself both, and an app must be right with both. A record that cannot be read is as if it were not there. A store
    that does not answer raises `OutOfReachError`, one that refuses (full, say) `KvsError`.
    """

    async def read(self, installation: str, keys: Sequence[str]) -> list[Record | None]:
        """Return the records of the keys, in their order."""
        ...

    async def write(self, installation: str, writes: Sequence[Write], *, only_new: bool = False) -> list[Written]:
        """Make all changes or none. With `only_new` a key that exists is KvsError `KEY_CONFLICT`."""
        ...

    async def scan(self, installation: str, prefix: str, after: str | None, limit: int) -> list[tuple[str, Record]]:
        """Return at most `limit` records whose key has the prefix and comes after `after`, by key."""
        ...

    async def dump(self) -> dict[str, bytes]:
        """Return everything that is kept, expired or not, of all installations, for inspection."""
        ...

    async def ready(self) -> None:
        """Return if the store can be used now, else raise `KvsError`."""
        ...

    async def aclose(self) -> None:
        """Let go of connections."""
        ...
