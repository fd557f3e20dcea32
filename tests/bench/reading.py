"""What a chart costs: requests, round trips, bytes and seconds, cold, fresh, renewed, and with a sprint newly closed.

Measured on the in-memory site in a process of its own, behind a real server on loopback that begins each answer 0, 50
or 200 ms later; each time is the median of three. The last column is the time as a multiple of what the round trips
alone would take.
"""

import tracemalloc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import httpx

from app.clock import SystemClock
from app.settings import Secret, Settings
from app.web.listen import settle
from app.web.server import create
from tests.bench.large import with_issues, with_sprints
from tests.bench.latesite import BOARD, CLOSE, COUNTS, LateSite
from tests.bench.loopback import apart

SPRINTS = (7, 20, 50)
DELAYS = (0.0, 0.05, 0.2)
SIX_MINUTES = 6 * 60.0
TIMES = 3
LARGE_DELAY = 0.05
LARGE = {"5,000 candidate issues": (with_issues, 5_000), "2,000 closed sprints": (with_sprints, 2_000)}
"""How a row names a large board, and what makes it."""


class ShiftedClock(SystemClock):
    """The system's clock, some seconds ahead."""

    shift = 0.0

    def now(self) -> float:
        """Return the wall clock's time, shifted."""
        return super().now() + self.shift


@dataclass(frozen=True)
class Cost:
    """What one report cost."""

    requests: int
    round_trips: int
    megabytes: float
    seconds: float


@dataclass(frozen=True)
class Bench:
    """The product on a site that answers late."""

    client: httpx.AsyncClient
    site: httpx.AsyncClient
    clock: ShiftedClock

    async def cost(self, sprints: int) -> Cost:
        """Ask for a report and return what it cost."""
        await self.site.get(COUNTS)
        begun = perf_counter()
        answer = await self.client.post("/resolvers/getVelocity", json={"boardIds": [BOARD], "sprintCount": sprints})
        seconds = perf_counter() - begun
        answer.raise_for_status()
        counts = (await self.site.get(COUNTS)).json()
        return Cost(counts["requests"], counts["roundTrips"], counts["bytes"] / 1e6, seconds)

    async def close_a_sprint(self) -> None:
        """Close the running sprint of the board."""
        (await self.site.post(CLOSE)).raise_for_status()


@asynccontextmanager
async def bench(delay: float, data: dict[str, Any] | None = None) -> AsyncIterator[Bench]:
    """Serve the product with this delay on a site with this data, or on the demo company."""
    clock = ShiftedClock()
    with apart(lambda _: LateSite(delay) if data is None else LateSite(delay, data)) as port:
        app = create(Settings(site=f"http://127.0.0.1:{port}", bearer_token=Secret("token")), clock=clock)
        settle()
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", timeout=60) as client,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as site,
        ):
            yield Bench(client, site, clock)


async def costs(delay: float, sprints: int) -> dict[str, Cost]:
    """Return the costs of the four cases."""
    async with bench(delay) as one:
        found = {"cold": await one.cost(sprints), "fresh": await one.cost(sprints)}
        one.clock.shift += SIX_MINUTES
        found["after 5 minutes"] = await one.cost(sprints)
        await one.close_a_sprint()
        one.clock.shift += SIX_MINUTES
        found["a sprint newly closed"] = await one.cost(sprints)
    return found


async def typical(delay: float, sprints: int) -> dict[str, Cost]:
    """Return the costs of the four cases, each of them the one of the median time."""
    runs = [await costs(delay, sprints) for _ in range(TIMES)]
    by_time = {case: sorted((run[case] for run in runs), key=lambda cost: cost.seconds) for case in runs[0]}
    return {case: found[TIMES // 2] for case, found in by_time.items()}


async def large(data: dict[str, Any]) -> dict[str, Cost]:
    """Return what a chart of seven sprints of a large board costs."""
    async with bench(LARGE_DELAY, data) as one:
        found = {"cold": await one.cost(7), "fresh": await one.cost(7)}
        one.clock.shift += SIX_MINUTES
        return found | {"after 5 minutes": await one.cost(7)}


async def peak(sprints: int) -> float:
    """Return the megabytes that a cold report takes at its peak."""
    async with bench(0) as one:
        tracemalloc.start()
        await one.cost(sprints)
        size = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
    return size


def row(delay: float, sprints: int, case: str, cost: Cost) -> str:
    """Return a line of the table."""
    floor = cost.round_trips * delay
    ratio = f"{cost.seconds / floor:.2f}" if floor else "-"
    return (
        f"| {delay * 1000:.0f} ms | {sprints} | {case} | {cost.requests} | {cost.round_trips if delay else '-'} | "
        f"{cost.megabytes:.2f} MB | {cost.seconds:.3f} s | {ratio} |"
    )


async def table() -> list[str]:
    """Return the lines of the tables."""
    lines = [
        "| answers later by | sprints | report | requests | round trips | read | time | by the round trips alone |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for delay in DELAYS:
        for sprints in SPRINTS:
            found = await typical(delay, sprints)
            lines += [row(delay, sprints, case, cost) for case, cost in found.items()]
    for name, (make, count) in LARGE.items():
        lines += [row(LARGE_DELAY, 7, f"{case}, {name}", cost) for case, cost in (await large(make(count))).items()]
    peaks: Iterator[str] = iter([f"{sprints} sprints {await peak(sprints):.0f} MB" for sprints in SPRINTS])
    return [*lines, "", f"Peak memory of a cold report: {', '.join(peaks)}."]
