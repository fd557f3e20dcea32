"""The guards that look at a request's head; their order is the list in `server.py`."""

import asyncio
import ipaddress
import logging
import re
import secrets
import socket
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Final, Protocol

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import Settings
from app.web.addresses import PLACE, Kind, Places, of
from app.web.guards.base_path import PROBES
from app.web.problems import MEDIA_TYPE, Problem

logger = logging.getLogger(__name__)

HTTP: Final = 80
"""The port that browsers leave out of Host."""

LAST_WORD: Final = (
    b'{"type":"/problems/unexpected","title":"Unexpected fault","status":500,'
    b'"detail":"The server met a fault of its own. Try again."}'
)


class LastHandler:
    """Turns a raised `Problem` into its answer, and any other exception into a 500 that carries a reference only.

    Whatever fails on the way to an answer, there is one. A request that is cut off because the server stops is told so.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer for whatever comes back up."""
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
    """Return the answer for an exception. Each step that may fail has one behind it that needs less."""
    if isinstance(error, Problem):
        try:
            return error.answer()
        except Exception as unanswerable:  # noqa: BLE001 - a detail that is no JSON, a header that is no Latin-1
            error = unanswerable
    try:
        reference = secrets.token_hex(8)
        with suppress(Exception):
            logger.error("A request failed unexpectedly, reference %s", reference, exc_info=error)
        return _unexpected(reference).answer()
    except Exception:  # noqa: BLE001 - nothing is left to tell it with
        return Response(LAST_WORD, 500, media_type=MEDIA_TYPE)


def _unexpected(reference: str) -> Problem:
    detail = "The server met a fault of its own. Try again; the server's log has more under the reference."
    return Problem(500, "unexpected", "Unexpected fault", detail, referenceId=reference)


def _stopping() -> Problem:
    detail = "The server is stopping. Try again once it has started."
    return Problem(503, "stopping", "Server stopping", detail, retryAfterSeconds=5)


class Guard(Protocol):
    """A look at a request's head."""

    def check(self, scope: Scope, headers: Headers) -> None:
        """Let the request pass, or raise the `Problem` that refuses it."""


class Guards:
    """The layer that has every guard look at a request before it passes; the lifespan passes unseen."""

    def __init__(self, app: ASGIApp, *, guards: Sequence[Guard]) -> None:
        self.app = app
        self.guards = guards

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask the guards in their order."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            for guard in self.guards:
                guard.check(scope, headers)
        await self.app(scope, receive, send)


class Host:
    """Refuses a `Host` that is not a name of this server with its port: the only defence against DNS rebinding.

    With an external address there is one name, its own; health alone is asked for under the listener's names too.
    A server on every address takes address literals too: no name is resolved for them, so none can be rebound.
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
        """Compare name and port exactly, letter case aside."""
        given = headers.getlist("host")
        external = None if scope["path"] in PROBES else self.external
        if len(given) != 1 or not (given[0].lower() in external if external else self.known(given[0].lower())):
            title = "Not a name of this server"
            raise Problem(421, "wrong-host", title, "Use the address that the server printed when it started.")

    def known(self, host: str) -> bool:
        """Say whether `name:port` is the listener's, or that of the external address."""
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


class Address:
    """Refuses paths and methods that no route has, and notes the place of the others for the layers below."""

    def __init__(self, places: Places) -> None:
        self.places = places

    def check(self, scope: Scope, headers: Headers) -> None:
        """Find the place or raise 404 or 405."""
        del headers
        place = self.places.find(scope["path"])
        if place is None:
            raise Problem(404, "not-found", "Nothing here", "This server has no such address.")
        if scope["method"] not in place.methods:
            allowed = ", ".join(sorted(place.methods))
            problem = Problem(405, "method-not-allowed", "Method not allowed", f"This address takes {allowed}.")
            problem.headers["Allow"] = allowed
            raise problem
        scope[PLACE] = place


class CrossSite:
    """Refuses what another site's page asks for. Public files are left out: see `Kind.PUBLIC_FILE`.

    Whoever follows a link to a page navigates there, from wherever: a page is text without data and changes nothing.
    Our own origin is the external address's, else `http` at the `Host` that the guard before has let through.
    """

    def __init__(self, origin: str | None = None) -> None:
        self.origin = origin

    def check(self, scope: Scope, headers: Headers) -> None:
        """Judge by `Sec-Fetch-Site` and `Origin`; a script sends neither."""
        place = of(scope)
        if place.kind is Kind.PUBLIC_FILE:
            return
        navigation = scope["method"] in {"GET", "HEAD"} and headers.get("sec-fetch-mode", "navigate") == "navigate"
        if place.kind in {Kind.PAGE, Kind.EMBED} and navigation and "origin" not in headers:
            return
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        typed = site == "none" and scope["method"] in {"GET", "HEAD"}
        same_site = site is None or site == "same-origin" or typed
        ours = self.origin or f"http://{headers.get('host', '').lower()}"
        if not same_site or (origin is not None and origin.lower() != ours):
            detail = "Only this server's own pages, and scripts, may ask for this. Open the address by itself."
            raise Problem(403, "cross-site", "Call from another site", detail)


class ContentType:
    """Refuses bodies that are not declared as plain JSON: no form and no simple cross-site request can be."""

    def check(self, scope: Scope, headers: Headers) -> None:
        """Take `application/json`, with no charset but UTF-8, and no content encoding."""
        if scope["method"] not in {"POST", "PUT"}:
            return
        given = headers.getlist("content-type")
        if len(given) != 1 or not _plain_json(given[0]) or "content-encoding" in headers:
            detail = "Send the body as application/json in UTF-8, without a content encoding."
            raise Problem(415, "content-type", "Not JSON", detail)


@lru_cache(maxsize=64)
def _plain_json(content_type: str) -> bool:
    name, *parameters = (part.strip().lower() for part in content_type.split(";"))
    return name == "application/json" and all(one in {"charset=utf-8", 'charset="utf-8"'} for one in parameters)
