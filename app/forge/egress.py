"""The one way out: one destination, no redirects, no proxies or cookies, and a cap on everything that comes back."""

import asyncio
import logging
import ssl
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, Literal

import httpx

from app.forge.destination import Destination, fault
from app.forge.errors import ProductRequestError
from app.forge.outside import plain_text
from app.forge.unpacking import Unpacker

IN_FLIGHT: Final = 8
"""Requests at once; Atlassian advises 5 to 10 ("Optimise Forge costs")."""

TIMEOUT: Final = httpx.Timeout(connect=3.0, read=12.0, write=3.0, pool=3.0)
TRY_SECONDS: Final = 15.0
"""How long one try may take in all, from the connection to the last byte."""

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
    }
)
"""The headers of an answer that an app gets to see; others can name the user (`x-aaccountid`) or set cookies."""

SENT_HEADERS: Final = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "velocity-chart"}


@dataclass(frozen=True, kw_only=True)
class Upstream:
    """Where product requests end.

    `origin` is scheme and host, `base_path` what stands before `/rest`, empty or `/ex/jira/CLOUDID`. `site_url` is the
    address that people open, None where it is not known; `label` a name for people. `account` is an opaque word for
    whose answers these are: kept answers of one must not be shown to another. Raises ValueError for a destination
    that is not allowed.
    """

    kind: Literal["demo", "recorded", "remote"]
    origin: str
    base_path: str
    transport: httpx.AsyncBaseTransport
    cloud_id: str
    site_url: str | None
    auth: httpx.Auth | None = field(repr=False)
    label: str
    account: str = ""

    def __post_init__(self) -> None:
        """Refuse a destination that is not allowed."""
        if found := fault(self.destination, remote=self.kind == "remote"):
            raise ValueError(found)

    @property
    def destination(self) -> Destination:
        """Origin and base path."""
        return Destination(self.origin, self.base_path)


@dataclass(frozen=True)
class Answer:
    """An answer that came whole and within its caps: status, the headers that are kept, and the unpacked body."""

    status: int
    headers: httpx.Headers
    body: bytes


class Unanswered(ProductRequestError):  # noqa: N818 - it is what happened; errors are what callers are told
    """A try that got no answer, which another try may get. `by_caller`: it was cut by the caller's own deadline."""

    by_caller = False


class Egress:
    """Sends requests to one upstream."""

    def __init__(self, upstream: Upstream, *, try_seconds: float = TRY_SECONDS) -> None:
        self._upstream = upstream
        self._try_seconds = try_seconds
        self._slots = asyncio.Semaphore(IN_FLIGHT)
        self._client = httpx.AsyncClient(
            transport=upstream.transport,
            auth=upstream.auth,
            timeout=TIMEOUT,
            trust_env=False,
            follow_redirects=False,
            event_hooks={"response": [_refuse_redirect]},
        )
        for name in ("httpx", "httpcore"):
            # At INFO httpx writes whole addresses, at DEBUG httpcore writes the Authorization header.
            logging.getLogger(name).setLevel(logging.WARNING)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def send(self, method: str, url: httpx.URL, content: bytes | None, *, seconds: float) -> Answer:
        """Return the answer to one request, given within so many seconds, waiting for a free place included.

        Raises `Unanswered` when another try may help, else `ProductRequestError`.
        """
        headers = SENT_HEADERS | ({"Content-Type": "application/json"} if content is not None else {})
        # Not made by the client, which would add the cookies of former answers.
        request = httpx.Request(method, url, headers=headers, content=content)
        outer = asyncio.timeout(seconds)
        try:
            async with outer, self._slots, asyncio.timeout(self._try_seconds):
                return await self._exchange(request)
        except TimeoutError:
            raise timed_out(by_caller=outer.expired()) from None
        except httpx.TimeoutException:
            raise timed_out(by_caller=False) from None
        except (httpx.TransportError, OSError) as error:
            raise _not_reached(error) from None

    async def _exchange(self, request: httpx.Request) -> Answer:
        response = await self._client.send(request, stream=True)
        try:
            unpacker = Unpacker(response.headers)
            stream = response.stream
            assert isinstance(stream, httpx.AsyncByteStream)  # noqa: S101 - for the type: the client is asynchronous
            async for chunk in stream:
                unpacker.feed(chunk)
            kept = {name: plain_text(value) for name, value in response.headers.items() if name in KEPT_HEADERS}
            return Answer(response.status_code, httpx.Headers(kept), unpacker.finish())
        finally:
            await response.aclose()


async def _refuse_redirect(response: httpx.Response) -> None:
    """Refuse every 3xx, before httpx looks at where it leads."""
    if HTTPStatus.MULTIPLE_CHOICES <= response.status_code < HTTPStatus.BAD_REQUEST:
        raise ProductRequestError(
            "Jira's address sends its visitors elsewhere, which is not followed. Check the site's address: it may be "
            "wrong, or want somebody to log in.",
            type="redirect-refused",
            status=502,
        )


def timed_out(*, by_caller: bool) -> Unanswered:
    """Return the error of an answer that did not come in time."""
    error = Unanswered("Jira did not answer in time. Try again.", type="jira-timeout", status=504)
    error.by_caller = by_caller
    return error


def _not_reached(error: Exception) -> ProductRequestError:
    if isinstance(error, httpx.LocalProtocolError | httpx.UnsupportedProtocol):
        return ProductRequestError("The request cannot be sent over HTTP.", type="request-refused", status=400)
    if _untrusted(error):
        return ProductRequestError(
            "The site's certificate is not trusted, so nothing was sent. Check the site's address and the network.",
            type="jira-untrusted",
            status=502,
        )
    return Unanswered(
        "Jira cannot be reached. Check the network and the site's address, then try again.",
        type="jira-unreachable",
        status=503,
    )


def _untrusted(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
