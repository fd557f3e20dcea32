"""The access keys, which a server reachable by others requires for pages and data."""

from collections.abc import Mapping
from typing import Any, Final, Literal, TypedDict

import orjson
from starlette.requests import Request, cookie_parser
from starlette.responses import Response
from starlette.types import Scope

from app.address import ExternalAddress
from app.clock import Clock
from app.settings import Settings
from app.web.guards.attempts import Attempts
from app.web.guards.audit import ROLE, caller, note
from app.web.guards.body import BODY
from app.web.guards.sessions import Keys, Role
from app.web.problems import PageProblem, Problem
from app.web.routing import SET_COOKIE, Kind, WebRoute, is_signed, route_of

BY_SESSION: Final = "app.by-session"
"""The scope key that says whether a session admitted the request."""
GUARDED: Final = frozenset({Kind.PAGE, Kind.EMBED, Kind.PICTURE, Kind.DATA})
"""The other kinds contain no data: public files, the host's own scripts, login and health."""


class Access:
    """Refuses pages and data without a key, sent as a bearer token, in `X-Access-Key` or by a session cookie.

    Without a key in the settings every request passes, because the server then listens on this machine only. A view key
    permits no change. After wrong keys an address has to wait; open sessions are unaffected.
    """

    def __init__(self, settings: Settings, login_page: bytes, clock: Clock) -> None:
        self.keys = Keys(settings)
        self.address = settings.address
        self.cookie = cookie_name(self.address)
        self.login_page = login_page
        self.clock = clock
        self.attempts = Attempts(clock)

    def check(self, scope: Scope, headers: Mapping[str, str]) -> None:
        """Admit the request and store its role, or raise 401 (with the login page for a browser), 403 or 429."""
        route = route_of(scope)
        if not self.keys or route.kind not in GUARDED:
            return
        if route.kind in {Kind.EMBED, Kind.PICTURE} and is_signed(scope):
            return  # a page contains no data, and its requests carry the proof; a picture's endpoint checks it
        role = self._role(scope, headers)
        if role is None:
            raise self._missing(route)
        scope[ROLE] = role
        if role is Role.VIEW and route.changes(scope["method"]):
            raise Problem(403, "view-only", "View only", "This key permits viewing dashboards, but no changes.")

    def _role(self, scope: Scope, headers: Mapping[str, str]) -> Role | None:
        """Return the role of a request's key or session, None if it has neither; raise for a wrong key."""
        presented = _presented(headers)
        if presented is not None:
            return self.judge(scope, presented)
        cookie = cookie_parser(headers.get("cookie", "")).get(self.cookie)
        found = self.keys.session_role(cookie, self.clock.now()) if cookie else None
        if found is None:
            return None
        role, renewed = found
        scope[BY_SESSION] = True
        if renewed:
            scope[SET_COOKIE] = self.set_cookie(renewed)
        return role

    def judge(self, scope: Scope, key: str) -> Role:
        """Return the role of a key; raise 403 for a wrong one, or 429 while the caller has to wait."""
        address = caller(scope)
        if wait := self.attempts.wait(address):
            detail = "Too many wrong keys were sent from this address or in total. Wait, then try again."
            raise Problem(429, "too-many-attempts", "Too many wrong keys", detail, retryAfterSeconds=wait)
        role = self.keys.role(key)
        if role is None:
            self.attempts.failed(address, key)
            note("wrong key", scope)
            raise Problem(403, "access-key-wrong", "Access key wrong", "This is not a key of this server.")
        return role

    def set_cookie(self, session: str) -> str:
        """Return the cookie of a session, which is hidden from scripts and from requests of other sites."""
        secure = "; Secure" if self.address.secure else ""
        return f"{self.cookie}={session}; HttpOnly; Path={self.address.path or '/'}; SameSite=lax{secure}"

    def _missing(self, route: WebRoute) -> Problem:
        detail = "Send the server's access key as 'Authorization: Bearer KEY' or in 'X-Access-Key', or log in again."
        problem = Problem(401, "access-key-missing", "Access key missing", detail)
        problem.headers["WWW-Authenticate"] = "Bearer"
        return problem if route.kind in {Kind.DATA, Kind.PICTURE} else PageProblem(problem, self.login_page)


def cookie_name(address: ExternalAddress) -> str:
    """Return the cookie's name; its prefix makes browsers refuse it without TLS or from another host."""
    if not address.secure:
        return "forge_access"
    return "__Secure-forge_access" if address.path else "__Host-forge_access"


class Login(TypedDict):
    """The body sent by the login page."""

    key: str


class Session(TypedDict):
    """The caller's role, and whether there is a session to end."""

    role: Literal["edit", "view"]
    session: bool


def access_of(request: Request) -> Access:
    """Return the access guard of the server that received a request."""
    access: Access = request.app.state.access
    return access


async def login(request: Request) -> Response:
    """Handle `{"key": ...}` from the login page: answer 204 with a session cookie, or raise 403 or 429."""
    access, body = access_of(request), request.scope[BODY]
    given: Any = body.get("key") if isinstance(body, dict) else None
    role = access.judge(request.scope, given if isinstance(given, str) else "")
    note(f"logged in, role {role.value}", request.scope)
    return Response(
        status_code=204, headers={"Set-Cookie": access.set_cookie(access.keys.session(given, access.clock.now()))}
    )


async def logout(request: Request) -> Response:
    """Answer 204 and delete the session cookie."""
    access = access_of(request)
    note("logged out", request.scope)
    request.scope.pop(SET_COOKIE, None)  # a session that was to be renewed is not
    return Response(status_code=204, headers={"Set-Cookie": access.set_cookie("") + "; Max-Age=0"})


async def session(request: Request) -> Response:
    """Answer with the caller's role, and whether there is a session to end."""
    role: Role = request.scope.get(ROLE, Role.EDIT)
    answer: Session = {"role": role.value, "session": request.scope.get(BY_SESSION, False)}
    return Response(orjson.dumps(answer), media_type="application/json")


def _presented(headers: Mapping[str, str]) -> str | None:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    return headers.get("x-access-key")
