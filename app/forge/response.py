"""What a product request answers, with what `fetch`'s Response offers."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from http.client import responses
from typing import Any, Final

import httpx
import orjson

from app.forge.errors import ProductRequestError

DEEPEST: Final = 64
"""How deep an answer's JSON may nest; Jira's documented answers stay below 15."""

_NO_BRACKETS: Final = bytes(set(range(256)) - set(b"[]{}"))
_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_JSON_TYPE: Final = re.compile(r"application/(?:[a-z0-9.+-]+\+)?json\s*(?:;|$)", re.IGNORECASE)
_UNREAD: Final = object()


class Response:
    """An answer of the product: `status`, `status_text`, `ok`, `headers` (names in any case), and its body."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = httpx.Headers(dict(headers))
        self._body = body
        self._json: Any = _UNREAD

    def __repr__(self) -> str:
        return f"<Response {self.status}>"

    @property
    def ok(self) -> bool:
        """Whether the status is a success."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def status_text(self) -> str:
        """The status in words, empty for a status without a name."""
        return responses.get(self.status, "")

    async def bytes(self) -> bytes:
        """Return the body."""
        return self._body

    async def text(self) -> str:
        """Return the body as UTF-8; what is none is replaced."""
        return self._body.decode("utf-8", "replace")

    async def json(self) -> Any:
        """Return the body's JSON, decoded once: every call gives the same object.

        Raises `ProductRequestError` of the type `not-json` when the content type is another, as that of a log-in page,
        and of the type `invalid-json` when the body is not strict JSON or nests deeper than `DEEPEST`.
        """
        if self._json is _UNREAD:
            self._json = self._decoded()
        return self._json

    def _decoded(self) -> Any:
        if not _JSON_TYPE.match(self.headers.get("content-type", "")):
            raise ProductRequestError(
                "Jira's address answered with something else than data, such as a page to log in at. "
                "Check the site's address and the credentials.",
                type="not-json",
                status=502,
            )
        if depth_within(self._body, DEEPEST):
            try:
                return orjson.loads(self._body)
            except orjson.JSONDecodeError:
                pass
        raise ProductRequestError(
            "Jira's answer is damaged: it is not the JSON that it says it is. Try again.",
            type="invalid-json",
            status=502,
        )


def depth_within(text: bytes, deepest: int) -> bool:
    """Say whether JSON nests no deeper than that; False as well when its brackets do not match.

    Outside of texts, pairs of brackets are struck out from the inside, a level at a time: a fraction of decoding.
    """
    outside = _STRING.sub(b"", text) if b"\\" in text else b"".join(text.split(b'"')[::2])
    brackets = outside.translate(None, _NO_BRACKETS)
    for _ in range(deepest):
        if not brackets:
            break
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
    return not brackets
