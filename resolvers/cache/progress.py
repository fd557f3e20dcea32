"""The progress of a long reading: numbers in the store that other invocations can read."""

from collections.abc import Awaitable, Iterable, Sized
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal, TypedDict, TypeVar
from uuid import uuid4

from app.forge import KvsError, kvs, now
from resolvers.cache.background import Latest
from resolvers.cache.store import all_kept, keep

Batch = TypeVar("Batch", bound=Sized)

PAUSE = 200
"""Milliseconds from one record to the next: pages ask about once a second."""

FORGOTTEN = 60 * 1000
"""A reading without progress for a minute counts as ended."""


@dataclass(slots=True)
class Progress:
    """The progress of reading one board's sprints: the number of sprints, issues read, and issues to read."""

    board: int
    sprints: int
    _id: str = field(default_factory=lambda: uuid4().hex, init=False)
    _read: int = field(default=0, init=False)
    _total: int = field(default=0, init=False)
    _told: int = field(default=0, init=False)
    _store: Latest = field(default_factory=Latest, init=False)

    async def found(self, total: int) -> None:
        """Set the number of issues to read."""
        self._total = total
        self._tell(now())

    async def count(self, batch: Awaitable[Batch]) -> Batch:
        """Await a batch, count its issues as read, and return it."""
        issues = await batch
        self._read += len(issues)
        if not 0 <= (at := now()) - self._told < PAUSE:  # also if the clock was set back
            self._tell(at)
        return issues

    async def over(self) -> None:
        """Remove the reading's progress."""
        self._store.put(self._forget)

    async def _forget(self) -> None:
        with suppress(KvsError):
            await kvs.delete(f"progress:{self._key}")

    def _tell(self, at: int) -> None:
        """Store the progress in the background; the reading never waits for the store."""
        self._told = at
        value = {"at": at, "sprints": self.sprints, "read": self._read, "total": self._total}
        self._store.put(lambda: keep("progress", self._key, value, minutes=1))

    @property
    def _key(self) -> str:
        # A board can be read for two charts at once, even in two processes, so each reading has its own record.
        return f"{self.board}:{self._id}"


class ProgressReport(TypedDict):
    """The progress of a reading: `state` is `idle` or `reading`; the numbers are issues read and issues to read."""

    state: Literal["idle", "reading"]
    sprints: int
    issuesRead: int
    issuesTotal: int


async def progress(boards: Iterable[int]) -> ProgressReport:
    """Return the combined progress of reading these boards."""
    running = [record for board in boards for record in await all_kept("progress", str(board), younger_than=FORGOTTEN)]
    return {
        "state": "reading" if running else "idle",
        "sprints": sum(record["sprints"] for record in running),
        "issuesRead": sum(record["read"] for record in running),
        "issuesTotal": sum(record["total"] for record in running),
    }
