"""Everything that the rules of the arithmetic cover happens in the demo company, and more than once."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from tests.jira.demo.census import census, paths
from tests.jira.demo.replay import SPRINT, Site

CENSUS = {
    "cancelled": 20,
    "carried over": 300,
    "carried over before the second close": 3,
    "closed sprint taken off": 3,
    "created in a planned sprint": 20,
    "created in a running sprint": 60,
    "deleted sprint": 10,
    "done in no sprint": 50,
    "estimate as a whole number": 200,
    "estimate at the close": 5,
    "estimate at the start": 5,
    "estimate cleared to empty": 5,
    "estimate cleared to null": 10,
    "estimate of 0": 5,
    "estimate since creation": 500,
    "estimate with a fraction": 20,
    "estimate with a point": 100,
    "estimated at 0": 3,
    "from no sprint": 500,
    "item Key": 5,
    "item Link": 20,
    "item Business value": 50,
    "item Rank": 1000,
    "item description": 100,
    "item labels": 100,
    "item project": 5,
    "item resolution": 1000,
    "item without a field id": 20,
    "membership at the close": 8,
    "membership at the start": 8,
    "membership just after the start": 3,
    "more than 100 entries": 4,
    "narrow comma": 50,
    "several figures in one entry": 10,
    "several items in one entry": 1000,
    "status at the close": 5,
    "status at the start": 4,
    "status just after the close": 4,
    "status the site has no more": 5,
    "to no sprint": 50,
    "wide comma": 200,
}

PATHS = {
    "done at the start": 40,
    "done to done": 10,
    "estimated after the start": 15,
    "fraction at the start": 20,
    "member 10": 80,
    "member 101": 10,
    "member 1010": 4,
    "open without estimate": 20,
    "outsider 01": 200,
    "outsider 010": 20,
    "outsider 0101": 8,
    "outsider 01010": 4,
    "outsider 1": 50,
    "re-estimated inside": 60,
    "re-estimated outside": 15,
    "reopened": 40,
}


@pytest.fixture(scope="module")
def counted(site: Site) -> Counter[str]:
    """Count every kind of happening once."""
    return census(site) + paths(site)


@pytest.mark.parametrize(("name", "least"), [*CENSUS.items(), *PATHS.items()])
def test_it_happens(counted: Counter[str], name: str, least: int) -> None:
    """A special happening occurs at least this many times."""
    assert counted[name] >= least


def closed(site: Site, board: int) -> list[dict[str, Any]]:
    """Return the closed sprints of a board in the order of the file."""
    return [one for one in site.data["sprints"] if one["originBoardId"] == board and one["state"] == "closed"]


def moment(sprint: dict[str, Any], name: str) -> datetime:
    """Read a date of a sprint."""
    return datetime.fromisoformat(sprint[name])


def test_some_sprints_close_late_and_some_early(site: Site) -> None:
    """The erratic team closes several sprints more than a day late and several more than a day early."""
    late = [moment(one, "completeDate") - moment(one, "endDate") for one in closed(site, 2)]
    assert sum(one > timedelta(days=1) for one in late) >= 3
    assert sum(one < timedelta(days=-1) for one in late) >= 3


def test_one_sprint_is_far_too_long(site: Site) -> None:
    """The erratic team has a sprint more than twice as long as usual."""
    lengths = [moment(one, "completeDate") - moment(one, "startDate") for one in closed(site, 2)]
    assert max(lengths) > 2 * sorted(lengths)[len(lengths) // 2]


def test_sprints_run_in_parallel(site: Site) -> None:
    """Sprints of one board overlap repeatedly."""
    sprints = closed(site, 7)
    pairs = [(one, other) for one in sprints for other in sprints if one["id"] < other["id"]]
    overlaps = [
        moment(one, "startDate") < moment(other, "completeDate")
        and moment(other, "startDate") < moment(one, "completeDate")
        for one, other in pairs
    ]
    assert sum(overlaps) >= 5


def test_sprints_are_renamed(site: Site) -> None:
    """Histories contain names that some sprints no longer have."""
    old = defaultdict(set)
    for issue in site.issues:
        for entry in issue["changelog"]["histories"]:
            for item in entry["items"]:
                if item.get("fieldId") == SPRINT and item["to"].isdigit() and int(item["to"]) in site.sprints:
                    old[int(item["to"])].add(item["toString"])
    assert sum(bool(names - {site.sprints[one]["name"]}) for one, names in old.items()) >= 4


def test_the_order_of_the_list_is_not_always_chronological(site: Site) -> None:
    """The erratic team's sprints were reordered by hand; the steady team's are in order."""
    for board, sorted_already in ((1, True), (2, False)):
        closes = [one["completeDate"] for one in closed(site, board)]
        assert (closes == sorted(closes)) is sorted_already


def test_states_of_sprints_follow_the_backlog(site: Site) -> None:
    """The steady team has 60 closed sprints, one active and one future; the empty board has only a future one."""
    states = {
        board: Counter(one["state"] for one in site.sprints.values() if one["originBoardId"] == board)
        for board in (1, 3, 8, 9)
    }
    assert states[1] == {"closed": 60, "active": 1, "future": 1}
    assert states[3]["closed"] == 2
    assert states[8] == {}
    assert states[9] == {"future": 1}


def test_a_carried_estimate_shrinks(site: Site) -> None:
    """Some carried issues have a smaller estimate at the next start than at the close before."""
    shrunk = 0
    for one, following in pairwise(closed(site, 1)):
        for issue in site.touching(1, one["id"]):
            states = site.states(issue, "customfield_10031")
            at_close = [state for state in states if state.since <= moment(one, "completeDate")][-1:]
            at_start = [state for state in states if state.since <= moment(following, "startDate")][-1:]
            if at_close and {one["id"], following["id"]} <= at_start[0].sprints:
                shrunk += (at_start[0].estimate or 0) < (at_close[0].estimate or 0)
    assert shrunk >= 2


def test_names_are_hostile(site: Site) -> None:
    """The names include markup, formulas, emoji, right-to-left script, great length, a shared prefix and a twin."""
    names = [one["name"] for one in closed(site, 11)]
    for part in ("<img src=x onerror=alert(1)>", "🚀", "\u0627", ", "):
        assert any(part in name for name in names)
    assert {"=", "+", "@", "-"} <= {name[0] for name in names}
    assert max(map(len, names)) == 255
    assert {"Sprint 1", "Sprint 10"} <= set(names)
    assert len(set(names)) < len(names)
    assert site.boards[11]["name"] == "<img src=x onerror=alert(1)>"


def test_each_board_has_its_oddity(site: Site) -> None:
    """The boards differ widely in types, estimates, last columns and hidden parts."""
    boards = site.boards
    assert {board["type"] for board in boards.values()} == {"scrum", "simple", "kanban"}
    assert "estimation" not in boards[3]["configuration"]
    assert boards[3]["features"] == [{"boardId": 3, "feature": "jsw.agility.sprints", "state": "ENABLED"}]
    assert boards[5]["configuration"]["estimation"]["field"]["fieldId"] == "timeoriginalestimate"
    assert boards[7]["configuration"]["estimation"] == {"type": "issueCount"}
    assert boards[2]["configuration"]["columnConfig"]["columns"][-1]["statuses"] == []
    assert boards[4]["configuration"]["columnConfig"]["columns"][-1]["name"] == "Released"
    assert boards[10]["hidden"]
    assert boards[12]["configurationHidden"]


def test_category_done_is_not_always_done(site: Site) -> None:
    """The team with releases uses a status of category done that its board does not count as done."""
    category = {one["id"]: one["statusCategory"]["key"] for one in site.data["statuses"]}
    columns = site.boards[4]["configuration"]["columnConfig"]["columns"]
    outside = {one["id"] for column in columns[:-1] for one in column["statuses"] if category[one["id"]] == "done"}
    assert outside
    assert sum(issue["fields"]["status"]["id"] in outside for issue in site.of_board(4)) >= 2
