"""One reading at a time among all processes: a lease in the store, renewed by its holder and given up at the end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, TypeVar

from app.forge import KvsError, kvs, now
from resolvers.cache.background import Latest
from resolvers.cache.store import SHAPES

LIFE = 5
"""Seconds without a renewal after which the holder counts as dead."""

RENEWAL = 1.0
LOOK = 0.1
"""Seconds between two renewals, and between two looks at somebody else's lease."""

Result = TypeVar("Result")


async def alone(
    key: str, work: Callable[[], Awaitable[Result]], found: Callable[[int], Awaitable[Result | None]]
) -> Result:
    """Return what `work` returns, done by one process at a time.

    Where another was at it, `found` is asked first what that left, with the instant at which it began; None means that
    it failed, or died. Without a store the work is done at once.
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
    """Take the lease and return None, or return the instant at which its present holder began."""
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
            continue  # given up just now
        if SHAPES["lease"](lease) and 0 <= now() - lease["at"] < LIFE * 1000:
            return int(lease["began"])
        # Nobody's any more, but still there: a store may return what has expired for 48 hours.
        with suppress(KvsError):
            await _take(name)
        return None


async def _take(name: str, **options: str) -> None:
    """Write a lease that begins now; one that a caller took who left meanwhile is given up."""
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
