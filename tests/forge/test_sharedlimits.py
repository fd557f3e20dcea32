"""What one process learns of Jira's limits, the others know."""

import pytest

from app.forge.errors import KvsError
from app.forge.kvs.protocol import Store, Write
from app.forge.kvs.stores.memory import MemoryStore
from app.forge.product.resilience.shared_limits import SharedLimits
from tests.support.clock import FakeClock


async def test_a_limit_told_to_one_is_known_to_all(store: Store, clock: FakeClock) -> None:
    """For as long as Jira asked, for that endpoint, and not on another site."""
    one, other = SharedLimits(store, "site", clock), SharedLimits(store, "site", clock)
    await one.tell("POST search/jql", 30)
    await one.tell("", 5)
    await one.tell("GET field", 0)
    assert await other.known() == {"POST search/jql": 30, "": 5}
    assert await SharedLimits(store, "elsewhere", clock).known() == {}
    clock.advance(5)
    assert await other.known() == {"POST search/jql": 25}


async def test_a_damaged_limit_is_none(clock: FakeClock) -> None:
    """What is no instant keeps nobody from asking."""
    store = MemoryStore(clock)
    await store.write("limits/site", [Write("limit:a", b"soon")])
    assert await SharedLimits(store, "site", clock).known() == {}


async def test_without_a_store_nothing_is_known_and_nothing_fails(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each process then goes by what it was told itself."""

    async def fail(*_: object, **__: object) -> None:
        raise KvsError("UNKNOWN_ERROR", "out of reach", status=503)

    store = MemoryStore(clock)
    monkeypatch.setattr(store, "write", fail)
    monkeypatch.setattr(store, "scan", fail)
    limits = SharedLimits(store, "site", clock)
    await limits.tell("a", 5)
    assert await limits.known() == {}
