"""Processes share Jira's limits, and nobody waits for the store."""

import asyncio

import pytest

from app.forge.errors import KvsError
from app.forge.kvs import rules
from app.forge.kvs.protocol import Write
from app.forge.kvs.stores.memory import MemoryStore
from app.forge.product.policy.operations import OPERATIONS
from app.forge.product.resilience import rate_limits
from app.forge.product.resilience.barrier import Pass
from app.forge.product.resilience.rate_limits import EVERYTHING, Gates, GateState
from app.web import shared_limits
from app.web.shared_limits import KEY, SharedLimits
from tests.support.clock import FakeClock
from tests.support.holds import holds

SEARCHING = next(str(one) for one in OPERATIONS if one.template.endswith("/search/jql"))
OTHER = str(OPERATIONS[0])


class Process:
    """A process with its gates, on the shared store."""

    def __init__(self, store: MemoryStore, clock: FakeClock) -> None:
        self.clock = clock
        self.gates = Gates()
        self.store = SharedLimits(store, self.gates, clock)

    async def limited(self, reason: str, seconds: float) -> None:
        """Make Jira limit searches."""
        await self.store.read("site", [])
        self.gates.close(SEARCHING, reason, seconds, self.clock.monotonic(), self.clock.now())
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    async def waits(self, endpoint: str) -> float:
        """Return how long a request has to wait after the app has read from the store."""
        assert await self.store.read("site", ["value"]) == [None]
        return self.gates.wait(endpoint, self.clock.monotonic())


@pytest.fixture
def processes() -> tuple[Process, Process]:
    """Return two processes with one store and one clock."""
    clock = FakeClock(1_790_000_000.0)
    store = MemoryStore(clock)
    return Process(store, clock), Process(store, clock)


@holds(SharedLimits, "            self._gates.learn(", "            _ = (")
async def test_what_one_process_is_told_the_others_heed(processes: tuple[Process, Process]) -> None:
    """A burst limit holds its endpoint, a quota holds everything; it ends for all at the same instant."""
    first, second = processes
    await first.limited("jira-burst-based", 20)
    assert await second.waits(SEARCHING) == 20
    assert await second.waits(OTHER) == 0
    await first.limited("jira-quota-global-based", 100)
    assert await second.waits(OTHER) == 100
    first.clock.advance(101)
    assert await second.waits(OTHER) == 0


@holds(rate_limits, "            if known is not None and known.at >= state.at:", "            if False:")
async def test_a_gate_that_one_found_open_is_open_for_all(processes: tuple[Process, Process]) -> None:
    """The later state counts: an outdated one in the store closes no gate, and the end of a limit is shared too."""
    first, second = processes
    await first.limited("quota", 3000)
    assert await second.waits(OTHER) > 0
    first.clock.advance(400)
    probes = [Pass(gate, is_probe=True) for gate in first.gates.before(SEARCHING)]
    first.gates.passed(SEARCHING, probes, first.clock.now())
    assert await first.waits(OTHER) == 0
    await asyncio.sleep(0)
    assert await second.waits(OTHER) == 0


class Hanging(MemoryStore):
    """A store in which writes hang."""

    async def write(self, *_: object, **__: object) -> list[object]:  # type: ignore[override]
        """Never return."""
        await asyncio.Event().wait()
        return []


async def test_nobody_waits_for_a_store_that_hangs() -> None:
    """A separate task writes the states: closing a gate does not wait, and closing the store ends the task."""
    clock = FakeClock(1_790_000_000.0)
    process = Process(Hanging(clock), clock)
    await process.limited("quota", 60)
    await process.limited("quota", 90)
    assert await process.waits(OTHER) == 90
    await process.store.aclose()


class Failing(MemoryStore):
    """A store that refuses to be written."""

    async def write(self, *_: object, **__: object) -> list[object]:  # type: ignore[override]
        """Refuse."""
        raise rules.out_of_reach()


async def test_a_state_that_cannot_be_written_is_no_fault() -> None:
    """The process still follows the limits that it met itself."""
    clock = FakeClock(1_790_000_000.0)
    process = Process(Failing(clock), clock)
    await process.limited("quota", 60)
    assert await process.waits(OTHER) == 60
    with pytest.raises(KvsError):
        await process.store.write("site", [])


@holds(shared_limits, "if name in KNOWN and whole and", "if whole and")
@holds(shared_limits, "and pair[0] <= epoch + AHEAD_SECONDS")
@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"[]", b"7", b'{"": 7}', b'{"": [1]}', b'{"": ["a", "b"]}', b'{"": [true, false]}'),
        *(b'{"somewhere else": [1, 9999999999]}', b'{"": [9999999998, 9999999999]}', b'{"": [null, 1e999]}'),
    ],
)
async def test_a_damaged_state_closes_nothing(content: bytes, processes: tuple[Process, Process]) -> None:
    """Malformed states, states of unknown gates and states from a wrong clock are ignored."""
    first, second = processes
    await first.store.write("site", [Write(KEY, content)])
    assert await second.waits(OTHER) == 0
    assert second.gates.states == {}


async def test_a_gate_closes_for_an_hour_at_most(processes: tuple[Process, Process]) -> None:
    """No text of another process closes it for longer."""
    first, second = processes
    first.gates.states[EVERYTHING] = GateState(first.clock.now(), first.clock.now() + 10**6)
    await first.limited("burst", 1)
    assert await second.waits(OTHER) == 3600


@holds(SharedLimits, "[row for row in found if row[0] != KEY][:limit]", "found[:limit]")
async def test_the_app_does_not_see_it(processes: tuple[Process, Process]) -> None:
    """Its scans return its own values, as many as it asked for, and it cannot use the reserved key."""
    first, _ = processes
    await first.limited("quota", 60)
    await first.store.write("site", [Write(f"k{number}", b"1") for number in range(3)])
    found = await first.store.scan("site", "", None, 2)
    assert [key for key, _ in found] == ["k0", "k1"]
    with pytest.raises(KvsError):
        rules.key(KEY)
