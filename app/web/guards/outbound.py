"""The way out of every answer: its headers, its line in the audit log, and its place in the metrics."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.guards.audit import note_change
from app.web.guards.head import BasePath
from app.web.guards.headers import Headers
from app.web.metrics import Metrics
from app.web.routing import ROUTE


class Outbound:
    """Sets the headers of every answer, notes changes, counts and times; a request without an answer counts as 500."""

    def __init__(self, app: ASGIApp, *, base: BasePath, headers: Headers, metrics: Metrics) -> None:
        self.app = app
        self.base = base
        self.headers = headers
        self.metrics = metrics
        self.clock = metrics.clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its answer out."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        inner = self.base.removed(scope)
        status, started = 500, self.clock.monotonic()

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = self.headers.dressed(inner, message.get("headers", ()))
                note_change(inner, status)
            await send(message)

        try:
            await self.app(inner, receive, dressed)
        finally:
            route = inner.get(ROUTE)
            self.metrics.request(route.kind if route else None, status, self.clock.monotonic() - started)
