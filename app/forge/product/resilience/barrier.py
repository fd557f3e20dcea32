"""A way that is closed for a while and opened again by one try that finds out, while the others wait for its end."""

import asyncio
import math
from collections.abc import Callable
from types import TracebackType
from typing import Self


class Barrier:
    """Open until `close`. When its time is over one try passes, the probe, and its answer decides for all.

    While it is closed a probe may pass every `probe_seconds`, too. Instants are of a monotonic clock.
    """

    def __init__(self, *, probe_seconds: float = math.inf) -> None:
        self._probe_seconds = probe_seconds
        self._closed = False
        self._until = 0.0
        self._probe_from = 0.0
        self._probe: asyncio.Event | None = None

    def wait(self, now: float) -> float:
        """Return the seconds until a try may pass; 0 for at once, or as soon as the probe under way has ended."""
        if not self._closed or self._probe is not None or now >= self._probe_from:
            return 0.0
        return self._until - now

    @property
    def is_closed(self) -> bool:
        """Whether it was closed and nobody has found it open since."""
        return self._closed

    def close(self, now: float, seconds: float) -> None:
        """Let nothing pass for so many seconds; one that is closed for longer stays so."""
        self._until = max(self._until, now + seconds) if self._closed else now + seconds
        self._closed = True
        self._probe_from = min(self._until, now + self._probe_seconds)

    def open(self) -> None:
        """Let everything pass."""
        self._closed = False

    async def passing(self, monotonic: Callable[[], float]) -> "Pass | None":
        """Return leave for one try, None while the way is closed. Waits for the end of a probe that is under way."""
        while self._closed:
            if self._probe is not None:
                await self._probe.wait()
            elif self.wait(monotonic()) > 0:
                return None
            else:
                self._probe = asyncio.Event()
                return Pass(self, is_probe=True)
        return Pass(self, is_probe=False)

    def probed(self) -> None:
        """Take in that the probe has ended, however it did; without a word from it the next one finds out."""
        if self._probe is not None:
            self._probe.set()
            self._probe = None


class Pass:
    """Leave for one try: a context, at whose end the barrier knows that the try is over."""

    def __init__(self, barrier: Barrier, *, is_probe: bool) -> None:
        self._barrier = barrier
        self.is_probe = is_probe

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.is_probe:
            self._barrier.probed()

    def open(self) -> None:
        """Open the way: it was seen to lead somewhere."""
        self._barrier.open()

    def close(self, now: float, seconds: float) -> None:
        """Close the way anew for so many seconds from now. Only the probe's word is newer than what is known."""
        if self.is_probe:
            self._barrier.open()
            self._barrier.close(now, seconds)
