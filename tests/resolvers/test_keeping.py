"""What is kept, and for how long: the shape is looked at on both ways, the age counts from the reading."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from app.forge import invocation, kvs, now
from app.forge.invocation import Invocation
from app.forge.kvs_memory import MemoryStore
from app.forge.kvs_service import KvsService
from resolvers.keeping import FRESH, LONGEST, keep, kept
from tests.resolvers.test_shapes import CANARY, GOOD
from tests.support.clock import FakeClock

KEY = "1"


@pytest.fixture
async def clock() -> AsyncIterator[FakeClock]:
    """Put the test into an invocation whose store forgets as late as Forge allows itself, and give its clock."""
    clock = FakeClock()
    service = KvsService(MemoryStore(clock, late_expiry=True), "site/app", clock)
    scopes = frozenset({"storage:app"})
    made = Invocation("i-1", "key", "module", scopes, clock.monotonic() + 25, clock, cast("Any", None), service)
    token = invocation.current.set(made)
    yield clock
    invocation.current.reset(token)


def progress(**changes: object) -> dict[str, Any]:
    """Return a record that was read now."""
    return GOOD["progress"] | {"at": now()} | changes


@pytest.mark.usefixtures("clock")
async def test_what_is_kept_comes_back() -> None:
    """A value of its shape is kept and found."""
    value = progress()
    await keep("progress", KEY, value)
    assert await kept("progress", KEY) == value


@pytest.mark.usefixtures("clock")
async def test_a_value_of_another_shape_is_not_kept() -> None:
    """Free text in place of a number is refused before it reaches the store."""
    with pytest.raises(ValueError, match="the shape of progress") as caught:
        await keep("progress", KEY, progress(total=CANARY))
    assert CANARY not in str(caught.value)
    assert await kvs.get(f"progress:{KEY}") is None


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("change", [{"total": CANARY}, {"assignee": 1}, {"at": [1]}])
async def test_a_value_of_another_shape_is_not_taken_from_the_store(change: dict[str, object]) -> None:
    """Whoever put it there, what has not its shape is not there."""
    await kvs.set(f"progress:{KEY}", progress(**change))
    assert await kept("progress", KEY) is None


@pytest.mark.usefixtures("clock")
async def test_a_value_that_was_tampered_with_is_not_taken_from_the_store() -> None:
    """That a reading was found good once does not help what has taken its place."""
    await keep("progress", KEY, progress())
    assert await kept("progress", KEY) is not None
    await kvs.set(f"progress:{KEY}", progress(total=CANARY))
    assert await kept("progress", KEY) is None


@pytest.mark.parametrize("age", [FRESH, LONGEST])
async def test_age_counts_from_the_reading_however_late_the_store_forgets(age: int, clock: FakeClock) -> None:
    """A value is found until it is five minutes or an hour old, though the store still has it."""
    await keep("progress", KEY, progress())
    clock.advance({FRESH: 5 * 60, LONGEST: 60 * 60}[age] - 1)
    assert await kept("progress", KEY, younger_than=age) is not None
    clock.advance(1)
    assert await kept("progress", KEY, younger_than=age) is None
    assert await kvs.get(f"progress:{KEY}") is not None


@pytest.mark.usefixtures("clock")
async def test_a_reading_of_the_future_is_none() -> None:
    """An instant that has not come yet is nobody's reading."""
    await keep("progress", KEY, progress(at=now() + 1))
    assert await kept("progress", KEY) is None


@pytest.mark.usefixtures("clock")
async def test_the_store_is_told_to_forget_within_the_hour() -> None:
    """Each value is handed over with an expiry of an hour at most."""
    await keep("progress", KEY, progress())
    row = await kvs.get(f"progress:{KEY}", metadata_fields=["EXPIRE_TIME"])
    left = datetime.fromisoformat(row["expireTime"]) - datetime.fromtimestamp(now() / 1000, UTC)
    assert timedelta() < left <= timedelta(hours=1)
