"""Keys, roles and sessions: who gets in for how long, who may change what, and what guessing costs."""

import logging
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.settings import Secret, Settings
from app.web import routes
from app.web.guards import sessions
from app.web.guards.access import Access, logout
from app.web.guards.attempts import FREE, FREE_IN_ALL, LONGEST, LONGEST_IN_ALL, Attempts
from app.web.guards.outbound import Outbound
from app.web.guards.sessions import IDLE_SECONDS, RENEWED_AFTER, SKEW_SECONDS, Keys, Role
from app.web.routes import ROUTES
from app.web.routing import Kind, WebRoute
from app.web.server import create
from tests.support.clock import FakeClock
from tests.support.holds import holds
from tests.web import tiny

KEY, OTHER, VIEW = "a-long-enough-access-key", "another-long-enough-key", "a-key-that-only-views"
NOW = 1_790_000_000.0
KEYS = Keys(Settings(access_key=Secret(f"{KEY} {OTHER}"), view_key=Secret(VIEW)))
SESSION = KEYS.session(KEY, NOW)
HOUR = 3600


def served(folder: Path, clock: FakeClock) -> httpx.AsyncClient:
    """Return a client at some address of a server with keys."""
    settings = tiny.settings(folder, access_key=Secret(f"{KEY} {OTHER}"), view_key=Secret(VIEW))
    return at(create(settings, clock=clock, upstream=tiny.upstream()), "192.0.2.1")


def at(app: Any, address: str) -> httpx.AsyncClient:
    """Return a client at an address."""
    transport = httpx.ASGITransport(app, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")


async def login(client: httpx.AsyncClient, key: str) -> int:
    """Submit a key and return the status."""
    return (await client.post("/login", json={"key": key})).status_code


def test_each_key_has_its_role() -> None:
    """Several keys are valid at once, so that one can be replaced while the other still works."""
    roles = [KEYS.role(key) for key in (KEY, OTHER, VIEW, KEY[:-1], f"{KEY} {OTHER}", "")]
    assert roles == [Role.EDIT, Role.EDIT, Role.VIEW, None, None, None]


@holds(Keys, "<= now - int(found[1]) <= IDLE_SECONDS", "<= now - int(found[1])")
@holds(Keys, "-SKEW_SECONDS <= now", "-1e9 <= now")
@pytest.mark.parametrize(
    ("age", "role", "renewed"),
    [
        (0, Role.EDIT, False),
        (RENEWED_AFTER, Role.EDIT, True),
        (IDLE_SECONDS, Role.EDIT, True),
        (IDLE_SECONDS + 1, None, False),
        (-SKEW_SECONDS, Role.EDIT, False),
        (-SKEW_SECONDS - 1, None, False),
    ],
)
def test_a_session_ends_after_twelve_idle_hours(age: float, role: Role | None, renewed: bool) -> None:  # noqa: FBT001 - a column
    """It holds the instant of its last use, and use renews it."""
    assert IDLE_SECONDS == 12 * HOUR
    found = KEYS.session_role(SESSION, NOW + age)
    assert (found[0] if found else None) is role
    assert bool(found and found[1]) == renewed


@holds(sessions, "hmac.new(key.encode(), f", 'hmac.new(b"", f')
def test_a_session_ends_with_its_key() -> None:
    """Removing a key from the settings ends the sessions that it opened, and no others."""
    left = Keys(Settings(access_key=Secret(OTHER)))
    assert left.session_role(SESSION, NOW) is None
    assert left.session_role(KEYS.session(OTHER, NOW), NOW) is not None


@given(at=st.integers(0, len(SESSION) - 1), char=st.characters())
def test_a_changed_session_opens_nothing(at: int, char: str) -> None:
    """Every character of it counts."""
    changed = SESSION[:at] + char + SESSION[at + 1 :]
    assert changed == SESSION or KEYS.session_role(changed, NOW) is None


@holds(sessions, 'f"browser session {seen}".encode()', 'b"browser session"')
def test_nobody_prolongs_a_session_by_hand() -> None:
    """The instant of its last use is signed, so that another instant needs another proof."""
    proof = SESSION.partition(".")[2]
    assert KEYS.session_role(f"{int(NOW) + 1}.{proof}", NOW + 1) is None


@given(text=st.text(max_size=100))
def test_no_text_breaks_a_session(text: str) -> None:
    """Whatever a cookie holds, it opens nothing and raises nothing."""
    assert KEYS.session_role(text, NOW) is None


async def test_cookies_may_come_in_several_lines(tmp_path: Path) -> None:
    """A proxy that splits them as HTTP/2 does logs nobody out, whichever line has the session."""
    async with served(tmp_path, FakeClock(NOW)) as client:
        assert await login(client, KEY) == 204
        (session,) = (f"{name}={value}" for name, value in client.cookies.items())
        client.cookies.clear()
        for lines in ([session, "other=1"], ["other=1", session]):
            headers = [("cookie", line) for line in lines]
            assert (await client.get("/session", headers=headers)).status_code == 200
        assert (await client.get("/session", headers=[("cookie", "other=1")])).status_code == 401


async def test_a_browser_stays_logged_in_while_it_is_used(tmp_path: Path) -> None:
    """Eleven hours between uses keep it, for days; after thirteen the login page is back."""
    clock = FakeClock(NOW)
    async with served(tmp_path, clock) as client:
        assert await login(client, KEY) == 204
        for _ in range(5):
            clock.advance(11 * HOUR)
            assert (await client.get("/dashboard")).status_code == 200
        clock.advance(13 * HOUR)
        assert (await client.get("/dashboard")).status_code == 401
        assert "/host/pages/login.js" in (await client.get("/")).text


@holds(logout, ' + "; Max-Age=0"')
@holds(logout, "    request.scope.pop(SET_COOKIE, None)  # a session that was to be renewed is not\n")
async def test_logging_out_forgets_the_session(tmp_path: Path) -> None:
    """The browser drops the cookie, also when it was due for renewal; only a page with a session offers to log out."""
    clock = FakeClock(NOW)
    async with served(tmp_path, clock) as client:
        await login(client, KEY)
        assert (await client.get("/session")).json() == {"role": "edit", "session": True}
        clock.advance(RENEWED_AFTER)
        answer = await client.post("/logout", json={})
        assert answer.status_code == 204
        assert "Max-Age=0" in answer.headers["set-cookie"]
        assert (await client.get("/dashboard")).status_code == 401
        answer = await client.get("/session", headers={"x-access-key": VIEW})
        assert answer.json() == {"role": "view", "session": False}


CHANGES = [
    (method, re.sub(r"\{\w+\}", "10001", route.path))
    for route in ROUTES
    for method in sorted(route.methods)
    if route.kind is Kind.DATA and route.changes(method)
]


@holds(Access, 'if role is Role.VIEW and route.changes(scope["method"]):', "if False:")
@pytest.mark.parametrize(("method", "path"), CHANGES)
async def test_a_key_that_views_changes_nothing(method: str, path: str, tmp_path: Path) -> None:
    """Every address that changes something refuses it, by key and by session; nothing is written."""
    async with served(tmp_path, FakeClock(NOW)) as client:
        answer = await client.request(method, path, json={}, headers={"x-access-key": VIEW})
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/view-only")
        await login(client, VIEW)
        assert (await client.request(method, path, json={})).status_code == 403
    assert not (tmp_path / "data").exists()


@holds(
    routes,
    '{"POST": Endpoint(invoke.resolve)}, INVOKE_BODY, read_only=True)',
    '{"POST": Endpoint(invoke.resolve)}, INVOKE_BODY)',
)
async def test_a_key_that_views_looks(tmp_path: Path) -> None:
    """It can read the dashboard and call functions."""
    async with served(tmp_path, FakeClock(NOW)) as client:
        client.headers["x-access-key"] = VIEW
        assert (await client.get("/")).status_code == 200
        assert (await client.get("/dashboard")).status_code == 200
        assert (await client.post("/resolvers/count", json={"items": [1]})).json() == {"count": 1}
        assert (await client.post("/invoke", json={"functionKey": "count", "payload": {}})).status_code == 200


@holds(Access, "if wait := self.attempts.wait(address):", "if wait := 0:")
async def test_guesses_at_the_login_wait_longer_and_longer(tmp_path: Path) -> None:
    """A few are free; then the wait doubles, and meanwhile no key is checked, not even a right one."""
    clock = FakeClock(NOW)
    async with served(tmp_path, clock) as client:
        waits = []
        for guess in range(12):
            while (answer := await client.post("/login", json={"key": f"guess-{guess}"})).status_code == 429:
                wait = answer.json()["retryAfterSeconds"]
                assert int(answer.headers["retry-after"]) >= wait
                assert await login(client, KEY) == 429
                waits.append(wait)
                clock.advance(wait)
        assert waits == [1, 2, 4, 8, 16, 32, 64, 128]
        clock.advance(LONGEST)
        assert await login(client, KEY) == 204


@holds(
    Access,
    "            return self.judge(scope, presented)\n",
    "            role = self.keys.role(presented)\n"
    "            if role is None:\n"
    '                raise Problem(403, "access-key-wrong", "Access key wrong", "X.")\n'
    "            return role\n",
)
async def test_guesses_by_header_wait_as_well(tmp_path: Path) -> None:
    """A header does not get around the login's wait; open sessions continue meanwhile."""
    async with served(tmp_path, FakeClock(NOW)) as client:
        await login(client, KEY)
        statuses = [
            (await client.get("/dashboard", headers={"x-access-key": f"guess-{number}"})).status_code
            for number in range(FREE + 3)
        ]
        assert statuses == [403] * (FREE + 1) + [429] * 2
        assert (await client.get("/dashboard", headers={"authorization": f"Bearer {KEY}"})).status_code == 429
        assert (await client.get("/dashboard")).status_code == 200


async def test_a_script_with_an_old_key_keeps_nobody_out(tmp_path: Path) -> None:
    """The same wrong key again is not another guess."""
    async with served(tmp_path, FakeClock(NOW)) as client:
        for _ in range(100):
            assert (await client.get("/dashboard", headers={"x-access-key": "the-key-of-last-year"})).status_code == 403
        assert (await client.get("/dashboard", headers={"x-access-key": KEY})).status_code == 200


@holds(
    Attempts,
    "max(own.wait(now, FREE, LONGEST), self.all.wait(now, FREE_IN_ALL, LONGEST_IN_ALL))",
    "own.wait(now, FREE, LONGEST)",
)
@holds(Attempts, "self.all.wait(now, FREE_IN_ALL, LONGEST_IN_ALL)", "self.all.wait(now, FREE, LONGEST)")
async def test_one_address_waits_alone_and_all_wait_a_little(tmp_path: Path) -> None:
    """One address's wait does not affect others; guessing from very many makes every key wait, but never long."""
    clock = FakeClock(NOW)
    async with served(tmp_path, clock) as client:
        app = client._transport.app  # type: ignore[attr-defined]
        for number in range(FREE + 1):
            await login(client, f"guess-{number}")
        assert await login(client, KEY) == 429
        async with at(app, "192.0.2.2") as other:
            assert await login(other, KEY) == 204
        for number in range(FREE_IN_ALL * 2):
            async with at(app, f"198.51.100.{number}") as one:
                await login(one, f"guess-{number}")
                clock.advance(LONGEST_IN_ALL)
        async with at(app, "203.0.113.1") as one, at(app, "203.0.113.2") as last:
            assert await login(one, "guess") == 403
            answer = await last.post("/login", json={"key": KEY})
            assert (answer.status_code, answer.json()["retryAfterSeconds"]) == (429, LONGEST_IN_ALL)
            clock.advance(LONGEST_IN_ALL)
            assert await login(last, KEY) == 204


@holds(Attempts, "if len(self.addresses) > MOST_ADDRESSES:", "if False:")
def test_what_is_remembered_of_guesses_is_bounded() -> None:
    """An attacker with many addresses cannot fill the memory, and no wrong key is kept."""
    attempts = Attempts(FakeClock(NOW))
    for number in range(5000):
        attempts.failed(f"address {number}", "SECRET")
    assert len(attempts.addresses) == 4096
    assert "SECRET" not in repr(vars(attempts))


@holds(
    WebRoute,
    'return not self.read_only and method not in {"GET", "HEAD"}',
    'return not self.read_only and method not in {"GET", "HEAD", "PUT"}',
)
@holds(Outbound, "                note_change(inner, status)\n")
@holds(Access, '            note("wrong key", scope)\n')
async def test_logins_and_changes_are_noted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """One line each says what and from where; reading writes none, and no line has a key or contents."""
    caplog.set_level(logging.INFO, "audit")
    async with served(tmp_path, FakeClock(NOW)) as client:
        await login(client, "SECRET-guess")
        await login(client, KEY)
        await client.get("/dashboard")
        await client.post("/resolvers/count", json={})
        await client.put("/dashboard/gadgets/10001/configuration", json={"items": [], "x": "SECRET"})
        await client.put("/dashboard", json={"columns": 9})
        await client.put("/dashboard", json={"columns": 1, "gadgets": []})
        await client.put("/dashboard", json={}, headers={"x-access-key": VIEW})
        await client.post("/logout", json={})
    lines = [record.getMessage() for record in caplog.records if record.name == "audit"]
    assert lines == [
        "wrong key, from 192.0.2.1",
        "logged in, role edit, from 192.0.2.1",
        "changed: PUT /dashboard/gadgets/10001/configuration, role edit, from 192.0.2.1",
        "changed: PUT /dashboard, role edit, from 192.0.2.1",
        "logged out, from 192.0.2.1",
    ]
