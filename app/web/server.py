"""The server: lists of guards and layers, and the lifespan. The routes are in `routes.py`."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from html import escape
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from app import __version__
from app.clock import Clock, SystemClock
from app.forge.kvs.protocol import Store
from app.forge.product.transport.egress import Upstream
from app.forge.runtime.limits import Limits
from app.settings import Settings
from app.web.endpoints import pages
from app.web.files import with_base
from app.web.guards import access
from app.web.guards.head import BasePath, ContentType, CrossSite, Guard, Host, KnownRoute
from app.web.guards.headers import Headers
from app.web.guards.inbound import Inbound
from app.web.guards.outbound import Outbound
from app.web.platform import Platform, assemble
from app.web.problems import Problem
from app.web.routes import ROUTES
from app.web.routing import Endpoint, RouteTable, WebRoute

UNSEEN: Final = TelemetryConfig(auto_configure=False, tracing=False, metrics=False, logs=False, operation_spans=False)
"""No telemetry: FastAPI would report requests to the collector in the `OTEL_*` environment variables."""


def guards(settings: Settings, keys: access.Access, table: RouteTable) -> tuple[Guard, ...]:
    """Return the guards of a request's head, in order."""
    return (
        Host(settings),
        KnownRoute(table, _page("show.html", settings)),
        keys,
        CrossSite(settings.url.origin if settings.url else None),
        ContentType(),
    )


class Server(FastAPI):
    """FastAPI in layers of our own, so that its error pages and its router see admitted requests only."""

    def __init__(self, around: Callable[[ASGIApp], ASGIApp], **options: Any) -> None:
        super().__init__(**options)
        self._around = around

    def build_middleware_stack(self) -> ASGIApp:
        """Return what answers requests."""
        return self._around(super().build_middleware_stack())


def create(
    settings: Settings,
    *,
    clock: Clock | None = None,
    upstream: Upstream | None = None,
    store: Store | None = None,
    limits: Limits | None = None,
    routes: Sequence[WebRoute] = ROUTES,
) -> FastAPI:
    """Return the server as an ASGI app; raises `ManifestError` with all findings.

    `clock`, `upstream` and `store` replace the real ones in tests, `limits` Forge's in benchmarks; `routes` is the
    table.
    """
    clock = clock or SystemClock()
    platform = assemble(settings, clock, upstream, store, limits)
    keys = access.Access(settings, _login_page(platform), clock)
    admission = guards(settings, keys, RouteTable(routes))
    base = BasePath(settings.address.path)
    headers = Headers(embed_origins=settings.embed_origins, styles=tuple(platform.manifest.content_styles))
    app = Server(
        lambda inner: Outbound(Inbound(inner, guards=admission), base=base, headers=headers, metrics=platform.metrics),
        title="Local Forge",
        version=__version__,
        description="Runs a Forge app's dashboard gadgets and functions on this machine.",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        telemetry=UNSEEN,
        exception_handlers={RequestValidationError: _invalid, HTTPException: _refused},
    )
    app.state.platform = platform
    app.state.access = keys
    app.state.routes = tuple(routes)
    for route in routes:
        for method, function in route.answers.items():
            if not isinstance(function, Endpoint):
                app.add_api_route(route.path, function, methods=[method], tags=[route.path.split("/")[1]])
    return app


def _page(name: str, settings: Settings) -> bytes:
    """Return a page of the host for an answer other than 200."""
    return with_base((pages.HOST.root / name).read_bytes(), settings.address.path)


def _login_page(platform: Platform) -> bytes:
    """Return the login page; its title is those of the app's gadgets, to say what a key opens."""
    page = _page("login.html", platform.settings)
    titles = ", ".join(dict.fromkeys(module.title for module in platform.manifest.gadgets))
    return page.replace(b"<title>Access key<", f"<title>{escape(titles)}<".encode())


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    platform: Platform = app.state.platform
    yield
    await platform.product.aclose()
    await platform.store.aclose()


async def _invalid(_: Request, error: Exception) -> Response:
    """Answer a request with an invalid body, naming the member and the rule but not the value."""
    first = error.errors()[0] if isinstance(error, RequestValidationError) else {"loc": (), "type": "value_error"}
    field = ".".join(str(part) for part in first["loc"][1:]) or "body"
    detail = f"The member {field} is invalid: {str(first['type']).replace('_', ' ')}."
    return Problem(400, "payload-refused", "Payload refused", detail, field=field).answer()


async def _refused(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return Problem(status, "refused", "Refused", "The request was refused.").answer()
