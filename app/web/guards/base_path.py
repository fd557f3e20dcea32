"""The path of the external address, which stands before every address of this server."""

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

PROBES: Final = frozenset({"/healthz", "/readyz"})
"""Answered without the path too, and under the listener's own name: what watches a process asks it directly."""


class BasePath:
    """Takes the path away. What does not begin with it becomes the empty path, which is no address of this server."""

    def __init__(self, app: ASGIApp, *, base: str) -> None:
        self.app = app
        self.base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as if the server stood at the top."""
        if scope["type"] == "http" and self.base and scope["path"] not in PROBES:
            scope = {**scope, "path": self.inner(scope["path"])}
        await self.app(scope, receive, send)

    def inner(self, path: str) -> str:
        """Return the path below the base, or the empty one."""
        if path == self.base:
            return "/"
        return path.removeprefix(self.base) if path.startswith(f"{self.base}/") else ""
