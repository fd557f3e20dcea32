"""Clocks: the machine's, and the fake one."""

import asyncio
import time

from app.clock import Clock, SystemClock
from tests.support.clock import FakeClock


async def test_a_fake_clock_moves_only_when_told_to() -> None:
    """Sleeping and advancing move both readings equally, and sleeps are recorded."""
    clock: Clock = FakeClock(1000.0)
    assert isinstance(clock, FakeClock)
    assert (clock.now(), clock.monotonic()) == (1000.0, 0.0)
    await clock.sleep(5)
    clock.advance(2.5)
    assert (clock.now(), clock.monotonic(), clock.sleeps) == (1007.5, 7.5, [5])


async def test_a_fake_sleep_lets_others_run() -> None:
    """A task that sleeps yields once, as with a real clock."""
    order: list[str] = []

    async def other() -> None:
        order.append("other")

    task = asyncio.create_task(other())
    await FakeClock().sleep(1)
    order.append("slept")
    await task
    assert order == ["other", "slept"]


async def test_the_system_clock_is_the_machines() -> None:
    """Its readings are Python's."""
    clock: Clock = SystemClock()
    await clock.sleep(0)
    assert abs(clock.now() - time.time()) < 1
    assert abs(clock.monotonic() - time.monotonic()) < 1
