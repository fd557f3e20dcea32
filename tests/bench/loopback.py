"""The in-memory Jira site behind a real server on loopback, with time added to each answer."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass
class Delayed:
    """An ASGI app that begins each answer some seconds later, and counts those that came alone."""

    app: ASGIApp
    seconds: float
    round_trips: int = 0
    waiting: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait, then answer."""
        self.round_trips += self.waiting == 0
        self.waiting += 1
        try:
            await asyncio.sleep(self.seconds)
            await self.app(scope, receive, send)
        finally:
            self.waiting -= 1


def bound() -> socket.socket:
    """Return a socket on a free port of loopback."""
    found = socket.socket(proto=socket.IPPROTO_TCP)
    found.bind(("127.0.0.1", 0))
    return found


@asynccontextmanager
async def listening(app: Any, at: socket.socket | None = None) -> AsyncIterator[int]:
    """Serve an ASGI app on loopback, in this process, and give the port; a free one, or that of `at`."""
    with at or bound() as here:
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False, lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[here]))
        while not server.started:  # noqa: ASYNC110 - uvicorn tells it by this flag only
            await asyncio.sleep(0.01)
        try:
            yield int(here.getsockname()[1])
        finally:
            server.should_exit = True
            with suppress(asyncio.CancelledError):
                await serving
