"""Every address this server answers, with its methods and its kind; the guards and the headers go by the kind."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Any, Final

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
class Place:
    """An address pattern. `body_limit` is the largest request body in bytes; 0 where none is taken.

    `looks` says that its POST changes nothing; every other POST, and PUT and DELETE, is a change.
    """

    path: re.Pattern[str]
    methods: frozenset[str]
    kind: Kind
    body_limit: int = 0
    looks: bool = False

    def changes(self, method: str) -> bool:
        """Say whether a request of this method is for a change, which takes more than looking does."""
        return not self.looks and method not in {"GET", "HEAD"}


PLACE: Final = "app.place"
"""The key of the request's scope that holds its place."""
SET_COOKIE: Final = "app.set-cookie"
"""The key of the request's scope that holds the `Set-Cookie` of a renewed session."""
INLINE_SCRIPTS: Final = "app.inline-scripts"
"""The key of the request's scope that holds the source expressions of a page's inline scripts."""
READ: Final = "GET HEAD"


def _place(path: str, methods: str, kind: Kind, body_limit: int = 0, *, looks: bool = False) -> Place:
    return Place(re.compile(path), frozenset(methods.split()), kind, body_limit, looks)


PLACES: Final = (
    _place(r"/invoke", "POST", Kind.DATA, INVOKE_BODY, looks=True),
    _place(r"/resolvers/[^/]+", "POST", Kind.DATA, INVOKE_BODY, looks=True),
    _place(r"/fetch-product", "POST", Kind.DATA, INVOKE_BODY, looks=True),
    _place(r"/dashboard", "GET PUT", Kind.DATA, DASHBOARD_BODY),
    _place(r"/dashboard/gadgets/[^/]+/configuration", "PUT", Kind.DATA, DASHBOARD_BODY),
    _place(r"/dashboard/gadgets/[^/]+/embed", "POST DELETE", Kind.DATA, KIB),
    _place(r"/openapi\.json", READ, Kind.DATA),
    _place(r"/metrics", READ, Kind.DATA),
    _place(r"/(login|logout)", "POST", Kind.LOGIN, 4 * KIB),
    _place(r"/session", READ, Kind.DATA),
    _place(r"/", READ, Kind.PAGE),
    _place(r"/gallery", READ, Kind.PAGE),
    _place(r"/embed/[^/]+", READ, Kind.EMBED),
    _place(r"/embed/[^/]+/gadget", READ, Kind.EMBED_DATA),
    _place(r"/embed/[^/]+/invoke", "POST", Kind.EMBED_DATA, INVOKE_BODY, looks=True),
    _place(r"/host/.+", READ, Kind.HOST_FILE),
    _place(r"/bridge/.+", READ, Kind.PUBLIC_FILE),
    _place(r"/resources/[^/]+/.*", READ, Kind.PUBLIC_FILE),
    _place(r"/(healthz|readyz)", READ, Kind.HEALTH),
)


@lru_cache(maxsize=512)
def find(path: str) -> Place | None:
    """Return the place of a decoded path, or None."""
    return next((place for place in PLACES if place.path.fullmatch(path)), None)


def of(scope: Any) -> Place:
    """Return the place that the `Address` guard found for this request; raises KeyError before it did."""
    return scope[PLACE]  # type: ignore[no-any-return]
