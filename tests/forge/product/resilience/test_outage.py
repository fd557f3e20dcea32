"""Short outages as a chart meets them: groups of requests in which one failure ends the others."""

import asyncio
from datetime import UTC, datetime

from app.forge.product.resilience.barrier import Barrier
from app.forge.product.resilience.circuit_breaker import OPEN_SECONDS
from tests.support.company import generate
from tests.support.holds import holds
from tests.support.served import NOW, Client, Refused, served
from tests.support.site.faults import Fault, Faults, refused


class Outage(Faults):
    """A Jira that answers 503 while it is told to."""

    down = True

    def on(self, method: str, path: str) -> list[Fault]:
        del method, path
        return [Fault(reply=refused(503))] if self.down else []


async def outcome(client: Client, board: int) -> str:
    try:
        await client.ask("getVelocity", {"boardIds": [board], "sprintCount": 7})
    except Refused as refusal:
        return str(refusal.problem["type"])
    return "figures"


@holds(Barrier, "await self._probe.wait()", "return None")
async def test_charts_come_back_after_an_outage() -> None:
    """Two cold charts meet an outage; one cool-down after it a chart gets its figures, though it asks in groups."""
    faults = Outage()
    async with served(generate(until=datetime.fromtimestamp(NOW, UTC)).data, faults=faults) as client:
        await asyncio.gather(outcome(client, 1), outcome(client, 2))
        faults.down = False
        client.clock.advance(OPEN_SECONDS)
        assert await outcome(client, 1) == "figures"
