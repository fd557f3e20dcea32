"""The container service between Forge's sidecar and a Jira in memory."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from app.container import sidecar as outward
from app.container.environment import Environment
from app.container.server import create
from app.forge.manifest.reader import load
from app.settings import ROOT
from tests.support.clock import FakeClock
from tests.support.company import generate
from tests.support.served import Refused
from tests.support.sidecar import Sidecar, Tenant

UNTIL = datetime(2026, 11, 24, 9, tzinfo=UTC)
SIDECAR = "http://localhost:7072"


@dataclass(frozen=True)
class Service:
    """The container, the sidecar around it, and a site."""

    http: httpx.AsyncClient
    sidecar: Sidecar
    tenant: Tenant
    clock: FakeClock

    async def ask(
        self, function_key: str, payload: object = None, *, tenant: Tenant | None = None, who: str = "a"
    ) -> Any:
        """Return what a page gets from `invokeService`; raise `Refused` for an error."""
        body = {"functionKey": function_key, "payload": payload or {}}
        answer = await self.sidecar.invoke_service(tenant or self.tenant, who, "/invoke", body)
        if answer["success"]:
            return answer["payload"]["body"]
        raise Refused({"detail": answer["error"]["error"], "status": answer["error"]["status"]})


Start = Callable[..., Awaitable[Service]]


@pytest.fixture(scope="session")
def company() -> Any:
    """Return the demo company."""
    return generate(until=UNTIL)


@pytest.fixture(scope="session")
def data(company: Any) -> Any:
    """Return the data of its site."""
    return company.data


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Yield a function that starts the container for a site with this data."""
    async with AsyncExitStack() as stack:

        async def started(
            data: Mapping[str, Any],
            *,
            scopes: frozenset[str] | None = None,
            closed: Mapping[str, frozenset[int]] | None = None,
            checks_user: bool = False,
        ) -> Service:
            clock = FakeClock(UNTIL.timestamp())
            granted = load(ROOT / "manifest.yaml").scopes
            side = Sidecar(clock, scopes if scopes is not None else granted)
            environment = Environment(port=8080, sidecar=SIDECAR, checks_user=checks_user)
            out = outward.Sidecar(SIDECAR, httpx.ASGITransport(side))
            app = create(environment, ROOT / "manifest.yaml", clock=clock, sidecar=out)
            await stack.enter_async_context(app.router.lifespan_context(app))
            http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://container:8080")
            side.inward = await stack.enter_async_context(http)
            return Service(http, side, side.install(data, closed), clock)

        yield started
