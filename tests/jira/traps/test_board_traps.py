"""Boards and their sprints: who sees what, in which order, and the exact words of the refusals."""

import pytest

from tests.jira.traps.conftest import Ask, board_entry, issue, project_id, site_data, sprint_entry

BOARDS = "/rest/agile/1.0/board"
NO_SPRINTS = {"errorMessages": ["The board does not support sprints"], "errors": {}}
NOT_VIEWABLE = {
    "errorMessages": [],
    "errors": {
        "rapidViewId": "The requested board cannot be viewed because it either does not exist or you do not have "
        "permission to view it."
    },
}
ON = [{"boardId": 3, "feature": "jsw.agility.sprints", "state": "ENABLED"}]
OFF = [{"boardId": 3, "feature": "jsw.agility.sprints", "state": "DISABLED"}]


async def test_closed_then_active_then_future_then_backlog_position(asking: Ask) -> None:
    """Sprints come by state, closed first, and within a state in backlog order: not by date, not by id."""
    sprints = [
        sprint_entry(7, "future"),
        sprint_entry(5),
        sprint_entry(9, "active"),
        sprint_entry(2),
        sprint_entry(8, "future"),
    ]
    page = (await asking(site_data(sprints=sprints)).get(f"{BOARDS}/1/sprint")).json()
    assert [sprint["id"] for sprint in page["values"]] == [5, 2, 9, 7, 8]


async def test_states_are_a_list_in_one_text(asking: Ask) -> None:
    """`state` takes several words between commas; an unknown one is a bad request."""
    asker = asking()
    found = (await asker.get(f"{BOARDS}/1/sprint", state="active,closed")).json()["values"]
    assert [sprint["state"] for sprint in found] == ["closed", "active"]
    assert (await asker.get(f"{BOARDS}/1/sprint", state="open")).status_code == 400


@pytest.mark.parametrize(
    "board",
    [
        board_entry(3, type="kanban"),
        board_entry(3, type="simple", features=OFF),
    ],
    ids=["kanban", "team-managed, switched off"],
)
async def test_a_board_without_sprints_is_a_bad_request(asking: Ask, board: dict[str, object]) -> None:
    """A kanban board, and a team-managed one without the feature, answer 400 in exactly these words."""
    answer = await asking(site_data(boards=[board])).get(f"{BOARDS}/3/sprint")
    assert (answer.status_code, answer.json()) == (400, NO_SPRINTS)


async def test_a_team_managed_board_with_sprints_has_them(asking: Ask) -> None:
    """A team-managed board reports by its features that it has sprints, and lists them."""
    data = site_data(boards=[board_entry(3, type="simple", features=ON)], sprints=[sprint_entry(10, board=3)])
    asker = asking(data)
    features = (await asker.get(f"{BOARDS}/3/features")).json()["features"]
    assert {"feature": "jsw.agility.sprints", "state": "ENABLED"}.items() <= features[0].items()
    assert [sprint["id"] for sprint in (await asker.get(f"{BOARDS}/3/sprint")).json()["values"]] == [10]


@pytest.mark.parametrize("part", ["sprint", "configuration", "features", "project"])
@pytest.mark.parametrize("number", [3, 99], ids=["hidden", "nonexistent"])
async def test_hidden_and_nonexistent_are_one_answer(asking: Ask, part: str, number: int) -> None:
    """The answers for a board that is not shared and for one that does not exist are identical."""
    data = site_data(boards=[board_entry(1), board_entry(3, hidden=True)])
    answer = await asking(data).get(f"{BOARDS}/{number}/{part}")
    assert (answer.status_code, answer.json()) == (404, NOT_VIEWABLE)


async def test_only_boards_that_can_be_seen_are_listed(asking: Ask) -> None:
    """A hidden board is neither listed nor counted."""
    page = (await asking(site_data(boards=[board_entry(1), board_entry(3, hidden=True)])).get(BOARDS)).json()
    assert ([board["id"] for board in page["values"]], page["total"]) == ([1], 1)


async def test_private_boards_come_on_request_without_name_and_type(asking: Ask) -> None:
    """A private board is listed only with `includePrivate`, at the end, without name and type."""
    asker = asking(site_data(boards=[board_entry(3, private=True), board_entry(1)]))
    assert [board["id"] for board in (await asker.get(BOARDS)).json()["values"]] == [1]
    listed = (await asker.get(BOARDS, includePrivate="true")).json()["values"]
    assert [board["id"] for board in listed] == [1, 3]
    assert not listed[1].keys() & {"name", "type"}


async def test_boards_by_part_of_a_name_type_and_project(asking: Ask) -> None:
    """The list of boards can be filtered by part of a name, by types, by a project's key or id and by filter."""
    boards = [
        board_entry(1, name="Alpha team"),
        board_entry(2, "B", name="Beta", type="kanban"),
        board_entry(3, "C", name="Gamma", type="simple", filter={"id": 900, "jql": "project in (C, A)"}),
    ]
    data = site_data(boards=boards, issues=[issue(1, "A-1"), issue(2, "B-1"), issue(3, "C-1")])
    asker = asking(data)
    for query, ids in (
        ({"name": "ALPH"}, [1]),
        ({"name": "none"}, []),
        ({"type": "scrum,simple"}, [1, 3]),
        ({"type": "kanban"}, [2]),
        ({"projectKeyOrId": "b"}, [2]),
        ({"projectKeyOrId": project_id("B")}, [2]),
        ({"filterId": 900}, [3]),
        ({"orderBy": "-name"}, [3, 2, 1]),
    ):
        assert [board["id"] for board in (await asker.get(BOARDS, **query)).json()["values"]] == ids, query


async def test_a_board_is_of_every_project_that_its_filter_names(asking: Ask) -> None:
    """`projectKeyOrId` finds a board by the projects in its filter, wherever it is located."""
    boards = [board_entry(3, "C", filter={"id": 900, "jql": "project in (C, A)"}), board_entry(2, "B")]
    data = site_data(boards=boards, issues=[issue(1, "A-1"), issue(2, "B-1"), issue(3, "C-1")])
    assert [board["id"] for board in (await asking(data).get(BOARDS, projectKeyOrId="A")).json()["values"]] == [3]


@pytest.mark.parametrize(("how", "status"), [(True, 403), (401, 401), (403, 403), (404, 404)])
async def test_a_configuration_can_be_out_of_reach(asking: Ask, how: object, status: int) -> None:
    """A board with readable sprints may refuse its configuration, with 401, 403 or 404."""
    asker = asking(site_data(boards=[board_entry(1, configurationHidden=how)]))
    assert (await asker.get(f"{BOARDS}/1/configuration")).status_code == status
    assert (await asker.get(f"{BOARDS}/1/sprint")).status_code == 200


async def test_a_configuration_has_its_real_shape(asking: Ask) -> None:
    """Column statuses are texts, the location is a project with `key`, the filter an id as text."""
    answer = (
        await asking(site_data(boards=[board_entry(1, filter={"id": 77, "jql": "project = A"})])).get(
            f"{BOARDS}/1/configuration"
        )
    ).json()
    assert (answer["id"], answer["name"], answer["type"]) == (1, "Board 1", "scrum")
    assert answer["filter"]["id"] == "77"
    assert {"type": "project", "key": "A", "name": "A"}.items() <= answer["location"].items()
    assert answer["columnConfig"]["columns"][0]["statuses"][0]["id"] == "3"


async def test_projects_of_a_board(asking: Ask) -> None:
    """The projects of a board are those in its filter and those of its issues, paged, with ids as texts."""
    data = site_data(boards=[board_entry(1, filter={"id": 77, "jql": "project in (A, B)"})])
    page = (await asking(data).get(f"{BOARDS}/1/project")).json()
    assert ([project["key"] for project in page["values"]], page["isLast"]) == (["A", "B"], True)
    assert all(isinstance(project["id"], str) for project in page["values"])
    unnamed = site_data(boards=[board_entry(1, filter={"id": 77, "jql": "id = 20003"})])
    values = (await asking(unnamed).get(f"{BOARDS}/1/project")).json()["values"]
    assert [project["key"] for project in values] == ["B"]


async def test_foreign_sprints_are_listed_by_their_issues(asking: Ask) -> None:
    """A board lists another board's sprint while one of the board's own issues is in it, and not otherwise."""
    sprints = [sprint_entry(10), sprint_entry(20, board=2), sprint_entry(21, board=2)]
    data = site_data(sprints=sprints, issues=[issue(1, "A-1", sprints=[20]), issue(2, "B-1", sprints=[21])])
    asker = asking(data)
    for board, ids in ((1, [10, 20]), (2, [20, 21])):
        listed = (await asker.get(f"{BOARDS}/{board}/sprint")).json()["values"]
        assert [sprint["id"] for sprint in listed] == ids
    assert listed[0]["originBoardId"] == 2


async def test_a_sprint_is_seen_by_its_board_or_by_an_issue(asking: Ask) -> None:
    """A hidden board's sprint is visible while it holds a visible issue; otherwise it is not found."""
    sprints = [sprint_entry(20, board=3), sprint_entry(21, board=3)]
    data = site_data(
        boards=[board_entry(1), board_entry(3, "B", hidden=True)],
        sprints=sprints,
        issues=[issue(1, "A-1", sprints=[20])],
    )
    asker = asking(data)
    seen = await asker.get("/rest/agile/1.0/sprint/20")
    assert (seen.status_code, seen.json()["id"], seen.json()["originBoardId"]) == (200, 20, 3)
    for number in (21, 999):
        answer = await asker.get(f"/rest/agile/1.0/sprint/{number}")
        assert (answer.status_code, answer.json()["errors"]) == (404, {})
        assert "does not exist" in answer.json()["errorMessages"][0]


async def test_a_future_sprint_has_no_dates(asking: Ask) -> None:
    """Dates that have not happened are absent; those of the agile API end in Z with milliseconds."""
    listed = (await asking().get(f"{BOARDS}/1/sprint")).json()["values"]
    closed, _, future = listed
    assert closed["completeDate"] == "2026-03-03T09:00:00.000Z"
    assert not future.keys() & {"startDate", "endDate", "completeDate"}


@pytest.mark.parametrize(
    ("recorded", "told"),
    [
        ("2026-03-03T09:00:00.000Z", "2026-03-03T09:00:00.000Z"),
        ("2026-03-03T06:00:00.123-0300", "2026-03-03T09:00:00.123Z"),
        ("2026-03-03T19:00:00.000+10:00", "2026-03-03T19:00:00.000+10:00"),
    ],
)
async def test_sprint_dates_have_a_z_or_a_colon(asking: Ask, recorded: str, told: str) -> None:
    """The agile API writes dates in UTC with a Z, or with an offset that has a colon."""
    data = site_data(sprints=[sprint_entry(10) | {"completeDate": recorded}])
    assert (await asking(data).get("/rest/agile/1.0/sprint/10")).json()["completeDate"] == told
