"""Many values at once: one call of the store for each 25, with the rules of one value."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, cast

import pytest

from app.forge import kvs, now
from app.forge.errors import KvsError
from app.forge.kvs.protocol import Record, Write, Written
from app.forge.kvs.service import KvsService
from app.forge.kvs.stores.memory import MemoryStore
from app.forge.sdk import invocation
from app.forge.sdk.invocation import Invocation
from resolvers.cache.batches import keep_together, kept_together
from resolvers.cache.store import FRESH, keep
from tests.resolvers.cache.test_schema import CANARY, GOOD
from tests.support.clock import FakeClock

pytestmark = pytest.mark.usefixtures("store")


class Counting(MemoryStore):
    """A store that counts its calls, and fails on demand."""

    calls = 0
    broken = False

    def _count(self) -> None:
        self.calls += 1
        if self.broken:
            raise KvsError("UNKNOWN_ERROR", "full", status=507)

    async def read(self, installation: str, keys: Sequence[str]) -> list[Record | None]:
        """Count the call."""
        self._count()
        return await super().read(installation, keys)

    async def write(self, installation: str, writes: Sequence[Write], *, only_new: bool = False) -> list[Written]:
        """Count the call."""
        self._count()
        return await super().write(installation, writes, only_new=only_new)


@pytest.fixture
def clock() -> FakeClock:
    """Return the clock of the invocation."""
    return FakeClock()


@pytest.fixture
async def store(clock: FakeClock) -> AsyncIterator[Counting]:
    """Put the test into an invocation and return its store."""
    store = Counting(clock)
    service = KvsService(store, "site/app", clock)
    scopes = frozenset({"storage:app"})
    made = Invocation("i-1", "key", "module", scopes, clock.monotonic() + 25, clock, cast("Any", None), service)
    token = invocation.current.set(made)
    yield store
    invocation.current.reset(token)


def records(count: int) -> dict[str, Any]:
    """Return that many records that were read now, by key."""
    return {str(number): GOOD["progress"] | {"at": now(), "read": number} for number in range(count)}


@pytest.mark.parametrize(("count", "calls"), [(0, 0), (1, 1), (25, 1), (50, 2)])
async def test_many_values_are_one_call_for_each_25(count: int, calls: int, store: Counting) -> None:
    """A report of seven sprints asks the store once, one of fifty twice, to write and to read."""
    values = records(count)
    await keep_together("progress", dict(values))
    assert store.calls == calls
    assert await kept_together("progress", list(values)) == values
    assert store.calls == 2 * calls


async def test_what_is_too_large_together_is_kept_in_smaller_batches() -> None:
    """Forge takes 4 MB at once: more goes in halves, and nothing is lost."""
    issues = [["ABC-1", 1, False, False, [[1], [], [], []], ["1", [], [], []], [None, [], [], []]]] * 3_000
    rest = {"subtasks": False, "statuses": [], "issues": issues}
    values = {str(key): {"at": now(), "window": [key, 1, 2], **rest} for key in range(25)}
    await keep_together("sprint", dict(values))
    assert await kept_together("sprint", list(values)) == values


async def test_values_of_many_issues_are_written_a_few_at_a_time(store: Counting) -> None:
    """What is written at once is written in one turn of the event loop: five hundred issues, or one value."""
    issue = ["ABC-1", 1, False, False, [[1], [], [], []], ["1", [], [], []], [None, [], [], []]]
    rest = {"subtasks": False, "statuses": []}
    sizes = (250, 250, 1, 600, 400)
    values = {
        str(key): {"at": now(), "window": [key, 1, 2], **rest, "issues": [issue] * size}
        for key, size in enumerate(sizes)
    }
    await keep_together("sprint", dict(values))
    assert store.calls == 4
    assert await kept_together("sprint", list(values)) == values


async def test_one_value_that_is_too_large_does_not_keep_the_others_out() -> None:
    """The others are kept, and the large one is `keep`'s business."""
    large = GOOD["filter"] | {"at": now(), "words": ["status"] * 40_000}
    small = GOOD["filter"] | {"at": now()}
    await keep_together("filter", {"1": small, "2": large, "3": small})
    assert await kept_together("filter", ["1", "2", "3"]) == {"1": small, "3": small}


async def test_a_value_of_another_shape_is_not_kept_in_a_batch(store: Counting) -> None:
    """Free text in one of them refuses all of them before the store is called."""
    values = records(2)
    values["1"]["total"] = CANARY
    with pytest.raises(ValueError, match="the shape of progress"):
        await keep_together("progress", values)
    assert store.calls == 0


async def test_a_value_of_another_shape_is_not_taken_from_a_batch() -> None:
    """Whoever put it there, what has not its shape is not there; the others are."""
    await keep_together("progress", records(2))
    await kvs.set("progress:1", records(2)["1"] | {"total": CANARY})
    assert list(await kept_together("progress", ["0", "1"])) == ["0"]


async def test_age_counts_in_a_batch_too(clock: FakeClock) -> None:
    """Values that are too old are left out, and so are those with a future instant."""
    await keep("progress", "old", records(1)["0"])
    clock.advance(FRESH / 1000)
    await keep("progress", "new", records(1)["0"])
    await keep("progress", "future", records(1)["0"] | {"at": now() + 1})
    assert list(await kept_together("progress", ["old", "new", "future"], younger_than=FRESH)) == ["new"]


async def test_without_a_store_nothing_is_there_and_nothing_fails(store: Counting) -> None:
    """The store is a convenience."""
    store.broken = True
    await keep_together("progress", records(3))
    assert await kept_together("progress", ["0", "1"]) == {}
