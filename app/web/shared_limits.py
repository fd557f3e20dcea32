"""Jira's limits for all processes: what one was told travels with the reads of the store that the others make anyway.

Nobody waits for it, and there is no round trip of its own: each read asks for one more key, and a new word is written
in a task apart. A store that hangs or is gone leaves each process with what it was told itself.
"""

import asyncio
import math
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import orjson

from app.clock import Clock
from app.forge.errors import KvsError
from app.forge.kvs.protocol import Record, Store, Write
from app.forge.kvs.stores.passing import PassingStore
from app.forge.product.policy.operations import OPERATIONS
from app.forge.product.resilience.rate_limits import EVERYTHING, Gates, Word

KEY: Final = "@limits"
"""Where they are kept, beside the app's values: no key of an app has an `@`."""

KNOWN: Final = frozenset({EVERYTHING, *map(str, OPERATIONS)})
KEPT_SECONDS: Final = 60.0
"""How long an opened gate is told of, at least."""

AHEAD_SECONDS: Final = 60.0
"""How far another machine's clock may be ahead; what was said later than that is not believed."""


class SharedLimits(PassingStore):
    """Passes calls on to a store, with what `gates` were told."""

    def __init__(self, store: Store, gates: Gates, clock: Clock) -> None:
        super().__init__(store)
        self._gates = gates
        self._clock = clock
        self._installation: str | None = None
        self._writing: asyncio.Task[None] | None = None
        gates.on_word = self._tell

    @property
    def is_open(self) -> bool:
        """Whether the store's breaker refuses calls at present."""
        return bool(getattr(self._store, "is_open", False))

    async def read(self, installation: str, keys: Sequence[str]) -> list[Record | None]:
        """Return the records of the keys, in their order, and heed what comes with them."""
        self._installation = installation
        *records, limits = await self._store.read(installation, [*keys, KEY])
        if limits is not None:
            self._gates.learn(_words(limits.value, self._clock.now()), self._clock.monotonic(), self._clock.now())
        return records

    async def scan(self, installation: str, prefix: str, after: str | None, limit: int) -> list[tuple[str, Record]]:
        """Return the next records of the app's own by key."""
        found = await self._store.scan(installation, prefix, after, limit + 1)
        return [row for row in found if row[0] != KEY][:limit]

    async def aclose(self) -> None:
        """Close the store; a word that is under way is lost."""
        if self._writing is not None:
            self._writing.cancel()
            with suppress(asyncio.CancelledError):
                await self._writing
        await super().aclose()

    def _tell(self) -> None:
        """Have the last words written, unless that is under way: then the task sees the new one too."""
        if self._installation is not None and (self._writing is None or self._writing.done()):
            self._writing = asyncio.create_task(self._write(self._installation))

    async def _write(self, installation: str) -> None:
        written: dict[str, Word] = {}
        while written != self._gates.words:
            written = dict(self._gates.words)
            expires = max(self._clock.now() + KEPT_SECONDS, *(word.until for word in written.values()))
            value = orjson.dumps({name: [word.at, word.until] for name, word in written.items()})
            with suppress(KvsError):
                await self._store.write(installation, [Write(KEY, value, int(expires * 1000))])


def _words(content: bytes, epoch: float) -> dict[str, Word]:
    """Return the words that have the shape of some, of gates that there are; nothing for what is damaged."""
    try:
        found = orjson.loads(content)
    except ValueError:
        return {}
    words = {}
    for name, pair in found.items() if isinstance(found, dict) else ():
        whole = isinstance(pair, list) and len(pair) == 2 and all(type(one) in {int, float} for one in pair)  # noqa: PLR2004
        if name in KNOWN and whole and all(map(math.isfinite, pair)) and pair[0] <= epoch + AHEAD_SECONDS:
            words[name] = Word(float(pair[0]), float(pair[1]))
    return words
