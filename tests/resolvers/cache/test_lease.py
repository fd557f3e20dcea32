"""Of several processes that need the same reading, one reads; the others use its result, or take over."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any, cast

import pytest

from app.forge import kvs, now
from app.forge.kvs.protocol import Write, Written
from app.forge.kvs.service import KvsService
from app.forge.kvs.stores.memory import MemoryStore
from app.forge.sdk import invocation
from app.forge.sdk.invocation import Invocation
from resolvers.cache import lease
from resolvers.cache.lease import with_lease
from tests.resolvers.cache.test_batches import Counting
from tests.support.clock import FakeClock
from tests.support.holds import holds


@pytest.fixture(params=[False, True], ids=["prompt", "late"])
async def clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeClock]:
    """Put the test into an invocation whose store forgets in time, or late, and give its clock."""
    clock = FakeClock()
    service = KvsService(MemoryStore(clock, late_expiry=request.param), "site/app", clock)
    scopes = frozenset({"storage:app"})
    made = Invocation("i-1", "key", "module", scopes, clock.monotonic() + 25, clock, cast("Any", None), service)
    token = invocation.current.set(made)
    monkeypatch.setattr(lease, "LOOK", 0.001)
    yield clock
    invocation.current.reset(token)


class Readings:
    """Counts readings of one thing, and stores the result of the last successful one."""

    def __init__(self) -> None:
        self.made = 0
        self.kept: int | None = None
        self.go = asyncio.Event()
        self.failing = False

    async def work(self) -> int:
        """Read, once it may."""
        self.made += 1
        await self.go.wait()
        if self.failing:
            self.failing = False
            raise RuntimeError("the reading failed")
        self.kept = self.made
        return self.made

    async def found(self, began: int) -> int | None:
        """Return what was kept."""
        del began
        return self.kept

    async def once(self) -> int:
        """Read as one process of several."""
        return await with_lease("key", self.work, self.found)


@holds(
    with_lease,
    "while (other := await _taken(name)) is not None:",
    "while (other := await _taken(name)) is not None and False:",
)
@pytest.mark.usefixtures("clock")
async def test_one_reads_and_all_have_it() -> None:
    """Ten that ask at once cause one reading, and the lease is given up afterwards."""
    readings = Readings()
    tasks = [asyncio.create_task(readings.once()) for _ in range(10)]
    await asyncio.sleep(0.02)
    readings.go.set()
    assert await asyncio.gather(*tasks) == [1] * 10
    assert readings.made == 1
    assert await kvs.get("lease:key") is None


@pytest.mark.usefixtures("clock")
async def test_after_a_failure_the_next_one_reads() -> None:
    """A failure affects the holder only; each waiting process then reads by itself."""
    readings = Readings()
    readings.failing = True
    tasks = [asyncio.create_task(readings.once()) for _ in range(3)]
    await asyncio.sleep(0.02)
    readings.go.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(answer, RuntimeError) for answer in answers].count(True) == 1
    assert readings.made == 2


async def test_the_lease_of_a_dead_holder_is_taken_over(clock: FakeClock) -> None:
    """It ends after four seconds without a renewal, even if the store still has it."""
    readings = Readings()
    readings.go.set()
    await kvs.set("lease:key", {"at": now(), "began": now()}, ttl={"value": lease.LIFE, "unit": "SECONDS"})
    waiting = asyncio.create_task(readings.once())
    await asyncio.sleep(0.02)
    assert readings.made == 0
    clock.advance(lease.LIFE)
    assert await waiting == 1


async def test_a_holder_that_lives_is_waited_for(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """It renews its lease however long it reads."""
    monkeypatch.setattr(lease, "RENEWAL", 0.001)
    readings = Readings()
    tasks = [asyncio.create_task(readings.once()) for _ in range(2)]
    for _ in range(5):
        await asyncio.sleep(0.02)
        clock.advance(lease.LIFE - 1)
    await asyncio.sleep(0.02)
    assert readings.made == 1
    readings.go.set()
    assert await asyncio.gather(*tasks) == [1, 1]


@pytest.mark.usefixtures("clock")
async def test_who_is_cancelled_gives_the_lease_up() -> None:
    """Nobody waits for a reading that its callers have left."""
    readings = Readings()
    task = asyncio.create_task(readings.once())
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await kvs.get("lease:key") is None


class Answering(MemoryStore):
    """A store whose answer to a write comes some time after it was written, as that of another process does."""

    async def write(self, installation: str, writes: Sequence[Write], *, only_new: bool = False) -> list[Written]:
        """Write at once and answer later."""
        written = await super().write(installation, writes, only_new=only_new)
        for _ in range(5):
            await asyncio.sleep(0)
        return written


@holds(lease, "Latest().put(partial(_let_go, taking, name))", "pass")
@pytest.mark.parametrize("ticks", range(1, 12))
async def test_who_is_cancelled_while_taking_the_lease_gives_it_up(ticks: int) -> None:
    """Whenever a caller leaves, the next one does not wait for a holder that is gone."""
    clock = FakeClock()
    service = KvsService(Answering(clock), "site/app", clock)
    scopes = frozenset({"storage:app"})
    made = Invocation("i-1", "key", "module", scopes, clock.monotonic() + 25, clock, cast("Any", None), service)
    token = invocation.current.set(made)
    task = asyncio.create_task(Readings().once())
    for _ in range(ticks):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    for _ in range(20):
        await asyncio.sleep(0)
    assert await kvs.get("lease:key") is None
    invocation.current.reset(token)


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("damaged", [7, {"at": "x"}, {"at": 10**18, "began": 1}])
async def test_a_damaged_lease_is_nobodys(damaged: object) -> None:
    """An invalid lease prevents no reading."""
    readings = Readings()
    readings.go.set()
    await kvs.set("lease:key", damaged)
    assert await readings.once() == 1


async def test_without_a_store_the_reading_is_made() -> None:
    """The lease saves readings and never prevents one."""
    clock = FakeClock()
    store = Counting(clock)
    store.broken = True
    service = KvsService(store, "site/app", clock)
    scopes = frozenset({"storage:app"})
    made = Invocation("i-1", "key", "module", scopes, clock.monotonic() + 25, clock, cast("Any", None), service)
    token = invocation.current.set(made)
    readings = Readings()
    readings.go.set()
    assert await readings.once() == 1
    invocation.current.reset(token)
