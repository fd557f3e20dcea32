"""A transport that copies every answer, as the source of a recorded site."""

import re
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import orjson

MOST_BYTES: Final = 64 * 1024 * 1024
"""The most decompressed bytes of one answer; larger ones are not recorded."""

GZIP: Final = 16 + zlib.MAX_WBITS
"""The window that makes zlib read gzip (zlib's manual, `inflateInit2`)."""


@dataclass(frozen=True)
class Answered:
    """A request and its answer: the path from `/rest` on, the decoded body that was sent, status, decoded answer."""

    path: str
    sent: Any
    status: int
    answer: Any


class Tee(httpx.AsyncBaseTransport):
    """Passes requests on to another transport; `answered` holds complete answers in order of completion."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.answered: list[Answered] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and record its answer once it has been read completely."""
        sent = await request.aread()
        response = await self._inner.handle_async_request(request)
        path = re.sub(r"^.*?(?=/rest/)", "", urlsplit(str(request.url)).path)

        def keep(body: bytes) -> None:
            content = _unpacked(body, response.headers.get("content-encoding", ""))
            self.answered.append(Answered(path, _json(sent), response.status_code, _json(content)))

        assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101 - what an asynchronous transport gives
        response.stream = _Copied(response.stream, keep)
        return response

    async def aclose(self) -> None:
        """Close the other transport."""
        await self._inner.aclose()


class _Copied(httpx.AsyncByteStream):
    def __init__(self, inner: httpx.AsyncByteStream, keep: Any) -> None:
        self._inner = inner
        self._keep = keep

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield each chunk; an incomplete stream is not recorded."""
        parts = []
        async for part in self._inner:
            parts.append(part)
            yield part
        self._keep(b"".join(parts))

    async def aclose(self) -> None:
        await self._inner.aclose()


def _unpacked(body: bytes, encoding: str) -> bytes:
    if encoding != "gzip":
        return body
    try:
        return zlib.decompressobj(GZIP).decompress(body, MOST_BYTES)
    except zlib.error:
        return b""


def _json(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
