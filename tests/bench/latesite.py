"""A Jira site that delays each answer and counts requests, for a process of its own.

It computes its answers during the delay, so that its own time is not measured as long as it is shorter. It begins when
all concurrent requests have arrived: each is delayed from its own arrival, as at a site of many machines, and none
waits for the answer to another one.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import orjson
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from app.clock import SystemClock
from app.forge.product.quota import cost
from tests.support.company import generate
from tests.support.site.faulty import FaultySite

BOARD = 1
COUNTS = "/bench/counts"
"""GET: the counts since the last GET, `{"requests", "roundTrips", "points", "bytes"}`."""
CLOSE = "/bench/close"
"""POST: close the running sprint of the board."""
EARLY = 0.002
"""Seconds that a timer ends before its time, so that it is not late."""
ARRIVING = 0.2
"""The share of the delay in which concurrent requests arrive."""


@dataclass
class LateSite:
    """The demo company behind `seconds` of delay; `COUNTS` and `CLOSE` are for the bench and not delayed.

    The end date of the board's running sprint has come.
    """

    seconds: float
    data: dict[str, Any] = field(default_factory=lambda: generate(until=datetime.now(UTC) - timedelta(hours=1)).data)
    site: FaultySite = field(init=False)
    begun: int = field(default=0, init=False)
    ended: int = field(default=0, init=False)
    points: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        """Open the site."""
        self._change(endDate=_now())
        self.site = FaultySite(self.data, clock=SystemClock())
        self.site.index()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer `seconds` after the request, and count its round trip: one more than those that have ended."""
        if scope["type"] != "http":
            return
        if scope["path"] in {COUNTS, CLOSE}:
            answer = self._counts() if scope["path"] == COUNTS else self._close()
            await Response(answer, media_type="application/json")(scope, receive, send)
            return
        asked = monotonic()
        mine = self.ended + 1
        self.begun = max(self.begun, mine)
        held: list[Message] = []
        content = bytearray()

        async def listen() -> Message:
            message = await receive()
            content.extend(message.get("body", b""))
            return message

        async def hold(message: Message) -> None:
            held.append(message)

        await asyncio.sleep(self.seconds * ARRIVING)
        await self.site(scope, listen, hold)
        answer = b"".join(message.get("body", b"") for message in held)
        self.points += cost(scope["path"], bytes(content) or None, answer)
        await _until(asked + self.seconds)
        self.ended = max(self.ended, mine)
        for message in held:
            await send(message)

    def _counts(self) -> bytes:
        made = list(self.site.requests)
        counts = {
            "requests": len(made),
            "roundTrips": self.begun,
            "points": self.points,
            "bytes": sum(request.size for request in made),
        }
        self.site.requests.clear()
        self.begun = self.ended = self.points = 0
        return orjson.dumps(counts)

    def _close(self) -> bytes:
        self._change(state="closed", completeDate=_now())
        self.site.load(self.data)
        self.site.index()
        return b"{}"

    def _change(self, **members: str) -> None:
        """Change fields of the board's running sprint."""
        sprints = [
            entry | members if entry["originBoardId"] == BOARD and entry["state"] == "active" else entry
            for entry in self.data["sprints"]
        ]
        self.data = self.data | {"sprints": sprints}


def late_site(_: int, seconds: float, data: dict[str, Any] | None = None) -> LateSite:
    """Return the demo company, or a site with this data, for any port."""
    return LateSite(seconds) if data is None else LateSite(seconds, data)


async def _until(instant: float) -> None:
    """Wait until an instant of `monotonic`; a timer alone is late by up to a millisecond."""
    await asyncio.sleep(max(0.0, instant - monotonic() - EARLY))
    while monotonic() < instant:  # noqa: ASYNC110 - nobody tells when it has come
        await asyncio.sleep(0)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
