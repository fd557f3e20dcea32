"""A connection to Jira tells at once whether something has arrived on it."""

import asyncio
import select
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpcore
import pytest

from app.forge.product.transport.connection import Backend, Stream
from tests.forge.product.transport.test_egress import PEM
from tests.support.holds import holds


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[httpcore.AsyncNetworkStream, socket.socket]]:
    """Yield a connection and the other end of it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        stream = await Backend().connect_tcp("127.0.0.1", server.getsockname()[1])
        other, _ = server.accept()
        with other:
            yield stream, other
        await stream.aclose()


async def readable(stream: httpcore.AsyncNetworkStream) -> bool:
    """Return whether the connection is readable within a second."""
    for _ in range(100):
        if stream.get_extra_info("is_readable"):
            return True
        await asyncio.sleep(0.01)
    return False


async def test_bytes_go_both_ways() -> None:
    """What is sent arrives, and what arrives is read."""
    async with connected() as (stream, other):
        await stream.write(b"asked")
        assert other.recv(10) == b"asked"
        other.sendall(b"answered")
        assert await stream.read(100, timeout=5) == b"answered"
        with pytest.raises(httpcore.ReadTimeout):
            await stream.read(100, timeout=0.01)


async def test_what_has_arrived_is_read_at_once() -> None:
    """An answer is not cut into the small parts that httpcore asks for."""
    async with connected() as (stream, other):
        other.sendall(b"x" * 10_000)
        await asyncio.sleep(0.05)
        assert len(await stream.read(100, timeout=5)) > 100


@holds(Stream, "return bool(waiting.poll(0))", "return False")
async def test_a_connection_that_the_site_has_closed_is_readable() -> None:
    """An idle connection is not; one whose other end is closed is, so that the pool drops it."""
    async with connected() as (stream, other):
        assert stream.get_extra_info("is_readable") is False
        other.close()
        assert await readable(stream)


@holds(Stream, "            return True\n", "            return False\n")
async def test_a_closed_connection_is_readable() -> None:
    """So says httpcore, which then drops it."""
    async with connected() as (stream, _):
        await stream.aclose()
        assert stream.get_extra_info("is_readable") is True


async def test_other_questions_are_anyios() -> None:
    """As are all of them on a system without `poll`."""
    async with connected() as (stream, other):
        assert stream.get_extra_info("server_addr") == other.getsockname()
        assert stream.get_extra_info("ssl_object") is None


async def test_without_poll_the_question_is_anyios_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has no `poll`."""
    async with connected() as (stream, other):
        monkeypatch.delattr(select, "poll")
        assert not stream.get_extra_info("is_readable")
        other.close()
        assert await readable(stream)


@holds(Stream, 'if info != "is_readable"', 'if info == "is_readable"')
async def test_the_socket_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often the pool asks, anyio is asked for the socket once."""
    asked: list[str] = []

    def listen(self: Any, info: str) -> Any:
        asked.append(info)
        return original(self, info)

    async with connected() as (stream, _):
        inner = type(stream._stream)  # type: ignore[attr-defined]
        original = inner.get_extra_info
        monkeypatch.setattr(inner, "get_extra_info", listen)
        for _ in range(50):
            stream.get_extra_info("is_readable")
    assert asked == []


async def test_with_tls_it_is_the_same() -> None:
    """A connection with TLS carries bytes, and tells when the site has closed it."""
    served, trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context(cafile=str(PEM))
    served.load_cert_chain(PEM)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"answered " + await reader.read(100))
        await reader.read(100)
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0, ssl=served) as server:
        plain = await Backend().connect_tcp("127.0.0.1", server.sockets[0].getsockname()[1])
        stream = await plain.start_tls(trusting, "localhost")
        await stream.write(b"asked")
        assert await stream.read(100) == b"answered asked"
        assert stream.get_extra_info("ssl_object").version().startswith("TLS")
        await stream.write(b"bye")
        assert await readable(stream)
        await stream.aclose()
