"""The guards that check a request's head; their order is the list in `server.py`."""

import ipaddress
import re
import socket
from collections.abc import Mapping
from typing import Final, Protocol

from starlette.types import Scope

from app.settings import Settings
from app.web.problems import PageProblem, Problem
from app.web.routing import ROUTE, Kind, RouteTable, is_signed, route_of

PROBES: Final = frozenset({"/healthz", "/readyz"})
"""Also served without the external address's path and under the listener's own name, to monitor a process directly."""

HTTP: Final = 80
"""The default port, which browsers omit in Host."""


class BasePath:
    """The path of the external address, the prefix of all routes."""

    def __init__(self, base: str) -> None:
        self.base = base

    def removed(self, scope: Scope) -> Scope:
        """Return a request's scope with its path below the prefix."""
        if not self.base or scope["path"] in PROBES:
            return scope
        return {**scope, "path": self.inner(scope["path"])}

    def inner(self, path: str) -> str:
        """Return the path without the prefix; without the prefix it is the empty path, which no route matches."""
        if path == self.base:
            return "/"
        return path.removeprefix(self.base) if path.startswith(f"{self.base}/") else ""


def fields(scope: Scope) -> dict[str, str]:
    """Return the headers of a request by name; lines of one name are joined by commas (RFC 9110, 5.3).

    So a header that must be there once is not valid if it is there twice: two readers could pick different ones. HTTP/2
    splits cookies into lines, which a proxy should join by semicolons (RFC 9113, 8.2.3); here they are.
    """
    found: dict[str, str] = {}
    for line in scope["headers"]:
        name, value = line[0].decode("latin-1"), line[1].decode("latin-1")
        joint = "; " if name == "cookie" else ", "
        found[name] = f"{found[name]}{joint}{value}" if name in found else value
    return found


class Guard(Protocol):
    """A check of a request's head."""

    def check(self, scope: Scope, headers: Mapping[str, str]) -> None:
        """Admit the request, or raise the `Problem` that refuses it."""


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

    def check(self, scope: Scope, headers: Mapping[str, str]) -> None:
        """Compare name and port exactly, ignoring case."""
        host = headers.get("host", "").lower()
        external = None if scope["path"] in PROBES else self.external
        if not (host in external if external else self.known(host)):
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

    def check(self, scope: Scope, headers: Mapping[str, str]) -> None:
        """Find the route or raise 404 or 405."""
        route, parameters = self.table.find(scope["path"])
        if route is None:
            problem = Problem(404, "not-found", "Nothing here", "This address does not exist on this server.")
            raise PageProblem(problem, self.page) if self.page and "text/html" in headers.get("accept", "") else problem
        if scope["method"] not in route.methods:
            allowed = ", ".join(sorted(route.methods))
            problem = Problem(405, "method-not-allowed", "Method not allowed", f"This address allows {allowed}.")
            problem.headers["Allow"] = allowed
            raise problem
        scope[ROUTE], scope["path_params"] = route, parameters


class CrossSite:
    """Refuses requests from other sites' pages, except for public files (see `Kind.PUBLIC_FILE`) and signed pictures.

    Navigation to a page by a link is allowed from anywhere, since pages contain no data and change nothing, and to a
    picture, which no page of another site can read. Our own origin is the external address's, else `http` at the `Host`
    that the previous guard admitted.
    """

    def __init__(self, origin: str | None = None) -> None:
        self.origin = origin

    def check(self, scope: Scope, headers: Mapping[str, str]) -> None:
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

    def check(self, scope: Scope, headers: Mapping[str, str]) -> None:
        """Accept `application/json`, with no charset other than UTF-8 and no content encoding."""
        if scope["method"] not in {"POST", "PUT"}:
            return
        if not _plain_json(headers.get("content-type", "")) or "content-encoding" in headers:
            detail = "Send the body as application/json in UTF-8, without a content encoding."
            raise Problem(415, "content-type", "Not JSON", detail)


def _plain_json(content_type: str) -> bool:
    name, _, parameter = content_type.lower().partition(";")
    return name.strip() == "application/json" and parameter.strip() in {"", "charset=utf-8", 'charset="utf-8"'}
