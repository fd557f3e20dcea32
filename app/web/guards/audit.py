"""The audit log: a line for each login and change with its source, without content or persons."""

import logging
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.guards.sessions import Role
from app.web.routing import Kind, route_of

logger = logging.getLogger("audit")
ROLE: Final = "app.role"
"""The scope key of the caller's role."""
REFUSED_FROM: Final = 400


def caller(scope: Scope) -> str:
    """Return the network address of a request's connection; headers are ignored."""
    client = scope.get("client")
    return client[0] if client else "an unknown address"


def note(event: str, scope: Scope) -> None:
    """Write a line."""
    logger.info("%s, from %s", event, caller(scope))


class Audit:
    """Logs each successful change."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and log a change."""
        if (
            scope["type"] != "http"
            or route_of(scope).kind is not Kind.DATA
            or not route_of(scope).changes(scope["method"])
        ):
            await self.app(scope, receive, send)
            return

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < REFUSED_FROM:
                role: Role = scope.get(ROLE, Role.EDIT)
                note(f"changed: {scope['method']} {scope['path']}, role {role.value}", scope)
            await send(message)

        await self.app(scope, receive, noted)
