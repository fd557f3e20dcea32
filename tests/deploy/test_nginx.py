"""The nginx example, unchanged: TLS, a path, two workers, a redis, and a browser in front of it all."""

import os
import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from app.web.endpoints import embedding
from app.web.guards.headers import Headers
from app.web.routes import ROUTES
from tests.deploy.conftest import needs_servers
from tests.host.conftest import ARGUMENTS
from tests.host.test_page import refused
from tests.support.certificate import certificate
from tests.support.holds import holds
from tests.support.redis_server import free_port, running, wait_for

ROOT: Final = Path(__file__).parents[2]
EXAMPLE: Final = ROOT / "examples" / "deploy" / "nginx"
KEY, VIEW = "a-long-enough-access-key", "a-long-enough-view-key"
SIGNED_ON: Final = {"cookie": "signed_on=yes"}
MAIN: Final = """
user root root;
daemon off;
pid {folder}/nginx.pid;
worker_processes 1;
events {{ worker_connections 256; }}
http {{
    default_type text/html;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/velocity-chart.conf;
    server {{  # the page of another site
        listen {host}:{wiki} ssl;
        access_log off;
        ssl_certificate {folder}/fullchain.pem;
        ssl_certificate_key {folder}/privkey.pem;
        location / {{ root {folder}/wiki; }}
    }}
    server {{  # what a sign-on answers
        listen {host}:{gate};
        access_log off;
        location = /velocity/oauth2/auth {{ if ($cookie_signed_on = yes) {{ return 202; }} return 401; }}
        location / {{ return 200 "sign on here"; }}
    }}
}}
"""
"""The surroundings of the example in a test: folders and ports of its own, another site, and a sign-on."""


pytestmark = needs_servers


@dataclass(frozen=True)
class Ports:
    """The ports of one deployment; both proxies have the same, on two addresses of loopback."""

    server: int
    tls: int
    plain: int
    wiki: int
    gate: int


@contextmanager
def proxy(folder: Path, host: str, ports: Ports, *, sign_on: bool) -> Iterator[None]:
    """Run nginx with the example, for `tools.test`; the only changes are names, ports and folders."""
    changes = {
        "/etc/nginx/velocity-chart/": f"{folder}/",
        "/var/log/nginx/": f"{folder}/",
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{ports.server};",
        "listen 443 ": f"listen {host}:{ports.tls} ",
        "listen 80;": f"listen {host}:{ports.plain};",
        "127.0.0.1:4180": f"{host}:{ports.gate}",
        "tools.example.com": "tools.test",
    }
    if sign_on:
        changes["# include"] = "include"
    folder.mkdir()
    certificate(folder, "DNS:tools.test", "DNS:wiki.test")
    for path in (EXAMPLE / "velocity-chart.conf", *(EXAMPLE / "velocity-chart").iterdir()):
        text = path.read_text("utf-8")
        for old, new in changes.items():
            text = text.replace(old, new)
        (folder / path.name).write_text(text, "utf-8")
    (folder / "key.conf").write_text(f'proxy_set_header X-Access-Key "{VIEW}";\n', "utf-8")
    (folder / "wiki").mkdir()
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, host=host, **vars(ports)), "utf-8")
    line = [str(shutil.which("nginx")), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
    process = subprocess.Popen(line)  # noqa: S603
    try:
        wait_for(ports.tls, host=host)
        yield
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def server(folder: Path, ports: Ports, redis: str) -> Iterator[None]:
    """Run the product on the demo site as in a team: two workers, a redis, keys in files."""
    (folder / "access-key").write_text(KEY, "utf-8")
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "VELOCITY_PORT": str(ports.server),
        "VELOCITY_URL": f"https://tools.test:{ports.tls}/velocity/",
        "VELOCITY_ACCESS_KEY": f"file:{folder / 'access-key'}",
        "VELOCITY_VIEW_KEY": VIEW,
        "VELOCITY_EMBED_ORIGINS": f"https://wiki.test:{ports.wiki}",
        "VELOCITY_KVS": redis,
        "VELOCITY_WORKERS": "2",
    }
    process = subprocess.Popen([sys.executable, "-m", "app"], env=environ, cwd=folder, stdout=subprocess.DEVNULL)
    try:
        wait_for(ports.server)
        yield
    finally:
        process.terminate()
        process.wait(30)


@dataclass(frozen=True)
class Deployed:
    """A deployment: its folder and its ports."""

    folder: Path
    ports: Ports

    @property
    def url(self) -> str:
        """The address that people use."""
        return f"https://tools.test:{self.ports.tls}/velocity/"

    def client(self, host: str = "127.0.0.1", port: int | None = None) -> httpx.Client:
        """Return a client of one of the proxies, which trusts only the test's certificate."""
        name = f"tools.test:{self.ports.tls}"
        trust = ssl.create_default_context(cafile=str(self.folder / host / "fullchain.pem"))
        trust.check_hostname = False  # on this machine the name has no address
        base = f"http://{host}:{port}" if port else f"https://{host}:{self.ports.tls}/velocity"
        return httpx.Client(base_url=base, verify=trust, trust_env=False, headers={"host": name}, timeout=30)

    def embed_address(self, gadget: str = "10001") -> str:
        """Return the embed address of a gadget, by default the dashboard's first."""
        with self.client() as client:
            answer = client.post(f"/dashboard/gadgets/{gadget}/embed", json={}, headers={"x-access-key": KEY})
        url: str = answer.json()["url"]
        return url

    def second_gadget(self) -> str:
        """Put a second gadget on the dashboard, set up like the first, and return its id."""
        with self.client() as client:
            seen = client.get("/dashboard", headers={"x-access-key": KEY}).json()
            second = {**seen["gadgets"][0], "id": "second"}
            body = {"columns": 1, "gadgets": [seen["gadgets"][0], second]}
            client.put("/dashboard", json=body, headers={"x-access-key": KEY}).raise_for_status()
        return "second"

    def wiki(self, *addresses: str) -> None:
        """Make a page of another site that frames these addresses."""
        frames = "".join(f"<iframe src='{one}' width='700' height='500'></iframe>" for one in addresses)
        page = self.folder / "127.0.0.1" / "wiki" / "index.html"
        page.write_text(f"<!doctype html><title>wiki</title>{frames}", "utf-8")


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """Run everything: the server, its redis, a proxy without a sign-on and, at 127.0.0.2, one with it."""
    folder = tmp_path_factory.mktemp("deployed")
    ports = Ports(*(free_port() for _ in range(5)))
    with ExitStack() as stack:
        redis = stack.enter_context(running())
        stack.enter_context(server(folder, ports, redis.url))
        stack.enter_context(proxy(folder / "127.0.0.1", "127.0.0.1", ports, sign_on=False))
        stack.enter_context(proxy(folder / "127.0.0.2", "127.0.0.2", ports, sign_on=True))
        yield Deployed(folder, ports)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give a browser in which a frame of another site has no cookies."""
    arguments = [*ARGUMENTS, "--test-third-party-cookie-phaseout"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give a page; violating its policy or raising an error fails its test."""
    context = browser.new_context(locale="en-US", ignore_https_errors=True)
    context.set_default_timeout(20_000)
    broken: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: broken.append(str(error)))
    opened.on("console", lambda message: broken.append(message.text) if "Content Security" in message.text else None)
    yield opened
    context.close()
    assert broken == []


@holds("examples/deploy/nginx/velocity-chart/proxy.conf", "proxy_set_header Host $http_host;\n")
def test_the_dashboard_opens_by_key_under_its_path(deployed: Deployed, page: Page) -> None:
    """Over TLS, at the one address, with a cookie for that path only; it draws the chart of the demo site."""
    page.goto(deployed.url)
    page.get_by_label("Access key").fill(KEY)
    page.get_by_role("button", name="Open the dashboard").click()
    chart = page.frame_locator("iframe[data-gadget-id] >> nth=0").locator("svg").first
    expect(chart).to_be_visible(timeout=20_000)
    assert page.url == deployed.url
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["path"], cookie["secure"]) == ("__Secure-forge_access", "/velocity", True)


@holds("examples/deploy/nginx/velocity-chart.conf", '\'$remote_addr [$time_local] "$request_method $uri"', "'$request")
def test_a_gadget_is_embedded_on_a_page_of_another_origin(deployed: Deployed, page: Page) -> None:
    """It embeds two, without a cookie and without a login; no line of the proxy's log has a proof."""
    addresses = [deployed.embed_address(), deployed.embed_address(deployed.second_gadget())]
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    deployed.wiki(*addresses)
    page.on("request", note)
    page.goto(f"https://wiki.test:{deployed.ports.wiki}/")
    for number in range(2):
        chart = page.frame_locator("iframe").nth(number).frame_locator("iframe").locator("svg").first
        expect(chart).to_be_visible(timeout=20_000)
    ours = [request for request in asked if request.url.startswith(deployed.url)]
    assert ours
    assert not any("cookie" in request.all_headers() for request in ours)
    log = (deployed.folder / "127.0.0.1" / "velocity-chart.log").read_text("utf-8")
    assert "/velocity/embed/10001" in log
    assert not any(address.partition("token=")[2] in log for address in addresses)


@holds(embedding, "        if any(same):", "        if True:")
def test_what_is_no_embed_address_any_more_shows_nothing(deployed: Deployed, page: Page) -> None:
    """A changed signature, another gadget's id and a withdrawn address: each frame says so, and draws no chart."""
    first, second = deployed.embed_address(), deployed.embed_address(deployed.second_gadget())
    with deployed.client() as client:
        client.delete("/dashboard/gadgets/second/embed", headers={"x-access-key": KEY}).raise_for_status()
    changed = first[:-1] + ("0" if first[-1] != "0" else "1")
    deployed.wiki(changed, first.replace("/embed/10001", "/embed/second"), second)
    page.goto(f"https://wiki.test:{deployed.ports.wiki}/")
    for number in range(3):
        told = page.frame_locator("iframe").nth(number).get_by_role("alert")
        expect(told).to_contain_text("its embed address was withdrawn or is incomplete")
        expect(page.frame_locator("iframe").nth(number).locator("iframe")).to_have_count(0)


@holds(Headers, 'framers = " ".join(("\'self\'", *embed_origins))', 'framers = "*"')
def test_a_page_of_a_wrong_origin_frames_nothing(deployed: Deployed, browser: Browser) -> None:
    """On a page whose origin is not in the settings the browser refuses to show the valid address."""
    deployed.wiki(deployed.embed_address())
    context = browser.new_context(ignore_https_errors=True)
    evil = context.new_page()
    evil.goto(f"https://evil.test:{deployed.ports.wiki}/")
    assert refused(evil)
    context.close()


CHANGES = [
    (method, re.sub(r"\{\w+\}", "10002", route.path.replace("{functionKey}", "getVelocity")))
    for route in ROUTES
    for method in sorted(route.methods - {"GET", "HEAD"})
]


def test_a_proof_opens_no_other_address_through_the_proxy(deployed: Deployed) -> None:
    """Each POST, PUT and DELETE of another route or gadget is refused, however the proof is sent."""
    token = deployed.embed_address().partition("token=")[2]
    ways = ({"x-embed-token": token}, {"authorization": f"Bearer {token}"})
    with deployed.client() as client:
        for method, path in CHANGES:
            body = None if method == "DELETE" else {"functionKey": "getVelocity", "key": token}
            for way in ways:
                answer = client.request(method, f"{path}?token={token}", json=body, headers=way)
                assert answer.status_code in {401, 403}, path


def test_plain_http_leads_to_tls(deployed: Deployed) -> None:
    """Plain HTTP serves nothing, and browsers are told to stay with TLS."""
    with deployed.client(port=deployed.ports.plain) as plain, deployed.client() as client:
        answer = plain.get("/velocity/d/team")
        assert (answer.status_code, answer.headers["location"]) == (301, "https://tools.test/velocity/d/team")
        assert client.get("/readyz").headers["strict-transport-security"] == "max-age=31536000"


@holds("examples/deploy/nginx/velocity-chart/sign-on.conf", "auth_request /velocity/oauth2/auth;\n")
def test_a_sign_on_adds_the_key(deployed: Deployed) -> None:
    """Whoever has signed on has the role of the proxy's key; all others see where to sign on, and nothing else."""
    with deployed.client("127.0.0.2") as client:
        refused = client.get("/session")
        assert (refused.status_code, refused.text) == (403, "sign on here")
        assert client.get("/session", headers=SIGNED_ON).json()["role"] == "view"
        assert client.get("/session", headers={**SIGNED_ON, "authorization": f"Bearer {KEY}"}).json()["role"] == "view"
        assert client.put("/dashboard", json={}, headers=SIGNED_ON).json()["type"] == "/problems/view-only"


def test_an_embedded_gadget_needs_no_sign_on_and_gets_no_key(deployed: Deployed) -> None:
    """Its proof opens the page; without one, no key that the proxy added opens it."""
    proof = deployed.embed_address().partition("?")[2]
    with deployed.client("127.0.0.2") as client:
        assert client.get(f"/embed/10001?{proof}").status_code == 200
        assert client.get("/embed/10001", headers=SIGNED_ON).status_code == 401


@holds("examples/deploy/nginx/velocity-chart.conf", "        limit_req zone=velocity_login burst=10 nodelay;\n")
def test_guesses_at_the_login_are_slowed_down_by_the_proxy(deployed: Deployed) -> None:
    """More than ten at once are refused before the server sees them; the other proxy has its own count."""
    with deployed.client("127.0.0.2") as client:
        answers = [client.post("/login", content=b"") for _ in range(20)]
    assert any(one.status_code == 429 and "nginx" in one.text for one in answers)
