"""What the tests of product requests share: a Jira that answers by script, and the requests that reached it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from app.forge.product.client import Product
from app.forge.product.response import Response
from app.forge.product.route import Route, route
from app.forge.product.transport.egress import Upstream
from tests.support.clock import FakeClock

SCOPES = frozenset(
    {
        "read:jira-work",
        "read:project:jira",
        "read:board-scope:jira-software",
        "read:board-scope.admin:jira-software",
        "read:sprint:jira-software",
        "storage:app",
    }
)
"""The scopes in the manifest of this project."""

ORIGIN = "https://tests.atlassian.net"
SECONDS = 25.0

Step = int | tuple[int, Mapping[str, str]] | Exception


def upstream_of(transport: httpx.AsyncBaseTransport, **changes: Any) -> Upstream:
    """Return an upstream that ends in this transport."""
    values = {
        "kind": "demo",
        "origin": ORIGIN,
        "base_path": "",
        "transport": transport,
        "cloud_id": "cloud",
        "site_url": None,
        "auth": None,
        "label": "tests",
    }
    return Upstream(**{**values, **changes})


@dataclass
class Jira:
    """Answers each request with the next step of its script, and after its end with `afterwards`."""

    clock: FakeClock
    script: list[Step] = field(default_factory=list)
    afterwards: Step = 200
    requests: list[httpx.Request] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        self.requests.append(request)
        self.times.append(self.clock.monotonic())
        step = self.script.pop(0) if self.script else self.afterwards
        if isinstance(step, Exception):
            raise step
        status, headers = step if isinstance(step, tuple) else (step, {})
        return httpx.Response(status, headers=headers, json={"ok": status == 200})


@dataclass
class Bench:
    """Product requests to a scripted Jira, with a fake clock and the jitter at its middle."""

    clock: FakeClock
    jira: Jira
    product: Product

    async def ask(
        self, where: Route | str = "/rest/api/3/field", *, seconds: float = SECONDS, **options: Any
    ) -> Response:
        """Make one request with every scope and this many seconds of time."""
        values = {"scopes": SCOPES, "deadline": self.clock.monotonic() + seconds, **options}
        return await self.product.request(where if isinstance(where, Route) else route(where), **values)

    def plays(self, *steps: Step, then: Step = 200) -> None:
        """Set the script."""
        self.jira.script, self.jira.afterwards = list(steps), then

    @property
    def calls(self) -> int:
        """The number of requests that reached Jira."""
        return len(self.jira.requests)


Make = Callable[..., Bench]


@pytest.fixture
def make() -> Make:
    """Return a function that makes a bench; its arguments change the upstream."""

    def made(steps: Iterable[Step] = (), *, random: Callable[[], float] = lambda: 0.5, **changes: Any) -> Bench:
        clock = FakeClock()
        jira = Jira(clock, list(steps))
        upstream = upstream_of(httpx.MockTransport(jira), **changes)
        return Bench(clock, jira, Product(upstream, clock=clock, random=random))

    return made


@pytest.fixture
def bench(make: Make) -> Bench:
    """Return a bench whose Jira answers 200."""
    return make()
