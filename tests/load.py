"""`make load`: what several workers and many callers do to a chart, all in one run, so that the ratios are comparable.

Fresh reports with 1, 2 and 4 workers; then 50 boards that are not cached, all at once, against a Jira that delays each
answer by 200 ms, while another caller requests a cached chart. Exits with 1 if one of the 50 fails, or if the cached
chart takes `MOST_TIMES` as long as on an idle server.
"""

import asyncio
import json
import multiprocessing
import os
import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, aclosing, contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx

from app.forge.runtime.limits import Limits
from app.settings import Secret, Settings
from app.web.listen import run
from app.web.server import create
from tests.bench.__main__ import machine, write
from tests.bench.latesite import COUNTS, late_site
from tests.bench.loopback import apart, bound
from tests.bench.warm import answered
from tests.support.company import generate
from tests.support.redis_server import running

WORKERS = (1, 2, 4)
CROWDED = 2
"""Workers that serve the 50 cold boards."""

CALLERS = 16
SECONDS = 3.0
APART = 0.05
"""Seconds between two callers' first calls: a busy worker leaves the later ones to the others."""
COLD = 50
FIRST = 1001
"""The id of the first copy of the demo's first board."""

DELAY = 0.2
MOST_TIMES = 5.0
QUIET_SECONDS = 2.0
LONGEST_SECONDS = 120.0
UNLIMITED = Limits(per_user_and_minute=None, per_minute=None, per_second=None, kvs_per_second=None)
KEPT = {"boardIds": [2]}


def company() -> dict[str, Any]:
    """Return the demo company with 50 more boards, each with the first one's filter."""
    data: dict[str, Any] = generate(until=datetime.now(UTC) - timedelta(hours=1)).data
    first = next(board for board in data["boards"] if board["id"] == 1)
    more = [{**deepcopy(first), "id": FIRST + at, "name": f"Copy {at}"} for at in range(COLD)]
    return data | {"boards": [*data["boards"], *more]}


@contextmanager
def serving(count: int, jira: int, redis: str) -> Iterator[tuple[str, list[int]]]:
    """Serve the product by this many processes on one socket, and give its address and their ids."""
    with bound() as here:
        here.listen(1024)
        port = int(here.getsockname()[1])

        def serve() -> None:
            settings = Settings(
                site=f"http://127.0.0.1:{jira}", bearer_token=Secret("made-up"), port=port, kvs_url=Secret(redis)
            )
            run(create(settings, limits=UNLIMITED), here, lambda: None)

        forked = multiprocessing.get_context("fork")
        processes = [forked.Process(target=serve, daemon=True) for _ in range(count)]
        for process in processes:
            process.start()
        try:
            yield f"http://127.0.0.1:{port}", [process.pid or 0 for process in processes]
        finally:
            for process in processes:
                process.terminate()
                process.join()


def megabytes(processes: Sequence[int]) -> float:
    """Return the resident memory of the processes together."""
    pages = sum(int(Path(f"/proc/{one}/statm").read_text("ascii").split()[1]) for one in processes)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def chart(client: httpx.AsyncClient, payload: object) -> httpx.Response:
    """Ask for a report."""
    return await client.post("/resolvers/getVelocity", json=payload)


async def rate(address: str) -> float:
    """Return how many fresh reports a second several callers get.

    Each has a connection of its own and no client library, which would take longer than the workers that are measured.
    """
    async with httpx.AsyncClient(base_url=address, timeout=60, trust_env=False) as client:
        (await chart(client, KEPT)).raise_for_status()
    port, body = httpx.URL(address).port or 0, json.dumps(KEPT).encode()
    began = perf_counter() + CALLERS * APART
    over = began + SECONDS

    async def call(number: int) -> int:
        await asyncio.sleep(number * APART)
        found = 0
        async with aclosing(answered(port, body)) as answers:
            async for _ in answers:
                now = perf_counter()
                if now > over:
                    break
                found += now > began
        return found

    return sum(await asyncio.gather(*map(call, range(CALLERS)))) / SECONDS


@dataclass(frozen=True)
class End:
    """How long a cold chart took, how often its caller was told to retry later, and the last status."""

    seconds: float
    told: int
    status: int


async def patient(client: httpx.AsyncClient, board: int) -> End:
    """Request a cold chart as a page does, which retries when it is told to."""
    began, told = perf_counter(), 0
    while True:
        answer = await chart(client, {"boardIds": [board], "includeForeignSprints": True})
        again = None if answer.is_success else answer.json().get("retryAfterSeconds")
        if again is None or perf_counter() - began > LONGEST_SECONDS:
            return End(perf_counter() - began, told, answer.status_code)
        told += 1
        await asyncio.sleep(again)


async def looked_at(client: httpx.AsyncClient, until: asyncio.Event) -> list[float]:
    """Return the seconds of each request for the cached chart, one after another, until the event."""
    seconds = []
    while not until.is_set():
        began = perf_counter()
        (await chart(client, KEPT)).raise_for_status()
        seconds.append(perf_counter() - began)
        await asyncio.sleep(0.02)
    return seconds


async def crowd(address: str, jira: int, processes: Sequence[int]) -> tuple[str, bool]:
    """Request 50 cold boards at once and return the row of the table, and whether all went well."""
    options: dict[str, Any] = {"timeout": 60, "trust_env": False}
    async with (
        httpx.AsyncClient(base_url=address, limits=httpx.Limits(max_connections=None), **options) as many,
        httpx.AsyncClient(base_url=address, **options) as one,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{jira}", **options) as site,
    ):
        (await chart(one, KEPT)).raise_for_status()
        quiet, over = asyncio.Event(), asyncio.Event()
        asyncio.get_running_loop().call_later(QUIET_SECONDS, quiet.set)
        before = statistics.median(await looked_at(one, quiet))
        await site.get(COUNTS)
        memory = megabytes(processes)
        looking = asyncio.create_task(looked_at(one, over))
        ends = await asyncio.gather(*(patient(many, FIRST + at) for at in range(COLD)))
        grown = megabytes(processes) - memory
        over.set()
        times = statistics.median(await looking) / before
        requests = (await site.get(COUNTS)).json()["requests"]
    seconds = sorted(end.seconds for end in ends)
    failed = sum(end.status != httpx.codes.OK for end in ends)
    cells = (
        len(processes),
        f"{statistics.median(seconds):.1f} s",
        f"{seconds[int(0.99 * COLD) - 1]:.1f} s",
        failed,
        sum(end.told for end in ends),
        requests,
        f"{grown:.0f} MB",
        f"{times:.1f}",
    )
    return f"| {' | '.join(map(str, cells))} |", failed == 0 and times < MOST_TIMES


def fresh(data: dict[str, Any]) -> list[str]:
    """Return the lines that compare workers on fresh reports."""
    rates = {}
    with running() as redis, apart(late_site, 0.0, data) as jira:
        for count in WORKERS:
            with serving(count, jira, redis.url) as (address, _):
                rates[count] = asyncio.run(rate(address))
    rows = [f"| {count} | {found:.0f} | {found / rates[1]:.2f} |" for count, found in rates.items()]
    return ["| workers | fresh reports a second | compared with one worker |", "|---|---|---|", *rows]


def cold(data: dict[str, Any]) -> tuple[list[str], bool]:
    """Return the lines about the 50 boards, and whether all went well."""
    with ExitStack() as stack:
        redis = stack.enter_context(running())
        jira = stack.enter_context(apart(late_site, DELAY, data))
        address, processes = stack.enter_context(serving(CROWDED, jira, redis.url))
        row, fine = asyncio.run(crowd(address, jira, processes))
    head = "| workers | p50 | p99 | failed | told to retry | requests to Jira | memory growth | slowdown if cached |"
    return [head, "|---|---|---|---|---|---|---|---|", row], fine


def main() -> int:
    """Measure, print, write the tables into the document, and return the exit status."""
    data = company()
    crowded, well = cold(data)
    about = f"({CALLERS} callers, redis, Jira and all workers on the same {os.cpu_count()} cores.)"
    lines = [machine("load"), "", *fresh(data), "", about, "", *crowded]
    print("\n".join(lines))  # noqa: T201 - it prints what it measured
    write("docs/performance.md", lines, mark="load")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
