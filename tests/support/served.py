"""The whole product on a Jira site in memory: tests send HTTP requests and inspect the site's recorder."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from app.forge.product.client import Product
from app.forge.product.transport.egress import Upstream
from app.settings import Settings
from app.web.server import create
from tests.support.clock import FakeClock
from tests.support.quota import Quota
from tests.support.site.faults import Faults
from tests.support.site.faulty import FaultySite

NOW = 1_790_000_000.0
"""The instant at which the tests' clocks begin, in epoch seconds: September 2026."""


class Refused(Exception):  # noqa: N818 - it is an answer, not a mistake
    """A problem that a resolver answered with."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(problem["detail"])
        self.problem = problem


@dataclass(frozen=True)
class Client:
    """Calls resolvers like a script, with access to the site behind them."""

    http: httpx.AsyncClient
    site: FaultySite
    clock: FakeClock
    product: Product

    async def ask(self, function_key: str, payload: object = None) -> Any:
        """Return the function's result; raise `Refused` for a problem."""
        answer = await self.http.post(f"/resolvers/{function_key}", json=payload or {})
        if answer.is_success:
            return answer.json()
        raise Refused(answer.json())


@asynccontextmanager
async def served(
    data: Mapping[str, Any],
    *,
    clock: FakeClock | None = None,
    faults: Faults | None = None,
    settings: Settings | None = None,
    quota: Quota | None = None,
) -> AsyncIterator[Client]:
    """Serve the product on a site with this data."""
    clock = clock or FakeClock(NOW)
    site = FaultySite(data, clock=clock, faults=faults, quota=quota)
    upstream = Upstream(
        kind="recorded",
        origin="https://recorded.atlassian.net",
        base_path="",
        transport=httpx.ASGITransport(site),
        cloud_id=str(uuid4()),
        site_url="https://recorded.atlassian.net",
        auth=None,
        label="a recorded site",
    )
    app = create(settings or Settings(), clock=clock, upstream=upstream)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000") as http,
    ):
        yield Client(http, site, clock, app.state.platform.product)
