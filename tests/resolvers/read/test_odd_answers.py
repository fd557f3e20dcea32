"""One odd value never takes a report down, and never changes a figure in silence."""

import asyncio
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec.json import decode

from app.jira.site.answers import PEOPLE_CANARY
from resolvers.jira import client
from tests.spec.world import BOARD, DOING, DONE, NEXT, SPRINT, IssueHistory, day, site, sprint
from tests.support.holds import holds
from tests.support.served import Refused, served
from tests.support.site.faults import Fault, Faults, Reply

CONFIGURATION = {"boardIds": [BOARD]}
PATHS = {
    "fields": "/field$",
    "statuses": "/status$",
    "configuration": "/configuration",
    "sprints": "/sprint$",
    "filter": "/filter/",
    "search": "/search/jql",
    "values": "issue/bulkfetch",
    "histories": "changelog/bulkfetch",
}
GONE = object()
RETYPED: tuple[Any, ...] = (GONE, None, "odd", 5, True, [], {}, ["odd"], {"odd": 1})
FACTS = {
    "values": {"customfield_10020", "customfield_10031", "customfield_10016"},
    "histories": {"field", "fieldId", "from", "to", "fromString", "toString"},
}
"""Members whose absence is as good a fact as their presence: no sprint, no estimate, nothing before."""


def data(**board: Any) -> dict[str, Any]:
    """Return a site with two closed sprints, the second of another board, and issues of several outcomes."""
    histories = [
        IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(1), DONE),
        IssueHistory("A-2", points=3).into(day(2), SPRINT).to(day(3), DOING),
        IssueHistory("A-3", sprints=(SPRINT, NEXT), points=2).estimated(day(4), 8),
    ]
    sprints = [sprint(SPRINT), sprint(NEXT, day(20), day(30), originBoardId=99)]
    return site(histories, sprints, filter={"id": 77, "jql": "project = A"}, **board)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the place of every member of every object."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from places(inner, (*path, at))


def value_at(answer: Any, path: tuple[Any, ...]) -> Any:
    """Return the value at a place."""
    for step in path:
        answer = answer[step]
    return answer


def changed(answer: Any, path: tuple[Any, ...], odd: Any) -> Any:
    """Return an answer with another value at a place, or without the member."""
    if isinstance(answer, dict) and answer.get("values") == []:
        return answer  # a page past the end of a list
    found = deepcopy(answer)
    *way, last = path
    inner = found
    for step in way:
        inner = inner[step]
    if odd is GONE:
        del inner[last]
    else:
        inner[last] = odd
    return found


def figures(report: Any) -> Any:
    """Return what may not change: every number of every sprint."""
    kept = ("id", "committed", "completed", "added", "removed", "estimateChange", "notCompleted", "counts", "startDate")
    return [{name: entry[name] for name in kept} for entry in report["sprints"]]


async def outcome(*faults: Fault, site_data: Any = None, **more: Any) -> Any:
    """Return a report, or the problem reported instead."""
    async with served(site_data or data(), faults=Faults(*faults)) as client:
        try:
            return await client.ask("getVelocity", CONFIGURATION | more)
        except Refused as refused:
            return refused.problem


async def documented() -> dict[str, Any]:
    """Return each answer that a report reads, and the report."""
    seen: dict[str, Any] = {}

    def listen(name: str) -> Fault:
        def drift(answer: Any) -> Any:
            seen[name] = deepcopy(answer)
            return answer

        return Fault(path=PATHS[name], drift=drift)

    seen["report"] = await outcome(*map(listen, PATHS))
    return seen


ANSWERS = asyncio.run(documented())
PLACES = [(name, path) for name in PATHS for path in places(ANSWERS[name]) if path[-1] not in FACTS.get(name, ())]


def test_every_answer_is_seen() -> None:
    """Each call of a report is among those whose answers are changed."""
    assert set(ANSWERS) == {*PATHS, "report"}
    assert figures(ANSWERS["report"])[0]["committed"] == 7


@given(st.sampled_from(PLACES), st.sampled_from(RETYPED))
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_one_member_removed_nulled_or_retyped(place: tuple[str, tuple[Any, ...]], odd: Any) -> None:
    """The figures are the same, or an error or a warning says what is wrong: never a crash, never another figure."""
    name, path = place
    assume(type(odd) is not type(value_at(ANSWERS[name], path)))
    assume(odd != 5 or path[-1] not in {"id", "startAt"})  # a number is an id like its digits: that of another one
    fault = Fault(path=PATHS[name], drift=lambda answer: changed(answer, path, odd))
    told = asyncio.run(outcome(fault))
    if "sprints" not in told:
        assert told["status"] in {404, 409, 502}, (name, path, odd, told)
        return
    assert figures(told) == figures(ANSWERS["report"]) or told["warnings"], (name, path, odd, figures(told))


def drifting(name: str, *path: Any, value: Any) -> Fault:
    return Fault(path=PATHS[name], drift=lambda answer: changed(answer, path, value))


@pytest.mark.parametrize(
    "fault",
    [
        drifting("fields", 4, "schema", value=None),
        drifting("statuses", 5, "statusCategory", value=None),
        drifting("statuses", 5, "id", value=None),
        drifting("sprints", "values", 0, "endDate", value="20244-03-16T09:00:00.000Z"),
        drifting("sprints", "values", 0, "name", value=None),
        drifting("configuration", "name", value=None),
        drifting("configuration", "location", value="nowhere"),
    ],
    ids=["field schema", "status category", "status id", "planned end", "sprint name", "board name", "location"],
)
async def test_what_decides_nothing_may_be_odd(fault: Fault) -> None:
    """A value that no figure needs changes none and is not warned of."""
    told = await outcome(fault)
    assert (figures(told), told["warnings"]) == (figures(ANSWERS["report"]), [])


@pytest.mark.parametrize(
    ("name", "path", "words"),
    [
        ("sprints", ("values", 0, "state"), "sprint 10"),
        ("sprints", ("values", 0, "id"), "the sprint list of board 1"),
        ("configuration", ("columnConfig", "columns", 2, "statuses"), "a column of the configuration of board 1"),
        ("histories", ("issueChangeLogs", 0, "changeHistories"), "the history of 20000"),
        ("histories", ("issueChangeLogs", 0, "changeHistories", 0, "items"), "the history of 20000"),
        ("histories", ("issueChangeLogs", 0, "changeHistories", 0, "created"), "the history of 20000"),
        ("values", ("issues", 0, "fields", "created"), "issue 20000"),
        ("values", ("issues", 0, "fields", "issuetype"), "issue 20000"),
        ("values", ("issues", 0, "fields", "issuetype", "subtask"), "issue 20000"),
        ("values", ("issues", 0, "fields", "status", "id"), "issue 20000"),
        ("values", ("issues", 0, "key"), "issue 20000"),
        ("search", ("issues", 0, "id"), "a page of the search"),
    ],
)
async def test_the_error_names_what_is_odd(name: str, path: tuple[Any, ...], words: str) -> None:
    """What decides a figure and is odd is an error that says which board, sprint or issue it is."""
    told = await outcome(drifting(name, *path, value=None))
    assert (told["status"], words in told["detail"]) == (502, True)


HISTORY = ("issueChangeLogs", 1, "changeHistories")


@pytest.mark.parametrize(
    ("name", "path", "value", "words"),
    [
        ("values", ("issues", 0, "id"), "5", "not asked for"),
        ("values", ("issues", 1, "key"), "A-1", "two issues of one key"),
        ("values", ("issues", 1, "fields", "created"), "0001-01-01T00:00:00+14:00", "issue 20001"),
        ("values", ("issues", 1, "fields", "created"), -(2**63), "issue 20001"),
        ("values", ("issues", 1, "fields", "created"), "9" * 5000, "issue 20001"),
        ("values", ("issues", 1, "fields", "created"), "\N{SUPERSCRIPT TWO}", "issue 20001"),
        ("histories", (*HISTORY, 0, "created"), "0001-01-01T00:00:00+14:00", "the history of 20001"),
        ("histories", (*HISTORY, 0, "created"), 2**64 - 1, "the history of 20001"),
        ("histories", (*HISTORY, 0, "created"), "\N{ARABIC-INDIC DIGIT ONE}", "the history of 20001"),
        ("histories", (*HISTORY, 0, "items"), [None], "the history of 20001"),
    ],
)
async def test_the_error_names_what_has_its_form_and_cannot_be(
    name: str, path: tuple[Any, ...], value: Any, words: str
) -> None:
    """So it does for a value of the right type that no issue has."""
    told = await outcome(drifting(name, *path, value=value))
    assert (told["status"], words in told["detail"]) == (502, True)


@pytest.mark.parametrize("odd", [None, "", "odd", [], "9" * 5000])
async def test_entries_without_an_id(odd: object) -> None:
    """The id of an entry only shows which of two came first: without ids, each still counts."""

    def drift(answer: Any) -> Any:
        for log in answer["issueChangeLogs"]:
            for entry in log["changeHistories"]:
                entry["id"] = odd
        return answer

    told = await outcome(Fault(path=PATHS["histories"], drift=drift))
    assert (figures(told), told["warnings"]) == (figures(ANSWERS["report"]), [])


async def test_an_entry_that_does_not_say_what_it_changed() -> None:
    """It may have changed anything, so that the report says that this history leaves something open."""
    told = await outcome(drifting("histories", *HISTORY, 0, "items", value=[{"from": "", "to": "10"}]))
    assert [(entry["code"], entry["number"]) for entry in told["warnings"]] == [("history-incomplete", 1)]


@pytest.mark.parametrize(
    "drift",
    [
        drifting("histories", *HISTORY, 0, "created", value=5),
        drifting("histories", *HISTORY, 0, "created", value="9999-12-31T23:59:59Z"),
        drifting("values", "issues", 1, "fields", "created", value=5),
    ],
)
async def test_an_instant_of_no_jira(drift: Fault) -> None:
    """What is said to have happened in 1970, or in 9999, happened at another time: the report says so."""
    told = await outcome(drift)
    assert [(entry["code"], entry["number"]) for entry in told["warnings"]] == [("history-incomplete", 1)]


async def test_a_name_that_is_longer_than_names_are() -> None:
    """A name from a history is cut to the longest that Jira accepts, and causes no failure."""
    told = await outcome(
        drifting("histories", "issueChangeLogs", 0, "changeHistories", 0, "items", 0, "fromString", value="a" * 5000)
    )
    assert (figures(told), told["warnings"]) == (figures(ANSWERS["report"]), [])


@pytest.mark.parametrize(
    "dates",
    [
        {"startDate": "0024-03-02T09:00:00.000Z"},
        {"startDate": "20244-03-02T09:00:00.000Z"},
        {"completeDate": "2024-03-02T09:00:00.000Z"},
        {"completeDate": None},
    ],
    ids=["year 24", "year 20244", "closed before its start", "no close"],
)
async def test_a_sprint_with_dates_that_cannot_be(dates: dict[str, Any]) -> None:
    """It is left out with a warning that names it, and does not affect the requests to Jira."""
    entries = [sprint(SPRINT), sprint(NEXT, day(20), day(30), name="Slip")]
    histories = [IssueHistory("A-1", sprints=(SPRINT, NEXT), points=5).to(day(1), DONE)]

    def drift(answer: Any) -> Any:
        if answer["values"]:
            answer["values"][1] = answer["values"][1] | dates
        return answer

    async with served(site(histories, entries), faults=Faults(Fault(path=PATHS["sprints"], drift=drift))) as client:
        report = await client.ask("getVelocity", CONFIGURATION)
        asked = [request.body["jql"] for request in client.site.requests if "/search/jql" in request.path]
    assert [(entry["id"], entry["completed"]) for entry in report["sprints"]] == [(SPRINT, 5)]
    told = [(entry["code"], entry["names"], entry["number"]) for entry in report["warnings"]]
    assert told == [("sprint-dates-impossible", ["Slip"], 1)]
    assert len(asked) == 1
    assert "2026-03-01" in asked[0]
    assert "sprint in (10)" in asked[0]


async def test_two_sprint_fields() -> None:
    """Of two Sprint fields the one that the board's issues carry is read, whichever the site lists first."""
    told = data()
    left_behind = told["fields"][0] | {"id": "customfield_9", "name": "Sprint (migrated)"}
    report = await outcome(Fault(path=PATHS["fields"], drift=lambda answer: [left_behind, *answer]), site_data=told)
    assert figures(report) == figures(ANSWERS["report"])


async def test_a_sprint_field_of_texts_is_data_centers() -> None:
    """Data Center writes sprints as text: the sentence says so."""
    text = ["com.atlassian.greenhopper.service.sprint.Sprint@1[id=10,state=CLOSED,name=Sprint 10]"]
    told = await outcome(drifting("values", "issues", 0, "fields", "customfield_10020", value=text))
    assert (told["status"], told["type"].rpartition("/")[2]) == (502, "data-center")
    assert "contains text" in told["detail"]


@pytest.mark.parametrize(("board", "expected"), [({}, []), ({"configurationHidden": True}, [["Status 3"]])])
async def test_statuses_without_a_category(board: dict[str, Any], expected: list[list[str]]) -> None:
    """A status without a category matters only if the board's columns are hidden; then it is named."""
    told = await outcome(drifting("statuses", 2, "statusCategory", value=None), site_data=data(**board))
    found = [entry["names"] for entry in told["warnings"] if entry["code"] == "status-category-unknown"]
    assert found == expected


async def test_an_estimation_field_that_the_site_does_not_have() -> None:
    """A board whose estimation field is gone counts nothing by it, and the report says so."""
    told = data()
    told["boards"][0]["configuration"]["estimation"]["field"]["fieldId"] = "customfield_404"
    found = [(entry["code"], entry["names"]) for entry in (await outcome(site_data=told))["warnings"]]
    assert ("estimation-field-unknown", ["customfield_404"]) in found


async def test_a_done_status_that_nobody_knows() -> None:
    """A chosen status that the site does not have and no issue was ever in is named; one from a history is not."""
    report = await outcome(doneStatusIds=[DONE, "99999"])
    assert ("done-status-unknown", ["99999"]) in [(entry["code"], entry["names"]) for entry in report["warnings"]]
    gone = data()
    gone["statuses"] = [status for status in gone["statuses"] if status["id"] != DONE]
    report = await outcome(site_data=gone, doneStatusIds=[DONE])
    assert "done-status-unknown" not in [entry["code"] for entry in report["warnings"]]


@holds(client, "        form=Page,\n")
async def test_an_author_is_never_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jira adds the author to every change; the app makes no value of it, nor of anything else it does not read."""
    pages: list[tuple[bytes, Any]] = []

    def listening(body: bytes, *, type: Any) -> Any:  # noqa: A002 - the library's word
        pages.append((body, decode(body, type=type)))
        return pages[-1][1]

    monkeypatch.setattr(client, "decode", listening)
    await outcome()
    assert pages
    for body, page in pages:
        assert PEOPLE_CANARY.encode() in body
        assert PEOPLE_CANARY not in repr(page)
        assert page.logs


@pytest.mark.parametrize("body", [b'{"issueChangeLogs":[{', b'{"issueChangeLogs":' + b"[" * 10**5, b"\xff", b"<html>"])
async def test_a_damaged_page_of_histories(body: bytes) -> None:
    """Histories that are no JSON, or nest without an end, are told of as every other answer is."""
    reply = Reply(body=body, content_type="application/json")
    histories, values = [await outcome(Fault(path=PATHS[name], reply=reply)) for name in ("histories", "values")]
    assert histories["type"].endswith("jira-nonsense")
    assert histories["detail"] == values["detail"]
