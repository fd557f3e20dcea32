"""Garbage is looked for between invocations: in one, nearly all that is new is in use, and looking stops the loop."""

import asyncio
import gc
from typing import Final

NEW_OBJECTS: Final = 10_000
"""As many as a chart leaves behind; fewer are not worth a collection."""


class Rest:
    """Counts running invocations, and lets the collector run when there is none."""

    def __init__(self) -> None:
        self._running = 0

    def __enter__(self) -> None:
        """Begin an invocation."""
        self._running += 1

    def __exit__(self, *_: object) -> None:
        """End one; if it was the last, new objects are collected soon."""
        self._running -= 1
        if not self._running and gc.get_count()[0] > NEW_OBJECTS:
            asyncio.get_running_loop().call_soon(gc.collect, 1)
