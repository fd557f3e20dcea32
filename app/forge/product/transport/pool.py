"""Connections to Jira that can be thrown away and made anew when the pool has lost count of them."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import httpx

CLOSE_SECONDS: Final = 2.0
"""How long the connections of a pool that is thrown away have to close."""


class CountedTransport(httpx.AsyncHTTPTransport):
    """httpx's transport, which tells how many of its places are taken."""

    @property
    def taken(self) -> int:
        """Connections that carry a request, or that the pool takes for such."""
        return sum(not (one.is_idle() or one.is_closed()) for one in self._pool.connections)


class Pool(httpx.AsyncBaseTransport):
    """A transport that can be renewed.

    httpcore's pool does not always give back the place of a connection whose task was cancelled while it was being
    closed (encode/httpcore #1093, #986); a pool without a free place lets every request wait for ever.
    """

    def __init__(self, make: Callable[[], CountedTransport]) -> None:
        self._make = make
        self._transport = make()

    @property
    def taken(self) -> int:
        """How many places are taken."""
        return self._transport.taken

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request by the pool of the moment."""
        return await self._transport.handle_async_request(request)

    async def renew(self) -> None:
        """Make a new pool and close the old one as far as it can be closed."""
        old, self._transport = self._transport, self._make()
        with suppress(TimeoutError, httpx.HTTPError, OSError, RuntimeError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await old.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._transport.aclose()
