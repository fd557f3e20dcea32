"""A circuit breaker for a store: calls fail at once while the store does not answer."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any, Final, TypeVar

from app.clock import Clock
from app.forge.errors import KvsError
from app.forge.kvs import rules
from app.forge.kvs.protocol import OutOfReachError, Record, Store, Write, Written
from app.forge.kvs.stores.passing import PassingStore

SECONDS_TO_ANSWER: Final = 0.5
"""The longest wait for one call, including the connection."""

FAILURES: Final = 3
"""The number of consecutive unanswered calls that opens the breaker."""

OPEN_SECONDS: Final = 2.0
AT_ONCE: Final = 16
"""The most calls in flight; further calls wait, which limits the number of connections."""

LATE_SECONDS: Final = 0.1
"""A timer that fires this late means that this process was busy; it says nothing about the store."""

Result = TypeVar("Result")


class StoreBreaker:
    """Makes calls to a store. While it is open, they fail at once with the error of an unreachable store.

    A background task probes the store at most every `OPEN_SECONDS`, so no caller waits for it. A call has `seconds`.
    """

    def __init__(
        self, probe: Callable[[], Coroutine[Any, Any, object]], clock: Clock, *, seconds: float = SECONDS_TO_ANSWER
    ) -> None:
        self._call_of_probe = probe
        self._clock = clock
        self._seconds = seconds
        self._places = asyncio.Semaphore(AT_ONCE)
        self._failures = 0
        self._probe_from = 0.0
        self._probe: asyncio.Task[None] | None = None

    @property
    def is_open(self) -> bool:
        """Whether calls are being refused."""
        return self._failures >= FAILURES

    async def aclose(self) -> None:
        """End the probe."""
        if self._probe is not None:
            self._probe.cancel()
            with suppress(asyncio.CancelledError):
                await self._probe

    async def call(self, call: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Make the call once a slot is free, unless the breaker is open by then."""
        self._admit()
        async with self._places:
            self._admit()
            return await self.ask(call())

    def _admit(self) -> None:
        """Refuse the call while the breaker is open, and start a probe if one is due."""
        if not self.is_open:
            return
        if self._probe is None and self._clock.monotonic() >= self._probe_from:
            self._probe = asyncio.create_task(self._look())
        raise rules.out_of_reach()

    async def _look(self) -> None:
        try:
            with suppress(KvsError):
                await self.ask(self._call_of_probe())
        finally:
            self._probe = None

    async def ask(self, call: Coroutine[Any, Any, Result]) -> Result:
        """Make the call regardless of the breaker's state, which is updated."""
        try:
            answer = await self._in_time(call)
        except OutOfReachError:
            self._failures += 1
            self._probe_from = self._clock.monotonic() + OPEN_SECONDS
            raise
        except KvsError:
            # A refusal counts as an answer: a full store can still be read.
            self._failures = 0
            raise
        self._failures = 0
        return answer

    async def _in_time(self, call: Coroutine[Any, Any, Result]) -> Result:
        """Return the answer, or raise the error of an unreachable store on timeout.

        If this process was too busy to read the answer in time, the wait is repeated once.
        """
        task = asyncio.create_task(call)
        try:
            for _ in range(2):
                started = time.monotonic()
                await asyncio.wait({task}, timeout=self._seconds)
                if task.done() or time.monotonic() - started < self._seconds + LATE_SECONDS:
                    break
            if not task.done():
                raise rules.out_of_reach()
            return task.result()
        finally:
            task.cancel()


class BreakerStore(PassingStore):
    """Passes calls on to a store, unless it does not answer."""

    def __init__(self, store: Store, clock: Clock, *, seconds: float = SECONDS_TO_ANSWER) -> None:
        super().__init__(store)
        self._breaker = StoreBreaker(store.ready, clock, seconds=seconds)

    def __repr__(self) -> str:
        return f"BreakerStore({self._store!r})"

    @property
    def is_open(self) -> bool:
        """Whether calls are being refused."""
        return self._breaker.is_open

    async def read(self, installation: str, keys: Sequence[str]) -> list[Record | None]:
        """Return the records of the keys, in the order of the keys."""
        return await self._breaker.call(lambda: self._store.read(installation, keys))

    async def write(self, installation: str, writes: Sequence[Write], *, only_new: bool = False) -> list[Written]:
        """Make all changes or none."""
        return await self._breaker.call(lambda: self._store.write(installation, writes, only_new=only_new))

    async def scan(self, installation: str, prefix: str, after: str | None, limit: int) -> list[tuple[str, Record]]:
        """Return the next records by key."""
        return await self._breaker.call(lambda: self._store.scan(installation, prefix, after, limit))

    async def ready(self) -> None:
        """Return if the store answers, regardless of the breaker's state, which is updated."""
        await self._breaker.ask(self._store.ready())

    async def aclose(self) -> None:
        """End the probe and close the store."""
        await self._breaker.aclose()
        await super().aclose()
