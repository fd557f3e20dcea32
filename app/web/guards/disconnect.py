"""The layer that cancels the work of a request whose caller has closed the connection."""

import asyncio
from typing import Final, cast

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.routing import route_of

LEFT: Final = 499
"""nginx's status for a closed connection; it appears in the metrics only."""


class Disconnect:
    """Cancels a call that changes nothing once its caller has left, so that its place in every queue is free.

    What changes something goes on to its end: half of a change is none that anybody asked for.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the layers below and watch the connection meanwhile, unless they answer at once."""
        if scope["type"] != "http" or not route_of(scope).read_only or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        watch = _Watch(receive)
        body = await receive()
        given = False

        async def again() -> Message:
            nonlocal given
            if given:
                return await watch.message()
            given = True
            return body

        try:
            with watch:
                await self.app(scope, again, send)
        except asyncio.CancelledError:
            if not watch.has_left:
                raise
            await Response(status_code=LEFT)(scope, again, send)


class _Watch:
    """Watches a connection from the next turn of the event loop on, and cancels the task that began it."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._answering = cast("asyncio.Task[None]", asyncio.current_task())
        self._watching: asyncio.Task[Message] | None = None
        self.has_left = False

    def __enter__(self) -> None:
        """Begin; an answer that is given before the next turn needs no watch."""
        self._soon = asyncio.get_running_loop().call_soon(self._begin)

    def __exit__(self, *_: object) -> None:
        """End. The cancellation of a caller who has left goes no further than this."""
        self._soon.cancel()
        if self._watching is not None:
            self._watching.cancel()
        if self.has_left:
            self._answering.uncancel()

    async def message(self) -> Message:
        """Return the message that the caller has left, once that is so."""
        return await asyncio.shield(self._begin())

    def _begin(self) -> asyncio.Task[Message]:
        if self._watching is None:
            self._watching = asyncio.create_task(self._left())
        return self._watching

    async def _left(self) -> Message:
        while (message := await self._receive())["type"] != "http.disconnect":
            pass
        self.has_left = True
        self._answering.cancel()
        return message
