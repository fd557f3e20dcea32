"""How far a long reading is, for whoever waits for it: numbers in the store that another invocation can read."""

from collections.abc import Awaitable, Iterable, Sized
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal, TypedDict, TypeVar
from uuid import uuid4

from app.forge import KvsError, kvs, now
from resolvers.cache.background import Latest
from resolvers.cache.store import all_kept, keep

Batch = TypeVar("Batch", bound=Sized)

FORGOTTEN = 60 * 1000
"""A reading that has not moved for a minute is over, whatever became of it."""


@dataclass(slots=True)
class Progress:
    """The progress of reading one board's sprints: how many sprints, and how many of how many issues."""

    board: int
    sprints: int
    _id: str = field(default_factory=lambda: uuid4().hex, init=False)
    _read: int = field(default=0, init=False)
    _total: int = field(default=0, init=False)
    _store: Latest = field(default_factory=Latest, init=False)

    async def found(self, total: int) -> None:
        """State how many issues there are to read."""
        self._total = total
        self._tell()

    async def count(self, batch: Awaitable[Batch]) -> Batch:
        """Return the batch once it is there, and count its issues as read."""
        issues = await batch
        self._read += len(issues)
        self._tell()
        return issues

    async def over(self) -> None:
        """Have the reading forgotten."""
        self._store.put(self._forget)

    async def _forget(self) -> None:
        with suppress(KvsError):
            await kvs.delete(f"progress:{self._key}")

    def _tell(self) -> None:
        """Have the progress kept; the reading never waits for the store."""
        value = {"at": now(), "sprints": self.sprints, "read": self._read, "total": self._total}
        self._store.put(lambda: keep("progress", self._key, value, minutes=1))

    @property
    def _key(self) -> str:
        # One board can be read for two charts at once, in two processes even: each reading has a record of its own.
        return f"{self.board}:{self._id}"


class ProgressReport(TypedDict):
    """How far a reading is: `state` is `idle` or `reading`; the issues are those read of those to read."""

    state: Literal["idle", "reading"]
    sprints: int
    issuesRead: int
    issuesTotal: int


async def progress(boards: Iterable[int]) -> ProgressReport:
    """Return how far the readings of these boards are, together."""
    running = [record for board in boards for record in await all_kept("progress", str(board), younger_than=FORGOTTEN)]
    return {
        "state": "reading" if running else "idle",
        "sprints": sum(record["sprints"] for record in running),
        "issuesRead": sum(record["read"] for record in running),
        "issuesTotal": sum(record["total"] for record in running),
    }
