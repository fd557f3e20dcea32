"""What a row of the table of routes says; the guards and the headers go by its kind. The table is in `routes.py`."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property, lru_cache
from typing import Any, Final

from starlette.routing import BaseRoute, Route

KIB: Final = 1024
DASHBOARD_BODY: Final = 64 * KIB
INVOKE_BODY: Final = 500 * KIB + 64 * KIB
"""Forge takes 500 KB of payload from a page (Forge, "Invocation limits"); the rest is for the envelope around it."""


class Kind(Enum):
    """What an address gives out, which decides who may ask for it."""

    PAGE = auto()
    """A page of the host: for this origin, or typed by a person."""
    EMBED = auto()
    """A page of the host that other pages may frame."""
    EMBED_DATA = auto()
    """What an embedded gadget shows: for this origin's embedded page, with the proof of its address."""
    DATA = auto()
    """Anything that is not public text: for this origin and for scripts."""
    LOGIN = auto()
    """Where a browser hands in the access key, and ends its session."""
    HEALTH = auto()
    """Whether the server lives; carries no data."""
    HOST_FILE = auto()
    """Scripts and styles of the host's own pages."""
    PUBLIC_FILE = auto()
    """Files of the app and of the bridge. Their sandboxed frame has an opaque origin: its requests are cross-site."""


@dataclass(frozen=True)
class Endpoint:
    """What answers one method of an address, from a `Request` whose body `StrictJson` has parsed.

    `takes`, `gives` and `fails` are the types of the body, the answer and the failures (problem details by default),
    for `/openapi.json`; an endpoint without them is a page or a file and not in it. `status` is that of a success.
    """

    function: Callable[..., Any]
    takes: Any = None
    gives: Any = None
    fails: Any = None
    status: int = 200

    @property
    def is_described(self) -> bool:
        """Say whether programs call it."""
        return self.takes is not None or self.gives is not None or self.status != 200  # noqa: PLR2004 - a success


@dataclass(frozen=True)
class Place:
    """One address: its template, its kind, and what answers which method, either an `Endpoint` or a FastAPI function.

    `body_limit` is the largest request body in bytes; 0 where none is taken. `looks` says that its POST changes
    nothing; every other POST, and PUT and DELETE, is a change.
    """

    path: str
    kind: Kind
    answers: Mapping[str, Endpoint | Callable[..., Any]]
    body_limit: int = 0
    looks: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The decoded paths of this address."""
        return re.compile(_pattern(self.path))

    @property
    def endpoints(self) -> Iterable[tuple[str, Endpoint]]:
        """The methods whose endpoints read the request themselves."""
        return [(method, one) for method, one in self.answers.items() if isinstance(one, Endpoint)]

    @cached_property
    def methods(self) -> frozenset[str]:
        """The methods that it takes."""
        return frozenset(self.answers) | {"HEAD" for method, _ in self.endpoints if method == "GET"}

    def changes(self, method: str) -> bool:
        """Say whether a request of this method is for a change, which takes more than looking does."""
        return not self.looks and method not in {"GET", "HEAD"}

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the endpoints, for the server's router."""
        return [Route(self.path, one.function, methods=[method]) for method, one in self.endpoints]


def _pattern(template: str) -> str:
    parts = re.split(r"(\{\w+(?::path)?\})", template)
    return "".join(
        re.escape(part) if not part.startswith("{") else ".*" if part.endswith(":path}") else "[^/]+" for part in parts
    )


class Places:
    """The table of the addresses, looked up by path."""

    def __init__(self, rows: Iterable[Place]) -> None:
        self.rows = tuple(rows)
        self.find = lru_cache(maxsize=512)(self._find)

    def _find(self, path: str) -> Place | None:
        """Return the place of a decoded path, or None."""
        return next((place for place in self.rows if place.pattern.fullmatch(path)), None)


PLACE: Final = "app.place"
"""The key of the request's scope that holds its place."""
SET_COOKIE: Final = "app.set-cookie"
"""The key of the request's scope that holds the `Set-Cookie` of a renewed session."""
INLINE_SCRIPTS: Final = "app.inline-scripts"
"""The key of the request's scope that holds the source expressions of a page's inline scripts."""


def of(scope: Any) -> Place:
    """Return the place that the `Address` guard found for this request; raises KeyError before it did."""
    return scope[PLACE]  # type: ignore[no-any-return]
