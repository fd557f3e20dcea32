"""The external address: one setting determines host check, origins, cookies, links and the description."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from app.address import ExternalAddress, external_address
from app.check.address import try_address
from app.settings import Secret, Settings
from app.web.guards.access import Access, cookie_name
from app.web.guards.head import BasePath, CrossSite, Host
from tests.support.holds import holds
from tests.web import tiny

KEY = "a-long-enough-access-key"
DATA = Path(__file__).parent.parent / "data"
URL = "https://tools.example.com/velocity/"
CALL = {"functionKey": "count", "payload": {"items": [1]}}


@pytest.mark.parametrize(
    ("text", "url", "origin", "hosts"),
    [
        (URL, URL, "https://tools.example.com", {"tools.example.com", "tools.example.com:443"}),
        ("HTTPS://Tools.Example.Com", "https://tools.example.com", "https://tools.example.com", None),
        ("https://x.test:8443/a/b", "https://x.test:8443/a/b/", "https://x.test:8443", {"x.test:8443"}),
        ("http://[::1]:80/", "http://[::1]", "http://[::1]", {"[::1]", "[::1]:80"}),
    ],
)
def test_an_address_has_one_spelling(text: str, url: str, origin: str, hosts: set[str] | None) -> None:
    """However it is typed, its origin is what browsers write, and its hosts are what they send."""
    address = external_address(text)
    assert (address.url, address.origin) == (url, origin)
    assert hosts is None or address.hosts == hosts


def client(folder: Path, url: str = URL, **headers: str) -> httpx.AsyncClient:
    """Return a client of a server with an external address; requests carry that address's host."""
    app = tiny.server(folder, url=external_address(url), access_key=Secret(KEY))
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 1))
    return httpx.AsyncClient(transport=transport, base_url=url, headers={"x-access-key": KEY, **headers})


@holds(Host, 'external = None if scope["path"] in PROBES else self.external', "external = None")
@holds(BasePath, 'if path.startswith(f"{self.base}/") else ""')
@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        ("tools.example.com", "/velocity/", 200),
        ("tools.example.com", "/velocity", 200),
        ("TOOLS.example.com:443", "/velocity/dashboard", 200),
        ("tools.example.com:80", "/velocity/", 421),
        ("127.0.0.1:8000", "/velocity/", 421),
        ("localhost:8000", "/velocity/dashboard", 421),
        ("evil.test", "/velocity/", 421),
        ("tools.example.com", "/", 404),
        ("tools.example.com", "/dashboard", 404),
        ("tools.example.com", "/velocityx", 404),
        ("tools.example.com", "/velocity/velocity/", 404),
        ("127.0.0.1:8000", "/healthz", 200),
        ("127.0.0.1:8000", "/velocity/readyz", 200),
        ("evil.test", "/healthz", 421),
    ],
)
async def test_host_and_path_are_the_external_ones(host: str, path: str, status: int, tmp_path: Path) -> None:
    """All others are refused, except for health, which a monitor of the process asks at the listener."""
    async with client(tmp_path) as asking:
        answer = await asking.get(f"https://tools.example.com{path}", headers={"host": host})
        assert answer.status_code == status
        assert answer.headers["x-content-type-options"] == "nosniff"


@holds(
    CrossSite,
    "ours = self.origin or f\"http://{headers.get('host', '').lower()}\"",
    "ours = f\"http://{headers.get('host', '').lower()}\"",
)
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://tools.example.com", "sec-fetch-site": "same-origin"}, 200),
        ({"origin": "http://tools.example.com"}, 403),
        ({"origin": "https://tools.example.com:8443"}, 403),
        ({"origin": "http://127.0.0.1:8000"}, 403),
        ({"origin": "http://127.0.0.1:8000", "x-forwarded-host": "127.0.0.1:8000", "forwarded": "proto=http"}, 403),
    ],
)
async def test_the_origin_is_the_external_one(headers: dict[str, str], status: int, tmp_path: Path) -> None:
    """Scheme, host and port come from the setting, whatever a forwarded header says."""
    async with client(tmp_path) as asking:
        assert (await asking.post("invoke", json=CALL, headers=headers)).status_code == status


@holds(Access, 'secure = "; Secure" if self.address.secure else ""', 'secure = ""')
@holds(
    cookie_name, 'return "__Secure-forge_access" if address.path else "__Host-forge_access"', 'return "forge_access"'
)
@holds(Access, "Path={self.address.path or '/'}", "Path=/")
@pytest.mark.parametrize(
    ("url", "name", "attributes"),
    [
        (URL, "__Secure-forge_access", {"HttpOnly", "Path=/velocity", "SameSite=lax", "Secure"}),
        ("https://tools.example.com", "__Host-forge_access", {"HttpOnly", "Path=/", "SameSite=lax", "Secure"}),
        ("http://127.0.0.1:9000/x", "forge_access", {"HttpOnly", "Path=/x", "SameSite=lax"}),
    ],
)
async def test_the_cookie_belongs_to_the_address(url: str, name: str, attributes: set[str], tmp_path: Path) -> None:
    """Secure only where the address has TLS, with the prefix that binds it to the host, and below its path only."""
    async with client(tmp_path, url) as asking:
        cookie = (await asking.post(f"{url.rstrip('/')}/login", json={"key": KEY})).headers["set-cookie"]
    value, *rest = cookie.split("; ")
    assert value.startswith(f"{name}=")
    assert set(rest) == attributes


async def test_every_link_begins_with_the_path(tmp_path: Path) -> None:
    """The host's pages, the login page, the bridge in a gadget's page, and the description of the server."""
    async with client(tmp_path) as asking:
        for page in ("", "embed/1", "resources/main/"):
            text = (await asking.get(page)).text
            assert '="/velocity/' in text
            assert '="/' not in text.replace('="/velocity/', "")
        assert json.loads((await asking.get("openapi.json")).text)["servers"] == [{"url": URL}]
        del asking.headers["x-access-key"]
        assert '="/velocity/host/pages/login.js' in (await asking.get("")).text


class Report:
    """Collects findings."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def good(self, text: str) -> None:
        self.lines.append(f"ok {text}")

    def note(self, text: str) -> None:
        self.lines.append(f"note {text}")

    def fault(self, text: str) -> None:
        self.lines.append(f"FAIL {text}")


@contextmanager
def answering(status: int, *, tls: bool = False) -> Iterator[int]:
    """Give the port of a server that answers everything with one status."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/velocity/bridge/tokens.css" else 500)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(DATA / "untrusted.pem")
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


async def tried(scheme: str, port: int) -> str:
    """Return the one finding about an address of this machine."""
    report = Report()
    await try_address(Settings(url=ExternalAddress(scheme, "127.0.0.1", port, "/velocity")), report)
    (line,) = report.lines
    return line


@pytest.mark.parametrize(
    ("status", "start", "word"),
    [
        (200, "ok", "reaches this server"),
        (404, "FAIL", "path"),
        (421, "FAIL", "Host"),
        (502, "note", "start it"),
        (302, "FAIL", "answers 302"),
    ],
)
async def test_check_tries_the_address(status: int, start: str, word: str) -> None:
    """Faults of the proxy and of the server behind it are distinct findings, each with its remedy."""
    with answering(status) as port:
        line = await tried("http", port)
    assert line.startswith(start)
    assert word in line


async def test_check_tells_a_bad_certificate_from_no_tls_and_from_nobody() -> None:
    """Each has its own sentence; a server that has not been started yet is no fault."""
    with answering(200, tls=True) as port:
        assert "certificate" in await tried("https", port)
        assert "does not speak HTTP" in await tried("http", port)
    with answering(200) as port:
        assert "does not speak TLS" in await tried("https", port)
    assert (await tried("http", port)).startswith("note address: nothing listens")
    report = Report()
    await try_address(Settings(), report)
    assert report.lines == []
