"""Shares Jira's limits between processes, through the reads of the store that they make anyway.

It costs no waiting and no round trip: each read asks for one more key, and a separate task writes new states. If the
store hangs or is gone, each process knows only the limits that it met itself.
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
from app.forge.product.resilience.rate_limits import EVERYTHING, Gates, GateState

KEY: Final = "@limits"
"""The key of the limits beside the app's values: an app's keys contain no `@`."""

KNOWN: Final = frozenset({EVERYTHING, *map(str, OPERATIONS)})
KEPT_SECONDS: Final = 60.0
"""How long the state of an opened gate is stored, at least."""

AHEAD_SECONDS: Final = 60.0
"""How far another machine's clock may be ahead; later states are ignored."""


class SharedLimits(PassingStore):
    """Passes calls on to a store, and exchanges the states of `gates` through it."""

    def __init__(self, store: Store, gates: Gates, clock: Clock) -> None:
        super().__init__(store)
        self._gates = gates
        self._clock = clock
        self._installation: str | None = None
        self._writing: asyncio.Task[None] | None = None
        gates.on_change = self._publish

    @property
    def is_open(self) -> bool:
        """Whether the store's breaker refuses calls at present."""
        return bool(getattr(self._store, "is_open", False))

    async def read(self, installation: str, keys: Sequence[str]) -> list[Record | None]:
        """Return the records of the keys, in their order, and apply the limits read with them."""
        self._installation = installation
        *records, limits = await self._store.read(installation, [*keys, KEY])
        if limits is not None:
            self._gates.learn(_parse(limits.value, self._clock.now()), self._clock.monotonic(), self._clock.now())
        return records

    async def scan(self, installation: str, prefix: str, after: str | None, limit: int) -> list[tuple[str, Record]]:
        """Return the next records of the app's own by key."""
        found = await self._store.scan(installation, prefix, after, limit + 1)
        return [row for row in found if row[0] != KEY][:limit]

    async def aclose(self) -> None:
        """Close the store; a state that is being written is lost."""
        if self._writing is not None:
            self._writing.cancel()
            with suppress(asyncio.CancelledError):
                await self._writing
        await super().aclose()

    def _publish(self) -> None:
        """Start the task that writes the states, unless it is running: then it writes the new one too."""
        if self._installation is not None and (self._writing is None or self._writing.done()):
            self._writing = asyncio.create_task(self._write(self._installation))

    async def _write(self, installation: str) -> None:
        written: dict[str, GateState] = {}
        while written != self._gates.states:
            written = dict(self._gates.states)
            expires = max(self._clock.now() + KEPT_SECONDS, *(state.until for state in written.values()))
            value = orjson.dumps({name: [state.at, state.until] for name, state in written.items()})
            with suppress(KvsError):
                await self._store.write(installation, [Write(KEY, value, int(expires * 1000))])


def _parse(content: bytes, epoch: float) -> dict[str, GateState]:
    """Return the valid states of known gates; none if the content is damaged."""
    try:
        found = orjson.loads(content)
    except ValueError:
        return {}
    states = {}
    for name, pair in found.items() if isinstance(found, dict) else ():
        whole = isinstance(pair, list) and len(pair) == 2 and all(type(one) in {int, float} for one in pair)  # noqa: PLR2004
        if name in KNOWN and whole and all(map(math.isfinite, pair)) and pair[0] <= epoch + AHEAD_SECONDS:
            states[name] = GateState(float(pair[0]), float(pair[1]))
    return states
