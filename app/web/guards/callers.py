"""Identifies callers, for rate limits and fairness: by session, key or address, since there are no accounts."""

import hashlib

from starlette.requests import Request, cookie_parser

from app.web.guards.access import access_of
from app.web.guards.audit import caller


def caller_of(request: Request, way: str) -> str:
    """Return an id of a call's source: a page or a script, and its address or, opaquely, its session or key.

    If the server has no keys, a sent key is ignored: each unchecked key would be a new caller.
    """
    access, address = access_of(request), caller(request.scope)
    if not access.keys:
        return f"{way} {address}"
    headers = request.headers
    given = headers.get("authorization", "").partition(" ")[2] or headers.get("x-access-key")
    shown = given or cookie_parser(headers.get("cookie", "")).get(access.cookie, "")
    return hashlib.sha256(f"{way}\0{shown}\0{address}".encode("utf-8", "replace")).hexdigest()[:16]
