"""Identifies callers, for rate limits and fairness: by session, key or address, since there are no accounts."""

import hashlib

from starlette.requests import Request, cookie_parser

from app.web.guards.access import cookie_name
from app.web.platform import platform_of


def caller_of(request: Request, way: str) -> str:
    """Return an opaque id of a call's session or key, else its address, and of its source: a page or a script.

    If the server has no keys, a sent key is ignored: each unchecked key would be a new caller.
    """
    address = request.client.host if request.client else ""
    headers = request.headers
    shown = ""
    settings = platform_of(request).settings
    if settings.access_keys or settings.view_keys:
        given = headers.get("authorization", "").partition(" ")[2] or headers.get("x-access-key")
        shown = given or cookie_parser(headers.get("cookie", "")).get(cookie_name(settings.address), "")
    return hashlib.sha256(f"{way}\0{shown}\0{address}".encode("utf-8", "replace")).hexdigest()[:16]
