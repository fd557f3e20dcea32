"""The service: its two routes, and the guards shared with the local server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware

from app.clock import Clock, SystemClock
from app.container import endpoints
from app.container.environment import Environment
from app.container.installations import Installations
from app.container.sidecar import Sidecar
from app.forge.manifest.reader import load
from app.web.guards.head import ContentType, KnownRoute
from app.web.guards.inbound import Inbound
from app.web.routing import INVOKE_BODY, Endpoint, Kind, RouteTable, WebRoute

ROUTES: Final = (
    WebRoute("/invoke", Kind.DATA, {"POST": Endpoint(endpoints.invoke)}, INVOKE_BODY, read_only=True),
    WebRoute("/healthz", Kind.HEALTH, {"GET": Endpoint(endpoints.healthy)}),
)


def create(
    environment: Environment, manifest: Path, *, clock: Clock | None = None, sidecar: Sidecar | None = None
) -> Starlette:
    """Return the service as an ASGI app; raises `ManifestError`. Tests pass a `clock` and a `sidecar`."""
    sidecar = sidecar or Sidecar(environment.sidecar)
    installations = Installations(load(manifest), sidecar, clock or SystemClock(), checks_user=environment.checks_user)
    guards = (KnownRoute(RouteTable(ROUTES)), ContentType())
    app = Starlette(middleware=[Middleware(Inbound, guards=guards)], lifespan=_lifespan)
    app.state.sidecar = sidecar
    app.state.installations = installations
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    yield
    await app.state.installations.aclose()
    await app.state.sidecar.aclose()
