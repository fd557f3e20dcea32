"""Single flight, concurrent tasks, and fair turns for long computations."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Iterable, Iterator
from contextlib import asynccontextmanager
from contextvars import Context, ContextVar, copy_context
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from operator import itemgetter
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

Result = TypeVar("Result")
Item = TypeVar("Item")


@asynccontextmanager
async def together() -> AsyncIterator[asyncio.TaskGroup]:
    """Run tasks concurrently; the first failure cancels the others and is raised unwrapped."""
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None


_queues: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


async def turn() -> None:
    """Wait for this task's turn to compute for a few milliseconds, after all others have had theirs.

    One waiting task continues per iteration of the event loop, so that the loop is never blocked by several.
    """
    async with _queues.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
        await asyncio.sleep(0)


A_TURN = 100
"""Issues processed before yielding to other tasks, which takes a few milliseconds."""


async def in_turns(items: Iterable[Item], size: Callable[[Item], int] = lambda _: A_TURN) -> AsyncIterator[Item]:
    """Yield the items of a long loop, each in its own turn; items of small sizes share one."""
    worked = A_TURN
    for item in items:
        if worked >= A_TURN:
            await turn()
            worked = 0
        worked += size(item)
        yield item


@dataclass(eq=False, slots=True)
class _Flight:
    """Shared work, and the contexts of the waiting callers by order of arrival."""

    callers: dict[int, Context] = field(default_factory=dict)
    task: asyncio.Task[Any] | None = None

    def names(self) -> Iterator[tuple[int, Context]]:
        """Yield the external callers; a caller that is shared work itself is replaced by those who wait for it."""
        for order, context in self.callers.items():
            outer = context.get(_inside)
            if outer is None:
                yield order, context
            else:
                yield from outer.names()


_flights: dict[Hashable, _Flight] = {}
_order = count()
_inside: ContextVar[_Flight | None] = ContextVar("shared work", default=None)


async def shared(key: Hashable, work: Callable[[], Awaitable[Result]]) -> Result:
    """Return the result of `work`, run once for all concurrent callers with the same `key`; all get its error.

    Cancelling a caller does not affect the others; the last one to leave cancels the work. Requests through `on_behalf`
    use the deadline of the latest caller, so that no caller's deadline ends the work.
    """
    flight = _flights.get(key)
    if flight is None:
        flight = _flights[key] = _Flight()
        context = copy_context()
        context.run(_inside.set, flight)
        flight.task = asyncio.create_task(_run(work), context=context)
        flight.task.add_done_callback(partial(_over, key, flight))
    task, mine = cast("asyncio.Task[Result]", flight.task), next(_order)
    flight.callers[mine] = copy_context()
    try:
        return await asyncio.shield(task)
    finally:
        del flight.callers[mine]
        if not flight.callers and not task.done():
            task.cancel()
            _over(key, flight, task)


async def on_behalf(ask: Callable[[], Awaitable[Result]], *, late: Callable[[Exception], bool]) -> Result:
    """Return the result of `ask`; in shared work it runs in the context of the latest caller.

    Every caller has its own deadline. If `late` says that an error was caused by it, `ask` runs again in the context of
    a later caller, if there is one.
    """
    flight = _inside.get()
    if flight is None:
        return await ask()
    name = _last(flight)
    while True:
        try:
            return await asyncio.create_task(_run(ask), context=name)
        except Exception as error:
            before, name = name, _last(flight)
            if name is None or name is before or not late(error):
                raise


def _last(flight: _Flight) -> Context | None:
    return max(flight.names(), key=itemgetter(0), default=(0, None))[1]


def _over(key: Hashable, flight: _Flight, task: "asyncio.Task[Any]") -> None:
    """Forget finished or cancelled work; an error that nobody waits for is discarded."""
    if _flights.get(key) is flight:
        del _flights[key]
    flight.task = None  # whose context holds the flight: what came of it would stay until the collector comes by
    if task.done() and not task.cancelled():
        task.exception()


async def _run(work: Callable[[], Awaitable[Result]]) -> Result:
    return await work()
