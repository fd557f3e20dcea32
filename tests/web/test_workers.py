"""Several workers, a real redis and a Jira that counts: one reading for all, even when a worker or redis fails."""

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.clock import SystemClock
from app.jira.site.asgi import Site
from tests.bench.loopback import listening
from tests.support.company import generate
from tests.support.proxy import before
from tests.support.redis_server import PASSWORD, RedisServer, running

ROOT = Path(__file__).parents[2]
SEARCH = "/rest/api/3/search/jql"
PAYLOAD = {"boardIds": [1]}


class Jira:
    """An in-memory site that counts its requests; each search waits for `go`, or is `limited` for a minute."""

    def __init__(self) -> None:
        self.site = Site(generate(until=datetime.now(UTC) - timedelta(hours=1)).data, clock=SystemClock())
        self.asked: Counter[str] = Counter()
        self.ports: list[int] = []
        self.go = asyncio.Event()
        self.searching = asyncio.Event()
        self.limited = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        self.asked[scope["path"]] += 1
        if scope["path"] == SEARCH:
            self.ports.append(scope["client"][1])
            self.searching.set()
            await self.go.wait()
            if self.limited:
                reason = {"retry-after": "60", "ratelimit-reason": "jira-quota-global-based"}
                await Response(status_code=429, headers=reason)(scope, receive, send)
                return
        await self.site(scope, receive, send)


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    """Run a redis."""
    with running() as server:
        yield server


@pytest.fixture
async def jira() -> AsyncIterator[tuple[Jira, int]]:
    """Serve a Jira and give it with its port."""
    jira = Jira()
    async with listening(jira) as port:
        yield jira, port


@contextmanager
def serving(folder: Path, port: int, redis: int, *, workers: int = 4) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the product on a Jira and a redis, and give its process and its address."""
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "JIRA_SITE": f"http://127.0.0.1:{port}",
        "JIRA_BEARER_TOKEN": "made-up",
        "VELOCITY_KVS": f"redis://:{PASSWORD}@127.0.0.1:{redis}/0",
    }
    line = (sys.executable, "-m", "app", "serve", "--port", "0", "--workers", str(workers))
    process = subprocess.Popen(line, env=environ, text=True, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # noqa: S603
    try:
        assert process.stdout
        words = process.stdout.readline().split()
        yield process, words[2]
    finally:
        process.terminate()
        process.communicate(timeout=30)


@asynccontextmanager
async def callers() -> AsyncIterator[httpx.AsyncClient]:
    """Give a client that opens a connection for each call, with room for all callers."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    async with httpx.AsyncClient(timeout=60, trust_env=False, limits=limits) as client:
        yield client


async def ask(client: httpx.AsyncClient, address: str) -> tuple[int, Any]:
    """Return the status and the figures that one caller gets, 0 where the connection broke."""
    try:
        answer = await client.post(f"{address}/resolvers/getVelocity", json=PAYLOAD)
    except httpx.TransportError:
        return 0, None
    body = answer.json()
    return answer.status_code, body.get("statistics", body)


def holder(pid: int, port: int) -> int:
    """Return the child of a process that has the connection with this local port."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inode = next(row[9] for row in rows if row[1].endswith(f":{port:04X}"))
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        for descriptor in Path(f"/proc/{child}/fd").iterdir():
            if descriptor.readlink() == Path(f"socket:[{inode}]"):
                return int(child)
    raise AssertionError


async def test_two_hundred_callers_of_one_cold_report_make_one_reading(
    tmp_path: Path, jira: tuple[Jira, int], redis: RedisServer
) -> None:
    """Four workers search the issues once between them, and everybody gets the same figures."""
    site, port = jira
    with serving(tmp_path, port, redis.port) as (_, address):
        async with callers() as client:
            crowd = asyncio.gather(*(ask(client, address) for _ in range(200)))
            await asyncio.wait_for(site.searching.wait(), 30)
            await asyncio.sleep(1)
            site.go.set()
            answers = await crowd
    assert [status for status, _ in answers] == [200] * 200
    assert all(figures == answers[0][1] for _, figures in answers)
    assert site.asked[SEARCH] == 1


async def test_when_the_worker_that_reads_is_killed_another_reads(tmp_path: Path, jira: tuple[Jira, int]) -> None:
    """Its own callers lose their connections; all others get figures, from one more reading."""
    site, port = jira
    with running() as redis, serving(tmp_path, port, redis.port) as (process, address):
        async with callers() as client:
            first = asyncio.create_task(ask(client, address))
            await asyncio.wait_for(site.searching.wait(), 30)
            reader = holder(process.pid, site.ports[0])
            os.kill(reader, signal.SIGSTOP)  # so that the others take the next calls
            crowd = asyncio.gather(*(ask(client, address) for _ in range(20)))
            await asyncio.sleep(1)
            assert site.asked[SEARCH] == 1
            os.kill(reader, signal.SIGKILL)
            site.go.set()
            answers = await crowd
            assert (await first)[0] == 0
    assert [status for status, _ in answers] == [200] * 20
    assert site.asked[SEARCH] == 2


@pytest.mark.parametrize("mode", ["hang", "refuse"])
async def test_charts_come_without_the_store(mode: Any, tmp_path: Path, jira: tuple[Jira, int]) -> None:
    """While redis hangs or refuses, each chart is read from Jira; once it answers, charts are kept again."""
    site, port = jira
    site.go.set()
    with running() as redis:
        async with before(redis.port) as proxy, callers() as client:
            with serving(tmp_path, port, proxy.port, workers=1) as (_, address):
                proxy.set(mode)
                first = [(await ask(client, address))[0] for _ in range(3)]
                assert first == [200] * 3
                ready = await client.get(f"{address}/readyz")
                assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
                assert site.asked[SEARCH] == 3
                proxy.set("pass")
                await asyncio.sleep(3)
                for _ in range(4):
                    assert (await ask(client, address))[0] == 200
                assert site.asked[SEARCH] <= 5


async def test_what_jira_tells_one_server_the_others_heed(tmp_path: Path, jira: tuple[Jira, int]) -> None:
    """Jira tells one of two processes to wait a minute; the other asks Jira nothing and answers with the same wait."""
    site, port = jira
    site.go.set()
    site.limited = True
    with running() as redis, ExitStack() as stack:
        addresses = [stack.enter_context(serving(tmp_path, port, redis.port, workers=1))[1] for _ in "ab"]
        async with callers() as client:
            assert (await ask(client, addresses[0]))[0] == 429
            asked = site.asked.total()
            assert site.asked[SEARCH] == 1
            status, problem = await ask(client, addresses[1])
    assert status == 429
    assert 50 < problem["retryAfterSeconds"] <= 60
    assert site.asked.total() == asked


@pytest.mark.parametrize("back", [True, False], ids=["restarted", "gone"])
async def test_a_redis_that_fails_over_in_mid_request_costs_no_chart(
    back: bool,  # noqa: FBT001 - a column
    tmp_path: Path,
    jira: tuple[Jira, int],
) -> None:
    """Killed while a report reads: the caller gets the figures, and once redis is back, empty, charts are kept."""
    site, port = jira
    with running() as redis, serving(tmp_path, port, redis.port, workers=2) as (_, address):
        async with callers() as client:
            crowd = asyncio.gather(*(ask(client, address) for _ in range(10)))
            await asyncio.wait_for(site.searching.wait(), 30)
            redis.stop()
            if back:
                redis.start()
            site.go.set()
            answers = await crowd
            assert [status for status, _ in answers] == [200] * 10
            assert all(figures == answers[0][1] for _, figures in answers)
            if not back:
                redis.start()
            await asyncio.sleep(3)
            for _ in range(6):
                assert (await ask(client, address))[0] == 200
            asked = site.asked[SEARCH]
            for _ in range(6):
                assert (await ask(client, address))[0] == 200
            assert site.asked[SEARCH] == asked
