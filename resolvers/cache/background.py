"""Work that nobody waits for: one thing after another, and only the latest of what has piled up meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable

Work = Callable[[], Awaitable[object]]

_running: set[asyncio.Task[None]] = set()
"""The tasks at work: asyncio itself keeps no hold of them."""


class Latest:
    """Does the work that it was given last, as soon as what it is at is done."""

    def __init__(self) -> None:
        self._next: Work | None = None
        self._task: asyncio.Task[None] | None = None

    def put(self, work: Work) -> None:
        """Have this done soon; what was to be done before it and has not begun is left out."""
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
