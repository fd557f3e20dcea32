"""How connections reach a worker."""

import asyncio
import socket
from contextlib import ExitStack

from starlette.applications import Starlette

from app.web.listen import BACKLOG, Server, bind, server
from tests.support.holds import holds

BURST = 64
ROUNDS = 10
"""Turns of the event loop; the server counts a connection a few turns after it accepts it."""


@holds(server, "backlog=1", "backlog=BACKLOG")
@holds(Server, "each.listen(BACKLOG)", "each.listen(1)")
async def test_a_burst_is_left_to_whoever_is_idle() -> None:
    """A worker accepts one waiting connection at a time instead of the whole queue, and none is refused."""
    assert BURST < BACKLOG
    with bind("127.0.0.1", 0) as bound, ExitStack() as callers:
        ready = asyncio.Event()
        worker = server(Starlette(), ready.set)
        serving = asyncio.create_task(worker.serve(sockets=[bound]))
        await ready.wait()
        for _ in range(BURST):
            callers.enter_context(socket.create_connection(bound.getsockname(), timeout=1))
        for _ in range(ROUNDS):
            await asyncio.sleep(0)
        assert len(worker.server_state.connections) <= ROUNDS
        async with asyncio.timeout(10):
            while len(worker.server_state.connections) < BURST:  # noqa: ASYNC110 - uvicorn tells it by this set only
                await asyncio.sleep(0)
        worker.should_exit = True
        await serving
