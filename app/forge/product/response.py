"""The answer of a product request, with the interface of `fetch`'s Response."""

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
    """An answer of the product: `status`, `status_text`, `ok`, `headers` (case-insensitive), and its body."""

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
        """The reason phrase of the status, empty if it has none."""
        return responses.get(self.status, "")

    @property
    def is_json(self) -> bool:
        """Whether the body is declared as JSON; that of a login page is not."""
        return _JSON_TYPE.match(self.headers.get("content-type", "")) is not None

    async def bytes(self) -> bytes:
        """Return the body."""
        return self._body

    async def text(self) -> str:
        """Return the body as UTF-8, with replacement characters for invalid bytes."""
        return self._body.decode("utf-8", "replace")

    async def json(self) -> Any:
        """Return the decoded JSON of the body; every call returns the same object.

        Raises `ProductRequestError` of type `not-json` for another content type, such as that of a login page, and of
        type `invalid-json` if the body is not strict UTF-8 JSON or is nested deeper than 1,024 levels.
        """
        if self._json is _UNREAD:
            self._json = self._decoded()
        return self._json

    def _decoded(self) -> Any:
        if not self.is_json:
            raise ProductRequestError(
                "Jira's address answered with something other than data, such as a login page. "
                "Check the site's address and the credentials.",
                type="not-json",
                status=502,
            )
        try:
            return orjson.loads(self._body)
        except orjson.JSONDecodeError:
            message = "Jira's answer is damaged: it is not valid JSON. Try again."
            raise ProductRequestError(message, type="invalid-json", status=502) from None
