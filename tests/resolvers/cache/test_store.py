"""What is stored, and for how long: the shape is checked on writing and reading, the age counts from the reading."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forge import KvsError, json_copy, kvs, now
from app.forge.kvs import rules
from app.forge.kvs.service import KvsService
from app.forge.kvs.stores.memory import MemoryStore
from app.forge.sdk import invocation
from app.forge.sdk.invocation import Invocation
from resolvers.cache import parts, store
from resolvers.cache.store import FRESH, LONGEST, keep, kept
from tests.resolvers.cache.test_schema import CANARY, GOOD
from tests.support.clock import FakeClock
from tests.support.holds import holds

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


@holds(keep, "if not SHAPES[kind](value):", "if False:")
@pytest.mark.usefixtures("clock")
async def test_a_value_of_another_shape_is_not_kept() -> None:
    """Free text in place of a number is refused before it reaches the store."""
    with pytest.raises(ValueError, match="the shape of progress") as caught:
        await keep("progress", KEY, progress(total=CANARY))
    assert CANARY not in str(caught.value)
    assert await kvs.get(f"progress:{KEY}") is None


@holds(kept, "if not known and not SHAPES[kind](value):", "if value is None:")
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


@holds(kept, ' if 0 <= now() - value["at"] < younger_than else None')
@holds(store, "LONGEST = 60 * 60 * 1000", "LONGEST = 24 * 60 * 60 * 1000")
@pytest.mark.parametrize("age", [FRESH, LONGEST])
async def test_age_counts_from_the_reading_however_late_the_store_forgets(age: int, clock: FakeClock) -> None:
    """A value is found until it is five minutes or an hour old, though the store still has it."""
    await keep("progress", KEY, progress())
    clock.advance({FRESH: 5 * 60, LONGEST: 60 * 60}[age] - 1)
    assert await kept("progress", KEY, younger_than=age) is not None
    clock.advance(1)
    assert await kept("progress", KEY, younger_than=age) is None
    assert await kvs.get(f"progress:{KEY}") is not None


@holds(kept, "return value if 0 <= now()", "return value if now()")
@pytest.mark.usefixtures("clock")
async def test_a_reading_of_the_future_is_none() -> None:
    """A reading with a future instant is ignored."""
    await keep("progress", KEY, progress(at=now() + 1))
    assert await kept("progress", KEY) is None


@holds(store, ', ttl={"value": minutes, "unit": "MINUTES"}')
@pytest.mark.usefixtures("clock")
async def test_the_store_is_told_to_forget_within_the_hour() -> None:
    """Each value is handed over with an expiry of an hour at most."""
    await keep("progress", KEY, progress())
    row = await kvs.get(f"progress:{KEY}", metadata_fields=["EXPIRE_TIME"])
    left = datetime.fromisoformat(row["expireTime"]) - datetime.fromtimestamp(now() / 1000, UTC)
    assert timedelta() < left <= timedelta(hours=1)


def long_board(sprints: int, name: str = "é" * 60) -> dict[str, Any]:
    """Return a board's record that was read now, with that many sprints."""
    return GOOD["board"] | {"at": now(), "sprints": [[at, f"{name} {at}", 1, None, 2, 1] for at in range(sprints)]}


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("sprints", [3_000, 10_000])
async def test_a_value_over_the_stores_limit_is_kept_in_parts(sprints: int) -> None:
    """A value above 240 KiB of JSON is stored in parts, below the store's real limit, and is read back whole."""
    value = long_board(sprints)
    with pytest.raises(KvsError, match="240 KiB"):
        await kvs.set("whole", value)
    await keep("board", KEY, value)
    assert await kept("board", KEY) == value


@holds(parts, 'part.get("at") == at and ')
@pytest.mark.usefixtures("clock")
async def test_parts_of_two_readings_are_no_value() -> None:
    """A part that is missing, or of another reading, makes the whole as if it were not there."""
    value = long_board(5_000)
    await keep("board", KEY, value)
    part = await kvs.get(f"board:{KEY}:1")
    await kvs.set(f"board:{KEY}:1", part | {"at": part["at"] - 1})
    assert await kept("board", KEY) is None
    await kvs.set(f"board:{KEY}:1", part)
    assert await kept("board", KEY) == value
    await kvs.delete(f"board:{KEY}:1")
    assert await kept("board", KEY) is None


@pytest.mark.usefixtures("clock")
async def test_parts_are_looked_at_as_the_whole_is() -> None:
    """Free text in a later part is refused as it would be in the first."""
    await keep("board", KEY, long_board(5_000))
    part = await kvs.get(f"board:{KEY}:1")
    part["sprints"][-1][4] = CANARY
    await kvs.set(f"board:{KEY}:1", part)
    assert await kept("board", KEY) is None


@holds(parts, "Annotated[int, Meta(ge=1, le=MOST)]", "int")
@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("parts", [0, -1, 1.5, 2.0, 10**12, True, "2"])
async def test_an_index_that_names_no_possible_number_of_parts(parts: object) -> None:
    """An index written by something else does not make the app request parts endlessly."""
    await kvs.set(f"board:{KEY}", {"at": now(), "parts": parts})
    assert await kept("board", KEY) is None


@pytest.mark.usefixtures("clock")
async def test_a_value_that_fits_again_replaces_its_parts() -> None:
    """The newest value counts, whether the previous one was stored in parts or whole."""
    small = long_board(1)
    await keep("board", KEY, long_board(5_000))
    await keep("board", KEY, small)
    assert await kept("board", KEY) == small


rows = st.lists(st.tuples(st.integers(0, 9), st.text(max_size=255)).map(list), max_size=40)


@given(rows, st.integers(2_000, 9_000))
def test_parts_are_within_the_limit_and_add_up(entries: list[Any], limit: int) -> None:
    """Whatever text a list holds, each part is within the limit and together they are the list."""
    value = {"at": 1, "sprints": entries}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "LARGEST", limit)
        found = parts.split("board", value)
    assert all(len(json_copy.encode(part)) <= limit for part in found)
    assert parts.join("board", 1, found) == value


def test_the_apps_limit_is_the_stores() -> None:
    """The limit that the app splits at is the one that the store has."""
    assert parts.LARGEST == rules.LARGEST_VALUE
