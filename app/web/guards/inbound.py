"""The way in of every request: the guards of its head, its body, its endpoint, and an answer for whatever is raised."""

import asyncio
from collections.abc import Sequence
from contextlib import nullcontext

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.guards import body
from app.web.guards.disconnect import Watch
from app.web.guards.head import Guard, fields
from app.web.problems import Problem, answer_for
from app.web.routing import Endpoint, route_of


class Inbound:
    """Calls the endpoint of an admitted request; FastAPI, the app below, calls its own functions.

    A raised `Problem` becomes its answer, and any other exception a 500 with a reference only. A request cancelled by
    the server's shutdown gets an answer that says so. Nothing is sent before an answer is whole.
    """

    def __init__(self, app: ASGIApp, *, guards: Sequence[Guard]) -> None:
        self.app = app
        self.guards = guards

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, whatever happens."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            response = await self._answer(scope, receive)
        except asyncio.CancelledError:
            await answer_for(_stopping())(scope, receive, send)
            raise
        except Exception as error:  # noqa: BLE001 - this is where exceptions end
            response = answer_for(error)
        await response(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        headers = fields(scope)
        for guard in self.guards:
            guard.check(scope, headers)
        route, method = route_of(scope), scope["method"]
        content = await body.read(headers, receive, route.body_limit)
        if method in {"POST", "PUT"}:
            scope[body.BODY] = body.parsed(content)
        endpoint = route.answer(method)
        if not isinstance(endpoint, Endpoint):
            return await _whole(self.app, scope, body.again(content, receive))
        with Watch(receive) if route.read_only and method == "POST" else nullcontext():
            return await endpoint.function(Request(scope))


async def _whole(app: ASGIApp, scope: Scope, receive: Receive) -> Response:
    """Return the answer of an app."""
    response, content = Response(), bytearray()

    async def collected(message: Message) -> None:
        if message["type"] == "http.response.start":
            response.status_code, response.raw_headers = message["status"], list(message["headers"])
        else:
            content.extend(message.get("body", b""))

    await app(scope, receive, collected)
    response.body = bytes(content)
    return response


def _stopping() -> Problem:
    detail = "The server is stopping. Try again after its restart."
    return Problem(503, "stopping", "Server stopping", detail, retryAfterSeconds=5)
