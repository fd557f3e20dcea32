"""Doing things at once, and doing the same thing once for everybody who asks for it meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

Result = TypeVar("Result")


@asynccontextmanager
async def together() -> AsyncIterator[asyncio.TaskGroup]:
    """Run tasks at once; the first failure stops the others and is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None


@dataclass(slots=True)
class _Flight:
    task: asyncio.Task[Any]
    callers: int = 0


_flights: dict[Hashable, _Flight] = {}


async def shared(key: Hashable, work: Callable[[], Awaitable[Result]]) -> Result:
    """Return what `work` returns, done once for all who ask for `key` while it runs; its failure is everybody's.

    A caller that leaves cancels nobody else's; the last one that leaves cancels the work.
    """
    flight = _flights.get(key)
    if flight is None:
        flight = _flights[key] = _Flight(asyncio.ensure_future(_run(work)))
        flight.task.add_done_callback(lambda _: _over(key, flight))
    flight.callers += 1
    try:
        result: Result = await asyncio.shield(flight.task)
    finally:
        flight.callers -= 1
        if not flight.callers and not flight.task.done():
            flight.task.cancel()
            _over(key, flight)
    return result


def _over(key: Hashable, flight: _Flight) -> None:
    """Forget work that is done or given up; a failure that came when everybody had left is nobody's."""
    if _flights.get(key) is flight:
        del _flights[key]
    if flight.task.done() and not flight.task.cancelled():
        flight.task.exception()


async def _run(work: Callable[[], Awaitable[Result]]) -> Result:
    return await work()
