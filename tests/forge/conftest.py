"""What the tests of the platform core share: a clock that obeys, an invocation to be in, and every kind of store."""

import socket
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from itertools import count
from typing import Any, cast

import pytest

from app.forge import invocation
from app.forge.invocation import Invocation
from app.forge.kvs_service import KvsService
from app.forge.kvs_store import Store
from tests.forge.stores import REDIS, STORES, open_store
from tests.support.clock import FakeClock

RUNS = count()
PASSWORD = "canary-of-the-store"  # noqa: S105 - made up, so that it can be looked for


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it where the machine cannot test the store in redis."""
    if not REDIS:
        terminalreporter.write_line("redis-server is not installed: the store in redis was not tested")


@pytest.fixture
def clock() -> FakeClock:
    """Return a clock that moves only when told to."""
    return FakeClock()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Run a redis of our own, with a password, and return its address."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(REDIS), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--requirepass", PASSWORD]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:  # noqa: S603 - a fixed command
        try:
            _wait_for(port)
            yield f"redis://:{PASSWORD}@127.0.0.1:{port}/0"
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    until = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


@pytest.fixture(params=STORES)
async def store(request: pytest.FixtureRequest, clock: FakeClock) -> AsyncIterator[Store]:
    """Return an empty store of each kind in turn."""
    url = request.getfixturevalue("redis_url") if request.param.startswith("redis") else None
    made = open_store(request.param, clock, url, f"test-{next(RUNS)}")
    yield made
    await made.aclose()


@pytest.fixture
def late(request: pytest.FixtureRequest) -> bool:
    """Say whether the store of this test deletes what has expired 48 hours late."""
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
    """Put the test into an invocation."""
    token = invocation.current.set(make())
    yield
    invocation.current.reset(token)
