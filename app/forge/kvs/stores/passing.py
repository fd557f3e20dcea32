"""The base of stores that add something to another one."""

from collections.abc import Sequence

from app.forge.kvs.protocol import Record, Store, Write, Written


class PassingStore(Store):
    """Passes every call on to another store, as its protocol describes them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __repr__(self) -> str:
        return repr(self._store)

    async def read(self, installation: str, keys: Sequence[str]) -> list[Record | None]:
        """Return the records of the keys, in the order of the keys."""
        return await self._store.read(installation, keys)

    async def write(self, installation: str, writes: Sequence[Write], *, only_new: bool = False) -> list[Written]:
        """Make all changes or none."""
        return await self._store.write(installation, writes, only_new=only_new)

    async def scan(self, installation: str, prefix: str, after: str | None, limit: int) -> list[tuple[str, Record]]:
        """Return the next records by key."""
        return await self._store.scan(installation, prefix, after, limit)

    async def ready(self) -> None:
        """Return if the store answers."""
        await self._store.ready()

    async def aclose(self) -> None:
        """Close the store."""
        await self._store.aclose()
