"""Connections: time limits for each phase, limits on their number, and errors as problem details."""

import asyncio
from collections import Counter
from enum import Enum, auto
from typing import Any, Final

import h11
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.web.guards.headers import REST
from app.web.problems import Problem

HEAD_SECONDS: Final = 10.0
"""From the opening of a connection, or its last answer, to the end of the next request's head."""
BODY_SECONDS: Final = 30.0
"""From the end of a head to the end of its body."""
WRITE_SECONDS: Final = 30.0
"""How long a caller may stop reading an answer."""
CLOSE_SECONDS: Final = 5.0
"""How long a closing connection may take to send the rest of its answer."""
LAST_SECONDS: Final = 0.5
"""How long a connection may have been idle to be still used when the server ends: a browser or a proxy that has just
opened one sends a request on it, and does not repeat it if the connection breaks."""
MOST_CONNECTIONS: Final = 512
MOST_OF_ONE_ADDRESS: Final = 256
"""A proxy has one address: half of all connections suffices for it and leaves the rest to others."""


class Phase(Enum):
    """What a connection waits for."""

    HEAD = auto()
    BODY = auto()
    ANSWER = auto()


class StrictConnection(h11.Connection):
    """h11's connection that refuses two lengths, because a proxy could use the other one (request smuggling)."""

    def next_event(self) -> Any:
        """Return the next event; raise `RemoteProtocolError` for a head with both kinds of length."""
        event = super().next_event()
        if isinstance(event, h11.Request):
            names = {name for name, _ in event.headers}
            if {b"transfer-encoding", b"content-length"} <= names:
                raise h11.RemoteProtocolError("a request must have one length", 400)
        return event


class Connection(H11Protocol):
    """uvicorn's connection with time limits. Idle ones are closed if there are too many."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.conn = StrictConnection(h11.SERVER, 64 * 1024)
        self.phase = Phase.HEAD
        self.since = self.loop.time()
        self._leaving = False
        self._limit: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None

    @property
    def address(self) -> str:
        """The caller's address, without its port."""
        return self.client[0] if self.client else ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Accept the connection; if there are too many, answer 503 and close it."""
        super().connection_made(transport)
        self._arm(HEAD_SECONDS)
        if not make_room(self):
            self.app = overloaded

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the time limits."""
        for timer in (self._limit, self._unread):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Process data and start the timer of the next phase."""
        super().data_received(data)
        if self._leaving and self.cycle is not None:
            self.cycle.keep_alive = False
        self._follow()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self._follow()

    def shutdown(self) -> None:
        """Close as soon as what has been sent is answered; one that was just used has a moment to send more."""
        self._leaving = True
        if self.phase is Phase.HEAD:
            self.loop.call_later(self.since + LAST_SECONDS - self.loop.time(), self._leave)
        elif not self.transport.is_closing():
            super().shutdown()

    def pause_writing(self) -> None:
        """Start the timer for reading the answer."""
        super().pause_writing()
        self._unread = self.loop.call_later(WRITE_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Stop the timer for reading the answer."""
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()

    def send_400_response(self, msg: str) -> None:
        """Refuse invalid HTTP without repeating any of it."""
        del msg
        self.refuse(Problem(400, "bad-request", "Not HTTP", "The request is not valid HTTP/1.1, or has two lengths."))

    def refuse(self, problem: Problem) -> None:
        """Answer with the problem, unless an answer has started, and close."""
        cycle = self.cycle
        answering = cycle is not None and cycle.response_started and not cycle.response_complete
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True
            cycle.message_event.set()
        if not answering and self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            answer = problem.answer()
            headers = [*answer.raw_headers, *REST.items(), (b"connection", b"close")]
            parts = (h11.Response(status_code=problem.status, headers=headers), h11.Data(data=bytes(answer.body)))
            for part in (*parts, h11.EndOfMessage()):
                self.transport.write(self.conn.send(part) or b"")
        self.transport.close()
        self._arm(CLOSE_SECONDS)

    def _follow(self) -> None:
        if self.transport.is_closing():
            return
        phases = {h11.IDLE: Phase.HEAD, h11.SEND_BODY: Phase.BODY}
        phase = phases.get(self.conn.their_state, Phase.ANSWER)
        if phase is self.phase:
            return
        self.phase = phase
        self._arm({Phase.HEAD: HEAD_SECONDS, Phase.BODY: BODY_SECONDS}.get(phase))

    def _arm(self, seconds: float | None) -> None:
        self.since = self.loop.time()
        if self._limit is not None:
            self._limit.cancel()
        self._limit = None if seconds is None else self.loop.call_later(seconds, self._late)

    def _leave(self) -> None:
        if self.phase is Phase.HEAD:
            self.transport.close()

    def _late(self) -> None:
        if self.transport.is_closing():
            self.transport.abort()
        elif self.phase is Phase.HEAD and not self.conn.trailing_data[0]:
            self.transport.close()
            self._arm(CLOSE_SECONDS)
        else:
            detail = f"A head has {HEAD_SECONDS:.0f} s to arrive and a body {BODY_SECONDS:.0f} s. Send it again."
            self.refuse(Problem(408, "too-slow", "Request too slow", detail))


def make_room(newcomer: Connection) -> bool:
    """Close idle connections to make room for a new one, and say whether there is room.

    Connections of the address with the most are closed first, starting with the one idle for longest.
    """
    everyone: set[Any] = newcomer.connections
    mine = [one for one in everyone if one.address == newcomer.address]
    if not _fit(mine, MOST_OF_ONE_ADDRESS, newcomer):
        return False
    return _fit(list(everyone), MOST_CONNECTIONS, newcomer)


def _fit(present: list[Any], most: int, newcomer: Connection) -> bool:
    surplus = len(present) - most
    if surplus <= 0:
        return True
    counts = Counter(one.address for one in present)
    idle = [one for one in present if one.phase is Phase.HEAD and one is not newcomer]
    leaving = sorted(idle, key=lambda one: (-counts[one.address], one.since))[:surplus]
    for one in leaving:
        one.transport.abort()
        newcomer.connections.discard(one)
    return len(leaving) == surplus


async def overloaded(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer 503 and close the connection."""
    detail = "All connections are in use. Try again in a second."
    problem = Problem(503, "too-many-connections", "Too many connections", detail, retryAfterSeconds=1)
    answer = problem.answer()
    answer.raw_headers += [*REST.items(), (b"connection", b"close")]
    await answer(scope, receive, send)
