"""Each caller has its own time limit, alone or with others, for a chart and for its explanation."""

import asyncio
from typing import Any

import pytest

from resolvers.cache.progress import Progress, ProgressReport, progress
from resolvers.handlers import velocity
from tests.resolvers.cache.test_store import clock
from tests.spec.world import BOARD, DONE, SPRINT, IssueHistory, day, site, sprint
from tests.support.clock import FakeClock
from tests.support.holds import holds
from tests.support.served import Client, Refused, served

__all__ = ["clock"]

CONFIGURATION = {"boardIds": [BOARD]}
EXPLAINED = CONFIGURATION | {"sprintId": SPRINT}


def data() -> dict[str, Any]:
    return site([IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(1), DONE)], [sprint(SPRINT)])


class Slow:
    """Holds a site's searches back until they are let go."""

    def __init__(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked, self.go = asyncio.Event(), asyncio.Event()
        self._answer: Any = client.site._answer
        monkeypatch.setattr(client.site, "_answer", self.answer)

    async def answer(self, method: str, path: str, *more: Any) -> None:
        """Answer, a search only once it is let go."""
        if path.endswith("/search/jql"):
            self.asked.set()
            await self.go.wait()
        await self._answer(method, path, *more)


async def settled() -> None:
    for _ in range(100):
        await asyncio.sleep(0)


async def test_who_joins_late_gets_its_whole_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two callers of one chart the first's 25 seconds end while Jira is slow, and the second gets its figures."""
    async with served(data()) as client:
        slow = Slow(client, monkeypatch)
        first = asyncio.create_task(client.ask("getVelocity", CONFIGURATION))
        await slow.asked.wait()
        client.clock.advance(20)
        second = asyncio.create_task(client.ask("getVelocity", CONFIGURATION))
        await settled()
        client.clock.advance(6)
        slow.go.set()
        with pytest.raises(Refused, match="Limit of 25 seconds"):
            await first
        assert (await second)["sprints"][0]["completed"] == 5
        assert [request.path.rpartition("/")[2] for request in client.site.requests].count("configuration") == 1


@pytest.mark.parametrize(("function", "payload"), [("getVelocity", CONFIGURATION), ("explainSprint", EXPLAINED)])
async def test_patience(function: str, payload: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A chart and an explanation both give up within the invocation, with a sentence that says what to do."""
    monkeypatch.setattr(velocity, "PATIENCE", 0.05)
    async with served(data()) as client:
        Slow(client, monkeypatch)
        with pytest.raises(Refused, match="Reading from Jira took too long") as caught:
            await client.ask(function, payload)
    assert caught.value.problem["type"] == "/problems/timeout"


async def told() -> ProgressReport:
    """Return the progress of the board once the background writes have reached the store."""
    for _ in range(20):
        await asyncio.sleep(0)
    return await progress([BOARD])


@pytest.mark.usefixtures("clock")
async def test_the_progress_of_two_readings_of_one_board() -> None:
    """Two readings of one board add up while they run, and the end of one does not hide the other."""
    first, second = Progress(BOARD, 7), Progress(BOARD, 20)
    await first.found(100)
    await second.found(300)
    assert await told() == {"state": "reading", "sprints": 27, "issuesRead": 0, "issuesTotal": 400}
    await first.over()
    assert await told() == {"state": "reading", "sprints": 20, "issuesRead": 0, "issuesTotal": 300}
    await second.over()
    assert (await told())["state"] == "idle"


@pytest.mark.usefixtures("clock")
async def test_the_progress_of_another_board_is_none_of_this_one() -> None:
    """A board whose id begins with another's digits is another board."""
    await Progress(BOARD * 10, 7).found(100)
    assert (await told())["state"] == "idle"


@holds(Progress, "if not 0 <= (at := now()) - self._told < PAUSE:", "at = now()\n        if True:")
async def test_progress_is_kept_now_and_then(clock: FakeClock) -> None:
    """What is read within a fifth of a second is written together, and the clock may be set back meanwhile."""

    async def batch() -> list[int]:
        return [1, 2, 3]

    reading = Progress(BOARD, 7)
    await reading.found(100)
    for seconds, read in ((0.1, 0), (0.15, 6), (0.1, 6), (0.15, 12), (-3600, 15), (0.1, 15), (0.15, 21)):
        clock.advance(seconds)
        await reading.count(batch())
        assert (await told())["issuesRead"] == read
    await reading.over()
