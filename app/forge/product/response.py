"""What a product request answers, with what `fetch`'s Response offers."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from http.client import responses
from typing import Any, Final

import httpx
import orjson

from app.forge.errors import ProductRequestError

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
        and of the type `invalid-json` when the body is not strict JSON in UTF-8, or nests deeper than 1,024.
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
        try:
            return orjson.loads(self._body)
        except orjson.JSONDecodeError:
            message = "Jira's answer is damaged: it is not the JSON that it says it is. Try again."
            raise ProductRequestError(message, type="invalid-json", status=502) from None
