"""Jira's rate limits as all processes know them: who is told to wait writes it down where the others look."""

from collections.abc import Mapping
from typing import Final

from app.clock import Clock
from app.forge.errors import KvsError
from app.forge.kvs.protocol import Store, Write

PREFIX: Final = "limit:"
MOST_ENDPOINTS: Final = 100


class SharedLimits:
    """Until when nothing may be sent to an endpoint of one site, kept in the store of the processes that serve it.

    `whose` keeps sites and accounts apart. A store that does not answer knows of no limit and takes none: each process
    then goes by what it was told itself.
    """

    def __init__(self, store: Store, whose: str, clock: Clock) -> None:
        self._store = store
        self._installation = f"limits/{whose}"
        self._clock = clock

    async def tell(self, endpoint: str, seconds: float) -> None:
        """Write down that an endpoint, "" for all of them, is not to be asked for so many seconds."""
        if seconds <= 0:
            return
        until = int((self._clock.now() + seconds) * 1000)
        try:
            await self._store.write(self._installation, [Write(PREFIX + endpoint, b"%d" % until, until)])
        except KvsError:
            return

    async def known(self) -> Mapping[str, float]:
        """Return the seconds to wait by endpoint, those that are over left out."""
        try:
            found = await self._store.scan(self._installation, PREFIX, None, MOST_ENDPOINTS)
        except KvsError:
            return {}
        now = int(self._clock.now() * 1000)
        waits = {key.removeprefix(PREFIX): _instant(record.value) - now for key, record in found}
        return {endpoint: wait / 1000 for endpoint, wait in waits.items() if wait > 0}


def _instant(value: bytes) -> int:
    try:
        return int(value)
    except ValueError:
        return 0
