"""Which closed sprints are shown: the last ones, those of some days, those with a name; separately, the running one."""

from collections import Counter
from typing import Any

import pytest

from resolvers import configuration
from resolvers.report import compute, view
from tests.spec.test_sprints_and_boards import CONFIGURATION, ask, codes, fortnights, refused
from tests.spec.world import BOARD, DAY, DOING, DONE, NEXT, SPRINT, START, IssueHistory, day, iso, site, sprint
from tests.support.holds import holds
from tests.support.served import NOW, served

TODAY = int(NOW * 1000)
RUNNING = TODAY - 6 * DAY
"""The start of the running sprint; the clocks of the tests are six days later."""


def running(number: int = NEXT, **more: Any) -> dict[str, Any]:
    planned = {"endDate": iso(RUNNING + 14 * DAY), "completeDate": None}
    return sprint(number, RUNNING, RUNNING, state="active", **planned | more)


def shown(report: Any) -> list[int]:
    return [entry["id"] for entry in report["sprints"]]


@holds(compute, "first <= sprint.close < end", "True")
@holds(configuration, "_midnight(self.closed_to, days=1)", "_midnight(self.closed_to)")
async def test_from_a_day_to_a_day() -> None:
    """All sprints closed from the first day to the last are shown, both included; days are in UTC."""
    entries = [sprint(at, day(14 * at), day(14 * at + 14)) for at in range(12)]
    days = [entry["completeDate"][:10] for entry in entries]
    report = await ask(site([], entries), closedFrom=days[1], closedTo=days[10])
    assert shown(report) == list(range(1, 11))
    assert shown(await ask(site([], entries), closedFrom=days[9])) == [9, 10, 11]
    assert shown(await ask(site([], entries), closedTo=days[1])) == [0, 1]
    both = await ask(site([], entries), closedFrom=days[1], closedTo=days[10], sprintCount=2)
    assert shown(both) == [9, 10]


@holds(compute, " and text in sprint.name.casefold()")
@holds(compute, 'self.configuration.name_contains or "").casefold()', 'self.configuration.name_contains or "")')
async def test_by_a_part_of_their_names() -> None:
    """The text is found anywhere in a name, in upper or lower case; it is not a pattern."""
    names = ["Team A 1", "team a 2", "Team B 1", "Straße a 3", "Team .* 4"]
    entries = [sprint(at, day(14 * at), day(14 * at + 14), name=name) for at, name in enumerate(names)]
    assert shown(await ask(site([], entries), nameContains="Team A")) == [0, 1]
    assert shown(await ask(site([], entries), nameContains="STRASSE")) == [3]
    assert shown(await ask(site([], entries), nameContains=".*")) == [4]


async def test_none_that_match_is_said() -> None:
    """If closed sprints exist but none is chosen, the error says how many there are, not that there are none."""
    problem = await refused(site([], fortnights(9)), nameContains="Elsewhere")
    assert (problem["status"], problem["type"]) == (409, "/problems/no-sprints-match")
    assert "None of the 9 closed sprints" in problem["detail"]


async def test_a_board_with_none_that_match_among_others() -> None:
    """Among several boards, one without a chosen sprint is named, and the others are shown."""
    beta = site([], [])["boards"][0] | {"id": 2, "name": "Beta"}
    data = site([], [*fortnights(2, name="Alpha"), sprint(SPRINT, originBoardId=2)])
    data["boards"].append(beta)
    report = await ask(data, boardIds=[BOARD, 2], nameContains="alpha")
    assert [(entry["code"], entry["names"]) for entry in report["warnings"] if entry["boardId"] == 2] == [
        ("no-sprints-match", ["Beta"])
    ]


async def test_a_hundred_sprints() -> None:
    """Up to a hundred sprints are shown, all in one search; the hundred and first is not."""
    async with served(site([], fortnights(120))) as client:
        report = await client.ask("getVelocity", CONFIGURATION | {"sprintCount": 100})
        searches = [request for request in client.site.requests if request.path.endswith("search/jql")]
    assert shown(report) == list(range(120, 220))
    assert len(searches) == 1


async def test_a_report_too_large_for_one_value_is_kept() -> None:
    """A hundred sprints with the longest names on several boards fit the store in parts, so they are read once."""
    entries = fortnights(100, name="S" * 255)
    histories = [IssueHistory(f"A-{at}", sprints=(100 + at,), points=3) for at in range(100)]
    async with served(site(histories, entries)) as client:
        first = await client.ask("getVelocity", CONFIGURATION | {"sprintCount": 100})
        client.site.requests.clear()
        second = await client.ask("getVelocity", CONFIGURATION | {"sprintCount": 100})
        assert client.site.requests == []
    assert (first["cache"]["state"], second["cache"]["state"]) == ("computed", "fresh")
    assert first["sprints"] == second["sprints"]


def busy() -> dict[str, Any]:
    """Return a board with a running sprint in which something has happened, today's beginning included."""
    histories = [
        IssueHistory("A-1", sprints=(NEXT,), points=5).to(RUNNING + DAY, DONE),
        IssueHistory("A-2", sprints=(NEXT,), points=3).to(RUNNING + DAY, DOING),
        IssueHistory("A-3", points=2).into(RUNNING + 2 * DAY, NEXT),
        IssueHistory("A-4", sprints=(SPRINT,), points=8).to(START + DAY, DONE),
    ]
    return site(histories, [*fortnights(5), sprint(SPRINT), running()])


@holds(view, "[_row(each) for each in result.running] if running else None", "None")
async def test_the_running_sprint_stands_apart() -> None:
    """If switched on, it has its current figures in a separate list; no average and no range includes it."""
    without, report = await ask(busy()), await ask(busy(), includeRunningSprint=True)
    assert "runningSprints" not in without
    (found,) = report["runningSprints"]
    names = ("id", "committed", "added", "completed", "notCompleted", "completeDate")
    assert [found[name] for name in names] == [NEXT, 8, 2, 5, 5, None]
    assert report["sprints"] == without["sprints"]
    assert report["statistics"] == without["statistics"]


async def test_nothing_is_said_about_the_end_of_a_running_sprint() -> None:
    """It is neither early nor late nor of unusual length: it has not ended."""
    (found,) = (await ask(busy(), includeRunningSprint=True))["runningSprints"]
    assert codes(found["notes"]) == []


async def test_the_running_sprint_costs_no_round_trip() -> None:
    """Shown or not, a chart sends the same requests; only the search names one more sprint."""
    made = []
    for chosen in (False, True):
        async with served(busy()) as client:
            await client.ask("getVelocity", CONFIGURATION | {"includeRunningSprint": chosen})
            made.append(Counter(request.path for request in client.site.requests))
    assert made[0] == made[1]


async def test_the_running_sprint_is_explained() -> None:
    """Its issues say what is true so far, not what was true at a close."""
    async with served(busy()) as client:
        found = await client.ask("explainSprint", CONFIGURATION | {"sprintId": NEXT, "includeRunningSprint": True})
    reasons = {issue["key"]: issue["reasons"] for issue in found["issues"]}
    assert reasons["A-1"] == ["in-sprint-at-start", "done-so-far"]
    assert reasons["A-2"] == ["in-sprint-at-start", "not-done-yet"]
    assert sum(issue["completed"] for issue in found["issues"]) == found["sprint"]["completed"] == 5


async def test_a_running_sprint_that_closes_leaves_its_place() -> None:
    """Read again after its close, it is one of the closed ones, though the list is as long as before."""
    ended = busy()
    ended["sprints"][-1] |= {"state": "closed", "completeDate": iso(TODAY + DAY // 24)}
    async with served(busy()) as client:
        await client.ask("getVelocity", CONFIGURATION | {"includeRunningSprint": True})
        client.site.load(ended)
        client.clock.advance(DAY / 1000 / 12)
        report = await client.ask("getVelocity", CONFIGURATION | {"includeRunningSprint": True})
    assert report["runningSprints"] == []
    assert shown(report)[-1] == NEXT


@pytest.mark.parametrize(
    ("chosen", "there"),
    [
        ({"closedTo": "2026-04-01"}, False),
        ({"closedFrom": "2026-01-01"}, True),
        ({"nameContains": "Sprint 1"}, True),
        ({"nameContains": "Sprint 10"}, False),
    ],
)
async def test_the_running_sprint_of_a_choice(chosen: dict[str, Any], there: bool) -> None:  # noqa: FBT001 - a case
    """It is shown if its name matches and the chosen days include today."""
    report = await ask(busy(), includeRunningSprint=True, **chosen)
    assert bool(report["runningSprints"]) is there


async def test_foreign_running_sprints_are_left_out() -> None:
    """A running sprint of another board is shown only if such sprints are included."""
    data = site([], [*fortnights(2), running(originBoardId=99)])
    data["boards"][0]["sprints"] = [100, 101, NEXT]
    assert (await ask(data, includeRunningSprint=True))["runningSprints"] == []
    both = await ask(data, includeRunningSprint=True, includeForeignSprints=True)
    assert [entry["id"] for entry in both["runningSprints"]] == [NEXT]
