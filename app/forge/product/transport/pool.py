"""A replaceable connection pool for Jira, for when httpcore's pool loses count of its connections."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import httpcore
import httpx

CLOSE_SECONDS: Final = 2.0
"""How long the connections of a replaced pool have to close."""


class CountedTransport(httpx.AsyncHTTPTransport):
    """httpx's transport on a pool of connections, with the number of those that are busy."""

    def __init__(self, pool: httpcore.AsyncConnectionPool) -> None:
        self._pool = pool

    @property
    def taken(self) -> int:
        """Connections that the pool counts as busy."""
        return sum(not (one.is_idle() or one.is_closed()) for one in self._pool.connections)


class Pool(httpx.AsyncBaseTransport):
    """A transport that can be renewed.

    httpcore's pool does not always release a connection whose task was cancelled during closing (encode/httpcore #1093,
    #986); with all connections leaked, every request would wait forever.
    """

    def __init__(self, make: Callable[[], CountedTransport]) -> None:
        self._make = make
        self._transport = make()

    @property
    def taken(self) -> int:
        """The number of busy connections."""
        return self._transport.taken

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request through the current pool."""
        return await self._transport.handle_async_request(request)

    async def renew(self) -> None:
        """Create a new pool and close the old one as far as possible."""
        old, self._transport = self._transport, self._make()
        with suppress(TimeoutError, httpx.HTTPError, OSError, RuntimeError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await old.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._transport.aclose()
