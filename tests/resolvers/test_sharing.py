"""Doing things at once, and the same thing once."""

import asyncio

import pytest

from resolvers.sharing import shared, together


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
    """What is finished is not remembered: the next caller works anew."""
    work = Work()
    work.release.set()
    assert [await shared("next", work), await shared("next", work)] == [1, 2]


async def test_different_keys_are_different_work() -> None:
    """Only who asks for the same shares."""
    work = Work()
    work.release.set()
    assert sorted(await asyncio.gather(shared("a", work), shared("b", work))) == [1, 2]


async def test_a_failure_is_everybodys_and_is_not_kept() -> None:
    """All who wait get the same failure; whoever asks next tries again."""
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
    """Work that nobody waits for any more is cancelled, and asking again begins it anew."""
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
