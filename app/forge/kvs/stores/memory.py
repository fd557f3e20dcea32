"""An LRU-bounded store in this process's memory."""

import math
from collections.abc import Sequence
from heapq import nsmallest
from typing import Final

from cachetools import TLRUCache

from app.clock import Clock
from app.forge.kvs import rules
from app.forge.kvs.protocol import LATEST_DELETION, Record, Store, Write, Written

MOST_ENTRIES: Final = 20_000
MOST_BYTES: Final = 64 * 1024 * 1024

Name = tuple[str, str]


class MemoryStore(Store):
    """Holds at most `most_entries` records and `most_bytes` bytes over all installations."""

    def __init__(
        self,
        clock: Clock,
        *,
        late_expiry: bool = False,
        most_entries: int = MOST_ENTRIES,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._clock = clock
        grace = LATEST_DELETION if late_expiry else 0
        # A record weighs its bytes or its share of the entries, whichever is more, so one sum bounds both.
        share = most_bytes // most_entries

        def gone_at(_: Name, record: Record, __: float) -> float:
            return math.inf if record.expires is None else record.expires + grace

        self._records: TLRUCache[Name, Record] = TLRUCache(
            share * most_entries,
            gone_at,
            self._now,
            lambda record: max(len(record.value) + 2 * rules.LONGEST_KEY, share),
        )

    def __repr__(self) -> str:
        return "MemoryStore()"

    async def read(self, installation: str, keys: Sequence[str]) -> list[Record | None]:
        """Return the records of the keys, in the order of the keys."""
        return [self._find((installation, key)) for key in keys]

    async def write(self, installation: str, writes: Sequence[Write], *, only_new: bool = False) -> list[Written]:
        """Make all changes, atomically because nothing here awaits."""
        if only_new and any((installation, write.key) in self._records for write in writes):
            raise rules.conflict()
        return [self._one(installation, write) for write in writes]

    async def scan(self, installation: str, prefix: str, after: str | None, limit: int) -> list[tuple[str, Record]]:
        """Return the next records by key."""
        names = [
            key
            for owner, key in self._records
            if owner == installation and key.startswith(prefix) and (after is None or key > after)
        ]
        found = ((key, self._find((installation, key))) for key in nsmallest(limit, names))
        return [(key, record) for key, record in found if record is not None]

    async def ready(self) -> None:
        """Return at once: memory is always ready."""

    async def aclose(self) -> None:
        """Return at once: there is nothing to close."""

    def _now(self) -> int:
        return int(self._clock.now() * 1000)

    def _find(self, name: Name) -> Record | None:
        # Not `get`, which would look the key up twice.
        try:
            return self._records[name]
        except KeyError:
            return None

    def _one(self, installation: str, write: Write) -> Written:
        name = (installation, write.key)
        previous = self._records.pop(name, None)
        if write.value is None:
            return Written(previous, None)
        now = self._now()
        latest = Record(write.value, previous.created if previous else now, now, write.expires)
        self._records[name] = latest
        return Written(previous, latest)
