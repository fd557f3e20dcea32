"""Background work, one task at a time: of several waiting tasks only the latest runs."""

import asyncio
from collections.abc import Awaitable, Callable

Work = Callable[[], Awaitable[object]]

_running: set[asyncio.Task[None]] = set()
"""References to the running tasks, since asyncio keeps only weak ones."""


class Latest:
    """Runs the latest work as soon as the current work has ended."""

    def __init__(self) -> None:
        self._next: Work | None = None
        self._task: asyncio.Task[None] | None = None

    def put(self, work: Work) -> None:
        """Schedule work; it replaces scheduled work that has not begun."""
        self._next = work
        if self._task is None:
            self._task = asyncio.create_task(self._run())
            _running.add(self._task)

    async def _run(self) -> None:
        try:
            while (work := self._next) is not None:
                self._next = None
                await work()
        finally:
            if self._task is not None:
                _running.discard(self._task)
            self._task = None
