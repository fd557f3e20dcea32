"""A clock controlled by tests."""

import asyncio
from typing import Final


class FakeClock:
    """A clock that moves only when told to: `sleep` moves it at once and is recorded in `sleeps`."""

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
        """Move both clocks forward and yield to other tasks once."""
        self.sleeps.append(seconds)
        self.advance(max(0.0, seconds))
        await asyncio.sleep(0)
