"""What a chart costs: requests, round trips, points and seconds, cold, fresh, renewed, and with a newly closed sprint.

Measured on the in-memory site in a process of its own, behind a real server on loopback that begins each answer 0, 50
or 200 ms later; each time is the median of three. The floor is the time of the round trips alone, and the last column
the time as a multiple of it. Points are Jira's, as `app.forge.product.quota` counts them.
"""

import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter
from typing import Any

import httpx

from app.clock import SystemClock
from app.settings import Secret, Settings
from app.web.listen import settle
from app.web.server import create
from tests.bench import peer
from tests.bench.heartbeat import heartbeat
from tests.bench.large import with_issues, with_sprints
from tests.bench.latesite import BOARD, CLOSE, COUNTS, late_site
from tests.bench.loopback import apart

SPRINTS = (7, 20, 50)
DELAYS = (0.0, 0.05, 0.2)
SIX_MINUTES = 6 * 60.0
TIMES = 3
MIDDLE = 20
BOARDS = (1, 2, 3)
THREE, PEER = "cold, three boards", "as other clients read one board"
LARGE_DELAY = 0.05
LARGE = {"5,000 candidate issues": (with_issues, 5_000), "2,000 closed sprints": (with_sprints, 2_000)}
"""The name of a large board's row, and the function that makes the board."""


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
    points: int
    megabytes: float
    seconds: float


@dataclass(frozen=True)
class Bench:
    """The product on a site that answers late."""

    client: httpx.AsyncClient
    site: httpx.AsyncClient
    clock: ShiftedClock

    async def cost(self, sprints: int, boards: Sequence[int] = (BOARD,)) -> Cost:
        """Ask for a report and return what it cost."""
        body = {"boardIds": list(boards), "sprintCount": sprints}

        async def ask() -> None:
            (await self.client.post("/resolvers/getVelocity", json=body)).raise_for_status()

        return await self.cost_of(ask)

    async def cost_of(self, work: Callable[[], Awaitable[object]]) -> Cost:
        """Return the cost of one reading of the site."""
        await self.site.get(COUNTS)
        begun = perf_counter()
        await work()
        seconds = perf_counter() - begun
        counts = (await self.site.get(COUNTS)).json()
        return Cost(counts["requests"], counts["roundTrips"], counts["points"], counts["bytes"] / 1e6, seconds)

    async def close_a_sprint(self) -> None:
        """Close the running sprint of the board."""
        (await self.site.post(CLOSE)).raise_for_status()


@asynccontextmanager
async def bench(delay: float, data: dict[str, Any] | None = None) -> AsyncIterator[Bench]:
    """Serve the product with this delay on a site with this data, or on the demo company."""
    clock = ShiftedClock()
    with apart(late_site, delay, data) as port:
        app = create(Settings(site=f"http://127.0.0.1:{port}", bearer_token=Secret("token")), clock=clock)
        settle()
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", timeout=60) as client,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as site,
        ):
            (await client.get("/dashboard")).raise_for_status()  # as the page around a chart does first
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


async def typical(measure: Callable[[], Awaitable[dict[str, Cost]]]) -> dict[str, Cost]:
    """Return the costs of several cases, each the one with the median time."""
    runs = [await measure() for _ in range(TIMES)]
    by_time = {case: sorted((run[case] for run in runs), key=lambda cost: cost.seconds) for case in runs[0]}
    return {case: found[TIMES // 2] for case, found in by_time.items()}


async def beside(delay: float) -> dict[str, Cost]:
    """Return the cost of three boards together, and of one read the way other clients do."""
    async with bench(delay) as one:
        found = {THREE: await one.cost(MIDDLE, BOARDS)}
    async with bench(delay) as one:
        issues: list[int] = []

        async def ask() -> None:
            issues.append(await peer.read(one.site, BOARD, MIDDLE))

        cost = await one.cost_of(ask)
        # The points counted for a search are those of a search for ids alone.
        return found | {PEER: replace(cost, points=cost.requests + sum(issues))}


async def pauses() -> dict[str, float]:
    """Return for how many milliseconds a cold report of many sprints, or issues, holds the event loop at most."""
    found = {}
    for name, sprints, data in (("50 sprints", 50, None), ("5,000 candidate issues", 7, with_issues(5_000))):
        async with bench(LARGE_DELAY, data) as one, heartbeat() as heart:
            await one.cost(sprints)
            found[name] = heart.longest * 1000
    return found


async def large(data: dict[str, Any]) -> dict[str, Cost]:
    """Return the cost of a chart of seven sprints of a large board."""
    async with bench(LARGE_DELAY, data) as one:
        found = {"cold": await one.cost(7), "fresh": await one.cost(7)}
        one.clock.shift += SIX_MINUTES
        return found | {"after 5 minutes": await one.cost(7)}


async def peak(sprints: int) -> float:
    """Return the peak memory of a cold report in megabytes."""
    async with bench(0) as one:
        tracemalloc.start()
        await one.cost(sprints)
        size = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
    return size


def row(delay: float, sprints: int, case: str, cost: Cost) -> str:
    """Return a line of the table."""
    floor = cost.round_trips * delay
    trips, least, ratio = (cost.round_trips, f"{floor:.2f} s", f"{cost.seconds / floor:.2f}") if floor else ("-",) * 3
    return (
        f"| {delay * 1000:.0f} ms | {sprints} | {case} | {cost.requests} | {trips} | {cost.points} | "
        f"{cost.megabytes:.2f} MB | {least} | {cost.seconds:.3f} s | {ratio} |"
    )


HEAD = [
    "| delay of answers | sprints | report | requests | round trips | points | read | floor | time | time / floor |",
    "|---|---|---|---|---|---|---|---|---|---|",
]


@dataclass(frozen=True)
class Tables:
    """The lines of the essential rows and of the whole table, and rows of measurements with their aims."""

    essential: list[str]
    whole: list[str]
    aims: list[str]


async def tables() -> Tables:
    """Measure everything."""
    lines, essential = list(HEAD), list(HEAD)
    cold: dict[int, Cost] = {}
    for delay in DELAYS:
        for sprints in SPRINTS:
            found = await typical(partial(costs, delay, sprints))
            rows = [row(delay, sprints, case, cost) for case, cost in found.items()]
            lines += rows
            if delay == DELAYS[-1]:
                essential += rows[:1]
                cold[sprints] = found["cold"]
    closed = found["a sprint newly closed"]
    beside_it = await typical(partial(beside, DELAYS[-1]))
    others = [row(DELAYS[-1], MIDDLE, *each) for each in beside_it.items()]
    for name, (make, count) in LARGE.items():
        large_ones = (await large(make(count))).items()
        others += [row(LARGE_DELAY, 7, f"{case}, {name}", cost) for case, cost in large_ones]
    peaks = [f"{sprints} sprints {await peak(sprints):.0f} MB" for sprints in SPRINTS]
    aims = [
        *(
            aim(f"cold, {n} sprints / three round trips", cost.seconds / 3 / DELAYS[-1], 1.15)
            for n, cost in cold.items()
        ),
        aim("cold, three boards / one board", beside_it[THREE].seconds / cold[MIDDLE].seconds, 1.3),
        aim("round trips of a sprint newly closed", closed.round_trips, 2),
        *(aim(f"ms that {name} block the event loop", longest, 20) for name, longest in (await pauses()).items()),
        f"| cold, 20 sprints / the time of other clients | {cold[MIDDLE].seconds / beside_it[PEER].seconds:.2f} | |",
        f"| its points / those of other clients | {cold[MIDDLE].points / beside_it[PEER].points:.2f} | |",
    ]
    after = ["", f"Peak memory of a cold report: {', '.join(peaks)}."]
    return Tables([*essential, *others[:2]], [*lines, *others, *after], aims)


def aim(what: str, found: float, most: float) -> str:
    """Return a row with a measurement and its upper aim."""
    return f"| {what} | {found:.3g} | at most {most:g} |"
