"""Single flight across processes: a lease in the store, renewed by its holder and released at the end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, TypeVar

from app.forge import KvsError, kvs, now
from resolvers.cache.background import Latest
from resolvers.cache.store import SHAPES

LIFE = 5
"""Seconds without renewal after which the holder counts as dead."""

RENEWAL = 1.0
LOOK = 0.1
"""Seconds between two renewals, and between two checks of another process's lease."""

Result = TypeVar("Result")


async def with_lease(
    key: str, work: Callable[[], Awaitable[Result]], found: Callable[[int], Awaitable[Result | None]]
) -> Result:
    """Return the result of `work`, run by one process at a time.

    After waiting for another process, `found` is called first with the instant at which that one began; it returns the
    other's result, or None if that failed. Without a store the work runs at once.
    """
    name, began = f"lease:{key}", None
    while (other := await _taken(name)) is not None:
        began = other
        await asyncio.sleep(LOOK)
    async with _renewed(name):
        if began is not None and (done := await found(began)) is not None:
            return done
        return await work()


async def _taken(name: str) -> int | None:
    """Acquire the lease and return None, or return the instant at which its present holder began."""
    while True:
        try:
            await _take(name, key_policy="FAIL_IF_EXISTS")
        except KvsError as error:
            if error.code != "KEY_CONFLICT":
                return None
        else:
            return None
        try:
            lease = await kvs.get(name)
        except KvsError:
            return None
        if lease is None:
            continue  # released just now
        if SHAPES["lease"](lease) and 0 <= now() - lease["at"] < LIFE * 1000:
            return int(lease["began"])
        # Expired but still present: a store may return expired values for 48 hours.
        with suppress(KvsError):
            await _take(name)
        return None


async def _take(name: str, **options: str) -> None:
    """Write a lease that begins now; give it up if its caller has left meanwhile."""
    taking = asyncio.create_task(_set(name, now(), **options))
    try:
        await asyncio.shield(taking)
    except asyncio.CancelledError:
        Latest().put(partial(_let_go, taking, name))
        raise


async def _let_go(taking: asyncio.Task[None], name: str) -> None:
    with suppress(KvsError):
        await taking
        await kvs.delete(name)


async def _set(name: str, began: int, **options: str) -> None:
    lease: Mapping[str, Any] = {"at": now(), "began": began}
    await kvs.set(name, lease, ttl={"value": LIFE, "unit": "SECONDS"}, **options)


@asynccontextmanager
async def _renewed(name: str) -> AsyncIterator[None]:
    began = now()

    async def renew() -> None:
        while True:
            await asyncio.sleep(RENEWAL)
            with suppress(KvsError):
                await _set(name, began)

    renewal = asyncio.create_task(renew())
    try:
        yield
    finally:
        renewal.cancel()
        with suppress(KvsError):
            await kvs.delete(name)
