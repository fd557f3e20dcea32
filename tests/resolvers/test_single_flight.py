"""Doing things at once, and the same thing once."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar

import pytest

from resolvers.single_flight import on_behalf, shared, together

CALLER: ContextVar[str] = ContextVar("caller")


class Work:
    """Something that takes until it is released, and counts how often it was begun and cancelled."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.begun = self.cancelled = 0
        self.failure, self.release = failure, asyncio.Event()

    async def __call__(self) -> int:
        self.begun += 1
        try:
            await self.release.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.failure:
            raise self.failure
        return self.begun


async def test_many_callers_one_work() -> None:
    """Two hundred callers at once share one piece of work and its result."""
    work = Work()
    callers = [asyncio.create_task(shared("one", work)) for _ in range(200)]
    await asyncio.sleep(0)
    work.release.set()
    assert (set(await asyncio.gather(*callers)), work.begun) == ({1}, 1)


async def test_the_next_caller_works_anew() -> None:
    """What is finished is not remembered: the next caller works again."""
    work = Work()
    work.release.set()
    assert [await shared("next", work), await shared("next", work)] == [1, 2]


async def test_different_keys_are_different_work() -> None:
    """Only callers with the same key share."""
    work = Work()
    work.release.set()
    assert sorted(await asyncio.gather(shared("a", work), shared("b", work))) == [1, 2]


async def test_a_failure_is_everybodys_and_is_not_kept() -> None:
    """All waiting callers get the same failure; the next caller tries again."""
    work = Work(ValueError("no"))
    callers = [asyncio.create_task(shared("fails", work)) for _ in range(3)]
    await asyncio.sleep(0)
    work.release.set()
    answers = await asyncio.gather(*callers, return_exceptions=True)
    assert [str(answer) for answer in answers] == ["no"] * 3
    work.failure = None
    assert await shared("fails", work) == 2


async def test_a_caller_that_leaves_cancels_nobody_elses() -> None:
    """The first caller may leave: the others still get their answer from the same work."""
    work = Work()
    first, second = (asyncio.create_task(shared("leaves", work)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    work.release.set()
    assert (await second, work.begun, work.cancelled) == (1, 1, 0)
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_the_last_one_that_leaves_ends_the_work() -> None:
    """Work without waiting callers is cancelled, and the next call starts it again."""
    work = Work()
    callers = [asyncio.create_task(shared("last", work)) for _ in range(2)]
    await asyncio.sleep(0)
    for caller in callers:
        caller.cancel()
    await asyncio.gather(*callers, return_exceptions=True)
    await asyncio.sleep(0)
    assert work.cancelled == 1
    work.release.set()
    assert await shared("last", work) == 2


async def test_together_raises_the_failure_itself_and_stops_the_rest() -> None:
    """Of tasks that run at once, the first failure is raised as it is and the others are stopped."""
    slow, failing = Work(), Work(ValueError("no"))
    failing.release.set()

    async def both() -> None:
        async with together() as group:
            group.create_task(slow())
            group.create_task(failing())

    with pytest.raises(ValueError, match="no"):
        await both()
    assert slow.cancelled == 1


class Asking(Work):
    """Work that calls once it is released; the caller `over` has no time left."""

    def __init__(self, over: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.over, self.asked, self.held = over, list[str](), asyncio.Event()

    async def __call__(self) -> int:
        await super().__call__()
        async with together() as group:
            group.create_task(on_behalf(self._ask, late=lambda error: isinstance(error, TimeoutError)))
        return self.begun

    async def _ask(self) -> None:
        self.asked.append(CALLER.get())
        if CALLER.get() in self.over:
            await self.held.wait()
            raise TimeoutError


async def call(name: str, key: str, work: Callable[[], Awaitable[int]]) -> int:
    CALLER.set(name)
    return await shared(key, work)


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_shared_work_asks_in_the_name_of_who_came_last() -> None:
    """Requests of shared work have the deadline of the last caller, not of the first."""
    work = Asking()
    callers = [asyncio.create_task(call(name, "names", work)) for name in ("first", "second", "third")]
    await settled()
    work.release.set()
    assert await asyncio.gather(*callers) == [1, 1, 1]
    assert work.asked == ["third"]


@pytest.mark.parametrize("leaver", ["first", "second"])
async def test_whoever_leaves_hurts_nobody(leaver: str) -> None:
    """Shared work continues on behalf of a caller who still waits, whoever leaves."""
    work = Asking()
    callers = {name: asyncio.create_task(call(name, "leave", work)) for name in ("first", "second")}
    await settled()
    callers.pop(leaver).cancel()
    await settled()
    work.release.set()
    ((stayer, task),) = callers.items()
    assert (await task, work.asked) == (1, [stayer])


async def test_who_joins_late_gets_its_whole_time() -> None:
    """A request that ends with the first caller's time is repeated on behalf of one who came meanwhile."""
    work = Asking(over=frozenset({"first"}))
    first = asyncio.create_task(call("first", "late", work))
    work.release.set()
    await settled()
    second = asyncio.create_task(call("second", "late", work))
    await settled()
    first.cancel()
    work.held.set()
    assert (await second, work.begun, work.asked) == (1, 1, ["first", "second"])


async def test_a_question_without_time_fails_when_nobody_came_later() -> None:
    """If no caller has more time, the failure stands; the request is not repeated forever."""
    work = Asking(over=frozenset({"first"}))
    work.release.set()
    work.held.set()
    with pytest.raises(TimeoutError):
        await call("first", "alone", work)
    assert work.asked == ["first"]


async def test_work_within_work_asks_in_the_name_of_who_waits_outside() -> None:
    """Shared work inside other shared work acts on behalf of the last caller of the outer one."""
    inner = Asking()
    outer = [asyncio.create_task(call(name, "outer", lambda: shared("inner", inner))) for name in ("first", "second")]
    await settled()
    outer[1].cancel()
    await settled()
    late = asyncio.create_task(call("late", "outer", inner))
    await settled()
    inner.release.set()
    assert [await outer[0], await late, inner.asked] == [1, 1, ["late"]]


async def test_outside_of_shared_work_everybody_asks_alone() -> None:
    """Without shared work a request is simply sent."""
    work = Asking()
    work.release.set()
    CALLER.set("alone")
    assert (await work(), work.asked) == (1, ["alone"])
