"""Boards read at different moments agree: a sprint is identified by its id and has the same dates."""

from typing import Any

import pytest

from resolvers.jira.board import BoardState
from resolvers.jira.parse.answers import Sprint
from resolvers.jira.parse.values import EARLIEST
from resolvers.read.states import behind, outdated
from tests.spec.world import BOARD, CLOSE, DAY, DONE, SPRINT, START, IssueHistory, day, site, sprint
from tests.support.served import Client, Refused, served
from tests.support.site.faults import Fault, Faults

OTHER = 2
FOREIGN = {"includeForeignSprints": True}
BOTH = {"boardIds": [BOARD, OTHER]} | FOREIGN


def world(*entries: dict[str, Any]) -> dict[str, Any]:
    """Return a site with two boards that share a sprint: 5 points of it are on the first, 3 on the second."""
    histories = [
        IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(1), DONE),
        IssueHistory("B-1", sprints=(SPRINT,), points=3, project="B").to(day(1), DONE),
    ]
    data = site(histories, [*entries])
    location = {"projectId": 2, "projectKey": "B", "projectName": "Beta"}
    return data | {"boards": [*data["boards"], data["boards"][0] | {"id": OTHER, "name": "Beta", "location": location}]}


async def read_the_first_board_before(client: Client, after: dict[str, Any]) -> None:
    """Read the first board, then change the site."""
    await client.ask("getVelocity", {"boardIds": [BOARD]} | FOREIGN)
    client.site.load(after)
    client.clock.advance(60)


async def test_a_sprint_that_was_renamed_between_two_readings_is_one() -> None:
    """Boards that list one sprint under two names, for one was read before it was renamed, show it once and whole."""
    async with served(world(sprint(SPRINT))) as client:
        await read_the_first_board_before(client, world(sprint(SPRINT, name="Renamed")))
        report = await client.ask("getVelocity", BOTH)
    assert [(entry["name"], entry["completed"]) for entry in report["sprints"]] == [("Renamed", 8)]


async def test_a_sprint_whose_dates_were_changed_between_two_readings() -> None:
    """Where two readings give a sprint different dates, the earlier one is read again: one window, one figure."""
    reopened = sprint(SPRINT, START, CLOSE + DAY)
    async with served(world(sprint(SPRINT))) as client:
        await read_the_first_board_before(client, world(reopened))
        client.site.requests.clear()
        report = await client.ask("getVelocity", BOTH)
        lists = [request.path for request in client.site.requests if request.path.endswith("/sprint")]
    assert [(entry["completed"], entry["completeDate"]) for entry in report["sprints"]] == [(8, "2026-03-17T09:00:00Z")]
    assert [path.split("/")[-2] for path in sorted(set(lists))] == [str(BOARD), str(OTHER)]


async def test_a_sprint_that_was_closed_between_two_readings() -> None:
    """A board that was read before a shared sprint was closed is read again: its part of the sprint is not left out."""
    now = 1_790_000_000_000
    older, younger = sprint(9, START - 20 * DAY, START - 10 * DAY), sprint(SPRINT, START, now + 30_000)
    async with served(world(older, younger | {"state": "active"})) as client:
        await read_the_first_board_before(client, world(older, younger))
        report = await client.ask("getVelocity", BOTH)
    assert [(entry["id"], entry["completed"]) for entry in report["sprints"]][-1] == (SPRINT, 8)


async def test_a_sprint_among_the_last_of_one_board_only() -> None:
    """A board has its part in a shared sprint that another board shows, even if its own last sprints are others."""
    later = [sprint(SPRINT + at, START + at * 14 * DAY, CLOSE + at * 14 * DAY, originBoardId=OTHER) for at in (1, 2)]
    async with served(world(sprint(SPRINT), *later)) as client:
        report = await client.ask("getVelocity", BOTH | {"sprintCount": 1})
    assert (SPRINT, 8) in [(entry["id"], entry["completed"]) for entry in report["sprints"]]


async def test_readings_that_never_agree() -> None:
    """Boards that go on to give one sprint different dates are an error that says so, after a few tries."""

    def moved(answer: Any) -> Any:
        return answer | {"values": [entry | {"completeDate": "2026-03-20T09:00:00.000Z"} for entry in answer["values"]]}

    fault = Fault(path=f"/board/{BOARD}/sprint", drift=moved)
    async with served(world(sprint(SPRINT)), faults=Faults(fault)) as client:
        with pytest.raises(Refused) as caught:
            await client.ask("getVelocity", BOTH)
        assert len(client.site.requests) < 20
    assert caught.value.problem["type"] == "/problems/changed-while-reading"


EPOCH = EARLIEST


def state(board: int, at: int, *sprints: tuple[int, int, int]) -> BoardState:
    listed = tuple(
        Sprint(number, f"{board} {number}", EPOCH + start, None, EPOCH + close, 1) for number, start, close in sprints
    )
    return BoardState(
        at=EPOCH + at,
        id=board,
        name="",
        team_managed=False,
        project_key=None,
        filter_id=None,
        readable=True,
        columns=(),
        estimation=None,
        field_id=None,
        sprints=listed,
        total=len(listed),
    )


@pytest.mark.parametrize(
    ("states", "older", "early"),
    [
        ([state(1, 10, (5, 1, 2)), state(2, 20, (5, 1, 2))], set(), set()),
        ([state(1, 10, (5, 1, 2)), state(2, 20, (5, 1, 3))], {1}, set()),
        ([state(1, 30, (5, 1, 2)), state(2, 20, (5, 0, 2))], {2}, set()),
        ([state(1, 10, (5, 1, 2)), state(2, 20, (6, 3, 9))], set(), set()),
        ([state(1, 10, (5, 1, 2)), state(2, 20, (6, 3, 11))], set(), {1}),
        ([state(1, 10), state(2, 20, (5, 1, 2)), state(3, 15, (5, 1, 4))], {3}, set()),
    ],
)
def test_which_readings_are_read_anew(states: list[BoardState], older: set[int], early: set[int]) -> None:
    """The later reading decides; only what it contradicts, or what was read before a sprint closed, is read again."""
    assert outdated(states) == older
    assert behind(states) == early
