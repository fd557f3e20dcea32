"""The longest time that other tasks hold the event loop, measured by a task that only takes its turns."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from time import thread_time

TICK = 0.001


class Heartbeat:
    """A task that takes a turn each millisecond; `longest` is the most work between two, in seconds.

    It is the thread's processor time, so that other programs of the machine do not count.
    """

    longest = 0.0

    async def beat(self) -> None:
        """Take turns without end."""
        before = thread_time()
        while True:
            await asyncio.sleep(TICK)
            now = thread_time()
            self.longest, before = max(self.longest, now - before), now


@asynccontextmanager
async def heartbeat() -> AsyncIterator[Heartbeat]:
    """Run a heartbeat meanwhile."""
    heart = Heartbeat()
    task = asyncio.create_task(heart.beat())
    await asyncio.sleep(10 * TICK)
    heart.longest = 0.0
    try:
        yield heart
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
