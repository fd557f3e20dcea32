"""A server on a port of this machine that sends exactly the given bytes."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Speech = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Wire:
    """What the server received, and what it sends next; the last of `speeches` repeats."""

    speeches: list[Speech]
    requests: list[bytes] = field(default_factory=list)
    writers: dict[asyncio.Task[None], asyncio.StreamWriter] = field(default_factory=dict)
    port: int = 0

    @property
    def site(self) -> str:
        """The server's address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def connections(self) -> int:
        """The number of connections so far."""
        return len(self.writers)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection until either side ends it."""
        task = asyncio.current_task()
        assert task
        self.writers[task] = writer
        try:
            while not writer.is_closing():
                self.requests.append(await reader.readuntil(b"\r\n\r\n"))
                await (self.speeches.pop(0) if len(self.speeches) > 1 else self.speeches[0])(writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def speaking(*speeches: Speech, tls: ssl.SSLContext | None = None) -> AsyncIterator[Wire]:
    """Run the server on a free port."""
    wire = Wire(list(speeches))
    server = await asyncio.start_server(wire.serve, "127.0.0.1", 0, ssl=tls)
    wire.port = server.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        server.close()
        for writer in wire.writers.values():
            writer.transport.abort()
        await asyncio.gather(*wire.writers)


def says(*parts: bytes, pause: float = 0.0, end: str = "keep") -> Speech:
    """Return a speech of parts with pauses between them; `end` is to `keep`, `close` or `reset` the connection."""

    async def speech(writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)
        if end == "close":
            writer.close()
        if end == "reset":
            writer.transport.abort()

    return speech


def answer(body: bytes = b'{"ok":true}', *, status: str = "200 OK", length: int | None = None, more: str = "") -> bytes:
    """Return an HTTP answer, whose declared length may be wrong."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{more}"
    return f"{head}Content-Length: {len(body) if length is None else length}\r\n\r\n".encode() + body


def chunked(parts: list[bytes], more: str = "") -> list[bytes]:
    """Return an answer without a declared length, in chunks."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{more}Transfer-Encoding: chunked\r\n\r\n".encode()
    return [head, *(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in parts), b"0\r\n\r\n"]
