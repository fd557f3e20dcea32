"""The access key: what a server that other machines can reach asks of every request for pages and data."""

import hashlib
import hmac
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request, cookie_parser
from starlette.responses import Response
from starlette.types import Scope

from app.settings import Secret, Settings
from app.web.bodies import BODY
from app.web.places import Kind, of
from app.web.platform import platform_of
from app.web.problems import Problem

COOKIE: Final = "forge_access"
GUARDED: Final = frozenset({Kind.PAGE, Kind.EMBED, Kind.DATA})
"""The other kinds carry no data: public files, the host's own scripts, the login and the health answers."""


class LoginPage(Problem):
    """The refusal that a browser shows: the page to log in at."""

    def __init__(self, page: bytes) -> None:
        super().__init__(401, "access-key-missing", "Access key missing", "Log in with the server's access key.")
        self.page = page

    def answer(self) -> Response:
        """Return the page."""
        return Response(self.page, self.status, {"WWW-Authenticate": "Bearer"}, "text/html; charset=utf-8")


class Access:
    """Refuses pages and data without the key, which comes as a bearer token, in `X-Access-Key` or by the cookie.

    Without a key in the settings every request passes: then the server listens on this machine only.
    """

    def __init__(self, settings: Settings, login_page: bytes) -> None:
        self.key = settings.access_key
        self.login_page = login_page

    def check(self, scope: Scope, headers: Headers) -> None:
        """Let the request pass, or raise 401, with the login page for a browser, or 403."""
        place = of(scope)
        if self.key is None or place.kind not in GUARDED:
            return
        presented = _presented(headers)
        if presented is None:
            raise _missing() if place.kind is Kind.DATA else LoginPage(self.login_page)
        if not any(_same(presented, expected) for expected in (self.key.reveal(), session(self.key))):
            raise _wrong()


def session(key: Secret) -> str:
    """Return the cookie's value: proof of the key that does not give the key away."""
    return hmac.new(key.reveal().encode(), b"browser session", hashlib.sha256).hexdigest()


async def login(request: Request) -> Response:
    """Take `{"key": ...}` from the login page and answer 204 with the cookie, or raise 403."""
    key, body = platform_of(request).settings.access_key, request.scope[BODY]
    given = body.get("key") if isinstance(body, dict) else None
    if key is None or not isinstance(given, str) or not _same(given, key.reveal()):
        raise _wrong()
    answer = Response(status_code=204)
    answer.set_cookie(COOKIE, session(key), httponly=True, samesite="strict")
    return answer


def _presented(headers: Headers) -> str | None:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    return headers.get("x-access-key") or cookie_parser(headers.get("cookie", "")).get(COOKIE)


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def _missing() -> Problem:
    detail = "Send the server's access key as 'Authorization: Bearer KEY' or in 'X-Access-Key'."
    problem = Problem(401, "access-key-missing", "Access key missing", detail)
    problem.headers["WWW-Authenticate"] = "Bearer"
    return problem


def _wrong() -> Problem:
    return Problem(403, "access-key-wrong", "Access key wrong", "The access key is not the one this server was given.")
