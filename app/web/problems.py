"""Errors as problem details for HTTP APIs (RFC 9457), the form of all errors outside the bridge's envelope."""

import logging
import secrets
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

import orjson
from starlette.responses import Response

from app.forge.errors import ForgeError

logger = logging.getLogger(__name__)

MEDIA_TYPE: Final = "application/problem+json"
LAST_WORD: Final = (
    b'{"type":"/problems/unexpected","title":"Unexpected fault","status":500,'
    b'"detail":"The server met a fault of its own. Try again."}'
)


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """An error answer. `type` is a kebab-case word; `detail` says what happened and what to do, without any input."""

    def __init__(self, status: int, type: str, title: str, detail: str, **details: object) -> None:  # noqa: A002
        super().__init__(detail)
        self.status = status
        self.type = type
        self.title = title
        self.detail = detail
        self.details = details
        self.headers: dict[str, str] = {}

    @classmethod
    def of(cls, error: ForgeError) -> "Problem":
        """Return the problem for a platform error."""
        return cls(error.status, error.type, error.title, error.message, **error.details)

    def document(self) -> dict[str, Any]:
        """Return the members of the answer; `type` is a reference relative to this server."""
        named = {"type": f"/problems/{self.type}", "title": self.title, "status": self.status, "detail": self.detail}
        return {**self.details, **named}

    def answer(self) -> Response:
        """Return the HTTP answer, with `Retry-After` in seconds if known."""
        body = orjson.dumps(self.document())
        return Response(body, self.status, {**retry_after(self.details), **self.headers}, MEDIA_TYPE)


class PageProblem(Problem):
    """A problem that a browser gets as a page of the host."""

    def __init__(self, problem: Problem, page: bytes) -> None:
        super().__init__(problem.status, problem.type, problem.title, problem.detail, **problem.details)
        self.headers = problem.headers
        self.page = page

    def answer(self) -> Response:
        """Return the page."""
        return Response(self.page, self.status, self.headers, "text/html; charset=utf-8")


def retry_after(details: Mapping[str, object]) -> dict[str, str]:
    """Return the `Retry-After` header for details with `retryAfterSeconds`, else no header."""
    seconds = details.get("retryAfterSeconds")
    return {"Retry-After": str(max(0, -int(-seconds // 1)))} if isinstance(seconds, int | float) else {}


def answer_for(error: Exception) -> Response:
    """Return the answer for any exception: that of a `Problem`, else a 500 with a reference only.

    There is an answer whatever fails: each step that may fail has a simpler fallback.
    """
    if isinstance(error, Problem):
        try:
            return error.answer()
        except Exception as unanswerable:  # noqa: BLE001 - a detail that is not JSON, a header that is not Latin-1
            error = unanswerable
    try:
        reference = secrets.token_hex(8)
        with suppress(Exception):
            logger.error("A request failed unexpectedly, reference %s", reference, exc_info=error)
        return _unexpected(reference).answer()
    except Exception:  # noqa: BLE001 - nothing is left to report it with
        return Response(LAST_WORD, 500, media_type=MEDIA_TYPE)


def _unexpected(reference: str) -> Problem:
    detail = "The server had an internal error. Try again; the reference identifies it in the server's log."
    return Problem(500, "unexpected", "Unexpected fault", detail, referenceId=reference)
