"""History is walked back from the present value: its values now hold from its last entry on, and gaps are reported.

Read through a Jira site over HTTP, with what migrations, imports and tools leave behind.
"""

from typing import Any

import pytest

from tests.spec.world import (
    BOARD,
    CLOSE,
    DOING,
    DONE,
    NEXT,
    POINTS,
    SPRINT,
    SPRINT_FIELD,
    START,
    TODO,
    IssueHistory,
    day,
    iso,
    site,
    sprint,
)
from tests.support.served import served

CONFIGURATION = {"boardIds": [BOARD]}


def entries(data: dict[str, Any], key: str = "A-1") -> Any:
    """Return the history entries of an issue, to be changed."""
    return next(issue["changelog"]["histories"] for issue in data["issues"] if issue["key"] == key)


def now(data: dict[str, Any], key: str = "A-1", /, **fields: Any) -> dict[str, Any]:
    """Return the site with other present values of an issue, which no entry led to."""
    next(issue["fields"] for issue in data["issues"] if issue["key"] == key).update(fields)
    return data


async def read(data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any], dict[str, int]]:
    """Return the sprint, its issues by key, and the numbers of the warnings by code."""
    async with served(data) as client:
        report = await client.ask("getVelocity", CONFIGURATION)
        explanation = await client.ask("explainSprint", CONFIGURATION | {"sprintId": SPRINT})
        again = await client.ask("explainSprint", CONFIGURATION | {"sprintId": SPRINT})
    assert explanation == again, "what is kept says the same"
    row = next(entry for entry in report["sprints"] if entry["id"] == SPRINT)
    return (
        row,
        {issue["key"]: issue for issue in explanation["issues"]},
        {entry["code"]: entry["number"] for entry in report["warnings"]},
    )


async def test_an_id_of_the_site_that_it_was_migrated_from() -> None:
    """Its last Sprint entry names a sprint of another site: since then it is in the sprint where it is now."""
    history = IssueHistory("A-1", points=5).into(day(-1), 77).to(day(2), DONE)
    row, issues, warnings = await read(now(site([history], [sprint(SPRINT)]), **{SPRINT_FIELD: [{"id": SPRINT}]}))
    assert (row["committed"], row["completed"]) == (5, 5)
    assert warnings == {"history-incomplete": 1}
    assert "history-incomplete" in issues["A-1"]["reasons"]


async def test_a_migrated_history_is_told_by_names() -> None:
    """Ids of another site whose names are those of this site's sprints are those sprints, all the way back."""
    history = IssueHistory("A-1", points=5).into(day(-1), 77).into(day(3), 78).to(day(2), DOING)
    data = now(
        site([history], [sprint(SPRINT), sprint(NEXT, CLOSE, day(28))]),
        **{SPRINT_FIELD: [{"id": NEXT, "name": f"Sprint {NEXT}"}]},
    )
    for one in entries(data):
        for item in one["items"]:
            for side in ("fromString", "toString"):
                item[side] = (item[side] or "").replace("Sprint 77", "Sprint 10").replace("Sprint 78", "Sprint 11")
    row, issues, warnings = await read(data)
    assert (row["committed"], row["removed"]) == (5, 5)
    assert warnings == {}
    assert issues["A-1"]["leftAt"] == iso(day(3)).replace(".000+0000", "Z")


async def test_present_estimate_and_status_hold_from_the_last_entry_on() -> None:
    """A tool set estimate and status without an entry: the present values hold, and the issues are marked."""
    histories = [
        IssueHistory("A-1", sprints=(SPRINT,)).estimated(day(-1), 3).to(day(1), DONE),
        IssueHistory("A-2", sprints=(SPRINT,), points=2).to(day(1), DOING),
        IssueHistory("A-3", sprints=(SPRINT,), points=1),
    ]
    data = now(now(site(histories, [sprint(SPRINT)]), **{POINTS: 8}), "A-2", status={"id": DONE})
    row, issues, warnings = await read(data)
    assert (row["committed"], row["completed"], row["notCompleted"]) == (11, 10, 1)
    assert warnings == {"history-incomplete": 2}
    marked = {key for key, issue in issues.items() if "history-incomplete" in issue["reasons"]}
    assert marked == {"A-1", "A-2"}


async def test_what_no_window_can_see_is_no_gap() -> None:
    """A value that changed without an entry after a later one changes no earlier sprint and is not reported there."""
    history = IssueHistory("A-1", sprints=(SPRINT,), points=3).estimated(day(1), 5).estimated(day(20), 8)
    row, _, warnings = await read(now(site([history], [sprint(SPRINT)]), **{POINTS: 13}))
    assert (row["committed"], row["notCompleted"]) == (3, 5)
    assert warnings == {}


async def test_a_sprint_that_was_deleted_is_no_gap_of_another() -> None:
    """A deleted sprint leaves the field without an entry: the other sprint is not in doubt."""
    history = IssueHistory("A-1", points=3).into(day(-1), 9, SPRINT)
    row, _, warnings = await read(now(site([history], [sprint(SPRINT)]), **{SPRINT_FIELD: [{"id": SPRINT}]}))
    assert (row["committed"], warnings) == (3, {})


async def test_an_issue_that_lost_its_sprint_without_an_entry_is_told() -> None:
    """It is in no sprint now, so it is in no figure; but its history says that it was, so the report says so."""
    history = IssueHistory("A-1", points=3).into(day(-1), SPRINT)
    row, issues, warnings = await read(now(site([history], [sprint(SPRINT)]), **{SPRINT_FIELD: None}))
    assert (row["committed"], issues) == (0, {})
    assert warnings == {"history-incomplete": 1, "sprints-without-issues": 1}


@pytest.mark.parametrize("kind", ["status", "sprints", "points", "three"])
async def test_changes_of_one_instant_are_ordered_by_their_chain(kind: str) -> None:
    """Two or three changes in one second count in the order in which one begins where the last one ended."""
    history = IssueHistory("A-1", sprints=(SPRINT,), points=3)
    if kind == "status":
        history.to(day(1), DOING).to(day(1), DONE)
    elif kind == "three":
        history.to(day(1), DOING).to(day(1), TODO).to(day(1), DONE)
    elif kind == "sprints":
        history.into(day(1)).into(day(1), SPRINT).to(day(2), DONE)
    else:
        history.estimated(day(1), 8).estimated(day(1), 5).to(day(2), DONE)
    data = site([history], [sprint(SPRINT)])
    ids = [entry["id"] for entry in entries(data)]
    for entry, number in zip(entries(data), reversed(ids), strict=True):
        entry["id"] = number
    row, _, warnings = await read(data)
    assert (row["committed"], row["completed"]) == (3, 5 if kind == "points" else 3)
    assert warnings == {}


async def test_an_imported_history_is_older_than_the_issue() -> None:
    """An issue exists since its first entry, though it was created here after the sprint."""
    history = IssueHistory("A-1", created=day(30), points=5).into(day(-2), SPRINT).to(day(3), DONE)
    row, _, _ = await read(site([history], [sprint(SPRINT)]))
    assert (row["committed"], row["completed"]) == (5, 5)


@pytest.mark.parametrize(
    ("sides", "completed"),
    [
        ({"to": f"Status {DONE}"}, 5),
        ({"to": None}, 5),
        ({"to": "9999"}, 5),
        ({"to": "Nowhere", "toString": "Nowhere"}, 0),
        ({"to": None, "toString": "Nowhere"}, 0),
        ({"to": "9999", "toString": "Nowhere"}, 0),
    ],
    ids=["name for id", "null with a name", "unknown id", "unknown name", "null, unknown name", "deleted"],
)
async def test_an_odd_status_takes_no_report_down(sides: dict[str, Any], completed: int) -> None:
    """A status is found by its name if exactly one status has it; otherwise it is a separate one, which is not done."""
    history = IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(1), DONE).to(day(20), DOING)
    data = site([history], [sprint(SPRINT)])
    entries(data)[0]["items"][0].update(sides)
    entries(data)[1]["items"][0].update({"from": DONE} if completed else {})
    row, _, _ = await read(data)
    assert (row["committed"], row["completed"]) == (5, completed)


@pytest.mark.parametrize("huge", [1e308, "1" * 400, -1e300, "0." + "3" * 400])
async def test_huge_estimates_take_no_report_down(huge: Any) -> None:
    """An amount that no number field can hold is not an estimate and is reported; one that is merely long is summed."""
    histories = [IssueHistory("A-1", sprints=(SPRINT,), points=1), IssueHistory("A-2", sprints=(SPRINT,), points=2)]
    row, issues, warnings = await read(now(site(histories, [sprint(SPRINT)]), **{POINTS: huge}))
    if str(huge).startswith("0."):
        assert (row["committed"], warnings) == (2.333333333, {})
    else:
        assert (row["committed"], row["counts"]["unestimated"]) == (2, 1)
        assert warnings == {"history-incomplete": 1}
        assert "unestimated" in issues["A-1"]["reasons"]


async def test_the_start_is_in_no_doubt_before_the_first_entry() -> None:
    """An issue without entries has always been as it is now, and nothing is reported."""
    row, _, warnings = await read(
        site([IssueHistory("A-1", created=START, sprints=(SPRINT,), points=5)], [sprint(SPRINT)])
    )
    assert (row["committed"], warnings) == (5, {})
