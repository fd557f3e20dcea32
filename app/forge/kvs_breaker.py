"""A circuit breaker in front of a store: one that does not answer is left alone, and nobody waits for it."""

import asyncio
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from typing import Final, TypeVar

from app.clock import Clock
from app.forge import kvs_rules
from app.forge.errors import KvsError
from app.forge.kvs_store import OutOfReachError, Record, Store, Write, Written

SECONDS_TO_ANSWER: Final = 0.5
"""The longest wait for one call, with the connection and the place in the queue."""

FAILURES: Final = 3
"""After so many calls in a row without an answer the breaker opens."""

OPEN_SECONDS: Final = 2.0
AT_ONCE: Final = 16
"""Calls in flight; the others wait, so that no crowd of callers opens a crowd of connections."""

Result = TypeVar("Result")


class BreakerStore(Store):
    """Passes calls on to a store. While it is open each call is refused at once, with the error of one out of reach.

    Whether the store is back is found out by a task of its own, at most every `OPEN_SECONDS`, on nobody's time.
    """

    def __init__(self, store: Store, clock: Clock, *, seconds: float = SECONDS_TO_ANSWER) -> None:
        self._store = store
        self._clock = clock
        self._seconds = seconds
        self._places = asyncio.Semaphore(AT_ONCE)
        self._failures = 0
        self._probe_from = 0.0
        self._probe: asyncio.Task[None] | None = None

    def __repr__(self) -> str:
        return f"BreakerStore({self._store!r})"

    @property
    def is_open(self) -> bool:
        """Whether calls are refused at present."""
        return self._failures >= FAILURES

    async def read(self, installation: str, keys: Sequence[str]) -> list[Record | None]:
        """Return the records of the keys, in their order."""
        self._admit()
        return await self._ask(self._store.read(installation, keys))

    async def write(self, installation: str, writes: Sequence[Write], *, only_new: bool = False) -> list[Written]:
        """Make all changes or none."""
        self._admit()
        return await self._ask(self._store.write(installation, writes, only_new=only_new))

    async def scan(self, installation: str, prefix: str, after: str | None, limit: int) -> list[tuple[str, Record]]:
        """Return the next records by key."""
        self._admit()
        return await self._ask(self._store.scan(installation, prefix, after, limit))

    async def dump(self) -> dict[str, bytes]:
        """Return everything that is kept."""
        return await self._store.dump()

    async def ready(self) -> None:
        """Return if the store answers now, whatever the breaker says, and tell the breaker."""
        await self._ask(self._store.ready())

    async def aclose(self) -> None:
        """End the probe and close the store."""
        if self._probe is not None:
            self._probe.cancel()
            with suppress(asyncio.CancelledError):
                await self._probe
        await self._store.aclose()

    def _admit(self) -> None:
        """Refuse the call while the breaker is open, and have a probe look whether the store is back."""
        if not self.is_open:
            return
        if self._probe is None and self._clock.monotonic() >= self._probe_from:
            self._probe = asyncio.create_task(self._look())
        raise kvs_rules.out_of_reach()

    async def _look(self) -> None:
        try:
            with suppress(KvsError):
                await self.ready()
        finally:
            self._probe = None

    async def _ask(self, call: Awaitable[Result]) -> Result:
        try:
            async with asyncio.timeout(self._seconds), self._places:
                answer = await call
        except (TimeoutError, OutOfReachError):
            self._failures += 1
            self._probe_from = self._clock.monotonic() + OPEN_SECONDS
            raise kvs_rules.out_of_reach() from None
        except KvsError:
            # A refusal is an answer: a full store can still be read.
            self._failures = 0
            raise
        self._failures = 0
        return answer
