"""A request's body: read once with a size limit, and parsed once, strictly."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.types import Message, Receive

from app.web.guards import strict_json
from app.web.guards.disconnect import caller_left
from app.web.problems import Problem

BODY: Final = "app.json"
"""The scope key of the parsed body."""


async def read(headers: Mapping[str, str], receive: Receive, limit: int) -> bytes:
    """Return the body; raise 499 if the caller leaves before its end.

    Raise 413 above `limit` bytes, by declared length and by received bytes; the rest is not read.
    """
    declared = headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared[:20]) > limit:
        raise _too_large(limit)
    content, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise caller_left()
        content += message.get("body", b"")
        if len(content) > limit:
            raise _too_large(limit)
        more = message.get("more_body", False)
    return bytes(content)


def _too_large(limit: int) -> Problem:
    detail = f"This address accepts a body of at most {limit:,} bytes." if limit else "This address accepts no body."
    return Problem(413, "too-large", "Body too large", detail, limitBytes=limit)


def parsed(content: bytes) -> Any:
    """Return the value of a body in strict JSON; raise 400 for any other."""
    try:
        return strict_json.loads(content)
    except strict_json.JsonRefusedError as error:
        raise Problem(400, "json-refused", "Body refused", str(error)) from None


def again(content: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body again before all that follows it."""
    whole: list[Message] = [{"type": "http.request", "body": content, "more_body": False}]

    async def replayed() -> Message:
        return whole.pop() if whole else await receive()

    return replayed
