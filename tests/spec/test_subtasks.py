"""A sub-task is in the sprints of its parent, at every instant: Jira writes no Sprint history on sub-tasks.

Read through a Jira site over HTTP, with sub-tasks included.
"""

from typing import Any

import pytest

from resolvers.jira.parse import present_values
from tests.spec.world import BOARD, DOING, DONE, SPRINT, SPRINT_FIELD, IssueHistory, day, iso, site, sprint
from tests.support.holds import holds
from tests.support.served import Client, Refused, served
from tests.support.site.faults import Fault, Faults, refused

CONFIGURATION = {"boardIds": [BOARD], "includeSubtasks": True}
CANARY = "what a parent is about"


def family(parent: IssueHistory, *children: IssueHistory) -> dict[str, Any]:
    """Return a site with an issue and its sub-tasks, which show its sprints and have no Sprint history."""
    data = site([parent, *children], [sprint(SPRINT)])
    above, *below = data["issues"]
    for child in below:
        child["fields"][SPRINT_FIELD] = above["fields"][SPRINT_FIELD]
        child["fields"]["parent"] = {
            "id": above["id"],
            "key": above["key"],
            "fields": {"summary": CANARY, "assignee": {"displayName": CANARY}},
        }
    return data


async def rows(client: Client) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Return the sprint's figures and its issues by key."""
    explanation = await client.ask("explainSprint", CONFIGURATION | {"sprintId": SPRINT})
    return explanation["sprint"], {issue["key"]: issue for issue in explanation["issues"]}


def subtask(key: str = "A-2", points: float = 2, **more: Any) -> IssueHistory:
    return IssueHistory(key, subtask=True, points=points, **more)


async def test_added_with_its_parent() -> None:
    """A sub-task whose parent was put into the sprint after the start was added with it."""
    async with served(family(IssueHistory("A-1", points=5).into(day(2), SPRINT), subtask())) as client:
        row, issues = await rows(client)
    assert (row["committed"], row["added"]) == (0, 7)
    assert issues["A-2"]["enteredAt"] == issues["A-1"]["enteredAt"] == iso(day(2)).replace(".000+0000", "Z")


async def test_removed_with_its_parent() -> None:
    """A sub-task whose parent was taken out is committed and removed with it, though its own field is empty now."""
    parent = IssueHistory("A-1", sprints=(SPRINT,), points=5).into(day(2))
    async with served(family(parent, subtask().to(day(1), DOING))) as client:
        row, _ = await rows(client)
    assert (row["committed"], row["removed"]) == (7, 7)


async def test_removed_with_its_parent_and_untouched_since_before() -> None:
    """A sub-task not touched since before the sprint is still removed with its parent."""
    parent = IssueHistory("A-1", sprints=(SPRINT,), points=5).into(day(2))
    async with served(family(parent, subtask())) as client:
        row, issues = await rows(client)
    assert (row["committed"], row["removed"]) == (7, 7)
    assert issues["A-2"]["outcome"] == "removed"


async def test_a_parent_that_is_deleted_meanwhile() -> None:
    """Its sub-tasks cannot be searched for then, which is not the fault of the board's filter."""
    gone = refused(400, "An issue with key '20000' does not exist for field 'parent'.")
    faults = Faults(Fault(path="/search/jql", after=1, reply=gone))
    async with served(family(IssueHistory("A-1", sprints=(SPRINT,), points=5), subtask()), faults=faults) as client:
        with pytest.raises(Refused) as caught:
            await rows(client)
    assert caught.value.problem["type"] == "/problems/changed-while-reading"


async def test_removed_with_a_parent_outside_of_the_boards_filter() -> None:
    """Its parent may be of another project, and found only because another sub-task of it was touched."""
    parent = IssueHistory("B-1", project="B", sprints=(SPRINT,), points=5).into(day(2))
    async with served(family(parent, subtask(), subtask("A-3").to(day(1), DOING))) as client:
        row, issues = await rows(client)
    assert (row["committed"], row["removed"]) == (4, 4)
    assert sorted(issues) == ["A-2", "A-3"]


async def test_created_under_a_parent_in_the_sprint() -> None:
    """A sub-task that is created in the running sprint is added, though its parent was there all the time."""
    async with served(family(IssueHistory("A-1", sprints=(SPRINT,), points=5), subtask(created=day(1)))) as client:
        row, issues = await rows(client)
    assert (row["committed"], row["added"]) == (5, 2)
    assert "created-into-sprint" in issues["A-2"]["reasons"]


async def test_a_parent_outside_of_the_boards_filter() -> None:
    """The parent may be an issue of another project: its history is still read."""
    parent = IssueHistory("B-1", project="B", points=5).into(day(2), SPRINT)
    async with served(family(parent, subtask().to(day(3), DONE))) as client:
        row, issues = await rows(client)
    assert (row["committed"], row["added"], row["completed"]) == (0, 2, 2)
    assert list(issues) == ["A-2"]


async def test_a_parent_that_cannot_be_read() -> None:
    """If the parent was deleted, the sub-task is in the sprints of its own field."""
    data = family(IssueHistory("A-1", sprints=(SPRINT,), points=5), subtask())
    data["issues"].pop(0)
    async with served(data) as client:
        row, _ = await rows(client)
    assert row["committed"] == 2


@holds(present_values, 'return identifier(value.get("id")) if', 'return identifier(value.get("key")) if')
async def test_of_a_parent_only_the_id_is_looked_at() -> None:
    """Jira sends the summary of a parent along with it, and perhaps no key: none of it is needed or shown."""
    data = family(IssueHistory("A-1", points=5).into(day(2), SPRINT), subtask())
    del data["issues"][1]["fields"]["parent"]["key"]
    async with served(data) as client:
        explanation = await client.ask("explainSprint", CONFIGURATION | {"sprintId": SPRINT})
    assert CANARY not in str(explanation)
    assert explanation["sprint"]["added"] == 7


@pytest.mark.parametrize("first", [True, False])
async def test_readings_with_and_without_subtasks_are_not_confused(*, first: bool) -> None:
    """Whichever gadget was first, each has its own figures: cached values record whether parents were followed."""
    async with served(family(IssueHistory("A-1", points=5).into(day(2), SPRINT), subtask())) as client:
        found = {}
        for included in (first, not first, first):
            report = await client.ask("getVelocity", CONFIGURATION | {"includeSubtasks": included})
            found[included] = report["sprints"][0]["added"], report["sprints"][0]["committed"]
    assert found == {True: (7, 0), False: (5, 0)}
