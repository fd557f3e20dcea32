"""An event loop with virtual time: when idle, it skips to the next timer at once."""

import asyncio
import heapq
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop for work in memory: it jumps to the next timer instead of waiting for it."""

    def __init__(self) -> None:
        super().__init__()
        self._virtual = 0.0

    def time(self) -> float:
        """Return the seconds that have passed."""
        return self._virtual

    def _run_once(self) -> None:
        inside: Any = self
        timers = inside._scheduled
        while timers and timers[0]._cancelled:
            inside._timer_cancelled_count -= 1
            heapq.heappop(timers)._scheduled = False
        if not inside._ready and timers:
            self._virtual = max(self._virtual, timers[0]._when)
        super()._run_once()  # type: ignore[misc]  # where every loop takes its turns


class LoopClock:
    """The running loop's time as a clock."""

    def now(self) -> float:
        """Return seconds since 1970."""
        return 1_790_000_000.0 + self.monotonic()

    def monotonic(self) -> float:
        """Return the loop's time."""
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        """Wait in the loop's time."""
        await asyncio.sleep(seconds)


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work)
