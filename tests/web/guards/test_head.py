"""Each guard alone, around an app that reports what reached it; without the guard its tests fail."""

import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from app.settings import Secret, Settings
from app.web.guards import access as guards_access
from app.web.guards import body as guards_body
from app.web.guards import head, headers, sessions, strict_json
from app.web.guards.access import Access
from app.web.guards.body import BODY
from app.web.guards.head import BasePath, ContentType, CrossSite, Guard, Host, KnownRoute, fields
from app.web.guards.headers import Headers
from app.web.guards.inbound import Inbound
from app.web.guards.outbound import Outbound
from app.web.guards.sessions import Keys
from app.web.guards.strict_json import loads
from app.web.metrics import Metrics
from app.web.problems import answer_for
from app.web.routes import ROUTES
from app.web.routing import INLINE_SCRIPTS, INVOKE_BODY, Endpoint, RouteTable
from tests.support.clock import FakeClock
from tests.support.holds import holds

ORIGIN = "http://127.0.0.1:8000"
JSON = {"content-type": "application/json"}
KEY = "a-long-enough-access-key"
NOW = 1_790_000_000.0
SESSION = Keys(Settings(access_key=Secret(KEY))).session(KEY, NOW)


async def echo(request: Request) -> Response:
    """Answer with what reached the endpoint."""
    return JSONResponse({"reached": request.scope["path"], "json": request.scope.get(BODY)})


def settings(tmp_path: Path, **values: object) -> Settings:
    """Return settings whose files lie in the test's own folder."""
    return Settings(dashboard=tmp_path / "dashboard.json", **values)  # type: ignore[arg-type]


def guarded(*guards: Guard, endpoint: Callable[[Request], Awaitable[Response]] = echo) -> ASGIApp:
    """Return an app with all routes, each with this endpoint, behind the guards."""
    rows = [replace(row, answers=dict.fromkeys(row.answers, Endpoint(endpoint))) for row in ROUTES]
    return Inbound(Starlette(), guards=(KnownRoute(RouteTable(rows)), *guards))


async def ask(app: ASGIApp, method: str, path: str, **options: Any) -> httpx.Response:
    """Send a request; a POST without content is one of an empty object."""
    options.setdefault("content", b"{}" if method == "POST" else None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as client:
        return await client.request(method, path, **options)


KNOWN_HOSTS = ["127.0.0.1:8000", "localhost:8000", "LOCALHOST:8000", "[::1]:8000"]
FOREIGN_HOSTS = [
    "rebind.test:8000",
    "127.0.0.1",
    "127.0.0.1:8001",
    "localhost",
    "localhost.:8000",
    "127.1:8000",
    "evil@127.0.0.1:8000",
    "127.0.0.1:8000.evil.test",
    "[::2]:8000",
    "0.0.0.0:8000",
    "",
]


@pytest.mark.parametrize("host", KNOWN_HOSTS)
async def test_a_loopback_name_with_our_port_is_ours(host: str, tmp_path: Path) -> None:
    """The three names of this machine pass with our port, in any letter case."""
    answer = await ask(guarded(Host(settings(tmp_path))), "GET", "/dashboard", headers={"host": host})
    assert answer.status_code == 200


@holds(Host, "        if host in self.names:", '        if host.endswith(f":{self.port}"):')
@holds(
    Host,
    "        if host in self.names:",
    '        if host.rpartition(":")[0] in {name.rpartition(":")[0] for name in self.names}:',
)
@holds(Host, "not self.literals or port", "port")
@pytest.mark.parametrize("host", FOREIGN_HOSTS)
async def test_any_other_host_is_misdirected(host: str, tmp_path: Path) -> None:
    """A page that rebinds its name to this machine sends its own name, so it is refused."""
    answer = await ask(guarded(Host(settings(tmp_path))), "GET", "/dashboard", headers={"host": host})
    assert answer.status_code == 421
    assert host == "" or host not in answer.text


@holds(fields, 'f"{found[name]}{joint}{value}" if name in found else value', "found.get(name, value)")
async def test_two_hosts_are_none(tmp_path: Path) -> None:
    """Two readers could pick different ones, so neither counts."""
    hosts = [("host", "127.0.0.1:8000"), ("host", "rebind.test:8000")]
    answer = await ask(guarded(Host(settings(tmp_path))), "GET", "/dashboard", headers=hosts)
    assert answer.status_code == 421


@holds(Host, "not self.literals or port != str(self.port)", "not self.literals")
@holds(
    Host, "        except ValueError:\n            return False", "        except ValueError:\n            return True"
)
async def test_a_server_on_every_address_takes_address_literals_only(tmp_path: Path) -> None:
    """A literal is never resolved, so it cannot be rebound; a name can."""
    guard = guarded(Host(settings(tmp_path, host="0.0.0.0", access_key=Secret(KEY))))  # noqa: S104
    for host, status in {
        "192.0.2.7:8000": 200,
        "[2001:db8::7]:8000": 200,
        "192.0.2.7:9": 421,
        "rebind.test:8000": 421,
    }.items():
        assert (await ask(guard, "GET", "/dashboard", headers={"host": host})).status_code == status


async def test_the_configured_name_is_a_name_of_ours(tmp_path: Path) -> None:
    """A server configured to listen under a name answers to it."""
    guard = guarded(Host(settings(tmp_path, host="jira-box", access_key=Secret(KEY))))
    assert (await ask(guard, "GET", "/dashboard", headers={"host": "jira-box:8000"})).status_code == 200
    assert (await ask(guard, "GET", "/dashboard", headers={"host": "jira-bot:8000"})).status_code == 421


async def test_the_port_that_browsers_leave_out_may_be_left_out(tmp_path: Path) -> None:
    """On port 80 a Host needs no port."""
    guard = guarded(Host(settings(tmp_path, port=80)))
    for host, status in {
        "localhost": 200,
        "[::1]": 200,
        "127.0.0.1:80": 200,
        "localhost:8000": 421,
        "evil": 421,
    }.items():
        assert (await ask(guard, "GET", "/dashboard", headers={"host": host})).status_code == status


@holds(
    KnownRoute,
    "            raise PageProblem(problem, self.page)",
    "            return; raise PageProblem(problem, self.page)",
)
@holds(KnownRoute, 'if scope["method"] not in route.methods:', "if False:")
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/dashboard/", 404),
        ("GET", "/dashboard//", 404),
        ("GET", "/docs", 404),
        ("GET", "/redoc", 404),
        ("GET", "/invoke", 405),
        ("DELETE", "/dashboard", 405),
        ("TRACE", "/", 405),
        ("OPTIONS", "/invoke", 405),
        ("HEAD", "/", 200),
        ("GET", "/healthz", 200),
    ],
)
async def test_only_listed_addresses_and_methods_pass(method: str, path: str, status: int) -> None:
    """Every address and method that the list does not name is refused, with a trailing slash too."""
    assert (await ask(guarded(), method, path)).status_code == status


async def test_a_refused_method_names_the_allowed_ones() -> None:
    """405 has an Allow header, as HTTP requires."""
    assert (await ask(guarded(), "GET", "/invoke")).headers["allow"] == "POST"


@holds(CrossSite, 'site is None or site == "same-origin" or typed', "True")
@holds(CrossSite, 'typed = site == "none" and scope["method"] in {"GET", "HEAD"}', 'typed = site == "none"')
@holds(CrossSite, "if not same_site or (origin is not None and", "if not same_site or (False and")
@holds(
    CrossSite, "if not same_site or (origin is not None and", 'if not same_site or (origin not in {None, "null"} and'
)
@holds(CrossSite, "origin.lower() != ours", 'origin.rpartition(":")[0] != ours.rpartition(":")[0]')
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "same-origin", "origin": ORIGIN}, 200),
        ({"origin": ORIGIN}, 200),
        ({"sec-fetch-site": "none"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "junk"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://evil.test"}, 403),
        ({"origin": "https://127.0.0.1:8000"}, 403),
        ({"origin": "http://127.0.0.1:9000"}, 403),
        ({"origin": "http://localhost:8000"}, 403),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 403),
    ],
)
async def test_data_is_for_this_origin_and_for_scripts(headers: dict[str, str], status: int) -> None:
    """Requests from another site's page or from a frame without an origin are refused; scripts pass."""
    assert (await ask(guarded(CrossSite()), "POST", "/invoke", headers={**headers, **JSON})).status_code == status


@holds(CrossSite, "Kind.PICTURE} and navigation and", "Kind.PICTURE} and")
@holds(CrossSite, "Kind.PICTURE} and navigation", "Kind.PICTURE, Kind.DATA} and navigation")
@holds(CrossSite, ' and "origin" not in headers:', ":")
@holds(CrossSite, "route.kind is Kind.PUBLIC_FILE", "route.kind in {Kind.PUBLIC_FILE, Kind.HOST_FILE}")
@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/", {"sec-fetch-site": "none", "sec-fetch-mode": "navigate"}, 200),
        ("/", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 200),
        ("/gallery", {"sec-fetch-site": "same-site", "sec-fetch-mode": "navigate"}, 200),
        ("/", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
        ("/", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors", "origin": "http://evil.test"}, 403),
        ("/", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "origin": "http://evil.test"}, 403),
        ("/dashboard", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 403),
        ("/embed/1", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 200),
        ("/embed/1", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
        ("/embed/1", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors", "origin": "http://evil.test"}, 403),
        ("/resources/main/app.js", {"sec-fetch-site": "cross-site", "origin": "null"}, 200),
        ("/bridge/bridge.js", {"sec-fetch-site": "cross-site"}, 200),
        ("/host/pages/dashboard.js", {"sec-fetch-site": "cross-site"}, 403),
        ("/dashboard", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
        ("/openapi.json", {"sec-fetch-site": "cross-site"}, 403),
    ],
)
async def test_each_kind_of_address_has_its_own_openness(path: str, headers: dict[str, str], status: int) -> None:
    """Pages open when typed or framed as meant, public files go to the sandboxed frame, the rest is same-origin."""
    assert (await ask(guarded(CrossSite()), "GET", path, headers=headers)).status_code == status


@holds(head, 'return name.strip() == "application/json" and parameter', "return parameter")
@holds(head, ' and parameter.strip() in {"", "charset=utf-8", \'charset="utf-8"\'}')
@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("Application/JSON; charset=UTF-8", 200),
        ("application/json; charset=utf-16", 415),
        ("application/json; boundary=x", 415),
        ("application/json; charset=utf-8; boundary=x", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("application/jsonp", 415),
        ("", 415),
    ],
)
async def test_a_body_is_declared_as_json(content_type: str, status: int) -> None:
    """A form or a simple cross-site request cannot declare JSON, so anything else is refused."""
    headers = {"content-type": content_type} if content_type else {}
    assert (await ask(guarded(ContentType()), "POST", "/invoke", content=b"{}", headers=headers)).status_code == status


@holds(fields, 'f"{found[name]}{joint}{value}" if name in found else value', "found.get(name, value)")
async def test_two_content_types_are_none() -> None:
    """Two readers could pick different ones, so neither counts."""
    headers = [("content-type", "application/json"), ("content-type", "text/plain")]
    assert (await ask(guarded(ContentType()), "POST", "/invoke", content=b"{}", headers=headers)).status_code == 415


@holds(ContentType, ' or "content-encoding" in headers')
async def test_a_body_is_not_packed() -> None:
    """A compressed body could be larger than it looks."""
    answer = await ask(
        guarded(ContentType()), "POST", "/invoke", content=b"{}", headers={**JSON, "content-encoding": "gzip"}
    )
    assert answer.status_code == 415


async def chunks(count: int, size: int) -> AsyncIterator[bytes]:
    """Yield a body in chunks, without a declared length."""
    for _ in range(count):
        yield b" " * size


@pytest.mark.parametrize(("surplus", "status"), [(0, 200), (1, 413)])
async def test_a_body_ends_at_the_limit(surplus: int, status: int) -> None:
    """A body of exactly the limit passes, one more byte does not."""
    content = b"1" + b" " * (INVOKE_BODY - 1 + surplus)
    answer = await ask(guarded(), "POST", "/invoke", content=content, headers=JSON)
    assert answer.status_code == status


async def test_a_body_of_undeclared_length_is_counted() -> None:
    """Chunks are counted as they arrive, and the rest is not read."""
    assert (await ask(guarded(), "POST", "/invoke", content=chunks(10, INVOKE_BODY // 8))).status_code == 413


@holds(guards_body, "        if len(content) > limit:", "        if False:")
async def test_a_lying_length_does_not_help() -> None:
    """The bytes that arrive are counted."""
    headers = {"content-length": "2"}
    answer = await ask(guarded(), "POST", "/invoke", content=chunks(10, INVOKE_BODY // 8), headers=headers)
    assert answer.status_code == 413


@holds(guards_body, "if not declared.isdecimal() or int(declared[:20]) > limit:", "if not declared.isdecimal():")
@pytest.mark.parametrize("length", ["-1", "junk", "9" * 30, "²"])
async def test_a_strange_length_is_refused(length: str) -> None:
    """A length that is not a plausible number is refused before anything is read."""
    headers = [(b"host", b"127.0.0.1:8000"), (b"content-length", length.encode("latin-1"))]
    answer = await ask(guarded(), "POST", "/invoke", headers=headers)
    assert answer.status_code == 413


async def test_a_body_where_none_is_taken_is_refused() -> None:
    """A GET with a body is refused."""
    assert (await ask(guarded(), "GET", "/healthz", content=chunks(1, 1))).status_code == 413


GOOD_JSON = [b"{}", b"[]", b"null", b'"\\ud83d\\ude00"', b'{"a":{"a":1}}', b"[" * 20 + b"]" * 20, b"1" * 309]
BAD_JSON = [
    b"",
    b"{",
    b"NaN",
    b"-Infinity",
    b"1e999",
    b'"\\ud800"',
    b'{"\\udfff":1}',
    b'{"a":1,"a":2}',
    b'{"a":1,"\\u0061":2}',
    b"[" * 21 + b"]" * 21,
    b"[" * 100_000,
    b"1" * 5000,
    "{}".encode("utf-16"),
    b"\xef\xbb\xbf{}",
    b"\xff",
    b'"\xff"',
    b"{}{}",
    b"{'a':1}",
]


@pytest.mark.parametrize("body", GOOD_JSON)
async def test_strict_json_passes_and_is_parsed_once(body: bytes) -> None:
    """The endpoint gets the parsed value."""
    answer = await ask(guarded(), "POST", "/invoke", content=body)
    assert answer.json() == {"reached": "/invoke", "json": json.loads(body)}


@holds(loads, 'text = body.decode("utf-8")', "text = body.decode(json.detect_encoding(body))")
@holds(loads, 'text = body.decode("utf-8")', 'text = body.decode("utf-8", "replace")')
@holds(strict_json, "if len(members) != len(pairs):", "if False:")
@holds(strict_json, " parse_constant=_constant,")
@holds(strict_json, "return number if math.isfinite(number) else _constant(text)", "return number")
@holds(loads, 'if "\\\\ud" in text or "\\\\uD" in text:', "if False:")
@holds(loads, "> DEEPEST and _deeper_than(value, DEEPEST):", "> DEEPEST and False:")
@pytest.mark.parametrize("body", BAD_JSON, ids=lambda body: str(body[:20]))
async def test_anything_else_is_refused_without_an_echo(body: bytes) -> None:
    """What two readers could read differently reaches neither."""
    answer = await ask(guarded(), "POST", "/invoke", content=body)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(body) < 3 or body.decode("latin-1") not in answer.text


@holds(Inbound, "        except Exception as error:", "        except ZeroDivisionError as error:")
@holds(
    answer_for,
    "return _unexpected(reference).answer()",
    'return _unexpected("".join(__import__("traceback").format_exception(error))).answer()',
)
async def test_any_exception_becomes_a_reference(caplog: pytest.LogCaptureFixture) -> None:
    """The caller gets a reference without the error's text; the log has the text under that reference."""

    async def broken(_: Request) -> Response:
        message = "SECRET"
        raise RuntimeError(message)

    answer = await ask(guarded(endpoint=broken), "GET", "/healthz")
    problem = answer.json()
    assert answer.status_code == 500
    assert problem["type"] == "/problems/unexpected"
    assert "SECRET" not in answer.text
    assert problem["referenceId"] in caplog.text


def access(tmp_path: Path, key: str | None = KEY) -> ASGIApp:
    """Return the access guard of a server with this key."""
    return guarded(Access(settings(tmp_path, access_key=Secret(key) if key else None), b"<p>Key?", FakeClock(NOW)))


@holds(guards_access, "Kind.PICTURE, Kind.DATA})", "Kind.PICTURE})")
@holds(Access, "        role = self.keys.role(key)\n", "        role = self.keys.role(key) or Role.EDIT\n")
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"authorization": "Basic eDp5"}, 401),
        ({"authorization": f"Bearer {KEY}"}, 200),
        ({"authorization": f"bearer {KEY}"}, 200),
        ({"x-access-key": KEY}, 200),
        ({"cookie": f"forge_access={SESSION}"}, 200),
        ({"x-access-key": KEY + "x"}, 403),
        ({"x-access-key": KEY[:-1]}, 403),
        ({"authorization": "Bearer "}, 403),
        ({"cookie": "forge_access=x"}, 401),
    ],
)
async def test_data_needs_the_key(headers: dict[str, str], status: int, tmp_path: Path) -> None:
    """401 without a key, 403 with a wrong one; it comes as a bearer token, in its own header or in the cookie."""
    answer = await ask(access(tmp_path), "POST", "/invoke", headers=headers)
    assert answer.status_code == status
    assert ("www-authenticate" in answer.headers) == (status == 401)


@holds(
    Access,
    "        presented = _presented(headers)\n",
    '        _, asked, key = scope["query_string"].partition(b"=")\n'
    "        presented = key.decode() if asked else _presented(headers)\n",
)
@pytest.mark.parametrize("name", ["key", "access_key", "forge_access", "token"])
async def test_a_key_in_the_address_opens_nothing(name: str, tmp_path: Path) -> None:
    """Histories and logs keep addresses, so a key in one is ignored."""
    assert (await ask(access(tmp_path), "POST", f"/invoke?{name}={KEY}")).status_code == 401


@holds(
    sessions,
    'return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())',
    "return given == expected",
)
async def test_the_key_is_compared_in_constant_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of an answer does not reveal how much of a key was right."""
    compared: list[object] = []
    compare = hmac.compare_digest

    def noted(given: bytes, expected: bytes) -> bool:
        compared.append(given)
        return compare(given, expected)

    monkeypatch.setattr(hmac, "compare_digest", noted)
    assert (await ask(access(tmp_path), "POST", "/invoke", headers={"x-access-key": "guess"})).status_code == 403
    assert compared == [b"guess"]


@holds(guards_access, "({Kind.PAGE, ", "({")
@holds(guards_access, "Kind.EMBED, Kind.PICTURE, Kind.DATA", "Kind.PICTURE, Kind.DATA")
@pytest.mark.parametrize(
    ("path", "status"), [("/", 401), ("/embed/1", 401), ("/healthz", 200), ("/host/pages/login.js", 200)]
)
async def test_a_page_without_the_key_asks_for_it(path: str, status: int, tmp_path: Path) -> None:
    """A browser gets the login page and that page's files; health needs no key."""
    answer = await ask(access(tmp_path), "GET", path)
    assert answer.status_code == status
    assert ("Key?" in answer.text) == (status == 401)


async def test_without_a_key_in_the_settings_everything_passes(tmp_path: Path) -> None:
    """A server for this machine alone asks for no key."""
    assert (await ask(access(tmp_path, None), "POST", "/invoke")).status_code == 200


def dressed(endpoint: Callable[[Request], Awaitable[Response]] = echo) -> ASGIApp:
    """Return an app with all routes, each with this endpoint, whose answers get their headers."""
    headers = Headers(embed_origins=("https://wiki.test",), styles=("unsafe-inline",))
    return Outbound(guarded(endpoint=endpoint), base=BasePath(""), headers=headers, metrics=Metrics(FakeClock()))


COMMON = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "x-dns-prefetch-control": "off",
}
HOST_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors "
)
FRAME_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "media-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "object-src 'none'; sandbox allow-scripts allow-forms allow-downloads allow-modals; "
    "frame-ancestors 'self' https://wiki.test"
)
STAYS = {"cross-origin-resource-policy": "same-origin", "cache-control": "no-store"}


@holds(headers, 'SANDBOX: Final = "allow-scripts', 'SANDBOX: Final = "allow-same-origin allow-scripts')
@holds(headers, "script-src 'self'{scripts}; style-src", "script-src 'self' https:{scripts}; style-src")
@holds(headers, "font-src 'self'; connect-src 'self'", "font-src 'self'; connect-src *")
@holds(headers, "script-src 'self'; style-src 'self'; img-src", "script-src 'self' https:; style-src 'self'; img-src")
@holds(
    headers,
    'REST: Final = _encoded({**COMMON, **NOT_KEPT, "content-security-policy": HOST_POLICY + "\'none\'"})',
    'REST: Final = _encoded({**COMMON, **NOT_KEPT, "content-security-policy": HOST_POLICY + "*"})',
)
@holds(Headers, 'framers = " ".join(("\'self\'", *embed_origins))', 'framers = "*"')
@holds(headers, 'NOT_KEPT: Final = {"cache-control": "no-store", ', "NOT_KEPT: Final = {")
@holds(
    headers,
    '"no-store", "cross-origin-resource-policy": "same-origin"}',
    '"no-store", "cross-origin-resource-policy": "cross-origin", "access-control-allow-origin": "*"}',
)
@holds(headers, '    "x-content-type-options": "nosniff",\n')
@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/", {**STAYS, "content-security-policy": HOST_POLICY + "'none'"}),
        ("HEAD", "/", {**STAYS, "content-security-policy": HOST_POLICY + "'none'"}),
        ("GET", "/nowhere", {**STAYS, "content-security-policy": HOST_POLICY + "'none'"}),
        ("DELETE", "/invoke", {**STAYS, "content-security-policy": HOST_POLICY + "'none'"}),
        ("GET", "/embed/1", {**STAYS, "content-security-policy": HOST_POLICY + "'self' https://wiki.test"}),
        (
            "GET",
            "/host/pages/dashboard.js",
            {"cross-origin-resource-policy": "same-origin", "cache-control": "no-cache"},
        ),
        (
            "GET",
            "/resources/main/index.html",
            {
                "cross-origin-resource-policy": "cross-origin",
                "access-control-allow-origin": "*",
                "cache-control": "no-cache",
                "content-security-policy": FRAME_POLICY,
            },
        ),
    ],
)
async def test_every_answer_carries_the_headers_of_its_kind(method: str, path: str, expected: dict[str, str]) -> None:
    """Errors too have them, and only public files may be read by other origins."""
    answer = await ask(dressed(), method, path)
    assert {**COMMON, **expected}.items() <= dict(answer.headers).items()
    assert ("access-control-allow-origin" in answer.headers) == path.startswith("/resources")


@holds(Headers, "        if INLINE_SCRIPTS in scope:", "        if False:")
@holds(
    Headers, "return FRAME_POLICY.format(scripts=sources,", "return FRAME_POLICY.format(scripts=\" 'unsafe-inline'\","
)
async def test_inline_scripts_of_a_page_are_allowed_by_their_hashes_only() -> None:
    """The policy of the page that contains them lists them, and that of the next page does not."""

    async def page(request: Request) -> Response:
        if request.scope["path"].endswith("/index.html"):
            request.scope[INLINE_SCRIPTS] = ("'sha256-one='", "'sha256-two='")
        return await echo(request)

    sources = ("'self' 'sha256-one=' 'sha256-two='", "'self'")
    for path, scripts in zip(("/resources/main/index.html", "/resources/main/other.html"), sources, strict=True):
        policy = (await ask(dressed(page), "GET", path)).headers["content-security-policy"]
        assert policy == FRAME_POLICY.replace("script-src 'self'", f"script-src {scripts}")


@holds(headers, "if name.lower() not in ours")
async def test_an_inner_layer_cannot_undress_an_answer() -> None:
    """The table overrides what a route sets."""

    async def loose(_: Request) -> Response:
        return Response("x", headers={"Content-Security-Policy": "default-src *"})

    answer = await ask(dressed(loose), "GET", "/healthz")
    assert answer.headers.get_list("content-security-policy") == [HOST_POLICY + "'none'"]
