"""A Jira site in memory that fails on purpose and records what it was asked."""

import asyncio
from collections.abc import Mapping
from typing import Any

import orjson

from app.clock import Clock
from app.jira.shapes import Call
from app.jira.site import Message, Receive, Scope, Send, Site, request
from tests.support import delivery
from tests.support.faults import Fault, Faults, Reply
from tests.support.recorder import Recorded, Recorder


class FaultySite(Site):
    """A site with `faults`; `requests` holds what has been answered, in the order in which it began."""

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        clock: Clock,
        granted: frozenset[str] | None = None,
        faults: Faults | None = None,
    ) -> None:
        super().__init__(data, clock=clock, granted=granted)
        self.faults = faults or Faults()
        self._recorder = Recorder(clock)

    @property
    def requests(self) -> list[Recorded]:
        """The requests that have been answered, in the order in which they began."""
        return self._recorder.requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or fail as the faults say."""
        method, path, call = await request(scope, receive)
        with self._recorder.record(method, path, call.query, call.body) as sent:

            async def recorded(message: Message) -> None:
                sent.status = message.get("status", sent.status)
                sent.size += len(message.get("body", b""))
                await send(message)

            # Requests that were sent at once are in flight together, as on a wire.
            await asyncio.sleep(0)
            faults = self.faults.on(method, path)
            if late := sum(fault.latency for fault in faults):
                await self._clock.sleep(late)
            reply = next((fault.reply for fault in faults if fault.reply), None) or self._reply(
                method, path, call, faults
            )
            wire = next((fault.wire for fault in faults if fault.wire), None)
            await delivery.deliver(reply, wire, recorded, self._clock)

    def _reply(self, method: str, path: str, call: Call, faults: list[Fault]) -> Reply:
        for fault in faults:
            call = fault.ask(call) if fault.ask else call
        status, headers, content = self.answer(method, path, call)
        for fault in faults:
            if fault.drift:
                content = orjson.dumps(fault.drift(orjson.loads(content)))
        own = {name: text for name, text in headers.items() if name != "content-length"}
        return Reply(status, content, headers=own)
