"""The store in redis: expiry by redis itself, in real seconds, one round trip per call, damaged records."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import aclosing
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from app.clock import SystemClock
from app.forge.errors import KvsError
from app.forge.kvs import service
from app.forge.kvs.protocol import Write
from app.forge.kvs.service import KvsService
from app.forge.kvs.stores.redis import RedisStore
from tests.support.certificate import certificate
from tests.support.holds import holds
from tests.support.proxy import before
from tests.support.redis_server import PASSWORD, REDIS, RedisServer, free_port, running, wait_for

RUNS = count()
SOON = 300
"""Milliseconds until the short-lived records of these tests expire."""


def in_ms(milliseconds: int) -> int:
    """Return the instant this many milliseconds from now."""
    return int(SystemClock().now() * 1000) + milliseconds


@pytest.fixture
async def raw(redis_url: str) -> AsyncIterator[Redis]:
    """Return an empty redis, to inspect."""
    client = Redis.from_url(redis_url)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
async def redis(redis_url: str, raw: Redis) -> AsyncIterator[RedisStore]:
    """Return an empty store in redis that uses the real time."""
    del raw
    async with aclosing(RedisStore(redis_url, SystemClock(), prefix=f"real-{next(RUNS)}")) as store:
        yield store


@holds(RedisStore, ", pxat=write.expires)", ")")
async def test_redis_itself_lets_every_key_expire(redis: RedisStore, raw: Redis) -> None:
    """When an installation's last value has expired, nothing of it is left, even without another request."""
    await redis.write("site", [Write("a", b"1", in_ms(SOON)), Write("b", b"2", in_ms(SOON // 2))])
    await redis.write("site", [Write("a", b"3", in_ms(SOON))])
    assert await raw.dbsize() == 5
    assert all([await raw.pttl(name) > 0 for name in await raw.keys()])
    await asyncio.sleep(SOON / 1000 + 0.2)
    assert await redis.read("site", ["a", "b"]) == [None, None]
    assert await redis.scan("site", "", None, 9) == []
    assert await raw.keys() == []


async def test_an_expired_key_is_new_again_after_real_seconds(redis: RedisStore) -> None:
    """An expired key causes no conflict and passes on no age; an overwritten one passes on its age."""
    service = KvsService(redis, "site", SystemClock())
    ttl = {"ttl": {"value": 1, "unit": "SECONDS"}}
    await service.set("key", 1, ttl)
    made = (await service.get("key", ["CREATED_AT"]))["createdAt"]
    await asyncio.sleep(0.5)
    await service.set("key", 2, ttl)
    assert (await service.get("key", ["CREATED_AT"]))["createdAt"] == made
    await asyncio.sleep(1.2)
    assert await service.get("key", None) is None
    await service.set("key", 3, {"keyPolicy": "FAIL_IF_EXISTS"})
    assert (await service.get("key", ["CREATED_AT"]))["createdAt"] > made


async def test_a_value_may_lose_its_expiry_and_gain_one(redis: RedisStore, raw: Redis) -> None:
    """A set without a TTL removes the expiry, one with a TTL adds it, in the index too."""
    await redis.write("site", [Write("a", b"1", in_ms(SOON)), Write("b", b"1")])
    await redis.write("site", [Write("a", b"2"), Write("b", b"2", in_ms(SOON))])
    await asyncio.sleep(SOON / 1000 + 0.2)
    assert [(key, record.value) for key, record in await redis.scan("site", "", None, 9)] == [("a", b"2")]
    await redis.write("site", [Write("a", None)])
    assert await raw.keys() == []


async def test_a_call_is_one_round_trip(redis_server: RedisServer, raw: Redis) -> None:
    """However many keys are read or written, the server receives one request."""
    del raw
    async with (
        before(redis_server.port) as proxy,
        aclosing(RedisStore(f"redis://:{PASSWORD}@127.0.0.1:{proxy.port}/0", SystemClock(), prefix="trips")) as store,
    ):
        await store.ready()
        for call in (
            lambda: store.write("site", [Write(f"k{number}", b"1", in_ms(60_000)) for number in range(25)]),
            lambda: store.read("site", [f"k{number}" for number in range(25)]),
        ):
            asked = proxy.requests
            await call()
            assert proxy.requests - asked == 1


@pytest.mark.parametrize("header", [b"", b"{}", b"1 2", b"a b c", b"9" * 5000 + b"  1", b"\xff\x00"])
async def test_a_record_that_is_none_is_not_there_and_is_overwritten(
    header: bytes, redis: RedisStore, raw: Redis
) -> None:
    """A damaged record reads as absent, causes no conflict, and the next write replaces it."""
    await redis.write("site", [Write("a", b"1"), Write("b", b"2")])
    (name,) = await raw.keys("*:value:a")
    await raw.set(name, header)
    assert [record and record.value for record in await redis.read("site", ["a", "b"])] == [None, b"2"]
    assert [key for key, _ in await redis.scan("site", "", None, 9)] == ["b"]
    await redis.write("site", [Write("a", b"3")], only_new=True)
    assert [record and record.value for record in await redis.read("site", ["a"])] == [b"3"]


@holds(service, "except (ValueError, OverflowError, OSError):", "except KeyError:")
@pytest.mark.parametrize("content", [b"{", b"[" * 3000, b"\xff", b"", b'{"a": NaN}'])
async def test_a_value_that_is_not_json_is_not_there(content: bytes, redis: RedisStore) -> None:
    """Get, batch and query treat it as absent, and a set replaces it."""
    service = KvsService(redis, "site", SystemClock())
    await redis.write("site", [Write("a", content, 10**18)])
    assert await service.get("a", None) is None
    assert await service.get("a", ["EXPIRE_TIME"]) is None
    assert (await service.batch_get([{"key": "a"}]))["failedKeys"][0]["error"]["code"] == "KEY_NOT_FOUND"
    assert await service.query("", None, 9, None) == {"results": []}
    assert await service.set("a", 1, {"returnValue": "PREVIOUS"}) is None
    assert await service.get("a", None) == 1


async def test_an_expiry_that_no_calendar_has_is_no_crash(redis: RedisStore) -> None:
    """A record that expires in the year 30 million, which no text can say, reads as absent."""
    service = KvsService(redis, "site", SystemClock())
    await redis.write("site", [Write("a", b"1", 10**18)])
    assert await service.get("a", ["EXPIRE_TIME"]) is None


async def test_two_careful_writes_at_once_make_one(redis_url: str, redis: RedisStore) -> None:
    """Of concurrent FAIL_IF_EXISTS writes exactly one succeeds."""
    del redis
    stores = [RedisStore(redis_url, SystemClock(), prefix="race") for _ in range(8)]

    async def take(store: RedisStore) -> bool:
        try:
            await store.write("site", [Write("lease", b"1", in_ms(60_000))], only_new=True)
        except KvsError:
            return False
        return True

    assert sum(await asyncio.gather(*map(take, stores))) == 1
    for store in stores:
        await store.aclose()


async def fill(store: RedisStore) -> None:
    """Write 10 MB, 100 KB at a time."""
    for number in range(100):
        await store.write("site", [Write(f"k{number}", b"x" * 100_000, in_ms(60_000))])


async def test_a_full_redis_refuses_and_can_still_be_read() -> None:
    """With `noeviction` a write is refused with its own code, and stored values stay."""
    with running("--maxmemory", "8mb", "--maxmemory-policy", "noeviction") as server:
        async with aclosing(RedisStore(server.url, SystemClock())) as store:
            await store.write("site", [Write("a", b"1", in_ms(60_000))])
            with pytest.raises(KvsError, match="refused") as caught:
                await fill(store)
            assert caught.value.status == 507
            assert [record and record.value for record in await store.read("site", ["a"])] == [b"1"]


async def test_an_evicting_redis_forgets_and_nothing_breaks() -> None:
    """An evicted value reads as absent, even while its name is still in the index."""
    with running("--maxmemory", "4mb", "--maxmemory-policy", "allkeys-random") as server:
        async with aclosing(RedisStore(server.url, SystemClock())) as store:
            await fill(store)
            records = await store.read("site", [f"k{number}" for number in range(100)])
            assert 0 < sum(record is not None for record in records) < 100
            assert len(await store.scan("site", "", None, 100)) <= sum(record is not None for record in records)


async def test_a_redis_in_a_cluster_keeps_an_installation_on_one_node(tmp_path: Path) -> None:
    """With a cluster's address every call works, with several keys too: they share a slot."""
    bus = str(free_port())
    with running("--cluster-enabled", "yes", "--cluster-port", bus, "--dir", str(tmp_path)) as server:
        client: Any = Redis.from_url(server.url)
        await client.execute_command("CLUSTER", "ADDSLOTSRANGE", 0, 16383)
        while b"cluster_state:ok" not in await client.execute_command("CLUSTER", "INFO"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        await client.aclose()
        async with aclosing(RedisStore(server.url.replace("redis://", "redis+cluster://"), SystemClock())) as store:
            await store.ready()
            await store.write("site/a", [Write(f"k{number}", b"1", in_ms(60_000)) for number in range(25)])
            await store.write("site/b", [Write("k0", b"2")], only_new=True)
            records = await store.read("site/a", [f"k{number}" for number in range(25)])
            assert [record and record.value for record in records] == [b"1"] * 25
            assert [key for key, _ in await store.scan("site/b", "", None, 9)] == ["k0"]


async def test_a_redis_is_reached_by_tls_and_its_certificate_is_looked_at(tmp_path: Path) -> None:
    """With `rediss://` and a named authority every call works; with an unknown one the store is out of reach."""
    made, key = certificate(tmp_path, "IP:127.0.0.1")
    port = str(free_port())
    with running(
        "--tls-port", port, "--tls-cert-file", str(made), "--tls-key-file", str(key), "--tls-auth-clients", "no"
    ):
        address = f"rediss://:{PASSWORD}@127.0.0.1:{port}/0"
        async with aclosing(RedisStore(f"{address}?ssl_ca_certs={made}", SystemClock())) as store:
            await store.write("site", [Write("a", b"1", in_ms(60_000))])
            assert [record and record.value for record in await store.read("site", ["a"])] == [b"1"]
        async with aclosing(RedisStore(address, SystemClock())) as store:
            with pytest.raises(KvsError, match="cannot be reached"):
                await store.read("site", ["a"])


async def test_a_redis_is_found_by_its_sentinels(tmp_path: Path) -> None:
    """With the sentinels' address and the service's name every call goes to the master."""
    with running() as master:
        port = free_port()
        lines = [
            f"port {port}",
            f"dir {tmp_path}",
            f"sentinel monitor velocity 127.0.0.1 {master.port} 1",
            f"sentinel auth-pass velocity {PASSWORD}",
        ]
        configuration = tmp_path / "sentinel.conf"
        configuration.write_text("\n".join(lines))
        command = [str(REDIS), str(configuration), "--sentinel"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as sentinel:  # noqa: ASYNC220, S603
            try:
                wait_for(port)
                address = f"redis+sentinel://:{PASSWORD}@127.0.0.1:1,127.0.0.1:{port}/velocity/0"
                async with aclosing(RedisStore(address, SystemClock())) as store:
                    await store.write("site", [Write("a", b"1", in_ms(60_000))])
                    assert [record and record.value for record in await store.read("site", ["a"])] == [b"1"]
            finally:
                sentinel.kill()
