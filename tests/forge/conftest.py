"""What the tests of the platform core share: a fake clock, an invocation, and every kind of store."""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from typing import Any, cast

import pytest

from app.forge.kvs.protocol import Store
from app.forge.kvs.service import KvsService
from app.forge.sdk import invocation
from app.forge.sdk.invocation import Invocation
from tests.forge.kvs.stores import STORES, open_store
from tests.support import redis_server as redisserver
from tests.support.clock import FakeClock
from tests.support.redis_server import REDIS, RedisServer

RUNS = count()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Report when this machine cannot test the store in redis."""
    if not REDIS:
        terminalreporter.write_line("redis-server is not installed: the store in redis was not tested")


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> FakeClock:
    """Return a clock that moves only when told to; redis expires keys by its own clock, so there it starts ahead."""
    params = getattr(request.node, "callspec", None)
    redis = params is not None and params.params.get("store") == "redis"
    return FakeClock(float(int(time.time()) + 60)) if redis else FakeClock()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """Run our own redis, with a password."""
    with redisserver.running() as server:
        yield server


@pytest.fixture(scope="session")
def redis_url(redis_server: RedisServer) -> str:
    """Return the address of our redis."""
    return redis_server.url


@pytest.fixture(params=STORES)
async def store(request: pytest.FixtureRequest, clock: FakeClock) -> AsyncIterator[Store]:
    """Return an empty store of each kind in turn."""
    url = request.getfixturevalue("redis_url") if request.param.startswith("redis") else None
    made = open_store(request.param, clock, url, f"test-{next(RUNS)}")
    yield made
    await made.aclose()


@pytest.fixture
def late(request: pytest.FixtureRequest) -> bool:
    """Return whether the store of this test deletes expired values 48 hours late."""
    return str(request.node.callspec.params["store"]).endswith("-late")


Make = Callable[..., Invocation]


@pytest.fixture
def make(clock: FakeClock, store: Store) -> Make:
    """Return a function that makes an invocation of an installation, with scopes."""

    def made(installation: str = "site/app", scopes: frozenset[str] = frozenset({"storage:app"})) -> Invocation:
        service = KvsService(store, installation, clock)
        return Invocation("i-1", "key", "module", scopes, clock.monotonic() + 25, clock, cast("Any", None), service)

    return made


@pytest.fixture
def inside(make: Make) -> Iterator[None]:
    """Run the test inside an invocation."""
    token = invocation.current.set(make())
    yield
    invocation.current.reset(token)
