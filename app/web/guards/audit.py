"""The audit log: a line for each login and each change, with what and from where; no content and no person."""

import logging
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.addresses import Kind, of
from app.web.guards.sessions import Role

logger = logging.getLogger("audit")
ROLE: Final = "app.role"
"""The key of the request's scope that holds the caller's role."""
REFUSED_FROM: Final = 400


def caller(scope: Scope) -> str:
    """Return the address that a request's connection came from; no header has a say in it."""
    client = scope.get("client")
    return client[0] if client else "an unknown address"


def note(event: str, scope: Scope) -> None:
    """Write a line."""
    logger.info("%s, from %s", event, caller(scope))


class Audit:
    """Writes a line for each change that was made."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note what changed."""
        if scope["type"] != "http" or of(scope).kind is not Kind.DATA or not of(scope).changes(scope["method"]):
            await self.app(scope, receive, send)
            return

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < REFUSED_FROM:
                role: Role = scope.get(ROLE, Role.EDIT)
                note(f"changed: {scope['method']} {scope['path']}, role {role.value}", scope)
            await send(message)

        await self.app(scope, receive, noted)
