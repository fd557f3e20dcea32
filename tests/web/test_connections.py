"""Connections to a real server process: slow ones end, idle ones are closed, refusals have our error shape."""

import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from app.web import connections, listen
from tests.support.holds import holds
from tests.web import tiny

ROOT = Path(__file__).parents[2]
SHORT = """
import sys
from app.web import connections
for name, value in (one.split("=") for one in sys.argv[2:]):
    assert hasattr(connections, name)
    setattr(connections, name, float(value) if "SECONDS" in name else int(value))
from app.__main__ import main
sys.exit(main(["serve", "--port", "0", "--manifest", sys.argv[1]]))
"""


@contextmanager
def serving(folder: Path, **limits: float) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Give a serving process with these limits, and its port."""
    manifest = tiny.write(folder)
    line = [sys.executable, "-c", SHORT, str(manifest), *(f"{name}={value}" for name, value in limits.items())]
    environ = {"HOME": str(folder), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(line, env=environ, text=True, stdout=subprocess.PIPE)  # noqa: S603 - our own line
    try:
        assert process.stdout
        yield process, int(process.stdout.readline().split()[2].rpartition(":")[2])
    finally:
        process.kill()
        process.communicate()


@contextmanager
def served(folder: Path, **limits: float) -> Iterator[int]:
    """Give the port of a serving process with these limits."""
    with serving(folder, **limits) as (_, port):
        yield port


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Give the port of a server with the default limits."""
    with served(tmp_path_factory.mktemp("plain")) as port:
        yield port


def connected(stack: ExitStack, port: int, said: bytes = b"", *, source: str = "127.0.0.1") -> socket.socket:
    """Give a connection from an address of this machine on which something has been sent."""
    made = stack.enter_context(socket.create_connection(("127.0.0.1", port), 20, (source, 0)))
    if said:
        made.sendall(said)
    return made


def rest(connection: socket.socket) -> bytes:
    """Return everything received until the other side closes."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def healthy(port: int, source: str = "127.0.0.1") -> int:
    """Return the status of a call from an address of this machine."""
    transport = httpx.HTTPTransport(local_address=source)
    with httpx.Client(transport=transport, trust_env=False, timeout=20) as client:
        return client.get(f"http://127.0.0.1:{port}/healthz").status_code


def dressed(answer: bytes, status: int, kind: str) -> None:
    """Assert that an answer is a problem with all headers, and closes the connection."""
    head, _, body = answer.decode().partition("\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ")
    for line in ("x-content-type-options: nosniff", "cache-control: no-store", "connection: close"):
        assert line in head.lower()
    assert "content-type: application/problem+json" in head.lower()
    assert "frame-ancestors 'none'" in head
    assert f'"type":"/problems/{kind}"' in body


HOST = b"Host: 127.0.0.1\r\n"
POST = b"POST /invoke HTTP/1.1\r\nContent-Type: application/json\r\n"


@holds(
    connections,
    "        super().connection_made(transport)\n        self._arm(HEAD_SECONDS)\n",
    "        super().connection_made(transport)\n",
)
def test_a_silent_connection_is_closed(tmp_path: Path) -> None:
    """A client that sends nothing is cut off without an answer."""
    with served(tmp_path, HEAD_SECONDS=0.3) as port, ExitStack() as stack:
        assert rest(connected(stack, port)) == b""


@holds(connections, "        if phase is self.phase:\n            return\n")
def test_a_dripping_head_ends(tmp_path: Path) -> None:
    """A byte now and then does not extend the time limit of a head."""
    with served(tmp_path, HEAD_SECONDS=0.5) as port, ExitStack() as stack:
        slow = connected(stack, port, b"GET / HTTP/1.1\r\nX: ")
        ended = threading.Event()

        def drip() -> None:
            while not ended.wait(0.05):
                try:
                    slow.sendall(b"x")
                except OSError:
                    return

        dripping = threading.Thread(target=drip)
        dripping.start()
        dressed(rest(slow), 408, "too-slow")
        ended.set()
        dripping.join()


@holds(connections, "{Phase.HEAD: HEAD_SECONDS, Phase.BODY: BODY_SECONDS}", "{Phase.BODY: BODY_SECONDS}")
def test_a_head_that_follows_an_answer_has_a_limit_too(tmp_path: Path) -> None:
    """A connection cannot stall after its first good request."""
    with served(tmp_path, HEAD_SECONDS=0.5) as port, ExitStack() as stack:
        kept = connected(stack, port, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\nGET /" % port)
        dressed(b"HTTP/1.1 408 " + rest(kept).partition(b"HTTP/1.1 408 ")[2], 408, "too-slow")


@holds(connections, "{Phase.HEAD: HEAD_SECONDS, Phase.BODY: BODY_SECONDS}", "{Phase.HEAD: HEAD_SECONDS}")
def test_a_dripping_body_ends(tmp_path: Path) -> None:
    """A body has a time limit of its own, with which the waiting request ends."""
    with served(tmp_path, BODY_SECONDS=0.4) as port, ExitStack() as stack:
        slow = connected(stack, port, POST + b"Host: 127.0.0.1:%d\r\nContent-Length: 9\r\n\r\n{" % port)
        dressed(rest(slow), 408, "too-slow")
        assert healthy(port) == 200


@holds(connections, "self._unread = self.loop.call_later(WRITE_SECONDS, self.transport.abort)", "self._unread = None")
def test_an_answer_that_nobody_reads_is_dropped(tmp_path: Path) -> None:
    """A client that keeps asking and reads nothing loses the connection, so that answers do not pile up."""
    with served(tmp_path, WRITE_SECONDS=0.4, HEAD_SECONDS=0.4, CLOSE_SECONDS=0.4) as port, ExitStack() as stack:
        deaf = connected(stack, port)
        ask = b"GET /bridge/tokens.css HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % port
        with pytest.raises(OSError, match=r"reset|[Bb]roken"):
            deaf.sendall(ask * 500_000)


@holds(connections, "if one.phase is Phase.HEAD and one is not newcomer", "if False")
@holds(connections, "(-counts[one.address], one.since)", "one.since")
def test_idle_connections_give_way(tmp_path: Path) -> None:
    """Above the limit the oldest idle one of the address with the most is closed, so that new callers get in."""
    with served(tmp_path, MOST_CONNECTIONS=20) as port, ExitStack() as stack:
        kept = connected(stack, port, source="127.0.0.2")
        first = connected(stack, port)
        for _ in range(30):
            connected(stack, port, b"GET / HTTP/1.1\r\n")
        assert healthy(port, "127.0.0.3") == 200
        assert rest(first) == b""
        kept.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n" % port)
        assert rest(kept).startswith(b"HTTP/1.1 200 ")


@holds(connections, "return _fit(list(everyone), MOST_CONNECTIONS, newcomer)", "return True")
@holds(
    connections,
    'answer.raw_headers += [*REST.items(), (b"connection", b"close")]',
    'answer.raw_headers += [(b"connection", b"close")]',
)
def test_connections_are_bounded(tmp_path: Path) -> None:
    """When all are busy the next one gets the usual error, with a time to come back."""
    with served(tmp_path, MOST_CONNECTIONS=10) as port, ExitStack() as stack:
        stalled = POST + b"Host: 127.0.0.1:%d\r\nContent-Length: 9\r\n\r\n{" % port
        for _ in range(10):
            connected(stack, port, stalled)
        time.sleep(0.3)
        answer = rest(connected(stack, port, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"))
        dressed(answer, 503, "too-many-connections")
        assert re.search(rb"retry-after: 1\r\n", answer)


@holds(connections, "if not _fit(mine, MOST_OF_ONE_ADDRESS, newcomer):", "if False:")
def test_one_address_does_not_take_all(tmp_path: Path) -> None:
    """An address has its own bound, below the total: another one is served meanwhile."""
    assert connections.MOST_OF_ONE_ADDRESS < connections.MOST_CONNECTIONS
    with served(tmp_path, MOST_OF_ONE_ADDRESS=10, MOST_CONNECTIONS=20) as port, ExitStack() as stack:
        stalled = POST + b"Host: 127.0.0.1:%d\r\nContent-Length: 9\r\n\r\n{" % port
        for _ in range(10):
            connected(stack, port, stalled)
        time.sleep(0.3)
        assert healthy(port) == 503
        assert healthy(port, "127.0.0.2") == 200


@holds(listen, "        http=Connection,\n", '        http="h11",\n')
@holds(connections, 'if {b"transfer-encoding", b"content-length"} <= names:', "if False:")
def test_two_lengths_are_refused_and_the_connection_is_closed(plain: int) -> None:
    """What follows a head with both lengths is never read as a request."""
    smuggled = b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    port = plain
    with ExitStack() as stack:
        head = POST + b"Host: 127.0.0.1:%d\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" % port
        answer = rest(connected(stack, port, head + smuggled))
        dressed(answer, 400, "bad-request")
        assert answer.count(b"HTTP/1.1 ") == 1


@holds(
    connections,
    '*answer.raw_headers, *REST.items(), (b"connection", b"close")',
    '*answer.raw_headers, (b"connection", b"close")',
)
@pytest.mark.parametrize(
    "said",
    [
        b"\x00\xff\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET /\xc3\xbc HTTP/1.1\r\nHost: x\r\n\r\n",
        POST + HOST + b"Content-Length: 1, 2\r\n\r\n",
        POST + HOST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000,
    ],
    ids=["noise", "space before a colon", "target", "two numbers", "chunk", "long head"],
)
def test_what_is_not_http_is_refused_in_our_shape(said: bytes, plain: int) -> None:
    """The server's own 400 is a problem with the headers of every answer and repeats nothing of the request."""
    with ExitStack() as stack:
        answer = rest(connected(stack, plain, said.replace(HOST, b"Host: 127.0.0.1:%d\r\n" % plain)))
        dressed(answer, 400, "bad-request")


@pytest.mark.parametrize(
    "name",
    [
        b"Host",
        b"Origin",
        b"Cookie",
        b"Authorization",
        b"X-Access-Key",
        b"If-None-Match",
        b"Accept-Encoding",
        b"Content-Type",
        b"Sec-Fetch-Site",
        b"Sec-Fetch-Mode",
    ],
)
def test_bytes_above_ascii_in_a_head_break_nothing(name: bytes, plain: int) -> None:
    """Any byte that HTTP allows in a header that the server reads gives an answer other than a 500."""
    port = plain
    with ExitStack() as stack:
        for method in (b"GET / ", b"GET /bridge/tokens.css ", b"POST /invoke "):
            host = b"" if name == b"Host" else b"Host: 127.0.0.1:%d\r\n" % port
            head = method + b"HTTP/1.1\r\n" + host + name + b": \xff\xb2\xe9\x80\r\nConnection: close\r\n\r\n"
            status = int(rest(connected(stack, port, head)).split()[1])
            assert status < 500


def asked_to_end(process: subprocess.Popen[str], port: int) -> None:
    """Send the signal that ends a server, and wait until it accepts no connection any more."""
    process.terminate()
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 20).close()
        except OSError:
            return
    pytest.fail("still accepts connections")


@holds(
    connections,
    "        if self.phase is Phase.HEAD:\n            self.loop",
    "        if False:\n            self.loop",
)
@holds(connections, "            self.cycle.keep_alive = False\n", "            pass\n")
def test_who_has_just_connected_is_answered_by_a_server_that_ends(tmp_path: Path) -> None:
    """What is sent on an open connection right after the signal gets its answer, and the server ends right after it."""
    with serving(tmp_path, LAST_SECONDS=1000) as (process, port), ExitStack() as stack:
        head = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n" % port
        new, begun, used = connected(stack, port), connected(stack, port, head), connected(stack, port, head + b"\r\n")
        answer = b""
        while b'{"status":"alive"}' not in answer:
            answer += used.recv(65536)
        asked_to_end(process, port)
        for one, rest_of_head in ((new, head + b"\r\n"), (begun, b"\r\n"), (used, head + b"\r\n")):
            one.sendall(rest_of_head)
            assert rest(one).startswith(b"HTTP/1.1 200 ")
        assert process.wait(listen.GRACE_SECONDS) == -signal.SIGTERM


@holds(connections, "        if self.phase is Phase.HEAD:\n            self.transport.close()\n\n", "        pass\n\n")
@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\n"])
def test_a_server_that_ends_does_not_wait_for_who_says_nothing(said: bytes, tmp_path: Path) -> None:
    """A connection that has waited for a request for a while is closed at the signal, in the middle of a head too."""
    with serving(tmp_path, LAST_SECONDS=0.2) as (process, port), ExitStack() as stack:
        idle = connected(stack, port, said)
        assert healthy(port) == 200
        before = time.monotonic()
        process.terminate()
        assert rest(idle) == b""
        assert process.wait(20) == -signal.SIGTERM
        assert time.monotonic() - before < listen.GRACE_SECONDS
