"""Figures that cannot be right are never shown without a warning that says what is wrong."""

from typing import Any

import pytest

from resolvers.jira.parse import board_pages
from tests.spec.world import BOARD, DONE, NEXT, SPRINT, IssueHistory, day, site, sprint
from tests.support.holds import holds
from tests.support.served import Client, Refused, served
from tests.support.site.faults import Fault, Faults, refused

CONFIGURATION = {"boardIds": [BOARD]}
MOVING = 'project = A AND (updated >= -900d OR cf[10020] in (10) OR summary ~ "status")'

ASKED = ((0, "getVelocity"), (400, "getVelocity"), (0, "refreshVelocity"), (3700, "getVelocity"))
"""How many seconds later is asked for what."""


def data(sprints: list[Any] | None = None, **board: Any) -> dict[str, Any]:
    histories = [IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(1), DONE)]
    return site(histories, [sprint(SPRINT)] if sprints is None else sprints, **board)


async def refusal(client: Client, **more: Any) -> Any:
    with pytest.raises(Refused) as caught:
        await client.ask("getVelocity", CONFIGURATION | more)
    problem = dict(caught.value.problem)
    return problem | {"code": problem["type"].rpartition("/")[2]}


async def test_a_search_that_finds_nothing() -> None:
    """An account that may not see the issues gets zeros and a warning that it sees no issue."""
    nothing = Fault(path="/search/jql", drift=lambda answer: answer | {"issues": []})
    async with served(data(), faults=Faults(nothing)) as client:
        for function in ("getVelocity", "getVelocity", "refreshVelocity"):
            report = await client.ask(function, CONFIGURATION)
            told = [(entry["code"], entry["number"], entry["names"]) for entry in report["warnings"]]
            assert told == [("no-issues-visible", 1, ["Alpha"])]


async def test_sprints_of_subtasks_alone() -> None:
    """Subtasks that do not count are not searched for, so the warning that none was found also names them."""
    alone = site([IssueHistory("A-1", sprints=(SPRINT,), subtask=True)], [sprint(SPRINT)])
    async with served(alone) as client:
        (warning,) = (await client.ask("getVelocity", CONFIGURATION))["warnings"]
    assert warning["code"] == "no-issues-visible"
    assert "subtasks, which count only if the settings include them" in warning["message"]


async def test_the_filter_is_warned_of_in_every_report() -> None:
    """Whoever opened the settings, and whether the figures are read or kept, the filter's words are told."""
    async with served(data(filter={"id": 77, "jql": MOVING})) as client:
        for later, function in ASKED:
            client.clock.advance(later)
            report = await client.ask(function, CONFIGURATION)
            told = [(entry["code"], entry["names"]) for entry in report["warnings"]]
            assert told == [("filter-hides-history", ["now", "sprint", "updated"])]
        described = await client.ask("describeBoard", {"boardId": BOARD})
        assert described["warnings"][0]["names"] == ["now", "sprint", "updated"]


@pytest.mark.parametrize(
    ("own", "other", "words"),
    [
        ("filter = 78", MOVING, ["now", "sprint", "updated"]),
        ("project = A AND filter in (78, 77)", "project = A", []),
        ('filter = "Others"', MOVING, ["filter"]),
    ],
)
async def test_a_filter_that_refers_to_another(own: str, other: str, words: list[str]) -> None:
    """The board's filter depends on what the other one depends on; if only its name is known, that is reported."""
    told = data(filter={"id": 77, "jql": "project = A"})
    told["boards"].append(told["boards"][0] | {"id": 2, "filter": {"id": 78, "name": "Others", "jql": other}})

    def drift(answer: Any) -> Any:
        return answer | {"jql": own} if answer["id"] in {77, "77"} else answer

    async with served(told, faults=Faults(Fault(path="/filter/", drift=drift))) as client:
        report = await client.ask("getVelocity", CONFIGURATION)
    found = [entry["names"] for entry in report["warnings"] if entry["code"] == "filter-hides-history"]
    assert found == ([words] if words else [])


async def test_the_filter_travels_with_the_search() -> None:
    """The filter is read in parallel with the search: no extra round trip."""
    async with served(data()) as client:
        await client.ask("getVelocity", CONFIGURATION)
        (words,) = [request for request in client.site.requests if "/filter/" in request.path]
        (search,) = [request for request in client.site.requests if "/search/" in request.path]
    assert words.began < search.ended_order
    assert search.began < words.ended_order


async def test_a_filter_that_cannot_be_read_costs_no_figure() -> None:
    """The words are a help: without them the figures are the same."""
    async with served(data(), faults=Faults(Fault(path="/filter/", reply=refused(403)))) as client:
        report = await client.ask("getVelocity", CONFIGURATION)
    assert (report["sprints"][0]["completed"], report["warnings"]) == (5, [])


async def test_sprints_whose_board_is_gone() -> None:
    """Where every sprint is another board's, the answer says how many, and that they can be included."""
    orphans = [sprint(SPRINT, originBoardId=99), sprint(NEXT, day(20), day(30), originBoardId=99)]
    async with served(data(orphans)) as client:
        told = await refusal(client)
        report = await client.ask("getVelocity", CONFIGURATION | {"includeForeignSprints": True})
    assert (told["status"], told["code"], told["foreignSprints"]) == (409, "sprints-of-other-boards", 1)
    assert "includeForeignSprints" in told["detail"]
    assert report["sprints"][0]["completed"] == 5


async def test_no_sprint_that_can_be_placed_in_time() -> None:
    """Where the dates of every closed sprint are impossible, that is said and not that none was closed."""
    async with served(data([sprint(SPRINT, day(5), day(1))])) as client:
        told = await refusal(client)
    assert (told["status"], told["code"]) == (409, "sprint-dates-impossible")
    assert f"Sprint {SPRINT}" in told["detail"]


async def test_one_of_several_boards_is_gone() -> None:
    """Among several boards the deleted one is reported."""
    async with served(data()) as client:
        told = await refusal(client, boardIds=[BOARD, 7])
    assert (told["status"], told["code"], told["boardId"]) == (404, "board-not-found", 7)
    assert "Board 7" in told["detail"]


PERSON = "Canary Person"
LOCATIONS = [
    {"userId": 10, "displayName": PERSON, "name": PERSON},
    {"type": "user", "id": "10", "name": PERSON, "key": "canary"},
]


@holds(board_pages, "_project_name(location) if key else None", "_project_name(location)")
@pytest.mark.parametrize("location", LOCATIONS)
async def test_a_board_located_at_a_person_has_no_project(location: dict[str, Any]) -> None:
    """The name of a person is never shown as that of a project, in no list, description or report."""

    def drift(answer: Any) -> Any:
        for entry in answer.get("values", [answer]):
            entry["location"] = location
        return answer

    faults = Faults(Fault(path="/board$", drift=drift), Fault(path="/configuration", drift=drift))
    async with served(data(), faults=faults) as client:
        listed = await client.ask("listBoards")
        described = await client.ask("describeBoard", {"boardId": BOARD})
        report = await client.ask("getVelocity", CONFIGURATION)
    assert [(entry["projectKey"], entry["projectName"]) for entry in listed["boards"]] == [(None, None)]
    assert (described["board"]["projectKey"], report["boards"][0]["projectKey"]) == (None, None)
    assert "anary" not in f"{listed}{described}{report}"
