"""The path of the external address, the prefix of all routes."""

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

PROBES: Final = frozenset({"/healthz", "/readyz"})
"""Also served without the prefix and under the listener's own name, for direct monitoring of a process."""


class BasePath:
    """Removes the prefix. A path without it becomes the empty path, which no route matches."""

    def __init__(self, app: ASGIApp, *, base: str) -> None:
        self.app = app
        self.base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on without the prefix."""
        if scope["type"] == "http" and self.base and scope["path"] not in PROBES:
            scope = {**scope, "path": self.inner(scope["path"])}
        await self.app(scope, receive, send)

    def inner(self, path: str) -> str:
        """Return the path without the prefix, or an empty one."""
        if path == self.base:
            return "/"
        return path.removeprefix(self.base) if path.startswith(f"{self.base}/") else ""
