"""The way in of every request: the guards of its head, its body, its endpoint, and an answer for whatever is raised."""

import asyncio
from collections.abc import Sequence
from contextlib import nullcontext

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.guards import body
from app.web.guards.disconnect import Watch
from app.web.guards.head import Guard, fields
from app.web.problems import Problem, answer_for
from app.web.routing import Endpoint, route_of


class Inbound:
    """Calls the endpoint of an admitted request; FastAPI, the app below, calls its own functions.

    A raised `Problem` becomes its answer, and any other exception a 500 with a reference only. A request cancelled by
    the server's shutdown gets an answer that says so.
    """

    def __init__(self, app: ASGIApp, *, guards: Sequence[Guard]) -> None:
        self.app = app
        self.guards = guards

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, whatever happens."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._pass(scope, receive, noted)
        except asyncio.CancelledError:
            if not started:
                await answer_for(_stopping())(scope, receive, send)
            raise
        except Exception as error:  # noqa: BLE001 - this is where exceptions end
            answer = answer_for(error)
            if not started:
                await answer(scope, receive, send)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = fields(scope)
        for guard in self.guards:
            guard.check(scope, headers)
        route, method = route_of(scope), scope["method"]
        content = await body.read(headers, receive, route.body_limit)
        if content is None:
            return
        if method in {"POST", "PUT"}:
            scope[body.BODY] = body.parsed(content)
        endpoint = route.answer(method)
        if not isinstance(endpoint, Endpoint):
            await self.app(scope, body.again(content, receive), send)
            return
        with Watch(receive) if route.read_only and method == "POST" else nullcontext():
            response = await endpoint.function(Request(scope))
            await response(scope, receive, send)


def _stopping() -> Problem:
    detail = "The server is stopping. Try again after its restart."
    return Problem(503, "stopping", "Server stopping", detail, retryAfterSeconds=5)
