"""Whose a call is, for rates and for fairness: nobody is known by name here, so a caller is where it comes from."""

import hashlib

from starlette.requests import Request, cookie_parser

from app.web.guards.access import cookie_name
from app.web.platform import platform_of


def caller_of(request: Request, way: str) -> str:
    """Return a word for a call's session or key, else for its address, and for its way in: a page or a script.

    A key that nobody checked, since the server has none, is not looked at: it would be a new caller with each call.
    """
    address = request.client.host if request.client else ""
    headers = request.headers
    shown = ""
    settings = platform_of(request).settings
    if settings.access_keys or settings.view_keys:
        given = headers.get("authorization", "").partition(" ")[2] or headers.get("x-access-key")
        shown = given or cookie_parser(headers.get("cookie", "")).get(cookie_name(settings.address), "")
    return hashlib.sha256(f"{way}\0{shown}\0{address}".encode("utf-8", "replace")).hexdigest()[:16]
