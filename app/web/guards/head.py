"""The guards that check a request's head; their order is the list in `server.py`."""

import asyncio
import ipaddress
import logging
import re
import secrets
import socket
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, Protocol

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import Settings
from app.web.guards.base_path import PROBES
from app.web.problems import MEDIA_TYPE, PageProblem, Problem
from app.web.routing import ROUTE, Kind, RouteTable, is_signed, route_of

logger = logging.getLogger(__name__)

HTTP: Final = 80
"""The default port, which browsers omit in Host."""

LAST_WORD: Final = (
    b'{"type":"/problems/unexpected","title":"Unexpected fault","status":500,'
    b'"detail":"The server met a fault of its own. Try again."}'
)


class LastHandler:
    """Converts a raised `Problem` into its answer, and any other exception into a 500 with a reference only.

    There is an answer whatever fails. A request cancelled by the server's shutdown gets one that says so.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer any exception."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except asyncio.CancelledError:
            if not started:
                await answer_for(_stopping())(scope, receive, send)
            raise
        except Exception as error:  # noqa: BLE001 - this is where exceptions end
            answer = answer_for(error)
            if not started:
                await answer(scope, receive, send)


def answer_for(error: Exception) -> Response:
    """Return the answer for an exception. Each step that may fail has a simpler fallback."""
    if isinstance(error, Problem):
        try:
            return error.answer()
        except Exception as unanswerable:  # noqa: BLE001 - a detail that is not JSON, a header that is not Latin-1
            error = unanswerable
    try:
        reference = secrets.token_hex(8)
        with suppress(Exception):
            logger.error("A request failed unexpectedly, reference %s", reference, exc_info=error)
        return _unexpected(reference).answer()
    except Exception:  # noqa: BLE001 - nothing is left to report it with
        return Response(LAST_WORD, 500, media_type=MEDIA_TYPE)


def _unexpected(reference: str) -> Problem:
    detail = "The server had an internal error. Try again; the reference identifies it in the server's log."
    return Problem(500, "unexpected", "Unexpected fault", detail, referenceId=reference)


def _stopping() -> Problem:
    detail = "The server is stopping. Try again after its restart."
    return Problem(503, "stopping", "Server stopping", detail, retryAfterSeconds=5)


class Guard(Protocol):
    """A check of a request's head."""

    def check(self, scope: Scope, headers: Headers) -> None:
        """Admit the request, or raise the `Problem` that refuses it."""


class Guards:
    """The layer that runs all guards on a request; lifespan events pass unchecked."""

    def __init__(self, app: ASGIApp, *, guards: Sequence[Guard]) -> None:
        self.app = app
        self.guards = guards

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the guards in order, then pass the request on."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            for guard in self.guards:
                guard.check(scope, headers)
        await self.app(scope, receive, send)


class Host:
    """Refuses a `Host` that is not a name of this server with its port, to prevent DNS rebinding.

    With an external address, that is the only name, except that health checks may use the listener's. A server on all
    interfaces also accepts IP addresses: they need no DNS, so they cannot be rebound.
    """

    def __init__(self, settings: Settings) -> None:
        self.port = settings.port
        self.external = settings.url.hosts if settings.url else None
        self.literals = settings.host in {"0.0.0.0", "::"}  # noqa: S104 - asked about, not bound
        names = {"127.0.0.1", "localhost", "[::1]"}
        own = socket.gethostname() if self.literals else settings.host
        names.add(f"[{own}]" if ":" in own else own.lower())
        self.names = frozenset(f"{name}:{self.port}" for name in names)

    def check(self, scope: Scope, headers: Headers) -> None:
        """Compare name and port exactly, ignoring case."""
        given = headers.getlist("host")
        external = None if scope["path"] in PROBES else self.external
        if len(given) != 1 or not (given[0].lower() in external if external else self.known(given[0].lower())):
            title = "Not a name of this server"
            raise Problem(421, "wrong-host", title, "Use the address that the server printed when it started.")

    def known(self, host: str) -> bool:
        """Say whether `name:port` is that of the listener or of the external address."""
        if host in (self.external or ()):
            return True
        if self.port == HTTP and not re.search(r":\d+\Z", host):
            host = f"{host}:{HTTP}"
        if host in self.names:
            return True
        name, _, port = host.rpartition(":")
        if not self.literals or port != str(self.port):
            return False
        try:
            return bool(ipaddress.ip_address(name.removeprefix("[").removesuffix("]")))
        except ValueError:
            return False


class KnownRoute:
    """Refuses paths and methods without a route, and stores the route of all others in the scope.

    `page` is what a browser gets at an unknown address.
    """

    def __init__(self, table: RouteTable, page: bytes = b"") -> None:
        self.table = table
        self.page = page

    def check(self, scope: Scope, headers: Headers) -> None:
        """Find the route or raise 404 or 405."""
        route = self.table.find(scope["path"])
        if route is None:
            problem = Problem(404, "not-found", "Nothing here", "This address does not exist on this server.")
            raise PageProblem(problem, self.page) if self.page and "text/html" in headers.get("accept", "") else problem
        if scope["method"] not in route.methods:
            allowed = ", ".join(sorted(route.methods))
            problem = Problem(405, "method-not-allowed", "Method not allowed", f"This address allows {allowed}.")
            problem.headers["Allow"] = allowed
            raise problem
        scope[ROUTE] = route


class CrossSite:
    """Refuses requests from other sites' pages, except for public files (see `Kind.PUBLIC_FILE`) and signed pictures.

    Navigation to a page by a link is allowed from anywhere, since pages contain no data and change nothing, and to a
    picture, which no page of another site can read. Our own origin is the external address's, else `http` at the `Host`
    that the previous guard admitted.
    """

    def __init__(self, origin: str | None = None) -> None:
        self.origin = origin

    def check(self, scope: Scope, headers: Headers) -> None:
        """Check `Sec-Fetch-Site` and `Origin`; scripts send neither."""
        route = route_of(scope)
        if route.kind is Kind.PUBLIC_FILE or (route.kind is Kind.PICTURE and is_signed(scope)):
            return
        navigation = scope["method"] in {"GET", "HEAD"} and headers.get("sec-fetch-mode", "navigate") == "navigate"
        if route.kind in {Kind.PAGE, Kind.EMBED, Kind.PICTURE} and navigation and "origin" not in headers:
            return
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        typed = site == "none" and scope["method"] in {"GET", "HEAD"}
        same_site = site is None or site == "same-origin" or typed
        ours = self.origin or f"http://{headers.get('host', '').lower()}"
        if not same_site or (origin is not None and origin.lower() != ours):
            detail = "Only this server's own pages and scripts may request this. Open the address directly."
            raise Problem(403, "cross-site", "Call from another site", detail)


class ContentType:
    """Refuses bodies not declared as plain JSON, which excludes forms and simple cross-site requests."""

    def check(self, scope: Scope, headers: Headers) -> None:
        """Accept `application/json`, with no charset other than UTF-8 and no content encoding."""
        if scope["method"] not in {"POST", "PUT"}:
            return
        given = headers.getlist("content-type")
        if len(given) != 1 or not _plain_json(given[0]) or "content-encoding" in headers:
            detail = "Send the body as application/json in UTF-8, without a content encoding."
            raise Problem(415, "content-type", "Not JSON", detail)


def _plain_json(content_type: str) -> bool:
    name, *parameters = (part.strip().lower() for part in content_type.split(";"))
    return name == "application/json" and all(one in {"charset=utf-8", 'charset="utf-8"'} for one in parameters)
