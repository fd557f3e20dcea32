"""Nobody waits for a caller who has left: over a real server, with a Jira that delays every answer."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from app.clock import SystemClock
from app.forge.product.client import Product
from app.forge.product.transport.egress import Upstream
from app.settings import Settings
from app.web import server
from app.web.guards.disconnect import LEFT
from app.web.guards.head import KnownRoute
from app.web.guards.inbound import Inbound
from app.web.routing import Endpoint, Kind, RouteTable, WebRoute
from tests.bench.loopback import bound, listening
from tests.spec.world import BOARD, DONE, SPRINT, IssueHistory, day, site, sprint
from tests.support.holds import holds
from tests.support.site.faulty import FaultySite

MANY = 30
PATIENCE = 10
"""Seconds after which a test gives up: a seat that is not freed stays taken for 25."""


@dataclass
class Held:
    """A Jira that answers once it is released."""

    app: Any
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.goes_on.wait()
        await self.app(scope, receive, send)


@dataclass(frozen=True)
class Bench:
    """A server on a port, its upstream to Jira, and the Jira."""

    address: str
    product: Product
    jira: Held

    async def ask(self, sprints: int, seconds: float = PATIENCE) -> int:
        """Return the status of a chart, 0 for a caller who left before the answer."""
        payload = {"boardIds": [BOARD], "sprintCount": sprints}
        async with httpx.AsyncClient(base_url=self.address, trust_env=False) as http:
            try:
                answer = await http.post("/resolvers/refreshVelocity", json=payload, timeout=seconds)
            except httpx.TimeoutException:
                return 0
            return answer.status_code

    async def reaches(self, seated: int) -> None:
        """Wait until this many invocations have a seat."""
        async with asyncio.timeout(PATIENCE):
            while self.product.admission.seated != seated:  # noqa: ASYNC110 - it is a number
                await asyncio.sleep(0.01)


@asynccontextmanager
async def bench() -> AsyncIterator[Bench]:
    history = IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(1), DONE)
    jira = Held(FaultySite(site([history], [sprint(SPRINT)]), clock=SystemClock()))
    upstream = Upstream(
        kind="recorded",
        origin="https://recorded.atlassian.net",
        base_path="",
        transport=httpx.ASGITransport(jira),
        cloud_id="leaving",
        site_url="https://recorded.atlassian.net",
        auth=None,
        label="a recorded site",
    )
    here = bound()
    app = server.create(Settings(port=here.getsockname()[1]), upstream=upstream)
    async with app.router.lifespan_context(app), listening(app, here) as port:
        yield Bench(f"http://127.0.0.1:{port}", app.state.platform.product, jira)


@holds(Inbound, 'Watch(receive) if route.read_only and method == "POST" else nullcontext()', "nullcontext()")
async def test_whoever_left_has_no_seat() -> None:
    """When all callers of an overload have left, no seat is taken and nobody waits: the next one is served."""
    async with bench() as here:
        asked = [asyncio.create_task(here.ask(sprints, 0.5)) for sprints in range(1, MANY + 1)]
        assert set(await asyncio.gather(*asked)) == {0}
        await here.reaches(0)
        assert here.product.admission.waiting == 0
        here.jira.goes_on.set()
        assert await here.ask(1) == 200


async def test_whoever_stays_is_served() -> None:
    """When one of two callers of a chart leaves, the first or the second, the other gets it."""
    for first, second in ((0.5, PATIENCE), (PATIENCE, 0.5)):
        async with bench() as here:
            asked = [asyncio.create_task(here.ask(1, first))]
            await here.reaches(1)
            asked.append(asyncio.create_task(here.ask(1, second)))
            await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
            here.jira.goes_on.set()
            assert sorted(await asyncio.gather(*asked)) == [0, 200]


async def call(*, read_only: bool, whole: bool = True) -> tuple[list[str], list[int]]:
    """Return the outcome of a call whose caller leaves after the whole body or a part of it, and the statuses sent."""
    told: list[str] = []
    sent: list[Message] = []
    begun = {"type": "http.request", "body": b"{}", "more_body": not whole}
    messages: Iterator[Message] = iter([begun, {"type": "http.disconnect"}])

    async def work(_: Request) -> Response:
        told.append("begun")
        await asyncio.sleep(0.01)
        told.append("done")
        return Response()

    async def receive() -> Message:
        await asyncio.sleep(0)
        return next(messages)

    async def send(message: Message) -> None:
        await asyncio.sleep(0)
        sent.append(message)

    row = WebRoute("/x", Kind.DATA, {"POST": Endpoint(work)}, 100, read_only=read_only)
    scope = {"type": "http", "method": "POST", "path": "/x", "headers": []}
    await Inbound(Starlette(), guards=(KnownRoute(RouteTable((row,))),))(scope, receive, send)
    return told, [message["status"] for message in sent if "status" in message]


@holds(Inbound, "if route.read_only and method", "if method")
@pytest.mark.parametrize(
    ("read_only", "told", "statuses"), [(True, ["begun"], [LEFT]), (False, ["begun", "done"], [200])]
)
async def test_a_change_goes_on_to_its_end(read_only: bool, told: list[str], statuses: list[int]) -> None:  # noqa: FBT001  a pytest parameter
    """Only calls that change nothing are cancelled."""
    assert await call(read_only=read_only) == (told, statuses)


@pytest.mark.parametrize("read_only", [True, False])
async def test_half_a_body_is_no_call(read_only: bool) -> None:  # noqa: FBT001  a pytest parameter
    """Whoever leaves before its end has called nothing, not even what changes something."""
    assert await call(read_only=read_only, whole=False) == ([], [LEFT])
