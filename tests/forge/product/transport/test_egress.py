import asyncio
import base64
import gzip
import logging
import pickle
import ssl
import time
import traceback
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from app.clock import Clock, SystemClock
from app.forge.errors import ProductRequestError
from app.forge.product.client import Product
from app.forge.product.response import Response
from app.forge.product.route import route
from app.forge.product.transport import egress
from app.forge.product.transport.decompression import MOST_ON_THE_WIRE, STEP, Unpacker
from app.forge.product.transport.egress import TRY_SECONDS, Egress
from app.jira import remote
from app.jira.remote import Bearer, remote_upstream
from app.settings import Secret
from tests.forge.product.conftest import ORIGIN, SCOPES, upstream_of
from tests.forge.product.wire import Wire, answer, chunked, says, speaking
from tests.support.clock import FakeClock
from tests.support.holds import holds

MB = 1024 * 1024
Credentials = dict[str, Secret]
NONE: Credentials = {}
PEM = Path(__file__).parents[3] / "data" / "untrusted.pem"


@asynccontextmanager
async def product_at(
    site: str, *, clock: Clock | None = None, try_seconds: float = TRY_SECONDS, credentials: Credentials = NONE
) -> AsyncIterator[Product]:
    """Make product requests to a server on this machine."""
    upstream = remote_upstream(site, **credentials)
    made = Product(upstream, clock=clock or FakeClock(), random=lambda: 0.5, try_seconds=try_seconds)
    try:
        yield made
    finally:
        await made.aclose()


async def ask(product: Product, where: str = "/rest/api/3/field", *, seconds: float = 25) -> Response:
    """Make one request."""
    return await product.request(route(where), scopes=SCOPES, deadline=product._clock.monotonic() + seconds)


async def failure(wire: Wire, *, clock: Clock | None = None, credentials: Credentials = NONE) -> ProductRequestError:
    """Return the error of a request to this server."""
    async with product_at(wire.site, clock=clock, credentials=credentials) as product:
        with pytest.raises(ProductRequestError) as caught:
            await ask(product)
        return caught.value


async def test_an_answer_comes_over_the_wire() -> None:
    """Answers are read, and the connection is reused."""
    async with speaking(says(answer())) as wire, product_at(wire.site) as product:
        assert await (await ask(product)).json() == {"ok": True}
        await ask(product)
    assert (len(wire.requests), wire.connections) == (2, 1)
    assert wire.requests[0].startswith(b"GET /rest/api/3/field HTTP/1.1\r\n")


@pytest.mark.parametrize(
    "cut",
    [
        says(answer(length=100), end="close"),
        says(answer(length=100), end="reset"),
        says(b"HTTP/1.1 200 OK\r\nContent-", end="close"),
        says(b"HTTP/1.1 200 OK\r\nContent-", end="reset"),
        says(*chunked([b'{"ok":'])[:-1], end="close"),
        says(b"nonsense\r\n\r\n", end="close"),
        says(end="close"),
    ],
)
async def test_a_cut_answer_is_tried_again_and_never_used(cut: Any) -> None:
    """An answer that ends early does not count: the next try does, and four of them are a failure."""
    async with speaking(cut, says(answer())) as wire, product_at(wire.site) as product:
        assert await (await ask(product)).json() == {"ok": True}
        assert len(wire.requests) == 2
    async with speaking(cut) as wire:
        assert (await failure(wire)).type == "jira-unreachable"
        assert len(wire.requests) == 4


async def test_a_port_where_nobody_listens() -> None:
    """A refused connection is retried, and then reported."""
    async with speaking(says(answer())) as wire:
        pass
    clock = FakeClock()
    assert (await failure(wire, clock=clock)).type == "jira-unreachable"
    assert len(clock.sleeps) == 3


DRIP = says(answer(b"", length=100), *[b"x"] * 100, pause=0.03)
"""Three seconds of an answer."""


@holds(Egress, "outer = asyncio.timeout(seconds)", "outer = asyncio.timeout(None)")
async def test_a_dripping_answer_is_cut_at_the_deadline() -> None:
    """An answer of one byte at a time is cut before the caller's time ends, and not retried."""
    async with speaking(DRIP) as wire, product_at(wire.site, clock=SystemClock()) as product:
        started = time.monotonic()
        with pytest.raises(ProductRequestError) as caught:
            await ask(product, seconds=0.4)
        assert caught.value.type == "jira-timeout"
        assert 0.3 < time.monotonic() - started < 0.4 + 0.3
    assert len(wire.requests) == 1


@holds(egress, "asyncio.timeout_at(self._ends)", "asyncio.timeout_at(None)")
async def test_a_dripping_answer_is_cut_within_its_own_time() -> None:
    """Each try has a time of its own, after which another follows while the caller still waits."""
    async with speaking(DRIP, says(answer())) as wire, product_at(wire.site, try_seconds=0.1) as product:
        started = time.monotonic()
        assert (await ask(product)).ok
        assert time.monotonic() - started < 5
    assert len(wire.requests) == 2


async def test_callers_in_a_hurry_do_not_close_the_way() -> None:
    """An answer that its caller's deadline cut says nothing about the site."""
    async with speaking(*[DRIP] * 6, says(answer())) as wire, product_at(wire.site, clock=SystemClock()) as product:
        for _ in range(6):
            with pytest.raises(ProductRequestError):
                await ask(product, seconds=0.05)
        assert (await ask(product)).ok


async def test_a_packed_answer_is_unpacked() -> None:
    """Gzip is the only compression that is requested and understood."""
    packed = answer(gzip.compress(b'{"ok":true}'), more="Content-Encoding: gzip\r\n")
    async with speaking(says(packed)) as wire, product_at(wire.site) as product:
        response = await ask(product)
        assert await response.json() == {"ok": True}
        assert "content-encoding" not in response.headers
    assert b"Accept-Encoding: gzip\r\n" in wire.requests[0]


PACKED = gzip.compress(b'{"ok":true}', mtime=0)


@holds(Unpacker, 'if encoding not in {"identity", "gzip"}:', "if False:")
@holds(Unpacker, "if inflate.unused_data:", "if False:")
@holds(Unpacker, "if self._inflate is not None and not self._inflate.eof and self._fed:", "if False:")
@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(PACKED, mtime=0), "gzip, gzip"),
        (zlib.compress(b"{}"), "deflate"),
        (b"{}", "br"),
        (PACKED[:-9], "gzip"),
        (PACKED + b"more", "gzip"),
        (PACKED + PACKED, "gzip"),
        (b"{}", "gzip"),
    ],
)
async def test_other_packings_are_refused(body: bytes, encoding: str) -> None:
    """Nested, unknown, truncated and trailing compressions are errors, and not retried."""
    async with speaking(says(answer(body, more=f"Content-Encoding: {encoding}\r\n"))) as wire:
        assert (await failure(wire)).type == "answer-damaged"
        assert len(wire.requests) == 1


@pytest.mark.parametrize("size", [0, 1, STEP - 1, STEP, STEP + 1, 3 * STEP])
@pytest.mark.parametrize("piece", [1, 7, 1 << 20])
def test_an_answer_is_unpacked_in_any_pieces(size: int, piece: int) -> None:
    """However a compressed body is split on its way, all of it comes out."""
    body = bytes(index * 7919 % 251 for index in range(size))
    packed = gzip.compress(body)
    unpacker = Unpacker({"content-encoding": "gzip"})
    for start in range(0, len(packed), piece):
        unpacker.feed(packed[start : start + piece])
    assert unpacker.finish() == body


async def test_an_empty_answer_is_not_damaged() -> None:
    """An empty body needs no decompression."""
    empty = answer(b"", status="404 Not Found", more="Content-Encoding: gzip\r\n")
    async with speaking(says(empty)) as wire, product_at(wire.site) as product:
        assert await (await ask(product)).bytes() == b""


@holds(Unpacker, "if self._size > self._body_cap:", "if False:")
@holds(Unpacker, "inflate.decompress(chunk, STEP)", "inflate.decompress(chunk)")
async def test_a_bomb_does_not_go_off() -> None:
    """200 KB that expand to 200 MB stop at the cap, before they fill the memory."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join([*(packer.compress(bytes(MB)) for _ in range(200)), packer.flush()])
    assert len(bomb) < MB
    async with speaking(says(answer(bomb, more="Content-Encoding: gzip\r\n"))) as wire:
        tracemalloc.start()
        try:
            assert (await failure(wire)).type == "answer-too-large"
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 26 * MB


@holds(Unpacker, "if self._wire_left < 0:", "if False:")
@pytest.mark.parametrize(
    "parts", [[answer(b"", length=9 * MB)], [answer(bytes(MB), length=9 * MB)], chunked([bytes(MB)] * 9)]
)
async def test_an_answer_has_a_size_on_the_wire(parts: list[bytes]) -> None:
    """More than 8 MB, declared or not, is refused, and the connection is closed."""
    async with speaking(says(*parts, end="keep")) as wire:
        assert (await failure(wire)).type == "answer-too-large"
        assert (len(wire.requests), wire.connections) == (1, 1)


@holds(Unpacker, "if declared is not None and declared > wire_cap:", "if False:")
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_declared_size_is_enough_to_refuse(encoding: str) -> None:
    """A declared size above 8 MB is refused before a byte of the body is read."""
    headers = {"content-encoding": encoding, "content-length": str(MOST_ON_THE_WIRE)}
    assert Unpacker(headers)
    with pytest.raises(ProductRequestError) as caught:
        Unpacker(headers | {"content-length": str(MOST_ON_THE_WIRE + 1)})
    assert caught.value.type == "answer-too-large"


@holds(Egress, "                refuse_redirect(response.status_code)\n")
@holds(
    Egress,
    "await self._upstream.transport.handle_async_request(request)",
    "await httpx.AsyncClient(follow_redirects=True).send(request, stream=True)",
)
async def test_a_redirect_makes_one_request() -> None:
    """No redirect is followed, not even to the same host."""
    async with speaking(says(answer())) as other:
        leads = says(answer(b"", status="302 Found", more=f"Location: {other.site}/rest/api/3/field\r\n"))
        async with speaking(leads) as wire:
            assert (await failure(wire, credentials={"bearer_token": Secret("canary")})).type == "redirect-refused"
            assert (len(wire.requests), len(other.requests)) == (1, 0)


@pytest.mark.parametrize("location", ["http://[", "file:///etc/passwd", "//elsewhere", "/", "\\\\x", "http://a:b"])
async def test_where_a_redirect_leads_is_not_looked_at(location: str) -> None:
    """A redirect to an unreadable address is refused like any other, at the first answer."""
    leads = says(answer(b"", status="307 Temporary Redirect", more=f"Location: {location}\r\n"))
    async with speaking(leads) as wire:
        assert (await failure(wire)).type == "redirect-refused"
        assert len(wire.requests) == 1


@holds(
    remote,
    "network_backend=Backend(),",
    'network_backend=Backend(),\n        proxy=httpcore.Proxy(__import__("os").environ["HTTP_PROXY"]),',
)
async def test_the_environment_has_no_say(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proxies and netrc files of the environment are not used."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login canary password canary")
    netrc.chmod(0o600)
    async with speaking(says(answer())) as proxy, speaking(says(answer())) as wire:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.site)
        monkeypatch.setenv("NETRC", str(netrc))
        async with product_at(wire.site) as product:
            assert (await ask(product)).ok
        assert proxy.connections == 0
        assert b"authorization" not in wire.requests[0].lower()


@holds(remote, "verify=True", "verify=False")
@holds(remote, "trust_env=False", "trust_env=True")
async def test_a_certificate_that_nobody_trusts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site without a trusted certificate gets no request, whatever the environment trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    async with speaking(says(answer()), tls=context) as wire, product_at(f"https://localhost:{wire.port}") as product:
        with pytest.raises(ProductRequestError) as caught:
            await ask(product)
        assert (caught.value.type, caught.value.status) == ("jira-untrusted", 502)
    assert wire.requests == []


@holds(
    Bearer,
    'request.headers["Authorization"] = f"Bearer',
    'request.headers["X-Token"] = request.headers["Authorization"] = f"Bearer',
)
@pytest.mark.parametrize(
    ("credentials", "sent"),
    [
        ({"bearer_token": Secret("canary")}, b"Authorization: Bearer canary\r\n"),
        (
            {"email": Secret("a@b.example"), "api_token": Secret("canary")},
            b"Authorization: Basic " + base64.b64encode(b"a@b.example:canary") + b"\r\n",
        ),
        ({}, b""),
    ],
)
async def test_the_credential_is_in_one_header(credentials: dict[str, Secret], sent: bytes) -> None:
    """The token goes into Authorization and nowhere else; a 401 is final."""
    async with speaking(says(answer(status="401 Unauthorized"))) as wire:
        async with product_at(wire.site, credentials=credentials) as product:
            assert (await ask(product)).status == 401
        assert wire.requests[0].count(b"Authorization") == bool(sent)
        assert sent in wire.requests[0]
        assert b"canary" not in wire.requests[0].replace(sent, b"")
        assert len(wire.requests) == 1


@holds(Product, 'log.debug("%s: %s after %.3f s", operation,', 'log.debug("%s: %s after %.3f s", call.admitted.url,')
async def test_the_credential_is_found_nowhere_else(caplog: pytest.LogCaptureFixture) -> None:
    """Logs at every level, errors with tracebacks, and an upstream's representation hold no form of the token."""
    caplog.set_level(logging.DEBUG)
    secret = {"email": Secret("who@canary.example"), "api_token": Secret("canary/token")}
    forms = [
        "canary",
        quote("canary/token", safe=""),
        base64.b64encode(b"canary/token").decode(),
        base64.b64encode(b"who@canary.example:canary/token").decode(),
    ]
    upstream = remote_upstream("https://tests.atlassian.net", **secret)
    await upstream.transport.aclose()
    shown = [repr(upstream), str(upstream), upstream.account, pickle.dumps(list(secret.values())).decode("latin-1")]
    for speech in (says(answer()), says(end="reset"), says(answer(status="302 Found")), says(answer(length=MB * 9))):
        async with speaking(speech) as wire, product_at(wire.site, credentials=secret) as product:
            try:
                shown.append(repr(await ask(product, "/rest/agile/1.0/board?name=query")))
            except ProductRequestError as error:
                shown += [repr(error), "".join(traceback.format_exception(error))]
            assert b"Basic" in wire.requests[0]
    shown.append(caplog.text)
    assert "GET /rest/agile/1.0/board" in caplog.text
    assert not [form for form in forms if any(form in text for text in shown)]
    assert not any("query" in record.getMessage() for record in caplog.records)


@holds(
    Egress,
    "            slot = await self._window.enter(",
    "            slot = self._upstream.auth(request) or await self._window.enter(",
)
async def test_a_credential_is_added_when_a_request_is_sent() -> None:
    """Not while it waits: a credential may name the invocation, which may end meanwhile."""
    asked: list[httpx.Request] = []
    free = asyncio.Event()

    async def answered(_: httpx.Request) -> httpx.Response:
        await free.wait()
        return httpx.Response(200)

    sender = Egress(upstream_of(httpx.MockTransport(answered), auth=asked.append))
    url = httpx.URL(f"{ORIGIN}/rest/api/3/field")
    calls = [asyncio.create_task(sender.send("GET", url, None, seconds=5)) for _ in range(sender.size + 1)]
    await asyncio.sleep(0.01)
    assert len(asked) == sender.size
    free.set()
    await asyncio.gather(*calls)
    assert len(asked) == sender.size + 1
    await sender.aclose()


@holds(egress, " if name in KEPT_HEADERS}", "}")
async def test_cookies_are_not_kept() -> None:
    """A site's cookie is not sent back to it, and no app sees it."""
    baker = says(answer(more="Set-Cookie: session=canary; Path=/\r\nX-AAccountId: canary\r\n"))
    async with speaking(baker) as wire, product_at(wire.site) as product:
        response = await ask(product)
        await ask(product)
    assert "canary" not in repr(list(response.headers.items()))
    assert b"cookie" not in wire.requests[1].lower()


async def test_many_calls_share_sixteen_connections() -> None:
    """Forty calls at once use sixteen connections."""
    async with speaking(says(answer(), pause=0.002)) as wire, product_at(wire.site) as product:
        await asyncio.gather(*(ask(product) for _ in range(40)))
    assert (len(wire.requests), wire.connections) == (40, 16)
