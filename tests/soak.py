"""`make soak`: ten minutes under load with faults; memory and open files must stay level and every failure be intended.

`python -m tests.soak [SECONDS]`: first at five times the rate, for the peak of memory; then rounds of an overload, a
restart of Jira and one of redis, after each of which a lone caller must be served at once; then 20 requests a second
to a server whose Jira fails one time in twenty. There is always at least one round.
"""

import asyncio
import json
import os
import random
import statistics
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import httpx

from app.clock import SystemClock
from app.forge.runtime.limits import Limits
from app.settings import Secret, Settings
from app.web.listen import settle
from app.web.server import create
from tests.bench.loopback import bound, listening
from tests.soak_phases import BOARDS, Jira, Phases, Redis, Sometimes
from tests.support.company import generate
from tests.support.site.faulty import FaultySite

SECONDS = 600
RATE = 20
WARM_UP = 0.15
ROUNDS = 0.35
STEADY = 0.5
"""The shares of the phases in the time."""

FASTER = 5
"""The factor of the warm-up's rate, which no later phase exceeds."""

EVERY_SECONDS = 5
MOST_GROWTH = 1.0
"""Megabytes in ten minutes."""

MOST_FILES = 10
"""The growth allowed to the open files at rest, in the steady load or from one round to the last.

Under load there are up to two for each caller at the moment.
"""

REST_SECONDS = 1.0
"""Seconds after which the connections of all callers who left are closed."""

MOST_BETWEEN_ROUNDS = 8.0
"""Megabytes by which the last round may end above the second."""

MEANT = {200, 404, 409, 429, 502, 503, 504}


def resident() -> float:
    """Return the process's resident memory in megabytes."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def open_files() -> int:
    """Return how many file descriptors the process has."""
    return len(list(Path("/proc/self/fd").iterdir()))


async def files_at_rest() -> int:
    """Return how many file descriptors stay open without any requests."""
    await asyncio.sleep(REST_SECONDS)
    return open_files()


async def load(port: int, seconds: float, rate: float) -> tuple[Counter[int], list[tuple[float, float, int]]]:
    """Send requests at the rate and return the statuses, and time, memory and files every five seconds."""
    statuses: Counter[int] = Counter()
    looks: list[tuple[float, float, int]] = []
    draw = random.Random(2)  # noqa: S311 - it draws payloads, not secrets
    waiting: set[asyncio.Task[None]] = set()
    begun = monotonic()
    free = httpx.Limits(max_connections=None, max_keepalive_connections=20)
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False, limits=free
    ) as client:

        async def one() -> None:
            payload = {"boardIds": [draw.choice(BOARDS)], "sprintCount": draw.choice((3, 7, 20))}
            function = draw.choice(("getVelocity", "getVelocity", "getVelocity", "refreshVelocity", "getProgress"))
            answer = await client.post(f"/resolvers/{function}", json=payload)
            statuses[answer.status_code] += 1

        for turn in range(round(seconds * rate)):
            await asyncio.sleep(max(0.0, begun + turn / rate - monotonic()))
            task = asyncio.create_task(one())
            waiting.add(task)
            task.add_done_callback(waiting.discard)
            if turn % round(rate * EVERY_SECONDS) == 0:
                looks.append((monotonic() - begun, resident(), open_files()))
        await asyncio.gather(*waiting)
    return statuses, looks


def growth(times: list[float], values: Sequence[float]) -> float:
    """Return by how much the values grow in ten minutes, by least squares."""
    return statistics.linear_regression(times, values).slope * 600


async def rounds(phases: Phases, seconds: float) -> list[tuple[float, int]]:
    """Run rounds for this long, at least one, and return memory and files at the end of each."""
    ends: list[tuple[float, int]] = []
    begun = monotonic()
    while not ends or monotonic() - begun < seconds * len(ends) / (len(ends) + 1):
        await phases.round()
        ends.append((resident(), open_files()))
    return ends


async def soak(seconds: float) -> int:
    """Run the soak and return the exit status."""
    faults, redis = Sometimes(), Redis()
    site = FaultySite(generate(until=datetime.now(UTC)).data, clock=SystemClock(), faults=faults, recorded=False)
    jira, here = Jira(site), bound()
    await jira.start()
    await redis.start()
    settings = Settings(
        site=f"http://127.0.0.1:{jira.port}",
        bearer_token=Secret("token"),
        port=here.getsockname()[1],
        kvs_url=Secret(f"redis://127.0.0.1:{redis.port}/0") if redis.program else None,
    )
    app = create(settings, limits=Limits(per_user_and_minute=None, per_minute=None, per_second=None))
    settle()
    async with app.router.lifespan_context(app), listening(app, here) as port:
        warming, _ = await load(port, seconds * WARM_UP, RATE * FASTER)
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", trust_env=False, limits=httpx.Limits(max_connections=None)
        ) as http:
            phases = Phases(http, jira, redis, faults)
            ends = await rounds(phases, seconds * ROUNDS)
        rested = [await files_at_rest()]
        statuses, looks = await load(port, seconds * STEADY, RATE)
        rested.append(await files_at_rest())
    await jira.stop()
    await redis.stop()
    return told(statuses + warming + phases.statuses, looks, ends, rested, phases)


def told(
    statuses: Counter[int],
    looks: list[tuple[float, float, int]],
    ends: list[tuple[float, int]],
    rested: list[int],
    phases: Phases,
) -> int:
    """Print the results and return the exit status."""
    times, sizes, files = (list(column) for column in zip(*looks, strict=True))
    memory = growth(times, sizes)
    unexpected = {status: count for status, count in statuses.items() if status not in MEANT}
    (first, first_files), (last, last_files) = ends[min(1, len(ends) - 1)], ends[-1]
    said = {
        "answers": dict(statuses),
        "unexpected": unexpected,
        "loneCallers": phases.lone,
        "notServedAtOnce": phases.failed,
        "megabytesAfterRounds": [round(size, 1) for size, _ in ends],
        "openFilesAfterRounds": [count for _, count in ends],
        "megabytes": [round(size, 1) for size in sizes[:: max(1, len(sizes) // 10)]],
        "megabytesInTenMinutes": round(memory, 2),
        "openFilesUnderLoad": [min(files), max(files)],
        "openFilesAtRest": rested,
    }
    print(json.dumps(said))  # noqa: T201 - a command speaks on its standard output
    level = memory <= MOST_GROWTH and rested[-1] - rested[0] <= MOST_FILES
    between = last - first <= MOST_BETWEEN_ROUNDS and last_files - first_files <= MOST_FILES
    return 0 if level and between and not unexpected and not phases.failed else 1


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(asyncio.run(soak(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)))
