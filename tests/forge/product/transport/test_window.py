import asyncio

import pytest

from app.forge.product.transport.window import MOST_IN_FLIGHT, Slot, Window
from tests.support.holds import holds


async def full(window: Window, group: str = "large") -> list[Slot]:
    """Take every slot."""
    return [await window.enter(group) for _ in range(window.size)]


async def queue(window: Window, *who: tuple[str, int]) -> list[asyncio.Task[Slot]]:
    """Let these wait for a slot, in this order."""
    tasks = [asyncio.create_task(window.enter(group, rank)) for group, rank in who]
    await asyncio.sleep(0)
    return tasks


async def order(window: Window, slots: list[Slot], tasks: list[asyncio.Task[Slot]]) -> list[int]:
    """Free the slots one by one and return who got each, in order."""
    got: list[int] = []
    for slot in slots[: len(tasks)]:
        window.leave(slot)
        await asyncio.sleep(0)
        got += [at for at, task in enumerate(tasks) if task.done() and at not in got]
    return got


async def test_places_are_given_fairly() -> None:
    """One chart's many requests do not block another's few; within a chart, requests that others wait for go first."""
    window = Window(4)
    slots = await full(window)
    tasks = await queue(window, ("large", 0), ("large", 0), ("small", 2), ("small", 1))
    assert await order(window, slots, tasks) == [3, 2, 0, 1]


@holds(Window, "if slot.number > self._shrunk_at:", "if True:")
async def test_a_stop_halves_the_window_once() -> None:
    """However many concurrent requests Jira stops, they halve the window once, to one at least."""
    window = Window(16)
    slots = await full(window)
    for slot in slots:
        window.shrink(slot)
    assert window.size == 8
    for slot in slots:
        window.leave(slot)
    for size in (4, 2, 1, 1):
        slot = await window.enter()
        window.shrink(slot)
        window.leave(slot)
        assert window.size == size


async def test_a_window_of_answers_gives_one_place_back() -> None:
    """It grows by one per window of good answers, up to its original size."""
    window = Window(16)
    window.shrink(await window.enter())
    assert window.size == 8
    for _ in range(9):
        window.grow()
    assert window.size == 9
    for _ in range(1000):
        window.grow()
    assert window.size == MOST_IN_FLIGHT


@pytest.mark.parametrize("turns", [0, 1, 2])
async def test_a_place_is_never_lost(turns: int) -> None:
    """A caller who leaves while waiting, or as the slot is given, leaves the slot to the others."""
    window = Window(1)
    slot = await window.enter()
    leaving, staying = await queue(window, ("a", 0), ("b", 0))
    if turns:
        window.leave(slot)
    if turns == 2:
        await asyncio.sleep(0)
    if leaving.done():
        window.leave(leaving.result())
    leaving.cancel()
    await asyncio.sleep(0)
    if not turns:
        window.leave(slot)
    assert await staying
    assert window.in_flight == 1
