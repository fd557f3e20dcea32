"""Many charts at once: admitted ones finish, the others are refused at once, and no caller keeps others out."""

import asyncio
from collections import Counter

import httpx

from app.forge.errors import ProductRequestError
from app.forge.product.client import Product
from app.forge.product.resilience.admission import LONGEST_WAIT_SECONDS, Admission
from app.forge.product.route import route
from app.forge.product.transport.window import MOST_IN_FLIGHT
from tests.forge.product.conftest import SCOPES, upstream_of
from tests.support.holds import holds
from tests.support.virtual_time import LoopClock, run

LATENCY = 0.25
COLD = (4, 1, 2, 5)
"""The requests of a cold chart's round trips."""

LARGE = (4, 2, 2, 30)


async def slow(request: httpx.Request) -> httpx.Response:
    del request
    await asyncio.sleep(LATENCY)
    return httpx.Response(200, json={})


def made() -> Product:
    return Product(upstream_of(httpx.MockTransport(slow)), clock=LoopClock(), random=lambda: 0.5)


async def chart(product: Product, name: str, caller: str, waves: tuple[int, ...] = COLD) -> tuple[str, float]:
    """Read a chart as an invocation does; return its outcome and duration, or when to come back."""
    clock = LoopClock()
    began = clock.monotonic()
    product.admission.begin(name, caller)
    try:
        for wave in waves:
            async with asyncio.TaskGroup() as group:
                for _ in range(wave):
                    group.create_task(
                        product.request(route("/rest/api/3/field"), scopes=SCOPES, deadline=began + 25, invocation=name)
                    )
    except BaseExceptionGroup as failures:
        error = failures.exceptions[0]
        assert isinstance(error, ProductRequestError)
        return error.type, clock.monotonic() - began
    finally:
        product.admission.end(name)
    return "figures", clock.monotonic() - began


@holds(Product, "if seconds := await self.admission.seat(invocation):", "if False and (seconds := 0.0):")
def test_an_overload_is_served_and_told() -> None:
    """Of 200 cold charts at once some get their figures in time, the others are refused at once; none times out."""

    async def overload() -> None:
        product = made()
        ends = await asyncio.gather(*(chart(product, str(at), str(at)) for at in range(200)))
        kinds = Counter(kind for kind, _ in ends)
        assert set(kinds) == {"figures", "too-many-reports"}
        assert kinds["figures"] >= 35
        assert max(took for kind, took in ends if kind == "figures") <= 2 * LONGEST_WAIT_SECONDS
        assert sum(took == 0 for kind, took in ends if kind == "too-many-reports") >= 150
        assert product.admission.seated == 0
        assert await chart(product, "lone", "lone") == ("figures", len(COLD) * LATENCY)

    run(overload())


def test_a_small_chart_is_not_behind_twelve_large_ones() -> None:
    """One caller's dashboard of large charts leaves seats and slots for another caller's small chart."""

    async def dashboard() -> None:
        product = made()
        large = [asyncio.create_task(chart(product, f"large{at}", "one", LARGE)) for at in range(12)]
        await asyncio.sleep(0.1)
        assert product.admission.seated == 6
        kind, took = await chart(product, "small", "another")
        assert kind == "figures"
        assert took <= 2 * len(COLD) * LATENCY
        assert not all(task.done() for task in large)
        assert {end for end, _ in await asyncio.gather(*large)} == {"figures"}

    run(dashboard())


def test_everybody_is_told_another_time() -> None:
    """Refused callers do not all come back at once, and none is asked to wait longer than a minute."""

    async def crowd() -> None:
        admission = Admission(LoopClock(), lambda: MOST_IN_FLIGHT)
        for at in range(500):
            admission.begin(str(at), str(at))
        waits = [asyncio.create_task(admission.seat(str(at))) for at in range(500)]
        await asyncio.sleep(0)
        told = [task.result() for task in waits if task.done() and task.result()]
        assert told == sorted(told)
        assert (told[0], told[-1]) == (9, 60)
        for task in waits:
            task.cancel()

    run(crowd())


@holds(Admission.end, "        self._leave_queue(visit)\n")
@holds(Admission.end, "        self._call_next()\n")
@holds(Admission.end, "            self._seats[visit.caller] -= 1\n")
def test_a_seat_is_never_lost() -> None:
    """Invocations that end or are cancelled while they wait free their seat and their place in the queue."""

    async def churn() -> None:
        product = made()
        tasks = [asyncio.create_task(chart(product, str(at), str(at % 3))) for at in range(40)]
        for at, task in enumerate(tasks):
            await asyncio.sleep(0.05)
            if at % 2:
                task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        assert {end[0] for end in ends if isinstance(end, tuple)} == {"figures"}
        assert sum(isinstance(end, tuple) for end in ends) >= len(tasks) / 2
        assert (product.admission.seated, product.admission.waiting) == (0, 0)
        assert await chart(product, "lone", "lone") == ("figures", len(COLD) * LATENCY)

    run(churn())


def test_a_request_without_an_invocation_needs_no_seat() -> None:
    """A page's own requests, and work that outlives its invocation, continue."""

    async def beside() -> None:
        admission = Admission(LoopClock(), lambda: MOST_IN_FLIGHT)
        for at in range(8):
            admission.begin(str(at), str(at))
            assert await admission.seat(str(at)) == 0
        assert [await admission.seat(None), await admission.seat("over")] == [0, 0]

    run(beside())


def test_fewer_are_let_in_when_jira_says_stop() -> None:
    """The number of seats follows the window, with one at least, so that those admitted can finish."""
    size = 16
    admission = Admission(LoopClock(), lambda: size)
    assert admission.seats == 8
    size = 5
    assert admission.seats == 2
    size = 1
    assert admission.seats == 1
