"""The forecast over HTTP: from the report on the chart, by exact arithmetic, with its assumptions."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.spec.world import BOARD, DAY, DONE, START, IssueHistory, site, sprint
from tests.support.served import Client, Refused, served

LENGTH = 14 * DAY
CONFIGURATION = {"boardIds": [BOARD], "sprintCount": 20}
PACES = (10, 20, 20, 20, 30, 0)
PARTS = {"p50", "p85", "p95"}


def data(paces: tuple[int, ...]) -> dict[str, Any]:
    """Return a site whose sprints completed these points, one issue each."""
    starts = [START + at * LENGTH for at in range(len(paces))]
    histories = [
        IssueHistory(f"A-{at + 1}", sprints=(100 + at,), points=points).to(starts[at] + DAY, DONE)
        for at, points in enumerate(paces)
    ]
    return site(histories, [sprint(100 + at, start, start + LENGTH) for at, start in enumerate(starts)])


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """Serve a board with six sprints."""
    async with served(data(PACES)) as found:
        yield found


async def test_how_many_sprints(client: Client) -> None:
    """For an amount of work the answer is the sprints for 50, 85 and 95 %, their dates, and the distribution."""
    found = await client.ask("forecast", CONFIGURATION | {"work": 20})
    assert found["n"] == 6
    assert found["unit"]["name"] == "Story Points"
    assert found["sprintsNeeded"] == {"p50": 1, "p85": 2, "p95": 3}
    assert found["distribution"][0] == {"sprints": 1, "probability": pytest.approx(4 / 6)}
    # Two sprints do not suffice where they are 0 and 0, or 0 and 10 in either order.
    assert found["distribution"][1]["probability"] == pytest.approx(2 / 6 - 3 / 36)
    assert sum(entry["probability"] for entry in found["distribution"]) > 0.999
    assert (found["sprintLengthDays"], found["never"], found["workDone"]) == (14, False, None)
    assert found["dates"].keys() == PARTS
    assert found["dates"]["p50"] == "2026-10-05"
    assert "equally likely" in found["assumption"]


async def test_how_much_in_so_many_sprints(client: Client) -> None:
    """For a number of sprints the answer is the work done by then with 50, 85 and 95 %."""
    found = await client.ask("forecast", CONFIGURATION | {"sprints": 1})
    assert found["workDone"] == {"p50": 20, "p85": 0, "p95": 0}
    assert [found[name] for name in ("sprintsNeeded", "dates", "probability")] == [None] * 3
    assert found["distribution"] == []


async def test_how_much_by_a_day(client: Client) -> None:
    """For a day the answer counts the sprints that end by its end, the first of which begins now."""
    found = await client.ask("forecast", CONFIGURATION | {"by": "2026-10-19", "work": 20})
    same = await client.ask("forecast", CONFIGURATION | {"sprints": 2, "work": 20})
    assert found["sprints"] == 2
    assert found == same
    assert (await client.ask("forecast", CONFIGURATION | {"by": "2026-10-18"}))["sprints"] == 1


async def test_no_sprint_ends_before_a_near_day(client: Client) -> None:
    """Where no sprint ends by the day, the answer is no work."""
    found = await client.ask("forecast", CONFIGURATION | {"by": "2026-10-01", "work": 20})
    assert (found["sprints"], found["probability"]) == (0, 0)
    assert found["workDone"] == {"p50": 0, "p85": 0, "p95": 0}


async def test_the_probability_of_a_number_of_sprints(client: Client) -> None:
    """For both the answer also has the probability that this many sprints suffice."""
    found = await client.ask("forecast", CONFIGURATION | {"work": 20, "sprints": 1})
    assert found["probability"] == pytest.approx(4 / 6)
    later = await client.ask("forecast", CONFIGURATION | {"work": 20, "sprints": 12})
    # What does not suffice is twelve sprints of 0, or one of 10 among eleven of 0.
    assert len(later["distribution"]) < 12
    assert 1 - later["probability"] == pytest.approx((1 + 12) / 6**12, rel=1e-3)


async def test_it_asks_nothing_of_jira_while_the_report_is_kept(client: Client) -> None:
    """A forecast uses the reading of the chart, and costs no request."""
    await client.ask("getVelocity", CONFIGURATION)
    client.site.requests.clear()
    client.clock.advance(600)
    await client.ask("forecast", CONFIGURATION | {"work": 20, "labelStyle": "short"})
    assert client.site.requests == []


async def test_excluded_sprints_and_those_without_issues_are_no_past() -> None:
    """A forecast draws only from sprints in the statistics, zeros included."""
    empty = sprint(200, START + 50 * LENGTH, START + 51 * LENGTH)
    full = data((*PACES, 1000))
    async with served(full | {"sprints": [*full["sprints"], empty]}) as client:
        found = await client.ask("forecast", CONFIGURATION | {"work": 20, "excludedSprintIds": [106]})
    assert (found["n"], found["sprintsNeeded"]) == (6, {"p50": 1, "p85": 2, "p95": 3})


async def test_too_few_sprints() -> None:
    """Below five sprints there is no forecast, and the sentence says why."""
    async with served(data((10, 20, 30, 40))) as client:
        with pytest.raises(Refused, match="at least 5 closed sprints") as caught:
            await client.ask("forecast", CONFIGURATION | {"work": 20})
    assert (caught.value.problem["status"], caught.value.problem["type"]) == (409, "/problems/too-few-sprints")


async def test_not_at_this_pace() -> None:
    """Where all past sprints completed nothing, the answer says "never" instead of a number."""
    async with served(data((0,) * 5)) as client:
        found = await client.ask("forecast", CONFIGURATION | {"work": 1})
    assert found["never"]
    assert {*found["sprintsNeeded"].values(), *found["dates"].values()} == {None}


async def test_a_number_beyond_the_horizon_is_none(client: Client) -> None:
    """Work for more than a hundred sprints has no number, although it is not "never"."""
    found = await client.ask("forecast", CONFIGURATION | {"work": 1e9})
    assert (found["never"], set(found["sprintsNeeded"].values())) == (False, {None})


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "must contain work, sprints or by"),
        ({"work": 0}, "work"),
        ({"work": -1}, "work"),
        ({"work": "20"}, "work"),
        ({"work": True}, "work"),
        ({"sprints": 0}, "sprints"),
        ({"sprints": 101}, "sprints"),
        ({"sprints": 1.5}, "sprints"),
        ({"work": 1, "until": "2026-12-01"}, "until"),
        ({"by": "2026-09-20"}, "by"),
        ({"by": "2099-12-31"}, "by"),
        ({"by": "soon"}, "by"),
        ({"by": "2026-12-01", "sprints": 2}, "name one of them"),
    ],
)
async def test_what_cannot_be_asked(client: Client, asked: dict[str, Any], words: str) -> None:
    """A forecast of nothing, of no work or of too many sprints is refused, with the field's name."""
    with pytest.raises(Refused, match=words) as caught:
        await client.ask("forecast", CONFIGURATION | asked)
    assert caught.value.problem["status"] == 400


async def test_several_boards_are_forecast_by_their_periods() -> None:
    """For several boards the forecast draws the periods whose sums the chart shows."""
    one = data(PACES)
    boards = [*one["boards"], one["boards"][0] | {"id": 2, "name": "Beta"}]
    later = [
        sprint(300 + at, START + at * LENGTH + DAY, START + (at + 1) * LENGTH + DAY, originBoardId=2)
        for at in range(len(PACES))
    ]
    histories = [
        IssueHistory(f"A-{500 + at}", sprints=(300 + at,), points=10)
        .to(START + at * LENGTH + 2 * DAY, DONE)
        .json(30000 + at)
        for at in range(len(PACES))
    ]
    whole = one | {"boards": boards, "sprints": [*one["sprints"], *later], "issues": [*one["issues"], *histories]}
    async with served(whole) as client:
        found = await client.ask("forecast", CONFIGURATION | {"boardIds": [BOARD, 2], "sprints": 1})
    assert (found["n"], found["workDone"]) == (6, {"p50": 30, "p85": 10, "p95": 10})
