"""Reads and decompresses an answer's body incrementally under two size limits, so that no answer can exhaust memory."""

import zlib
from collections.abc import Mapping
from typing import Final

from app.forge.errors import ProductRequestError
from app.forge.product.header_values import whole_number

MOST_ON_THE_WIRE: Final = 8 * 1024 * 1024
MOST_UNPACKED: Final = 16 * 1024 * 1024
"""In bytes. The largest answers for a chart are pages of 10,000 history entries, a few megabytes each."""

STEP: Final = 64 * 1024
"""The most bytes decompressed before they are counted."""

GZIP: Final = 31
"""zlib's code for a gzip header and the largest window."""


class Unpacker:
    """Collects an answer's body chunk by chunk.

    Accepts no encoding or a single gzip: httpx would decompress a whole chunk, to up to 1,000 times its size, before it
    could be counted. Raises `ProductRequestError` of the type `answer-too-large` or `answer-damaged`.
    """

    def __init__(
        self, headers: Mapping[str, str], *, wire_cap: int = MOST_ON_THE_WIRE, body_cap: int = MOST_UNPACKED
    ) -> None:
        encoding = headers.get("content-encoding", "identity").strip().lower()
        if encoding not in {"identity", "gzip"}:
            raise damaged("it has an encoding that was not requested")
        declared = whole_number(headers.get("content-length", ""), most=wire_cap + 1)
        if declared is not None and declared > wire_cap:
            raise _too_large()
        self._inflate = zlib.decompressobj(GZIP) if encoding == "gzip" else None
        self._wire_left, self._body_cap = wire_cap, body_cap
        self._fed = False
        self._body: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> None:
        """Add the next chunk."""
        self._fed = self._fed or bool(chunk)
        self._wire_left -= len(chunk)
        if self._wire_left < 0:
            raise _too_large()
        if self._inflate is None:
            self._keep(chunk)
        else:
            self._unpack(self._inflate, chunk)

    def _unpack(self, inflate: "zlib._Decompress", chunk: bytes) -> None:
        while chunk:
            try:
                plain = inflate.decompress(chunk, STEP)
            except zlib.error:
                raise damaged("it cannot be decompressed") from None
            if inflate.unused_data:
                raise damaged("there is data after its end")
            self._keep(plain)
            chunk = inflate.unconsumed_tail

    def _keep(self, plain: bytes) -> None:
        self._size += len(plain)
        if self._size > self._body_cap:
            raise _too_large()
        self._body.append(plain)

    def finish(self) -> bytes:
        """Return the whole body."""
        if self._inflate is not None and not self._inflate.eof and self._fed:
            raise damaged("its end is missing")
        return b"".join(self._body)


def _too_large() -> ProductRequestError:
    message = f"Jira's answer exceeds {MOST_UNPACKED // 1024**2} MB and was not read completely. Request less."
    return ProductRequestError(message, type="answer-too-large", status=502)


def damaged(why: str) -> ProductRequestError:
    """Return the error of an unusable answer."""
    return ProductRequestError(f"Jira's answer is damaged: {why}. Try again.", type="answer-damaged", status=502)
