"""Jira's answers as values: every form in which the same fact comes."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import convert

from resolvers.jira.history.changelog import Histories
from resolvers.jira.history.collected import Tracked
from resolvers.jira.parse import answers, values
from resolvers.jira.parse.changelogs import Entry
from resolvers.jira.parse.documented import Undocumented
from resolvers.jira.parse.sprint_field import sprints_of
from resolvers.jira.parse.sprint_pages import sprint_page

MOMENT = 1_790_000_000_123
TRACKED = Tracked("customfield_1", "Sprint", "customfield_2", "Story Points", {"Open": "1", "Done": "3"})


@pytest.mark.parametrize(
    "written",
    [
        MOMENT,
        str(MOMENT),
        "2026-09-21T14:13:20.123+00:00",
        "2026-09-21T14:13:20.123Z",
        "2026-09-21T14:13:20.123+0000",
        "2026-09-21T22:13:20.123+0800",
        "2026-09-21T10:13:20.123-04:00",
        "2026-09-21T14:13:20.123",
    ],
)
def test_instants(written: object) -> None:
    """An instant is epoch milliseconds as number or text, or ISO 8601 with any offset; without one it is UTC."""
    assert values.instant(written) == MOMENT


def test_seconds() -> None:
    """Small epoch numbers are seconds, as Jira's own example has them."""
    assert values.instant(1_492_070_429) == 1_492_070_429_000


@pytest.mark.parametrize("wrong", [None, True, "yesterday", [], {}, 1.5])
def test_not_an_instant(wrong: object) -> None:
    """Anything else is refused, never guessed."""
    with pytest.raises((TypeError, ValueError)):
        values.instant(wrong)


@pytest.mark.parametrize(
    ("written", "amount"),
    [(5, 5), (5.0, 5), ("5", 5), ("5.0", 5), ("0.5", 0.5), (0, 0), ("0", 0), (0.1, 0.1), (-1, -1)],
)
def test_numbers(written: object, amount: float) -> None:
    """An estimate is a number in any form, exact to the decimal; 0 is one."""
    assert values.number(written) == Decimal(str(amount))


@pytest.mark.parametrize("written", [None, "", "M", "5 points", [], {}, True, "NaN", "Infinity", float("inf")])
def test_no_number(written: object) -> None:
    """A value that is not a number is not an estimate."""
    assert values.number(written) is None


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        (None, set()),
        ([], set()),
        ([{"id": 38, "name": "40"}, {"id": "40"}], {38, 40}),
        ([38, 40], {38, 40}),
    ],
)
def test_the_sprint_field(written: object, ids: set[int]) -> None:
    """Sprints are identified by their ids, in objects or as bare numbers, never by their names."""
    assert sprints_of(written, "7").keys() == ids


@pytest.mark.parametrize("written", [38, {"id": 38}, [{"name": "38"}], [True]])
def test_a_sprint_field_of_another_kind_is_refused(written: object) -> None:
    """A Sprint field in a form that Jira Cloud does not have is refused, with the issue's id."""
    with pytest.raises(Undocumented, match="issue 7"):
        sprints_of(written, "7")


def test_closed_sprints_without_dates_are_left_out() -> None:
    """Only a closed sprint with both dates can be placed in time."""
    full = {
        "id": 1,
        "name": "S",
        "state": "closed",
        "startDate": "2026-01-01T00:00:00Z",
        "completeDate": "2026-01-15T00:00:00Z",
    }
    wrong = [full | {"startDate": None}, full | {"completeDate": None}, full | {"state": "future"}]
    page = sprint_page({"startAt": 0, "values": [full, *wrong], "isLast": True}, 1)
    assert [sprint.possible for sprint in page.sprints] == [True, False, False]
    assert page.received == 4


def test_a_running_sprint_has_no_close() -> None:
    """The close of a running sprint, which a reopened one may have, is ignored."""
    running = {"id": 2, "state": "active", "startDate": "2026-01-01T00:00:00Z", "completeDate": "2026-01-15T00:00:00Z"}
    (sprint,) = sprint_page({"startAt": 0, "values": [running], "isLast": True}, 1).sprints
    assert (sprint.running, sprint.close, sprint.possible) == (True, 0, False)


def test_a_search_that_ends_without_saying_so_is_refused() -> None:
    """A page that is not the last and has no token is a truncated answer, not a smaller one."""
    with pytest.raises(Undocumented, match="no token for the next"):
        answers.issue_ids({"issues": [], "isLast": False})
    assert answers.issue_ids({"issues": [{"id": "1"}]}) == (["1"], None)
    assert answers.issue_ids({"issues": [], "nextPageToken": "t", "isLast": False}) == ([], "t")


def present(**more: Any) -> answers.PresentValues:
    plain: dict[str, Any] = {
        "id": "7",
        "key": "A-7",
        "created": 0,
        "subtask": False,
        "status": "3",
        "sprints": frozenset({1}),
        "estimate": Decimal(5),
        "other_estimate": False,
    }
    return answers.PresentValues(**(plain | more))


def item(name: str, before: Any, after: Any, **more: Any) -> dict[str, Any]:
    ids = {"status": "status", "Sprint": "customfield_1", "Story Points": "customfield_2"}
    sides = {"fromString": before, "toString": after} | (
        {} if name == "Story Points" else {"from": before, "to": after}
    )
    return {"field": name, "fieldId": ids.get(name, name), **sides, **more}


def entry(number: int, when: object, *items: dict[str, Any]) -> Entry:
    return convert({"id": str(number), "created": when, "items": list(items)}, Entry)


def followed(histories: Histories, now: answers.PresentValues) -> Any:
    return histories.issue(now, *histories.membership(now))


def history(*entries: Entry, now: answers.PresentValues | None = None) -> Any:
    histories = Histories(TRACKED)
    histories.add("7", entries)
    return followed(histories, now or present())


def test_no_history_is_the_present_value() -> None:
    """A value that was never edited is what it is now, all the time."""
    issue = history()
    assert (issue.sprints.at(0), issue.status.at(0), issue.estimate.at(0)) == ({1}, "3", 5)


def test_before_the_first_entry_is_its_from() -> None:
    """Before its first entry a field had that entry's old value."""
    issue = history(entry(1, 10, item("status", "1", "3")), entry(2, 20, item("Story Points", None, "5")))
    assert (issue.status.at(9_999), issue.status.at(10_000)) == ("1", "3")
    assert (issue.estimate.at(19_999), issue.estimate.at(20_000)) == (None, 5)


def test_histories_may_come_in_any_order_and_twice() -> None:
    """Order and repetition of the entries say nothing; time, then id, does."""
    one, two = entry(9, 10, item("status", "1", "2")), entry(10, 10, item("status", "2", "3"))
    assert history(two, one) == history(one, two, one)
    assert history(two, one).status.at(10_000) == "3"


def test_items_without_a_field_id_are_known_by_name() -> None:
    """An item that lacks the field's id is known by the field's name, in any case."""
    bare = [
        {"field": "STATUS", "from": "1", "to": "3"},
        {"field": "sprint", "from": "", "to": "1"},
        {"field": "story points", "fromString": "2", "toString": "5"},
    ]
    issue = history(entry(1, 10, *bare))
    assert (issue.status.first, issue.sprints.first, issue.estimate.first) == ("1", frozenset(), 2)


def test_other_fields_are_not_mistaken() -> None:
    """An item of another field is ignored, even if it has the same name."""
    issue = history(entry(1, 10, {"field": "Sprint", "fieldId": "customfield_9", "from": "", "to": "2"}))
    assert issue.sprints.instants == ()


def test_status_without_ids_is_known_by_name() -> None:
    """A status change without an id is read by the status's name; an unknown name is not a Done status."""
    named = {"field": "status", "fieldId": "status", "fromString": "Open", "toString": "Done"}
    issue = history(entry(1, 10, named))
    assert (issue.status.first, issue.status.values) == ("1", ("3",))
    unknown = history(entry(1, 10, named | {"fromString": "Gone"}))
    assert unknown.status.first == ""


def test_status_without_its_new_value_is_known_by_what_follows() -> None:
    """A change without a new value takes the old value of the next one, the last one the present value."""
    entries = [
        entry(1, 10, {"field": "status", "fieldId": "status", "from": "1"}),
        entry(2, 20, {"field": "status", "fieldId": "status", "from": "2"}),
    ]
    assert history(*entries).status.values == ("2", "3")


def test_time_estimates_are_in_the_value() -> None:
    """A time estimate has its seconds in the value; its text is for people."""
    histories = Histories(Tracked("customfield_1", "Sprint", "timeoriginalestimate", "Original estimate", {}))
    change = {
        "field": "timeoriginalestimate",
        "fieldId": "timeoriginalestimate",
        "from": None,
        "to": "7200",
        "fromString": None,
        "toString": "2 hours",
    }
    histories.add("7", [entry(1, 10, change)])
    assert followed(histories, present(estimate=Decimal(7200))).estimate.values == (Decimal(7200),)


def test_without_an_estimation_field_estimates_are_the_present_ones() -> None:
    """If no field is followed, there is no estimate history."""
    histories = Histories(Tracked("customfield_1", "Sprint", None, None, {}))
    histories.add("7", [entry(1, 10, item("Story Points", "1", "2"))])
    assert followed(histories, present(estimate=None)).estimate.instants == ()
    assert histories.tracked.ids == ["customfield_1", "status"]


@given(st.permutations(range(8)), st.integers(0, 8))
def test_pages_may_be_cut_anywhere(order: list[int], cut: int) -> None:
    """The order of the entries and the page breaks change nothing."""
    entries = [entry(number, 10 + number // 3, item("status", str(number), str(number + 1))) for number in range(8)]
    shuffled = [entries[number] for number in order]
    paged = Histories(TRACKED)
    paged.add("7", shuffled[:cut])
    paged.add("7", shuffled[cut:])
    assert followed(paged, present(status="8")) == history(*entries, now=present(status="8"))
