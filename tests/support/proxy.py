"""A TCP proxy that simulates failures of a server: it hangs, delays, refuses, or passes everything on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Literal

Mode = Literal["pass", "hang", "refuse"]


class Proxy:
    """Passes bytes on to `port`, as `mode` and `delay` (seconds for each piece of an answer) say at the time.

    `hang` accepts connections and requests and answers nothing, `refuse` closes connections. `connections` counts the
    accepted ones and `requests` the pieces received from clients.
    """

    def __init__(self, port: int) -> None:
        self.target = port
        self.port = 0
        self.mode: Mode = "pass"
        self.delay = 0.0
        self.connections = 0
        self.requests = 0
        self._released = asyncio.Event()
        self._writers: set[asyncio.StreamWriter] = set()

    def set(self, mode: Mode, *, delay: float = 0.0) -> None:
        """Change the mode, for the open connections too."""
        self.mode, self.delay = mode, delay
        if mode == "refuse":
            self.cut()
        if mode != "hang":
            self._released.set()
            self._released = asyncio.Event()

    def cut(self) -> None:
        """Close all open connections abruptly."""
        for writer in self._writers:
            writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client."""
        self.connections += 1
        if self.mode == "refuse":
            writer.transport.abort()
            return
        answers, requests = await asyncio.open_connection("127.0.0.1", self.target)
        mine = {writer, requests}
        self._writers |= mine
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pump(reader, requests, asking=True))
                group.create_task(self._pump(answers, writer, asking=False))
        finally:
            self._writers -= mine
            for each in mine:
                each.transport.abort()

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, asking: bool) -> None:
        with suppress(OSError):
            while piece := await source.read(65536):
                self.requests += asking
                if asking and self.mode == "hang":
                    await self._released.wait()
                if not asking and self.delay:
                    await asyncio.sleep(self.delay)
                target.write(piece)
                await target.drain()
        target.transport.abort()


@asynccontextmanager
async def before(port: int) -> AsyncIterator[Proxy]:
    """Run a proxy in front of a port on loopback."""
    proxy = Proxy(port)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        proxy.set("refuse")
