"""A store that does not answer costs at most half a second, three times, and then nothing until it is back."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager

import pytest

from app.clock import SystemClock
from app.forge.errors import KvsError
from app.forge.kvs.protocol import OutOfReachError, Record, Write
from app.forge.kvs.stores.breaker import AT_ONCE, FAILURES, OPEN_SECONDS, BreakerStore, StoreBreaker
from app.forge.kvs.stores.memory import MemoryStore
from app.forge.kvs.stores.redis import RedisStore
from tests.support.clock import FakeClock
from tests.support.holds import holds
from tests.support.proxy import Proxy, before
from tests.support.redis_server import PASSWORD, RedisServer, running

Fault = Callable[[Proxy], None]
FAULTS: dict[str, Fault] = {
    "hanging": lambda proxy: proxy.set("hang"),
    "slow": lambda proxy: proxy.set("pass", delay=2),
    "refusing": lambda proxy: proxy.set("refuse"),
}


@asynccontextmanager
async def proxied(redis: RedisServer) -> AsyncIterator[tuple[Proxy, BreakerStore]]:
    """Give a store in redis behind a proxy, and behind a breaker with a real clock."""
    async with before(redis.port) as proxy:
        store = RedisStore(f"redis://:{PASSWORD}@127.0.0.1:{proxy.port}/0", SystemClock(), prefix="breaker")
        async with aclosing(BreakerStore(store, SystemClock())) as guarded:
            yield proxy, guarded


async def refused(call: Awaitable[object]) -> float:
    """Return the seconds until the call is refused because the store is out of reach."""
    started = time.monotonic()
    with pytest.raises(OutOfReachError):
        await call
    return time.monotonic() - started


async def until_closed(store: BreakerStore) -> None:
    """Call until the breaker has closed; it checks by itself whether the store is back."""
    async with asyncio.timeout(3 * OPEN_SECONDS):
        while store.is_open:
            await asyncio.sleep(0.05)
            try:
                await store.read("site", ["a"])
            except KvsError:
                continue


@holds(StoreBreaker, "return self._failures >= FAILURES", "return False")
@pytest.mark.parametrize("fault", FAULTS)
async def test_a_store_that_does_not_answer_is_left_alone_and_comes_back(fault: str, redis_server: RedisServer) -> None:
    """After three failed calls it gets nothing more from callers; once it answers it is used again."""
    async with proxied(redis_server) as (proxy, store):
        await store.write("site", [Write("a", b"1")])
        FAULTS[fault](proxy)
        for _ in range(FAILURES):
            assert not store.is_open
            assert await refused(store.read("site", ["a"])) < 5
        assert store.is_open
        asked = proxy.requests, proxy.connections
        for _ in range(100):
            await refused(store.read("site", ["a"]))
            await refused(store.write("site", [Write("a", b"2")]))
            await refused(store.scan("site", "", None, 1))
        assert (proxy.requests, proxy.connections) == asked
        proxy.set("pass")
        await until_closed(store)
        assert [record and record.value for record in await store.read("site", ["a"])] == [b"1"]


async def test_a_crowd_of_callers_opens_a_few_connections(redis_server: RedisServer) -> None:
    """200 calls at once share sixteen connections, and all are answered."""
    async with proxied(redis_server) as (proxy, store):
        answers = await asyncio.gather(*(store.read("site", ["a"]) for _ in range(200)))
        assert len(answers) == 200
        assert proxy.connections <= AT_ONCE


async def test_connections_cut_in_the_middle_are_made_anew(redis_server: RedisServer) -> None:
    """A restart leaves dead connections: each call tries once more over a new one."""
    async with proxied(redis_server) as (proxy, store):
        await asyncio.gather(*(store.read("site", ["a"]) for _ in range(8)))
        proxy.cut()
        await asyncio.gather(*(store.read("site", ["a"]) for _ in range(8)))
        assert not store.is_open


async def test_a_redis_that_was_restarted_is_used_again() -> None:
    """It is empty after the restart, and stores new values."""
    with running() as server:
        async with aclosing(BreakerStore(RedisStore(server.url, SystemClock()), SystemClock())) as store:
            await store.write("site", [Write("a", b"1")])
            server.stop()
            for _ in range(FAILURES):
                await refused(store.read("site", ["a"]))
            server.start()
            await until_closed(store)
            assert await store.read("site", ["a"]) == [None]
            await store.write("site", [Write("a", b"2")])


async def test_a_wrong_password_is_a_store_out_of_reach(redis_server: RedisServer) -> None:
    """It opens the breaker, and the error contains neither password."""
    url = redis_server.url.replace(PASSWORD, "canary-wrong")
    async with aclosing(BreakerStore(RedisStore(url, SystemClock()), SystemClock())) as store:
        for _ in range(FAILURES):
            with pytest.raises(OutOfReachError) as caught:
                await store.read("site", ["a"])
            assert "canary" not in str(caught.value)
        assert store.is_open


class Refusing(MemoryStore):
    """A store that refuses each write, as a full redis does."""

    async def write(self, *_: object, **__: object) -> list[object]:  # type: ignore[override]
        """Refuse."""
        raise KvsError("UNKNOWN_ERROR", "full", status=507)


async def test_a_refusal_is_an_answer(clock: FakeClock) -> None:
    """A full store can still be read, so a refusal does not open the breaker."""
    store = BreakerStore(Refusing(clock), clock)
    for _ in range(2 * FAILURES):
        with pytest.raises(KvsError, match="full"):
            await store.write("site", [Write("a", b"1")])
    assert not store.is_open
    assert await store.read("site", ["a"]) == [None]


class Silent(MemoryStore):
    """A store that never answers, and counts its calls."""

    asked = 0

    async def read(self, *_: object) -> list[Record | None]:
        """Wait forever."""
        self.asked += 1
        await asyncio.Event().wait()
        return []

    async def ready(self) -> None:
        """Wait forever."""
        await self.read()


async def test_one_probe_at_a_time_looks_whether_a_store_is_back(clock: FakeClock) -> None:
    """Whatever the number of calls, the store is asked once in two seconds, and no caller waits for it."""
    silent = Silent(clock)
    async with aclosing(BreakerStore(silent, clock, seconds=0.01)) as store:
        for _ in range(FAILURES):
            await refused(store.read("site", ["a"]))
        clock.advance(OPEN_SECONDS)
        for _ in range(10):
            await refused(store.read("site", ["a"]))
            await asyncio.sleep(0)
        assert silent.asked == FAILURES + 1
        await asyncio.sleep(0.05)
        await refused(store.read("site", ["a"]))
        assert silent.asked == FAILURES + 1


async def test_a_busy_process_does_not_blame_the_store(redis_server: RedisServer) -> None:
    """An answer that arrives in time counts, however late the process reads it."""
    async with proxied(redis_server) as (_, store):
        await store.ready()
        for _ in range(2 * FAILURES):
            call = asyncio.create_task(store.read("site", ["none"]))
            await asyncio.sleep(0.001)
            time.sleep(0.7)  # noqa: ASYNC251 - what a long computation does to the loop
            assert await call == [None]
        assert not store.is_open


async def test_who_waits_for_a_place_is_not_kept_when_the_breaker_opens(redis_server: RedisServer) -> None:
    """Of 200 calls to a store that hangs the first sixteen wait for it, once; the others are refused with them."""
    async with proxied(redis_server) as (proxy, store):
        proxy.set("hang")
        calls = await asyncio.gather(*(store.read("site", ["a"]) for _ in range(200)), return_exceptions=True)
        assert all(isinstance(call, OutOfReachError) for call in calls)
        assert proxy.connections <= AT_ONCE
