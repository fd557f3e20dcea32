"""Cancels the work of a request whose caller has closed the connection."""

import asyncio
from typing import Final, cast

from starlette.types import Message, Receive

from app.web.problems import Problem

LEFT: Final = 499
"""nginx's status for a closed connection; it appears in the metrics only."""


def caller_left() -> Problem:
    """Return the problem of a closed connection, which nobody reads."""
    return Problem(LEFT, "caller-left", "Caller left", "The caller has closed the connection.")


class Watch:
    """Cancels a call once its caller has left, so that its place in every queue is free.

    It is for calls that change nothing: half of a change is none that anybody asked for. It begins with the next turn
    of the event loop, because an answer that is given before needs no watch.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._answering = cast("asyncio.Task[None]", asyncio.current_task())
        self._watching: asyncio.Task[None] | None = None
        self._has_left = False

    def __enter__(self) -> None:
        """Begin soon."""
        self._soon = asyncio.get_running_loop().call_soon(self._begin)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End. The cancellation of a caller who has left goes no further than this: it is a problem."""
        self._soon.cancel()
        if self._watching is not None:
            self._watching.cancel()
        if self._has_left:
            self._answering.uncancel()
            if kind is asyncio.CancelledError:
                raise caller_left() from None

    def _begin(self) -> None:
        self._watching = asyncio.create_task(self._leaving())

    async def _leaving(self) -> None:
        message: Message = {"type": ""}
        while message["type"] != "http.disconnect":
            message = await self._receive()
        self._has_left = True
        self._answering.cancel()
