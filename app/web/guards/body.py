"""The layers that read a request's body, with a size limit and strict parsing."""

from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.guards import strict_json
from app.web.problems import Problem
from app.web.routing import route_of

BODY: Final = "app.json"
"""The scope key of the parsed body."""


class BodySize:
    """Refuses bodies above the route's limit, by declared length and by received bytes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting the bytes read."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        route = route_of(scope)
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdecimal() or int(declared[:20]) > route.body_limit:
            raise _too_large(route.body_limit)
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > route.body_limit:
                raise _too_large(route.body_limit)
            return message

        await self.app(scope, counted, send)


def _too_large(limit: int) -> Problem:
    detail = f"This address accepts a body of at most {limit:,} bytes." if limit else "This address accepts no body."
    return Problem(413, "too-large", "Body too large", detail, limitBytes=limit)


class StrictJson:
    """Reads the body and parses it once, strictly; routes get the value from the scope and can read the bytes again."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with the parsed body of a POST or PUT."""
        if scope["type"] != "http" or scope["method"] not in {"POST", "PUT"}:
            await self.app(scope, receive, send)
            return
        body = await _read(receive)
        if body is None:
            return
        try:
            scope[BODY] = strict_json.loads(body)
        except strict_json.JsonRefusedError as error:
            raise Problem(400, "json-refused", "Body refused", str(error)) from None
        replayed = False

        async def again() -> Message:
            nonlocal replayed
            if replayed:
                return await receive()
            replayed = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app(scope, again, send)


async def _read(receive: Receive) -> bytes | None:
    chunks = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(chunks)
