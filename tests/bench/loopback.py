"""The in-memory Jira site behind a real server on loopback, in this process or in one of its own."""

import asyncio
import multiprocessing
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import uvicorn

from app.web.listen import settle


def bound(port: int = 0) -> socket.socket:
    """Return a socket on a port of loopback, a free one unless it is named."""
    found = socket.socket(proto=socket.IPPROTO_TCP)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.bind(("127.0.0.1", port))
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


@contextmanager
def apart(make: Callable[..., Any], *arguments: Any) -> Iterator[int]:
    """Serve the ASGI app that `make` returns for a port and further arguments, in a process of its own; give the port.

    The process is no fork of this one: after a fork, whoever writes to a page of their memory first has to copy it. The
    socket listens before the process has started, so that the first request waits instead of failing.
    """
    with bound() as here:
        here.listen()
        port = int(here.getsockname()[1])
        started = multiprocessing.get_context("spawn")
        process = started.Process(target=_serve, args=(here, make, arguments), daemon=True)
        process.start()
        try:
            yield port
        finally:
            process.terminate()
            process.join()


def _serve(here: socket.socket, make: Callable[..., Any], arguments: Sequence[Any]) -> None:
    app = make(int(here.getsockname()[1]), *arguments)
    settle()
    uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False, http="h11")).run(sockets=[here])
