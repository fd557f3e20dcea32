"""The audit log: a line for each login and change with its source, without content or persons."""

import logging
from typing import Final

from starlette.types import Scope

from app.web.guards.sessions import Role
from app.web.routing import ROUTE, Kind

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


def note_change(scope: Scope, status: int) -> None:
    """Write a line if a request with this answer has changed something."""
    route = scope.get(ROUTE)
    if route and route.kind is Kind.DATA and route.changes(scope["method"]) and status < REFUSED_FROM:
        role: Role = scope.get(ROLE, Role.EDIT)
        note(f"changed: {scope['method']} {scope['path']}, role {role.value}", scope)
