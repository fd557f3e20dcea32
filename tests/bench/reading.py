"""What a chart costs: requests, round trips, bytes and seconds, cold, fresh, renewed, and with a sprint newly closed.

Measured on the in-memory site behind a real server on loopback that begins each answer 0, 50 or 200 ms later. The last
column is the time as a multiple of what the round trips alone would take.
"""

import tracemalloc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

import httpx

from app.clock import SystemClock
from app.jira.generator import generate
from app.jira.site import Site
from app.settings import Secret, Settings
from app.web.server import create
from tests.bench.loopback import Delayed, listening

SPRINTS = (7, 20, 50)
DELAYS = (0.0, 0.05, 0.2)
BOARD = 1
SIX_MINUTES = 6 * 60.0


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
    site: Site
    wire: Delayed
    clock: ShiftedClock
    data: dict[str, Any]

    async def cost(self, sprints: int) -> Cost:
        """Ask for a report and return what it cost."""
        self.site.requests.clear()
        self.wire.round_trips = 0
        begun = perf_counter()
        answer = await self.client.post("/resolvers/getVelocity", json={"boardIds": [BOARD], "sprintCount": sprints})
        seconds = perf_counter() - begun
        answer.raise_for_status()
        made = list(self.site.requests)
        return Cost(len(made), self.wire.round_trips, sum(request.size for request in made) / 1e6, seconds)

    def close_a_sprint(self) -> None:
        """Close the running sprint of the board."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        sprints = [
            entry | {"state": "closed", "completeDate": now}
            if entry["originBoardId"] == BOARD and entry["state"] == "active"
            else entry
            for entry in self.data["sprints"]
        ]
        self.site.load(self.data | {"sprints": sprints})


@asynccontextmanager
async def bench(delay: float) -> AsyncIterator[Bench]:
    """Serve the product on the demo company with this delay."""
    data = generate(until=datetime.now(UTC) - timedelta(hours=1)).data
    clock = ShiftedClock()
    site = Site(data, clock=clock)
    wire = Delayed(site, delay)
    async with listening(wire) as port:
        settings = Settings(site=f"http://127.0.0.1:{port}", bearer_token=Secret("token"))
        app = create(settings, clock=clock)
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", timeout=60) as client,
        ):
            yield Bench(client, site, wire, clock, data)


async def costs(delay: float, sprints: int) -> dict[str, Cost]:
    """Return the costs of the four cases."""
    async with bench(delay) as one:
        found = {"cold": await one.cost(sprints), "fresh": await one.cost(sprints)}
        one.clock.shift += SIX_MINUTES
        found["after 5 minutes"] = await one.cost(sprints)
        one.close_a_sprint()
        one.clock.shift += SIX_MINUTES
        found["a sprint newly closed"] = await one.cost(sprints)
    return found


async def peak(sprints: int) -> float:
    """Return the megabytes that a cold report takes at its peak, the site's own left in."""
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
        f"| {delay * 1000:.0f} ms | {sprints} | {case} | {cost.requests} | {cost.round_trips} | "
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
            found = await costs(delay, sprints)
            lines += [row(delay, sprints, case, cost) for case, cost in found.items()]
    peaks: Iterator[str] = iter([f"{sprints} sprints {await peak(sprints):.0f} MB" for sprints in SPRINTS])
    return [*lines, "", f"Peak memory of a cold report: {', '.join(peaks)}."]
