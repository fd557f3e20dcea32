"""The types of the table of routes in `routes.py`; a route's kind decides its guards and headers."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import cached_property
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

KIB: Final = 1024
DASHBOARD_BODY: Final = 64 * KIB
INVOKE_BODY: Final = 500 * KIB + 64 * KIB
"""Forge accepts 500 KB of payload from a page (Forge, "Invocation limits"); the rest is for the envelope."""


class Kind(StrEnum):
    """What a route returns, which decides who may request it. Its value is its label in the metrics."""

    PAGE = auto()
    """A page of the host: for this origin, or for navigation by a user."""
    EMBED = auto()
    """A page of the host that other origins may frame."""
    EMBED_DATA = auto()
    """Data of an embedded gadget: for this origin's embedded page, with the proof of its address."""
    PICTURE = auto()
    """A picture of a gadget: with the proof of its address open to pages elsewhere, else treated as data."""
    DATA = auto()
    """Everything that is not public: for this origin and for scripts."""
    LOGIN = auto()
    """Login with the access key."""
    HEALTH = auto()
    """Health of the server; contains no data."""
    HOST_FILE = auto()
    """Scripts and styles of the host's own pages."""
    PUBLIC_FILE = auto()
    """Files of the app and the bridge. Sandboxed frames have an opaque origin, so their requests are cross-site."""


@dataclass(frozen=True)
class Endpoint:
    """The handler of one method of a route, called with a `Request`; the scope has its parsed body, already read.

    `takes`, `gives` and `fails` are the types of body, answer and errors (problem details by default) for
    `/openapi.json`; pages and files have none and are not in it. `status` is that of a success.
    """

    function: Callable[[Request], Awaitable[Response]]
    takes: Any = None
    gives: Any = None
    fails: Any = None
    status: int = 200

    @property
    def is_described(self) -> bool:
        """Say whether it is part of the API."""
        return self.takes is not None or self.gives is not None or self.status != 200  # noqa: PLR2004 - a success


@dataclass(frozen=True)
class WebRoute:
    """One route: its template, its kind, and an `Endpoint` or a FastAPI function for each method.

    `body_limit` is the largest request body in bytes, 0 for none. `read_only` says that its POST changes nothing; any
    other POST, PUT and DELETE is a change.
    """

    path: str
    kind: Kind
    answers: Mapping[str, Endpoint | Callable[..., Any]]
    body_limit: int = 0
    read_only: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern of its decoded paths, with a group for each parameter."""
        return re.compile(_pattern(self.path))

    @property
    def endpoints(self) -> Iterable[tuple[str, Endpoint]]:
        """The endpoints by method, without FastAPI functions."""
        return [(method, one) for method, one in self.answers.items() if isinstance(one, Endpoint)]

    @cached_property
    def methods(self) -> frozenset[str]:
        """The allowed methods."""
        return frozenset(self.answers) | {"HEAD" for method, _ in self.endpoints if method == "GET"}

    def changes(self, method: str) -> bool:
        """Say whether this method makes a change, which viewers may not."""
        return not self.read_only and method not in {"GET", "HEAD"}

    def answer(self, method: str) -> Endpoint | Callable[..., Any]:
        """Return what answers an allowed method; HEAD is answered as GET, and the server leaves out the body."""
        return self.answers["GET" if method == "HEAD" else method]


def _pattern(template: str) -> str:
    """Return the regular expression of a template: `{name}` is one segment of a path, `{name:path}` all the rest."""
    text, *groups = re.split(r"\{(\w+)(:path)?\}", template)
    pieces = zip(groups[::3], groups[1::3], groups[2::3], strict=True)
    return re.escape(text) + "".join(
        f"(?P<{name}>{'.*' if rest else '[^/]+'}){re.escape(text)}" for name, rest, text in pieces
    )


class RouteTable:
    """The table of routes, searched by path: first for the path itself, then for a template in the order of rows."""

    def __init__(self, rows: Iterable[WebRoute]) -> None:
        rows = tuple(rows)
        self.exact = {route.path: route for route in rows if "{" not in route.path}
        self.templates = tuple(route for route in rows if "{" in route.path)

    def find(self, path: str) -> tuple[WebRoute | None, Mapping[str, str]]:
        """Return the route of a decoded path, or None, and the parameters in the path."""
        if route := self.exact.get(path):
            return route, {}
        for route in self.templates:
            if match := route.pattern.fullmatch(path):
                return route, match.groupdict()
        return None, {}


ROUTE: Final = "app.route"
"""The scope key of the request's route."""
SET_COOKIE: Final = "app.set-cookie"
"""The scope key of the `Set-Cookie` of a renewed session."""
INLINE_SCRIPTS: Final = "app.inline-scripts"
"""The scope key of the CSP source expressions of a page's inline scripts."""


def route_of(scope: Any) -> WebRoute:
    """Return the route that the `KnownRoute` guard found for this request; raises KeyError before that."""
    return scope[ROUTE]  # type: ignore[no-any-return]


def is_signed(scope: Any) -> bool:
    """Say whether an address has a proof, which the guards leave to be checked by its endpoint."""
    return b"token=" in scope["query_string"]
