"""A Jira site in memory that fails on purpose and records its requests."""

import asyncio
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

import orjson

from app.clock import Clock
from app.jira.site.answers import Call
from app.jira.site.asgi import Message, Receive, Scope, Send, Site, request
from tests.support.site import delivery
from tests.support.site.faults import Fault, Faults, Reply
from tests.support.site.quota import Quota
from tests.support.site.recorder import Recorded, Recorder, Sent


class FaultySite(Site):
    """A site with `faults`; `requests` holds the answered ones, in the order in which they began.

    With a `quota` its answers report it, and beyond it they are 429.
    """

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        clock: Clock,
        granted: frozenset[str] | None = None,
        faults: Faults | None = None,
        quota: Quota | None = None,
        recorded: bool = True,
    ) -> None:
        super().__init__(data, clock=clock, granted=granted)
        self.faults = faults or Faults()
        self.quota = quota
        self._recorder = Recorder(clock) if recorded else None

    @property
    def requests(self) -> list[Recorded]:
        """The requests that have been answered, in the order in which they began; none unless it is `recorded`."""
        return self._recorder.requests if self._recorder else []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or fail as the faults say."""
        method, path, call = await request(scope, receive)
        recorder = self._recorder
        with recorder.record(method, path, call.query, call.body) if recorder else nullcontext(Sent()) as sent:

            async def recorded(message: Message) -> None:
                sent.status = message.get("status", sent.status)
                sent.size += len(message.get("body", b""))
                await send(message)

            # Requests that were sent at once are in flight together, as on a wire.
            await asyncio.sleep(0)
            await self._answer(method, path, call, recorded)

    async def _answer(self, method: str, path: str, call: Call, send: Send) -> None:
        faults = self.faults.on(method, path)
        if late := sum(fault.latency for fault in faults):
            await self._clock.sleep(late)
        reply = next((fault.reply for fault in faults if fault.reply), None) or self._reply(method, path, call, faults)
        wire = next((fault.wire for fault in faults if fault.wire), None)
        await delivery.deliver(reply, wire, send, self._clock)

    def _reply(self, method: str, path: str, call: Call, faults: list[Fault]) -> Reply:
        if self.quota and (wall := self.quota.refusal()):
            return wall
        for fault in faults:
            call = fault.ask(call) if fault.ask else call
        status, headers, content = self.answer(method, path, call)
        for fault in faults:
            if fault.drift:
                content = orjson.dumps(fault.drift(orjson.loads(content)))
        own = {name: text for name, text in headers.items() if name != "content-length"}
        if self.quota:
            self.quota.count(orjson.loads(content))
            own |= self.quota.headers()
        return Reply(status, content, headers=own)
