"""The time limit of an invocation."""

import asyncio
from typing import Self, cast


class TimeLimit:
    """Cancels the task that enters it once its time is over. Its cancellation ends here, and `is_over` tells of it.

    Like `asyncio.timeout`, but the timer starts with the next turn of the event loop: an invocation that is answered
    from the store has ended by then, so it needs none.
    """

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._seconds = seconds
        self._loop = asyncio.get_running_loop()
        self._task = cast("asyncio.Task[object]", asyncio.current_task())

    def __enter__(self) -> Self:
        """Start the timer soon."""
        self._handle: asyncio.Handle = self._loop.call_soon(self._start)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the timer."""
        self._handle.cancel()
        if self.is_over:
            self._task.uncancel()

    def _start(self) -> None:
        self._handle = self._loop.call_later(self._seconds, self._end)

    def _end(self) -> None:
        self.is_over = True
        self._task.cancel()
