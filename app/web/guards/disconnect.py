"""The layer that cancels the work of a request whose caller has closed the connection."""

import asyncio
from typing import Final

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
        """Run the layers below in a task of their own while the connection is watched."""
        if scope["type"] != "http" or not route_of(scope).read_only or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        body = await receive()
        leaving = asyncio.create_task(_left(receive))
        given = False

        async def again() -> Message:
            nonlocal given
            if given:
                return await asyncio.shield(leaving)
            given = True
            return body

        answering = asyncio.ensure_future(self.app(scope, again, send))
        leaving.add_done_callback(lambda _: answering.cancel())
        try:
            await asyncio.wait({answering})
        finally:
            answering.cancel()
            leaving.cancel()
        if answering.cancelled():
            await Response(status_code=LEFT)(scope, again, send)
        else:
            await answering


async def _left(receive: Receive) -> Message:
    """Return the message that the caller has left."""
    while (message := await receive())["type"] != "http.disconnect":
        pass
    return message
