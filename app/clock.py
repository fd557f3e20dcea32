"""Time as a parameter: whoever reads a clock or waits is given one of these."""

import asyncio
import time
from typing import Final, Protocol


class Clock(Protocol):
    """Something that tells the time and can wait."""

    def now(self) -> float:
        """Return the wall clock in seconds since 1970-01-01T00:00:00Z."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never run backwards; only differences mean something."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after that many seconds by this clock."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> float:
        """Return the wall clock in seconds since 1970-01-01T00:00:00Z."""
        return time.time()

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Return after that many seconds."""
        await asyncio.sleep(seconds)


class FakeClock:
    """A clock that moves only when told to, for tests: `sleep` moves it at once and is recorded in `sleeps`."""

    START: Final = 1_795_512_600.0
    """2026-11-24T09:30:00Z."""

    def __init__(self, now: float = START) -> None:
        self._now = now
        self._monotonic = 0.0
        self.sleeps: list[float] = []

    def now(self) -> float:
        """Return the wall clock in seconds since 1970-01-01T00:00:00Z."""
        return self._now

    def monotonic(self) -> float:
        """Return the seconds that this clock has been moved since it was made."""
        return self._monotonic

    def advance(self, seconds: float) -> None:
        """Move both clocks forward."""
        self._now += seconds
        self._monotonic += seconds

    async def sleep(self, seconds: float) -> None:
        """Move both clocks forward and let the other tasks run once."""
        self.sleeps.append(seconds)
        self.advance(max(0.0, seconds))
        await asyncio.sleep(0)
