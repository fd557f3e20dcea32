"""The work left: what the board's filter holds that is not done, by where it waits."""

from typing import Any

import pytest

from resolvers.read import work
from tests.spec.test_which_sprints import running
from tests.spec.world import BOARD, CANCELLED, DONE, NEXT, SPRINT, IssueHistory, site, sprint
from tests.support.holds import holds
from tests.support.served import Refused, served

FUTURE = 12
CONFIGURATION = {"boardIds": [BOARD]}


def data(**board: Any) -> dict[str, Any]:
    histories = [
        IssueHistory("A-1", sprints=(NEXT,), points=5),
        IssueHistory("A-2", sprints=(SPRINT, NEXT), points=3),
        IssueHistory("A-3", sprints=(FUTURE,), points=8),
        IssueHistory("A-4", points=13),
        IssueHistory("A-5"),
        IssueHistory("A-6", sprints=(SPRINT,), points=0),
        IssueHistory("A-7", points=100, status=DONE),
        IssueHistory("A-8", points=1, subtask=True),
        IssueHistory("A-9", points=40, status=CANCELLED),
    ]
    future = {"id": FUTURE, "name": "Later", "state": "future", "originBoardId": BOARD}
    found = site(histories, [sprint(SPRINT), running(), future], **board)
    found["issues"].append(IssueHistory("A-10", points=50).json(30000))
    found["issues"][-1]["fields"]["issuetype"] |= {"name": "Epic", "hierarchyLevel": 1}
    return found


async def ask(found: dict[str, Any], **configuration: Any) -> Any:
    async with served(found) as client:
        return await client.ask("workLeft", CONFIGURATION | configuration)


def sums(amount: float, estimated: int, unestimated: int = 0) -> dict[str, float]:
    return {
        "work": amount,
        "issues": estimated + unestimated,
        "estimated": estimated,
        "unestimated": unestimated,
    }


@holds(work, " and not one.epic")
@holds(work, " and (subtasks or not one.subtask)")
async def test_by_where_it_waits() -> None:
    """Active, future or no sprint; a closed one is none, 0 is an estimate, epics and sub-tasks are no work."""
    found = await ask(data(), doneStatusIds=[DONE, CANCELLED])
    stages = ("running", "future", "backlog", "total")
    assert [found[stage] for stage in stages] == [
        sums(8, 2),
        sums(8, 1),
        sums(13, 2, 1),
        sums(29, 5, 1),
    ]
    assert found["unit"]["name"] == "Story Points"
    assert found["asOf"].endswith("Z")


async def test_done_is_what_the_gadget_calls_done() -> None:
    """By default it is the board's last column, so that a status outside it is work left."""
    assert (await ask(data()))["backlog"]["work"] == 53


async def test_a_chosen_status_that_is_gone_is_not_searched_for() -> None:
    """Jira refuses a search for a status that it does not have."""
    assert (await ask(data(), doneStatusIds=[DONE, CANCELLED, "4711"]))["total"]["work"] == 29


async def test_issues_are_counted_where_the_gadget_counts_them() -> None:
    """By issue count each is 1, and none lacks an estimate."""
    found = await ask(data(), estimation="issueCount", doneStatusIds=[DONE, CANCELLED])
    assert found["total"] == sums(6, 6)


async def test_a_subtask_is_where_its_parent_is() -> None:
    """With sub-tasks included, each waits where its parent does."""
    found = data()
    found["issues"][7]["fields"]["parent"] = {"id": found["issues"][2]["id"], "key": "A-3"}
    answer = await ask(found, includeSubtasks=True, doneStatusIds=[DONE, CANCELLED])
    assert answer["future"] == sums(9, 2)


async def test_two_round_trips_in_the_fields_of_any_reading() -> None:
    """After the chart it takes one search for ids and one reading of them, with no field beyond the chart's."""
    async with served(data()) as client:
        await client.ask("getVelocity", CONFIGURATION)
        asked = {field for request in client.site.requests if request.body for field in request.body.get("fields", ())}
        client.site.requests.clear()
        await client.ask("workLeft", CONFIGURATION)
        made = list(client.site.requests)
    assert [request.path.rpartition("3/")[2] for request in made] == ["search/jql", "issue/bulkfetch"]
    assert {field for request in made for field in request.body["fields"]} <= asked


async def test_an_issue_on_two_boards_is_there_once() -> None:
    """Work that several of the boards show is counted once."""
    found = data()
    found["boards"].append(found["boards"][0] | {"id": 2, "name": "Beta"})
    answer = await ask(found, boardIds=[BOARD, 2], doneStatusIds=[DONE, CANCELLED])
    assert answer["total"] == sums(29, 5, 1)


async def test_boards_of_different_units_are_not_summed() -> None:
    """Boards in different units are refused as in a report."""
    found = data()
    other = found["boards"][0] | {"id": 2, "name": "Beta"}
    other["configuration"] = other["configuration"] | {"estimation": {"type": "issueCount"}}
    found["boards"].append(other)
    with pytest.raises(Refused) as caught:
        await ask(found, boardIds=[BOARD, 2])
    assert caught.value.problem["type"] == "/problems/units-differ"
