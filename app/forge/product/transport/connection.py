# ruff: noqa: ASYNC109 - the signatures are httpcore's
"""A connection that knows its socket, for httpcore's pool.

The pool asks each idle connection at each request, and at each answer, whether something has arrived on it, which means
that the site has closed it. anyio looks the socket up anew each time, with a system call: the sixteen connections of a
chart were asked hundreds of times.
"""

import select
import ssl
from collections.abc import Iterable
from typing import Any, Final

import httpcore

A_READ: Final = 256 * 1024
"""The most that asyncio takes from a socket at once (its `max_size`). httpcore asks for a quarter of it, and anyio
copies the rest each time."""


class Stream(httpcore.AsyncNetworkStream):
    """Passes everything on to anyio's stream but the one question that the pool asks often."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._socket = stream.get_extra_info("socket")

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what has arrived, at most `A_READ` or `max_bytes`: httpcore's parser takes any length."""
        return await self._stream.read(max(max_bytes, A_READ), timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of `buffer`."""
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        """Return the connection with TLS."""
        return Stream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        """Return what httpcore asks about; a closed socket counts as readable, as in httpcore."""
        if info != "is_readable" or self._socket is None or not hasattr(select, "poll"):
            return self._stream.get_extra_info(info)
        number = self._socket.fileno()
        if number < 0:
            return True
        waiting = select.poll()
        waiting.register(number, select.POLLIN)
        return bool(waiting.poll(0))


class Backend(httpcore.AnyIOBackend):
    """Opens such connections."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Return a new connection."""
        return Stream(await super().connect_tcp(host, port, timeout, local_address, socket_options))
