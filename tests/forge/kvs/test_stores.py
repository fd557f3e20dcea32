"""What is specific to each store: the bounds of memory, the secrets and failures of redis."""

import logging

import pytest

from app.forge.errors import KvsError
from app.forge.kvs.protocol import Store, Write
from app.forge.kvs.rules import out_of_reach
from app.forge.kvs.stores.memory import MemoryStore
from app.forge.kvs.stores.redis import RedisStore
from tests.forge.kvs.stores import dump
from tests.support.clock import FakeClock
from tests.support.holds import holds


async def test_memory_is_bounded_by_entries(clock: FakeClock) -> None:
    """It is LRU-bounded by its number of entries."""
    store = MemoryStore(clock, most_entries=3, most_bytes=10_000)
    for key in "abc":
        await store.write("site", [Write(key, b"1")])
    await store.read("site", ["a"])
    await store.write("site", [Write("d", b"1")])
    kept = [key for key, _ in await store.scan("site", "", None, 9)]
    assert kept == ["a", "c", "d"]


async def test_memory_is_bounded_by_bytes(clock: FakeClock) -> None:
    """It is LRU-bounded by bytes too."""
    store = MemoryStore(clock, most_entries=1000, most_bytes=1_000_000)
    for number in range(20):
        await store.write("site", [Write(f"k{number:02}", b"x" * 240_000)])
    assert sum(map(len, (await dump(store)).values())) <= 1_000_000
    assert [key for key, _ in await store.scan("site", "", None, 9)] == ["k16", "k17", "k18", "k19"]


NOWHERE = "redis://:canary-of-the-store@127.0.0.1:1/0"


@holds(
    out_of_reach, '"Unexpected error in Forge KVS API: the store cannot be reached."', '"127.0.0.1 cannot be reached."'
)
async def test_a_store_out_of_reach_is_an_error_of_the_store(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """A redis that does not answer is one KvsError, without address or password in it, in its chain or in the log."""
    caplog.set_level(logging.DEBUG)
    store = RedisStore(NOWHERE, clock)
    calls = [
        lambda: store.read("site", ["a"]),
        lambda: store.write("site", [Write("a", b"1")]),
        lambda: store.scan("site", "", None, 1),
        store.ready,
    ]
    for call in calls:
        with pytest.raises(KvsError) as caught:
            await call()
        assert (caught.value.code, caught.value.status) == ("UNKNOWN_ERROR", 503)
        assert caught.value.__suppress_context__
        assert "127.0.0.1" not in str(caught.value)
    assert "canary" not in caplog.text + repr(store) + str(vars(store))
    await store.aclose()


@pytest.mark.parametrize(
    "url",
    [
        "http://:canary@host/",
        "redis://:canary@host:port/0",
        "canary",
        "redis+sentinel://canary@host",
        "redis+cluster://:canary@host:port",
    ],
)
def test_an_address_that_is_none_is_refused_without_repeating_it(url: str, clock: FakeClock) -> None:
    """The address may carry a password, so the refusal does not repeat it."""
    with pytest.raises(ValueError, match="not a valid redis URL") as caught:
        RedisStore(url, clock)
    assert "canary" not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("store", ["memory", "memory-late"], indirect=True)
async def test_every_store_clears_away_what_has_expired(*, store: Store, clock: FakeClock, late: bool) -> None:
    """Each change deletes some expired values, so that nothing stays forever when nobody asks for it again."""
    soon = int(clock.now() * 1000) + 1000
    await store.write("site", [Write(f"k{number}", b"1", soon) for number in range(60)])
    clock.advance(1)
    if late:
        assert len(await dump(store)) == 60
        clock.advance(48 * 60 * 60)
    await store.write("site", [Write("a", b"1")])
    assert len(await dump(store)) <= 11
    await store.write("site", [Write("a", b"1")])
    assert await dump(store) == {"site a": b"1"}
