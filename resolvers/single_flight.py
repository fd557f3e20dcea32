"""Doing things at once or in turns, and doing the same thing once for everybody who asks for it meanwhile."""

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
    """Run tasks at once; the first failure stops the others and is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None


_queues: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


async def turn() -> None:
    """Wait until it is this task's turn to work for some milliseconds, and until all others have had theirs.

    Of several that wait for their turn one goes on in each round of the event loop, so that their work never adds up.
    """
    async with _queues.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
        await asyncio.sleep(0)


A_TURN = 50
"""Issues that are worked on in a turn: some milliseconds."""


async def in_turns(items: Iterable[Item], size: Callable[[Item], int] = lambda _: A_TURN) -> AsyncIterator[Item]:
    """Yield the items of a long loop, each in a turn of its own, or several whose sizes are small in one."""
    worked = A_TURN
    for item in items:
        if worked >= A_TURN:
            await turn()
            worked = 0
        worked += size(item)
        yield item


@dataclass(eq=False, slots=True)
class _Flight:
    """Shared work, and the contexts of those who wait for it, by the order in which they came."""

    callers: dict[int, Context] = field(default_factory=dict)
    task: asyncio.Task[Any] | None = None

    def names(self) -> Iterator[tuple[int, Context]]:
        """Yield the callers that are no shared work themselves, and in place of those that are, whoever waits there."""
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
    """Return what `work` returns, done once for all who ask for `key` while it runs; its failure is everybody's.

    A caller that leaves cancels nobody else's; the last one that leaves cancels the work. What the work asks for
    through `on_behalf` has the time of whoever came last, so that no caller's end is the end of the work.
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
    """Return what `ask` returns, within shared work asked in the name of the caller who came last.

    Whoever asks has a time of its own. Where `late` says that this was over, it is asked again as long as somebody
    else waits who came later.
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
    """Forget work that is done or given up; a failure that came when everybody had left is nobody's."""
    if _flights.get(key) is flight:
        del _flights[key]
    flight.task = None  # whose context holds the flight: what came of it would stay until the collector comes by
    if task.done() and not task.cancelled():
        task.exception()


async def _run(work: Callable[[], Awaitable[Result]]) -> Result:
    return await work()
