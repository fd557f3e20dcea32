"""A large chart never blocks the event loop: between two turns of any other task only a small part of it is done."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from resolvers import single_flight
from resolvers.domain.figures import total
from resolvers.jira.history.changelog import Histories
from resolvers.jira.parse import answers
from resolvers.report.compute import BoardReading
from resolvers.single_flight import A_TURN
from tests.bench.large import with_issues
from tests.spec.world import BOARD
from tests.support.holds import holds
from tests.support.served import served


class Turns:
    """Counts work by its name, and how much of it came at most between two turns of another task."""

    def __init__(self) -> None:
        self.most: Counter[str] = Counter()
        self._now: Counter[str] = Counter()

    def counted(self, name: str, work: Callable[..., Any], size: Callable[..., int] = lambda *_: 1) -> Any:
        """Return the same work, counted."""

        def count(*given: Any, **named: Any) -> Any:
            self._now[name] += size(*given)
            return work(*given, **named)

        return count

    async def beat(self) -> None:
        """Take every turn that there is."""
        while True:
            self.most |= self._now
            self._now.clear()
            await asyncio.sleep(0)


@holds(single_flight.in_turns, "await turn()", "")
async def test_other_tasks_have_their_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a turn one answer is looked through, or fifty issues are followed or judged, or one sprint is summed up."""
    turns = Turns()
    monkeypatch.setattr(Histories, "add_all", turns.counted("gathered", Histories.add_all, lambda _, logs: len(logs)))
    monkeypatch.setattr(answers, "present_values", turns.counted("values", answers.present_values))
    monkeypatch.setattr(Histories, "issue", turns.counted("followed", Histories.issue))
    monkeypatch.setattr(
        BoardReading, "parts", turns.counted("judged", BoardReading.parts, lambda *given: len(given[2]))
    )
    monkeypatch.setattr("resolvers.report.compute.total", turns.counted("summed", total))
    async with served(with_issues(2_000)) as client:
        beating = asyncio.create_task(turns.beat())
        report = await client.ask("getVelocity", {"boardIds": [BOARD]})
        beating.cancel()
    assert sum(entry["counts"]["completed"] for entry in report["sprints"]) == 2_000
    assert turns.most == {"values": 1, "gathered": A_TURN, "followed": A_TURN, "judged": A_TURN, "summed": 1}
