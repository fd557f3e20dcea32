"""Sends all requests: one destination, no redirects, no proxies or cookies, limits on everything received.

They go to httpx's transport, below its client: what follows redirects and keeps cookies is not even there.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final, Literal

import httpx

from app.forge.product.header_values import plain_text
from app.forge.product.transport.decompression import Unpacker, damaged
from app.forge.product.transport.destination import Destination, fault
from app.forge.product.transport.pool import CLOSE_SECONDS, Pool
from app.forge.product.transport.window import Slot, Window
from app.forge.product.unanswered import not_reached, refuse_redirect, timed_out

log: Final = logging.getLogger("app.forge.product.transport.egress")

Auth = Callable[[httpx.Request], None]
"""Adds the credential to a request."""

TIMEOUT: Final = httpx.Timeout(connect=3.0, read=12.0, write=3.0, pool=3.0)
TRY_SECONDS: Final = 15.0
"""How long one try may take, from the connection to the last byte."""

LEFT_SECONDS: Final = 2.0
"""How long a cancelled request may continue, so that its connection can be reused, before it is aborted."""

STUCK_SECONDS: Final = TRY_SECONDS + 2 * CLOSE_SECONDS
"""No request takes longer; if all slots have been taken for longer, the connection pool is stuck."""

KEPT_HEADERS: Final = frozenset(
    {
        "atl-traceid",
        "content-type",
        "date",
        "etag",
        "ratelimit",
        "ratelimit-policy",
        "ratelimit-reason",
        "retry-after",
        "x-ratelimit-limit",
        "x-ratelimit-nearlimit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "x-seraph-loginreason",
    }
)
"""The headers passed to the app; others can identify the user (`x-aaccountid`) or set cookies."""

SENT_HEADERS: Final = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "velocity-chart"}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who makes a request: the id of the invocation, None outside of one, and whether on behalf of its user."""

    invocation: str | None = None
    as_user: bool = False


ASKER: Final = "forge.asker"
"""The extension of a request that holds its `Asker`, for the `auth` of an upstream that tells one from another."""


@dataclass(frozen=True, kw_only=True)
class Upstream:
    """The destination of product requests.

    `origin` is scheme and host, `base_path` the path before `/rest`, empty or `/ex/jira/CLOUDID`. `site_url` is the
    site's address for browsers, None if unknown; `label` a display name. `account` is an opaque id of the account,
    because one account's stored values must not be shown to another. Raises ValueError for a destination that is not
    allowed.
    """

    kind: Literal["demo", "recorded", "remote", "sidecar"]
    origin: str
    base_path: str
    transport: httpx.AsyncBaseTransport
    cloud_id: str
    site_url: str | None
    auth: Auth | None = field(repr=False)
    label: str
    account: str = ""

    def __post_init__(self) -> None:
        """Refuse a destination that is not allowed."""
        if found := fault(self.destination, kind=self.kind):
            raise ValueError(found)

    @property
    def destination(self) -> Destination:
        """Origin and base path."""
        return Destination(self.origin, self.base_path)


@dataclass(frozen=True)
class Received:
    """A complete answer within the limits: status, allowed headers, and decompressed body."""

    status: int
    headers: httpx.Headers
    body: bytes


class Egress:
    """Sends requests to one upstream."""

    def __init__(self, upstream: Upstream, *, try_seconds: float = TRY_SECONDS) -> None:
        self._upstream = upstream
        self._try_seconds = try_seconds
        self._window = Window()
        self._flights: dict[_Flight, asyncio.Task[Received]] = {}
        # At DEBUG it logs the headers of answers, among them the account's id.
        logging.getLogger("httpcore").setLevel(logging.WARNING)

    async def aclose(self) -> None:
        """Abort running requests and close all connections."""
        flights = dict(self._flights)
        for flight in flights:
            flight.cut(0.0)
        await asyncio.gather(*flights.values(), return_exceptions=True)
        await self._upstream.transport.aclose()

    @property
    def is_stuck(self) -> bool:
        """Whether no request is possible, because requests that never end take all slots."""
        return self._window.taken_for() > STUCK_SECONDS

    @property
    def size(self) -> int:
        """The most concurrent requests."""
        return self._window.size

    def cap(self, most: int) -> None:
        """Limit the concurrent requests."""
        self._window.cap(most)

    async def send(
        self,
        method: str,
        url: httpx.URL,
        content: bytes | None,
        *,
        seconds: float,
        asker: Asker = Asker(),
        rank: int = 0,
    ) -> Received:
        """Return the answer to a request within `seconds`, which include waiting for a free slot.

        The next one to get a slot is of the invocation with the fewest and of the lowest `rank`. Cancelling the
        caller does not abort the request, which runs to its end in its own task. Raises `Unanswered` if a retry may
        help, else `ProductRequestError`.
        """
        headers = SENT_HEADERS | ({"Content-Type": "application/json"} if content is not None else {})
        extensions = {ASKER: asker, "timeout": TIMEOUT.as_dict()}
        request = httpx.Request(method, url, headers=headers, content=content, extensions=extensions)
        outer = asyncio.timeout(seconds)
        try:
            async with outer:
                slot = await self._window.enter(asker.invocation, rank)
                flight = _Flight(asyncio.get_running_loop().time() + self._try_seconds)
                alone = self._window.in_flight == 1
                return await self._left_alone(flight, self._fly(request, slot, flight, alone=alone))
        except TimeoutError:
            raise timed_out(by_caller=outer.expired()) from None

    async def _left_alone(self, flight: "_Flight", work: Coroutine[Any, Any, Received]) -> Received:
        """Return the result of work that runs in its own task: cancellation ends only the waiting."""
        task = self._flights[flight] = asyncio.create_task(work)
        task.add_done_callback(lambda _: self._landed(flight))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            flight.cut(LEFT_SECONDS)
            raise

    def _landed(self, flight: "_Flight") -> None:
        task = self._flights.pop(flight)
        if not task.cancelled():
            task.exception()  # asyncio would log an exception that nobody retrieves

    async def _fly(self, request: httpx.Request, slot: Slot, flight: "_Flight", *, alone: bool) -> Received:
        try:
            if alone:
                await self._mend()
            answer = await self._exchange(request, flight)
            if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
                self._window.shrink(slot)
            else:
                self._window.grow()
        except (TimeoutError, httpx.TimeoutException):
            raise timed_out(by_caller=False) from None
        except (httpx.TransportError, OSError) as error:
            raise not_reached(error) from None
        else:
            return answer
        finally:
            self._window.leave(slot)

    async def _mend(self) -> None:
        """Replace a pool that counts connections as busy although no request is running."""
        transport = self._upstream.transport
        if isinstance(transport, Pool) and (taken := transport.taken):
            log.warning("%d connections to Jira were not released; replacing the connection pool", taken)
            await transport.renew()

    async def _exchange(self, request: httpx.Request, flight: "_Flight") -> Received:
        response = None
        try:
            if self._upstream.auth is not None:
                self._upstream.auth(request)  # only now: meanwhile, the invocation that asks may have ended
            async with flight.limit():
                response = await self._upstream.transport.handle_async_request(request)
                refuse_redirect(response.status_code)
                return await _taken_in(response)
        finally:
            if response is not None:
                with suppress(TimeoutError, httpx.HTTPError, OSError):
                    async with asyncio.timeout(CLOSE_SECONDS):
                        await response.aclose()


class _Flight:
    """A request's timeout, which can be shortened once from outside of its task."""

    def __init__(self, ends: float) -> None:
        self._ends = ends
        self._limit: asyncio.Timeout | None = None

    def limit(self) -> asyncio.Timeout:
        """Return the context that enforces the request's timeout."""
        self._limit = asyncio.timeout_at(self._ends)
        return self._limit

    def cut(self, seconds: float) -> None:
        """Shorten the timeout to this many seconds, unless the request is already ending."""
        self._ends = min(self._ends, asyncio.get_running_loop().time() + seconds)
        if self._limit is not None:
            with suppress(RuntimeError):
                self._limit.reschedule(self._ends)


async def _taken_in(response: httpx.Response) -> Received:
    unpacker = Unpacker(response.headers)
    stream = response.stream
    assert isinstance(stream, httpx.AsyncByteStream)  # noqa: S101 - for the type: the client is asynchronous
    async for chunk in stream:
        unpacker.feed(chunk)
    if response.status_code == HTTPStatus.PARTIAL_CONTENT:
        raise damaged("it is only a part of what was requested")
    kept = {name: plain_text(value) for name, value in response.headers.items() if name in KEPT_HEADERS}
    return Received(response.status_code, httpx.Headers(kept), unpacker.finish())
