"""The search that travels ahead: a sprint that was due and is closed has its candidates before it is known to be."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resolvers.domain.timeline import Window
from resolvers.jira.board import Ahead
from tests.spec.world import (
    BOARD,
    CLOSE,
    DAY,
    DOING,
    DONE,
    MINUTE,
    NEXT,
    SPRINT,
    START,
    IssueHistory,
    day,
    site,
    sprint,
)
from tests.support.clock import FakeClock
from tests.support.holds import holds
from tests.support.served import served
from tests.support.site.faults import Fault, Faults, refused

LAST = 3
"""The sprint before."""
SIX_MINUTES = 6 * 60
ASKED = {"boardIds": [BOARD], "sprintCount": 2}
BEFORE = sprint(LAST, START - 15 * DAY, START - DAY)


def running() -> dict[str, Any]:
    """Return the sprint as it is while it runs."""
    return sprint(SPRINT) | {"state": "active", "completeDate": None}


STORIES = [
    IssueHistory("A-1", created=START - 90 * DAY, sprints=(SPRINT,), points=3),
    IssueHistory("A-2", sprints=(SPRINT,), points=5).to(day(3), DOING).to(day(9), DONE),
    IssueHistory("A-3", created=START - 90 * DAY, sprints=(SPRINT,), points=8).into(day(5), NEXT),
    IssueHistory("A-4", created=START - 90 * DAY, points=2).into(day(6), SPRINT),
    IssueHistory("A-5", created=START - 40 * DAY, sprints=(LAST,), points=1).to(START - 3 * DAY, DONE),
]


@asynccontextmanager
async def renewed(
    histories: list[IssueHistory], *, closes: int = CLOSE, faults: Faults | None = None
) -> AsyncIterator[Any]:
    """Read a board, renew it, close its sprint, and give the client six minutes later with the report."""
    clock = FakeClock(closes / 1000 - 120 - SIX_MINUTES)
    async with served(site(histories, [BEFORE, running()]), clock=clock, faults=faults) as client:
        await client.ask("getVelocity", ASKED)
        clock.advance(SIX_MINUTES)
        await client.ask("getVelocity", ASKED)
        client.site.requests.clear()
        client.site.load(site(histories, [BEFORE, sprint(SPRINT, close=closes)]))
        clock.advance(SIX_MINUTES)
        yield client, await client.ask("getVelocity", ASKED)


async def outcome(histories: list[IssueHistory], **more: Any) -> tuple[list[str], Any, Any]:
    """Return the paths that an update requested, its report, and the one that `refreshVelocity` returns."""
    async with renewed(histories, **more) as (client, report):
        paths = [request.path.rpartition("/3/")[2] or request.path for request in client.site.requests]
        return paths, report, await client.ask("refreshVelocity", ASKED)


async def test_a_sprint_that_is_closed_when_it_is_due_costs_two_round_trips() -> None:
    """The search travels with the sprint list, then values and histories; the figures are those of a cold reading."""
    async with renewed(STORIES) as (client, report):
        made = client.site.requests
        search, bulk = ([each for each in made if word in each.path] for word in ("search/jql", "bulkfetch"))
        lists = [each for each in made if "/board/" in each.path]
        assert (len(search), len(lists)) == (1, 2)
        assert max(each.began for each in (*search, *lists)) < min(each.ended_order for each in (*search, *lists))
        assert bulk
        refreshed = await client.ask("refreshVelocity", ASKED)
        assert report["sprints"] == refreshed["sprints"]
        assert [each["id"] for each in report["sprints"]] == [LAST, SPRINT]


CHANGES = st.lists(
    st.tuples(
        st.integers(-30 * 24 * 60, 14 * 24 * 60 + 300), st.sampled_from([(), (SPRINT,), (NEXT,), (LAST, SPRINT)])
    ),
    max_size=4,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(CHANGES, min_size=1, max_size=6))
def test_it_finds_what_a_cold_reading_finds(moves: list[list[tuple[int, tuple[int, ...]]]]) -> None:
    """Whatever moves in and out of the sprint before its close: a renewal's figures are those of a cold reading."""
    histories = []
    for number, changes in enumerate(moves):
        history = IssueHistory(
            f"A-{number + 1}", created=START - 60 * DAY, sprints=(SPRINT,) if number % 2 else (), points=number + 1
        )
        for minutes, sprints in sorted(changes):
            history.into(START + minutes * MINUTE, *sprints)
        histories.append(history)
    paths, report, refreshed = asyncio.run(outcome(histories))
    assert paths.count("search/jql") == 1
    assert report["sprints"] == refreshed["sprints"]


async def test_a_sprint_that_is_not_due_is_not_searched_for() -> None:
    """With more than a day to go nothing is searched for; a sprint that is closed early costs a third round trip."""
    paths, report, refreshed = await outcome(STORIES, closes=CLOSE - 3 * DAY)
    assert paths.index("search/jql") > 1
    assert report["sprints"] == refreshed["sprints"]


async def test_a_search_ahead_that_fails_is_sent_again_when_it_is_needed() -> None:
    """It is a guess: if Jira refuses it, as for a deleted sprint, nothing fails."""
    text = f"A value with ID '{SPRINT}' does not exist for the field 'sprint'."
    faults = Faults(Fault(path="search/jql", after=2, times=1, reply=refused(400, text)))
    paths, report, refreshed = await outcome(STORIES, faults=faults)
    assert paths.count("search/jql") == 2
    assert report["sprints"] == refreshed["sprints"]


@holds(Ahead, "window.close <= self.at - MINUTE", "window.close <= self.at")
@holds(Ahead, "window.start >= self.since", "True")
@holds(Ahead, "window.sprint in self.sprints", "True")
@holds(Ahead, "scope == self.scope", "True")
@pytest.mark.parametrize(
    ("scope", "number", "start", "closed", "serves"),
    [
        ("filter = 1", SPRINT, START, CLOSE - MINUTE, True),
        ("filter = 2", SPRINT, START, CLOSE - MINUTE, False),
        ("filter = 1", NEXT, START, CLOSE - MINUTE, False),
        ("filter = 1", SPRINT, START - 1, CLOSE - MINUTE, False),
        ("filter = 1", SPRINT, START, CLOSE - MINUTE + 1, False),
    ],
)
def test_it_serves_what_it_asked_for_only(scope: str, number: int, start: int, closed: int, serves: bool) -> None:  # noqa: FBT001 - a column
    """Another filter, sprint or start, or a sprint that was closed just now, is searched for again."""
    found = Ahead(CLOSE, "filter = 1", START, frozenset({SPRINT}), ("1",))
    window = Window(number, start, closed)
    assert found.serves(scope, [window]) is serves
