"""`make soak`: ten minutes under load with faults; memory and open files must stay level and every failure be meant.

`python -m tests.soak [SECONDS]`: 20 requests a second to a server process whose Jira fails one time in twenty; before
that a quarter of the time at five times the rate, in which memory comes to the most that it needs.
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
from app.forge.limits import Limits
from app.settings import Secret, Settings
from app.web.server import create
from app.web.serving import settle
from tests.bench.loopback import bound, listening
from tests.support.company import generate
from tests.support.faults import Fault, Faults, refused
from tests.support.site import FaultySite

SECONDS = 600
RATE = 20
EVERY = 20
"""One request to Jira in this many fails."""

WARM_UP = 0.25
"""How long the warm-up is, as a share of the time after it."""

FASTER = 5
"""How much faster requests come during the warm-up: nothing that comes later asks for more at once."""

EVERY_SECONDS = 5
MOST_GROWTH = 1.0
"""Megabytes in ten minutes."""

MOST_FILES = 10
"""By how many the open files may grow in ten minutes: connections come and go."""

MEANT = {200, 404, 409, 429, 502, 503, 504}
BOARDS = (1, 2, 3, 4, 5, 6, 8, 9, 10, 11)


class Sometimes(Faults):
    """Faults that hit one request in `EVERY`, by a seeded draw."""

    def __init__(self) -> None:
        super().__init__()
        self._random = random.Random(1)  # noqa: S311 - it draws faults, not secrets
        self._choices = (Fault(reply=refused(503)), Fault(reply=refused(429, retry_after="1")), Fault(latency=0.2))

    def on(self, method: str, path: str) -> list[Fault]:
        """Return a fault now and then."""
        del method, path
        return [self._random.choice(self._choices)] if self._random.randrange(EVERY) == 0 else []


def resident() -> float:
    """Return the process's resident memory in megabytes."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def open_files() -> int:
    """Return how many file descriptors the process has."""
    return len(list(Path("/proc/self/fd").iterdir()))


async def load(
    port: int, seconds: float, rate: float, site: FaultySite
) -> tuple[Counter[int], list[tuple[float, float, int]]]:
    """Send requests at the rate and return the statuses, and time, memory and files every five seconds."""
    statuses: Counter[int] = Counter()
    looks: list[tuple[float, float, int]] = []
    draw = random.Random(2)  # noqa: S311 - it draws payloads, not secrets
    waiting: set[asyncio.Task[None]] = set()
    begun = monotonic()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=40, trust_env=False) as client:

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
                site.requests.clear()
        await asyncio.gather(*waiting)
    return statuses, looks


def growth(times: list[float], values: Sequence[float]) -> float:
    """Return by how much the values grow in ten minutes, by least squares."""
    return statistics.linear_regression(times, values).slope * 600


async def soak(seconds: float) -> int:
    """Run it and return the exit status."""
    clock = SystemClock()
    site = FaultySite(generate(until=datetime.now(UTC)).data, clock=clock, faults=Sometimes())
    here = bound()
    async with listening(site) as jira:
        settings = Settings(site=f"http://127.0.0.1:{jira}", bearer_token=Secret("token"), port=here.getsockname()[1])
        app = create(settings, limits=Limits(per_user_and_minute=None, per_minute=None, per_second=None))
        settle()
        async with app.router.lifespan_context(app), listening(app, here) as port:
            warming, _ = await load(port, seconds * WARM_UP, RATE * FASTER, site)
            statuses, looks = await load(port, seconds, RATE, site)
    times, sizes, files = (list(column) for column in zip(*looks, strict=True))
    statuses += warming
    memory, opened = growth(times, sizes), growth(times, files)
    unexpected = {status: count for status, count in statuses.items() if status not in MEANT}
    said = {
        "answers": dict(statuses),
        "unexpected": unexpected,
        "megabytes": [round(size, 1) for size in sizes[:: max(1, len(sizes) // 10)]],
        "megabytesInTenMinutes": round(memory, 2),
        "openFiles": [min(files), max(files)],
        "openFilesInTenMinutes": round(opened, 1),
    }
    print(json.dumps(said))  # noqa: T201 - a command speaks on its standard output
    return 1 if unexpected or memory > MOST_GROWTH or opened > MOST_FILES else 0


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(asyncio.run(soak(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)))
