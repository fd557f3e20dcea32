"""Which sprints, which boards, which fields: read through a Jira site over HTTP."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.spec.world import (
    BOARD,
    CANCELLED,
    CLOSE,
    DAY,
    DOING,
    DONE,
    EFFORT,
    NEXT,
    OTHER_POINTS,
    POINTS,
    RELEASED,
    SPRINT,
    START,
    TODO,
    IssueHistory,
    day,
    iso,
    number_field,
    site,
    sprint,
)
from tests.support.served import Refused, served

CONFIGURATION = {"boardIds": [BOARD]}


def fortnights(count: int, **more: Any) -> list[dict[str, Any]]:
    """Return closed sprints of two weeks in backlog order, oldest first, with ids from 100."""
    return [
        sprint(100 + number, START + (number - count) * 14 * DAY, START + (number - count + 1) * 14 * DAY, **more)
        for number in range(count)
    ]


async def ask(data: dict[str, Any], **configuration: Any) -> Any:
    async with served(data) as client:
        return await client.ask("getVelocity", CONFIGURATION | configuration)


async def refused(data: dict[str, Any], **configuration: Any) -> Any:
    with pytest.raises(Refused) as caught:
        await ask(data, **configuration)
    return caught.value.problem


def codes(entries: list[dict[str, Any]]) -> list[str]:
    return [entry["code"] for entry in entries]


async def test_start_and_complete_date_count() -> None:
    """The window runs from the start date to the complete date, never to the planned end."""
    entry = sprint(SPRINT, endDate=iso(day(7)))
    report = await ask(site([IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(10), DONE)], [entry]))
    assert (report["sprints"][0]["completed"], report["sprints"][0]["endDate"]) == (5, "2026-03-09T09:00:00Z")


async def test_closed_late_and_early_are_noted() -> None:
    """A sprint closed more than a day from its planned end carries a note with the days."""
    entries = [sprint(SPRINT, endDate=iso(CLOSE - 3 * DAY)), sprint(NEXT, endDate=iso(CLOSE + 2 * DAY))]
    late, early = (await ask(site([IssueHistory("A-1", sprints=(SPRINT, NEXT))], entries)))["sprints"]
    assert [(note["code"], note["number"]) for note in late["notes"] + early["notes"]] == [
        ("closed-late", 3),
        ("closed-early", 2),
    ]


async def test_the_last_sprints_not_the_first() -> None:
    """Of sixty closed sprints the last seven are shown, though Jira lists the oldest first, fifty to a page."""
    report = await ask(site([], fortnights(60)))
    assert [entry["id"] for entry in report["sprints"]] == list(range(153, 160))


async def test_backlog_order_is_not_the_order_of_closing() -> None:
    """The last sprints are the last by closing, then start, then id, wherever Jira lists them."""
    entries = [
        sprint(1, day(1), day(60)),
        sprint(4, day(2), day(50)),
        sprint(3, day(2), day(50)),
        sprint(2, day(1), day(50)),
        sprint(5, day(0), day(40)),
    ]
    report = await ask(site([], entries), sprintCount=4)
    assert [entry["id"] for entry in report["sprints"]] == [2, 3, 4, 1]


async def test_active_and_future_sprints_are_never_mixed_in() -> None:
    """A running sprint, a future one and a reopened one are not closed, so they are not shown."""
    active = sprint(NEXT, state="active", completeDate=None)
    future = {"id": 12, "name": "Later", "state": "future", "originBoardId": BOARD}
    report = await ask(site([], [sprint(SPRINT), active, future]))
    assert [entry["id"] for entry in report["sprints"]] == [SPRINT]


async def test_a_reopened_sprint_returns_with_its_new_close() -> None:
    """A reopened sprint leaves the chart; once closed again, it counts up to its new complete date."""
    history = IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(16), DONE)
    async with served(site([history], [sprint(SPRINT), sprint(NEXT, day(-30), day(-16))])) as client:
        first = await client.ask("refreshVelocity", CONFIGURATION)
        reopened = site(
            [history], [sprint(SPRINT, state="active", completeDate=None), sprint(NEXT, day(-30), day(-16))]
        )
        client.site.load(reopened)
        second = await client.ask("refreshVelocity", CONFIGURATION)
        client.site.load(site([history], [sprint(SPRINT, close=day(20)), sprint(NEXT, day(-30), day(-16))]))
        third = await client.ask("refreshVelocity", CONFIGURATION)
    assert [entry["completed"] for entry in first["sprints"]] == [0, 0]
    assert [entry["id"] for entry in second["sprints"]] == [NEXT]
    assert [entry["completed"] for entry in third["sprints"]] == [0, 5]


async def test_parallel_sprints_each_have_their_own_figures() -> None:
    """Sprints that run side by side keep their own figures."""
    histories = [
        IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(1), DONE),
        IssueHistory("A-2", sprints=(NEXT,), points=3),
    ]
    report = await ask(site(histories, [sprint(SPRINT), sprint(NEXT)]))
    assert [(entry["committed"], entry["completed"]) for entry in report["sprints"]] == [(5, 5), (3, 0)]


async def test_sprints_are_ids_never_names() -> None:
    """Renamed sprints, equal names, and a name that is the start of another's change no figure."""
    entries = [sprint(1, name="Alpha 1"), sprint(11, name="Alpha 1"), sprint(111, name="Alpha 11, and more")]
    histories = [
        IssueHistory("A-1", points=1).into(day(-1), 1),
        IssueHistory("A-2", points=2).into(day(-1), 11),
        IssueHistory("A-3", points=4).into(day(-1), 111),
    ]
    report = await ask(site(histories, entries))
    assert [entry["committed"] for entry in report["sprints"]] == [1, 2, 4]


async def test_foreign_sprints_are_left_out_and_said() -> None:
    """Sprints of other boards that share an issue are left out by default, counted, and included on request."""
    data = site(
        [IssueHistory("A-1", sprints=(SPRINT, NEXT), points=5)], [sprint(SPRINT), sprint(NEXT, originBoardId=99)]
    )
    report = await ask(data)
    assert ([entry["id"] for entry in report["sprints"]], report["boards"][0]["foreignSprintsLeftOut"]) == ([SPRINT], 1)
    report = await ask(data, includeForeignSprints=True)
    assert [entry["id"] for entry in report["sprints"]] == [SPRINT, NEXT]
    assert report["boards"][0]["foreignSprintsLeftOut"] == 0


async def test_only_the_boards_filter_counts() -> None:
    """Issues that do not match the board's filter are not counted, though they are in its sprint."""
    histories = [
        IssueHistory("A-1", sprints=(SPRINT,), points=5),
        IssueHistory("B-1", project="B", sprints=(SPRINT,), points=3),
    ]
    data = site(histories, [sprint(SPRINT)])
    assert (await ask(data))["sprints"][0]["committed"] == 5
    wider = site(histories, [sprint(SPRINT)], filter={"id": 77, "jql": "project in (A, B)"})
    assert (await ask(wider))["sprints"][0]["committed"] == 8


async def test_removed_issues_are_seen() -> None:
    """An issue taken out of the sprint, which no search for the sprint finds, is found by its date and counted."""
    histories = [
        IssueHistory("A-1", sprints=(SPRINT,), points=5).into(day(1)),
        IssueHistory("A-2", sprints=(SPRINT,), points=3),
    ]
    report = await ask(site(histories, [sprint(SPRINT)]))
    assert (report["sprints"][0]["committed"], report["sprints"][0]["removed"]) == (8, 5)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "UTC"])
async def test_the_search_reaches_back_far_enough_in_every_time_zone(zone: str) -> None:
    """Dates in a search are in an unknown time zone: what happened just after the start is found in every one."""
    history = IssueHistory("A-1", sprints=(SPRINT,), points=5).into(START + 1)
    report = await ask(site([history], [sprint(SPRINT)]) | {"timezone": zone})
    assert report["sprints"][0]["removed"] == 5


async def test_members_that_were_never_touched_again_are_found() -> None:
    """An issue put into the sprint long before its start and never touched since is still a member."""
    history = IssueHistory("A-1", created=day(-300), points=5).into(day(-200), SPRINT)
    assert (await ask(site([history], [sprint(SPRINT)])))["sprints"][0]["committed"] == 5


async def test_history_beyond_what_an_inline_changelog_holds() -> None:
    """An issue with more than a hundred changes counts by its oldest ones."""
    history = IssueHistory("A-1", sprints=(SPRINT,), points=5)
    for number in range(150):
        history.estimated(day(20, minutes=number), 10 + number % 7)
    assert (await ask(site([history], [sprint(SPRINT)])))["sprints"][0]["committed"] == 5


async def test_the_boards_own_estimation_field_counts() -> None:
    """The board's estimation field is read, not one that has the same name or comes first."""
    histories = [IssueHistory("A-1", sprints=(SPRINT,), points=5, other_points=100)]
    report = await ask(site(histories, [sprint(SPRINT)]))
    assert report["sprints"][0]["committed"] == 5
    assert report["unit"] == {"id": POINTS, "kind": "points", "name": "Story Points"}


async def test_field_ids_and_names_are_those_of_the_site() -> None:
    """Nothing is hard-coded: on a site with other field ids and translated names the figures are the same."""
    text = str(site([IssueHistory("A-1", sprints=(SPRINT,)).estimated(day(-1), 5).to(day(1), DONE)], [sprint(SPRINT)]))
    for here, there in (
        (POINTS, "customfield_77"),
        ("customfield_10020", "customfield_88"),
        ("Story Points", "Punkte"),
        ("'name': 'Sprint'", "'name': 'Etappe'"),
        ("'field': 'Sprint'", "'field': 'Etappe'"),
        ("Status 3", "Fertig"),
        ("Released", "Erledigt"),
    ):
        text = text.replace(here, there)
    report = await ask(eval(text))  # noqa: S307 - the text is our own
    assert (report["sprints"][0]["committed"], report["sprints"][0]["completed"]) == (5, 5)
    assert report["unit"] == {"id": "customfield_77", "kind": "number", "name": "Punkte"}


async def test_a_chosen_field() -> None:
    """A gadget may estimate in any numeric field; one that does not exist is refused."""
    data = site([IssueHistory("A-1", sprints=(SPRINT,), points=5, other_points=8)], [sprint(SPRINT)])
    assert (await ask(data, estimation=OTHER_POINTS))["sprints"][0]["committed"] == 8
    assert (await ask(data, estimation=EFFORT))["unit"] == {"id": EFFORT, "kind": "number", "name": "Effort"}
    problem = await refused(data, estimation="customfield_1")
    assert (problem["status"], problem["field"]) == (400, "estimation")


async def test_issue_count() -> None:
    """When issues are counted, each is 1, whatever its estimate, and none is unestimated."""
    histories = [
        IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(1), DONE),
        IssueHistory("A-2", sprints=(SPRINT,)),
    ]
    report = await ask(site(histories, [sprint(SPRINT)]), estimation="issueCount")
    found = report["sprints"][0]
    assert (found["committed"], found["completed"], found["counts"]["unestimated"]) == (2, 1, 0)
    assert report["unit"]["kind"] == "count"


async def test_time_is_in_seconds() -> None:
    """Original estimates are summed in seconds."""
    data = site([IssueHistory("A-1", sprints=(SPRINT,))], [sprint(SPRINT)])
    data["issues"][0]["fields"]["timeoriginalestimate"] = 7200
    report = await ask(data, estimation="timeoriginalestimate")
    assert (report["sprints"][0]["committed"], report["unit"]["kind"]) == (7200, "time")


async def test_a_team_managed_board_uses_its_own_points_field() -> None:
    """A board whose configuration names no estimation uses the site's team-managed points field."""
    data = site([IssueHistory("A-1", sprints=(SPRINT,), points=5, other_points=8)], [sprint(SPRINT)], type="simple")
    del data["boards"][0]["configuration"]["estimation"]
    report = await ask(data)
    assert (report["sprints"][0]["committed"], report["unit"]["id"]) == (8, OTHER_POINTS)


async def test_issue_count_and_none_as_the_boards_estimation() -> None:
    """A board that counts issues is reported in issues; so is one that estimates nothing, with a warning."""
    data = site([IssueHistory("A-1", sprints=(SPRINT,), points=5)], [sprint(SPRINT)])
    data["boards"][0]["configuration"]["estimation"] = {"type": "issueCount"}
    report = await ask(data)
    assert (report["sprints"][0]["committed"], report["warnings"]) == (1, [])
    data["boards"][0]["configuration"]["estimation"] = {"type": "none"}
    report = await ask(data)
    assert (report["sprints"][0]["committed"], codes(report["warnings"])) == (1, ["estimation-missing"])


async def test_chosen_done_statuses() -> None:
    """A gadget may choose its Done statuses, and the report says when they differ from the board's last column."""
    histories = [IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(1), CANCELLED)]
    data = site(histories, [sprint(SPRINT)])
    assert (await ask(data))["sprints"][0]["completed"] == 0
    report = await ask(data, doneStatusIds=[DONE, RELEASED, CANCELLED])
    assert (report["sprints"][0]["completed"], codes(report["warnings"])) == (5, ["done-differs-from-board"])
    same = await ask(data, doneStatusIds=[RELEASED, DONE])
    assert same["warnings"] == []


async def test_done_statuses_outside_the_last_column() -> None:
    """A status of the category Done in an earlier column causes a warning with its name."""
    data = site([], [sprint(SPRINT)])
    data["boards"][0]["configuration"]["columnConfig"]["columns"][1]["statuses"].append({"id": CANCELLED})
    warning = (await ask(data))["warnings"][0]
    assert (warning["code"], warning["names"]) == ("done-outside-last-column", [f"Status {CANCELLED}"])


async def test_unreadable_configuration() -> None:
    """Where the configuration cannot be read, Done is the category, the scope the project, and the report says so."""
    histories = [IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(1), CANCELLED)]
    report = await ask(site(histories, [sprint(SPRINT)], configurationHidden=True))
    assert (report["sprints"][0]["completed"], codes(report["warnings"])) == (5, ["configuration-unreadable"])
    assert report["boards"][0]["name"] == "Alpha"


async def test_estimates_in_the_other_field() -> None:
    """When most issues lack the board's estimate and the other points field is filled, the report says so."""
    histories = [IssueHistory(f"A-{number}", sprints=(SPRINT,), other_points=3) for number in range(1, 4)]
    data = site([*histories, IssueHistory("A-9", sprints=(SPRINT,), points=5)], [sprint(SPRINT)])
    assert codes((await ask(data))["warnings"]) == ["estimates-elsewhere"]
    half = site([*histories[:1], IssueHistory("A-9", sprints=(SPRINT,), points=5)], [sprint(SPRINT)])
    assert (await ask(half))["warnings"] == []


async def test_a_filter_that_forgets() -> None:
    """When the board's filter depends on status, sprint or resolution, description and report say so."""
    data = site(
        [IssueHistory("A-1", sprints=(SPRINT,))],
        [sprint(SPRINT)],
        filter={"id": 77, "jql": "project = A AND status != 'Status 4'"},
    )
    async with served(data) as client:
        described = await client.ask("describeBoard", {"boardId": BOARD})
        report = await client.ask("getVelocity", CONFIGURATION)
    assert codes(described["warnings"]) == ["filter-hides-history"]
    assert ("filter-hides-history", ["status"]) in [(entry["code"], entry["names"]) for entry in report["warnings"]]


async def test_kanban_hidden_and_empty_boards() -> None:
    """A board without the sprint feature, a hidden one, and one without closed sprints each say what they are."""
    assert (await refused(site([], [], type="kanban")))["status"] == 409
    hidden = await refused(site([], [sprint(SPRINT)], hidden=True))
    assert (hidden["status"], "board" in hidden["detail"]) == (404, True)
    assert (await refused(site([], [])))["status"] == 409


async def test_an_empty_sprint_is_zero() -> None:
    """A sprint that never contained an issue is shown with zeros and a note, and is in no statistics, as reported."""
    report = await ask(site([], [sprint(SPRINT)]))
    assert (report["sprints"][0]["committed"], report["sprints"][0]["completionRate"]) == (0, None)
    assert [note["code"] for note in report["sprints"][0]["notes"]] == ["no-issues"]
    assert (report["statistics"]["sprintCount"], report["statistics"]["completed"]["mean"]) == (0, None)
    assert [(entry["code"], entry["number"]) for entry in report["warnings"]] == [("no-issues-visible", 1)]


async def test_averages_over_the_sprints_shown() -> None:
    """Mean and median cover the sprints shown, with zeros, without excluded ones, and state their number."""
    entries = fortnights(6)
    histories = [
        IssueHistory(f"A-{number}", created=START - 400 * DAY, sprints=(100 + number,), points=points).to(
            START + (number - 6) * 14 * DAY + DAY, DONE
        )
        for number, points in enumerate([0, 10, 20, 30, 40, 500])
    ]
    report = await ask(site(histories, entries), excludedSprintIds=[105])
    assert report["statistics"] == {
        "sprintCount": 5,
        "completed": {
            "mean": 20,
            "median": 20,
            "low": 0,
            "high": 40,
            "probability": pytest.approx(2 / 3),
            "trend": None,
        },
        "committed": {"mean": 20, "median": 20},
    }
    assert [entry["excluded"] for entry in report["sprints"]] == [False] * 5 + [True]


async def test_all_excluded() -> None:
    """When every sprint is excluded there is no average, which is not 0."""
    report = await ask(site([], [sprint(SPRINT)]), excludedSprintIds=[SPRINT])
    assert (report["statistics"]["sprintCount"], report["statistics"]["completed"]["mean"]) == (0, None)


async def test_instants_not_days() -> None:
    """Instants are compared to the millisecond, across midnight, time zones and the change of the clocks."""
    start = int(datetime(2026, 3, 28, 22, 59, 59, 500_000, UTC).timestamp() * 1000)
    entry = sprint(SPRINT, start, start + DAY) | {"startDate": "2026-03-28T23:59:59.500+01:00"}
    histories = [
        IssueHistory("A-1", points=5).into(start, SPRINT),
        IssueHistory("A-2", points=3).into(start + 1, SPRINT),
        IssueHistory("A-3", points=2).into(start - 1, SPRINT),
    ]
    found = (await ask(site(histories, [entry])))["sprints"][0]
    assert (found["committed"], found["added"], found["startDate"]) == (7, 3, "2026-03-28T22:59:59.500Z")


def two_boards() -> dict[str, Any]:
    """Return a site with two boards that share a sprint."""
    histories = [
        IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(1), DONE),
        IssueHistory("B-1", project="B", sprints=(NEXT,), points=3).to(day(1), DONE),
        IssueHistory("B-2", project="B", sprints=(SPRINT,), points=2).to(day(1), DONE),
    ]
    data = site(histories, [sprint(SPRINT), sprint(NEXT, close=day(15), originBoardId=2)])
    second = data["boards"][0] | {
        "id": 2,
        "name": "Beta",
        "location": {"projectId": 2, "projectKey": "B", "projectName": "Beta"},
    }
    return data | {"boards": [*data["boards"], second]}


async def test_several_boards_keep_their_sprints_and_sum_in_periods() -> None:
    """Each sprint keeps its own figures; sprints that belong together in time form a period with their sums."""
    report = await ask(two_boards(), boardIds=[1, 2])
    assert [(entry["id"], entry["boardId"], entry["completed"]) for entry in report["sprints"]] == [
        (SPRINT, 1, 5),
        (NEXT, 2, 3),
    ]
    assert report["periods"] == [
        {
            "sprintIds": [SPRINT, NEXT],
            "from": "2026-03-02T09:00:00Z",
            "to": "2026-03-17T09:00:00Z",
            "committed": 8,
            "completed": 8,
        }
    ]


async def test_a_sprint_on_two_boards_counts_once() -> None:
    """A sprint that two boards list is one sprint, with the issues of both boards, each once."""
    report = await ask(two_boards(), boardIds=[1, 2], includeForeignSprints=True)
    assert [(entry["id"], entry["completed"]) for entry in report["sprints"]] == [(SPRINT, 7), (NEXT, 3)]


async def test_one_board_has_no_periods() -> None:
    """Only charts of several boards have periods."""
    assert "periods" not in await ask(site([], [sprint(SPRINT)]))


async def test_different_units_are_never_summed() -> None:
    """Boards with different kinds of estimates are refused with the reason; counted in issues, they can be combined."""
    data = two_boards()
    data["boards"][1] = data["boards"][1] | {
        "configuration": data["boards"][1]["configuration"] | {"estimation": {"type": "issueCount"}}
    }
    problem = await refused(data, boardIds=[1, 2])
    assert problem["status"] == 409
    assert [entry["unit"]["kind"] for entry in problem["boards"]] == ["points", "count"]
    assert all(f"{entry['name']}: {entry['unit']['name']}" in problem["detail"] for entry in problem["boards"])
    assert len((await ask(data, boardIds=[1, 2], estimation="issueCount"))["sprints"]) == 2


async def test_different_points_fields_are_one_unit() -> None:
    """A company-managed and a team-managed board both estimate in points, each in its own field."""
    data = two_boards()
    configuration = {key: part for key, part in data["boards"][1]["configuration"].items() if key != "estimation"}
    data["boards"][1] = data["boards"][1] | {"configuration": configuration, "type": "simple"}
    data["issues"][1]["fields"][OTHER_POINTS] = 8
    report = await ask(data, boardIds=[1, 2])
    assert [entry["completed"] for entry in report["sprints"]] == [5, 8]


async def test_a_board_without_sprints_among_others() -> None:
    """Among several boards, one without a closed sprint is left out with a warning."""
    data = two_boards()
    data["sprints"] = [sprint(SPRINT)]
    report = await ask(data, boardIds=[1, 2])
    assert [(entry["code"], entry["names"]) for entry in report["warnings"]] == [("board-without-sprints", ["Beta"])]


async def test_status_names_do_not_matter() -> None:
    """Two statuses with the same name are two statuses."""
    data = site([IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(1), DOING)], [sprint(SPRINT)])
    for status in data["statuses"]:
        status["name"] = "Done"
    assert (await ask(data))["sprints"][0]["completed"] == 0


async def test_a_number_field_called_story_points() -> None:
    """A board's estimation in any other numeric field is a unit with that field's name."""
    data = site([IssueHistory("A-1", sprints=(SPRINT,), points=5)], [sprint(SPRINT)])
    data["fields"].append(number_field("customfield_1", "Complexity"))
    data["boards"][0]["configuration"]["estimation"]["field"]["fieldId"] = "customfield_1"
    assert (await ask(data))["unit"] == {"id": "customfield_1", "kind": "number", "name": "Complexity"}


async def test_unmapped_statuses_are_noted() -> None:
    """A sprint notes how many of its issues are in a status that is in no column of the board."""
    histories = [
        IssueHistory("A-1", sprints=(SPRINT,), points=5, status="6"),
        IssueHistory("A-2", sprints=(SPRINT,), status=TODO),
    ]
    note = (await ask(site(histories, [sprint(SPRINT)])))["sprints"][0]["notes"][0]
    assert (note["code"], note["number"], note["message"]) == (
        "status-off-board",
        1,
        "1 work item is in a status that no column of the board shows; it counts as it is.",
    )
