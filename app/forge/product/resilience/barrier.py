"""A gate that closes for a time and is reopened by one probe; the others wait for its result."""

import asyncio
import math
from collections.abc import Callable
from types import TracebackType
from typing import Self


class Barrier:
    """Open until `close`. When the time is over, one try passes as a probe, whose result decides for all.

    While it is closed a probe may also pass every `probe_seconds`. Instants are monotonic.
    """

    def __init__(self, *, probe_seconds: float = math.inf) -> None:
        self._probe_seconds = probe_seconds
        self._closed = False
        self._until = 0.0
        self._probe_from = 0.0
        self._probe: asyncio.Event | None = None

    def wait(self, now: float) -> float:
        """Return the seconds until a try may pass; 0 for at once, or as soon as the running probe has ended."""
        if not self._closed or self._probe is not None or now >= self._probe_from:
            return 0.0
        return self._until - now

    @property
    def is_closed(self) -> bool:
        """Whether it was closed and has not been found open since."""
        return self._closed

    def close(self, now: float, seconds: float) -> None:
        """Close for this many seconds, unless already closed for longer."""
        self._until = max(self._until, now + seconds) if self._closed else now + seconds
        self._closed = True
        self._probe_from = min(self._until, now + self._probe_seconds)

    def open(self) -> None:
        """Open."""
        self._closed = False

    async def passing(self, monotonic: Callable[[], float]) -> "Pass | None":
        """Return a pass for one try, None while closed. Waits for a running probe to end."""
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
        """Record that the probe has ended; if it reported no result, the next try becomes the probe."""
        if self._probe is not None:
            self._probe.set()
            self._probe = None


class Pass:
    """A pass for one try: a context manager whose exit tells the barrier that the try has ended."""

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
        """Open the barrier after a success."""
        self._barrier.open()

    def close(self, now: float, seconds: float) -> None:
        """Close the barrier again for this many seconds. Only a probe's result is newer than the present state."""
        if self.is_probe:
            self._barrier.open()
            self._barrier.close(now, seconds)
