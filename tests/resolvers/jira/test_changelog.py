"""A history is walked back from the present value: what holds when the two do not agree, or an entry is odd."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.jira.history.changelog import Histories
from resolvers.jira.history.collected import Tracked
from resolvers.jira.parse.answers import PresentValues
from resolvers.jira.parse.changelogs import Entry
from tests.resolvers.jira.test_parser import entry, item, present

TRACKED = Tracked(
    "customfield_1",
    "Sprint",
    "customfield_2",
    "Story Points",
    {"Open": "1", "Doing": "2", "Done": "3"},
    statuses={"1": "Open", "2": "Doing", "3": "Done", "8": "Testing", "9": "Testing"},
    sprints={500: "Sprint 4", 501: "Sprint 5"},
    possible=lambda _: True,
)


def history(*entries: Entry, now: PresentValues | None = None, parent: PresentValues | None = None) -> Any:
    histories = Histories(TRACKED)
    histories.add("7", entries)
    now = now or present()
    return histories.issue(now, *histories.membership(parent or now))


def sprints(before: Any, after: Any, *names: str | None) -> dict[str, Any]:
    texts = dict(zip(("fromString", "toString"), names or (before, after), strict=True))
    return {"field": "Sprint", "fieldId": "customfield_1", "from": before, "to": after, **texts}


def status(before: Any, after: Any, *names: str | None) -> dict[str, Any]:
    texts = dict(zip(("fromString", "toString"), names or (None, None), strict=True))
    return {"field": "status", "fieldId": "status", "from": before, "to": after, **texts}


def test_after_the_last_entry_the_value_is_the_present_one() -> None:
    """Whatever the last entry says, of sprints, status and estimate, the present value holds from it on."""
    issue = history(
        entry(1, 10, sprints("", "77"), status("1", "2"), item("Story Points", None, "3")),
        now=present(sprints=frozenset({501}), status="3", estimate=Decimal(8)),
    )
    assert (issue.sprints.at(9_999), issue.sprints.at(10_000)) == (frozenset(), {501})
    assert (issue.status.at(9_999), issue.status.at(10_000)) == ("1", "3")
    assert (issue.estimate.at(9_999), issue.estimate.at(10_000)) == (None, 8)
    assert issue.incomplete
    assert issue.disputed == {77, 501}


def test_a_history_that_leads_to_the_present_is_complete() -> None:
    """Where every entry follows on the last one and the last one is the present, nothing is in doubt."""
    issue = history(
        entry(1, 10, sprints("", "1"), status("1", "2"), item("Story Points", None, "3.0")),
        entry(2, 20, status("2", "3"), item("Story Points", "3", "5")),
    )
    assert not issue.incomplete


def test_between_two_entries_the_earlier_one_says_the_value() -> None:
    """If the later entry begins with another value, the earlier one counts and the gap is marked."""
    issue = history(entry(1, 10, status("1", "2")), entry(2, 20, status("8", "3")))
    assert issue.status.values == ("2", "3")
    assert issue.status.doubts == {1}


@pytest.mark.parametrize("ids", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_entries_of_one_instant_are_ordered_by_their_chain(ids: tuple[int, int, int]) -> None:
    """Three entries in one second are ordered so that each begins where the previous one ended."""
    one, two, three = (entry(number, 10, item) for number, item in zip(ids, STEPS, strict=True))
    issue = history(two, three, one, now=present(status="3", sprints=frozenset({2}), estimate=Decimal(8)))
    assert (issue.status.first, issue.status.values) == ("1", ("2", "9", "3"))
    assert not issue.incomplete


STEPS = (status("1", "2"), status("2", "9"), status("9", "3"))


def test_two_sprint_entries_of_one_instant() -> None:
    """An issue taken out and put in at the same instant is in its present sprint, not in none."""
    issue = history(entry(1, 10, sprints("", "2")), entry(2, 10, sprints("1", "")), now=present(sprints=frozenset({2})))
    assert (issue.sprints.first, issue.sprints.at(10_000)) == ({1}, {2})
    assert not issue.incomplete


def test_estimates_of_one_instant() -> None:
    """Estimate entries at the same instant are ordered by amount, however they are written."""
    later, earlier = entry(1, 10, item("Story Points", "3.0", "8")), entry(2, 10, item("Story Points", None, "3"))
    issue = history(later, earlier, now=present(estimate=Decimal(8)))
    assert (issue.estimate.first, issue.estimate.values) == (None, (3, 8))


def test_migrated_ids_are_translated_by_name() -> None:
    """If history and present differ in ids but agree in names, the whole history is read by name."""
    issue = history(
        entry(1, 10, sprints("", "76", "", "Sprint 4")),
        entry(2, 20, sprints("76", "76, 77", "Sprint 4", "Sprint 4, Sprint 5")),
        now=present(sprints=frozenset({500, 501}), sprint_names={500: "Sprint 4", 501: "Sprint 5"}),
    )
    assert issue.sprints.values == ({500}, {500, 501})
    assert not issue.incomplete


def test_a_foreign_id_is_not_taken_for_a_sprint_of_this_site() -> None:
    """In a migrated history a sprint with a name unknown to this site is not one of its sprints, whatever its id."""
    issue = history(
        entry(1, 10, sprints("", "500", "", "Long gone")),
        entry(2, 20, sprints("500", "77", "Long gone", "Sprint 5")),
        now=present(sprints=frozenset({501}), sprint_names={501: "Sprint 5"}),
    )
    assert issue.sprints.values == ({-500}, {501})


def test_entries_since_the_migration_keep_their_ids() -> None:
    """What was written on this site needs no translation; what came before the move is translated up to it."""
    issue = history(
        entry(1, 10, sprints("", "77", "", "Sprint 5")),
        entry(2, 20, sprints("501", "501, 600", "Sprint 5", "Sprint 5, Sprint 6")),
        now=present(sprints=frozenset({501, 600}), sprint_names={501: "Sprint 5", 600: "Sprint 6 renamed"}),
    )
    assert issue.sprints.values == ({501}, {501, 600})
    assert not issue.incomplete


def test_a_renamed_sprint_is_the_same_sprint() -> None:
    """Ids that agree are never translated, whatever names the history carries."""
    issue = history(
        entry(1, 10, sprints("", "501", "", "Sprint 4")),
        now=present(sprints=frozenset({501}), sprint_names={501: "Sprint 5"}),
    )
    assert issue.sprints.values == ({501},)


def test_an_issue_exists_from_its_first_entry() -> None:
    """Imports bring a history that is older than the issue's creation here."""
    assert history(entry(1, 10, status("1", "3")), now=present(created=50_000)).created == 10_000
    assert history(entry(1, 90, status("1", "3")), now=present(created=50_000)).created == 50_000


def test_a_subtask_is_in_the_sprints_of_its_parent() -> None:
    """Jira writes no Sprint history on sub-tasks: theirs is that of the parent."""
    histories = Histories(TRACKED)
    histories.add("1", [entry(1, 10, sprints("", "1"))])
    child, parent = present(subtask=True, parent="1"), present(id="1", key="A-1")
    (issue,) = histories.issues([child], {"1": parent}, {1})
    assert (issue.key, issue.sprints.first, issue.sprints.values) == ("A-7", frozenset(), (frozenset({1}),))
    (alone,) = histories.issues([child], {}, {1})
    assert alone.sprints.first == {1}


def test_issues_of_no_sprint_that_is_asked_about_are_left_out() -> None:
    """Nothing is computed for candidates that cannot have been in any of the sprints."""
    histories = Histories(TRACKED)
    histories.add("7", [entry(1, 10, sprints("", "1")), entry(2, 20, sprints("1", "2"))])
    gone = present(sprints=frozenset({3}))
    for sprint in (1, 2, 3):
        assert [issue.key for issue in histories.issues([gone], {}, {sprint, 9})] == ["A-7"]
    assert histories.issues([gone], {}, {9}) == []


@pytest.mark.parametrize(
    ("odd", "first", "value"),
    [
        (status("Open", "Done"), "1", "3"),
        (status(None, None, "Open", "Done"), "1", "3"),
        (status("991", "993", "Open", "Done"), "1", "3"),
        (status("991", "993", "Gone", "Finished"), "991", "993"),
        (status("Nowhere", "Finished"), "", ""),
        (status([], {}, "Open", "Done"), "1", "3"),
        (status("1" * 30, "3" * 30, "Open", "Done"), "1", "3"),
        (status("\u0661", "\u0663", "Open", "Done"), "1", "3"),
    ],
    ids=["names for ids", "names alone", "unknown ids", "deleted", "unknown names", "other types", "long", "digits"],
)
def test_statuses_in_odd_forms(odd: dict[str, Any], first: str, value: str) -> None:
    """A status is identified by its id, else by its name; otherwise it is a separate one that is not done."""
    issue = history(entry(1, 10, odd), entry(2, 20, status("8", "9")), now=present(status="9"))
    assert (issue.status.first, issue.status.values[0]) == (first, value)


def test_a_name_that_several_statuses_share_is_told_by_what_follows() -> None:
    """If a name is ambiguous, the neighbouring entry decides which status it is."""
    issue = history(
        entry(1, 10, status("1", None, "Open", "Testing")), entry(2, 20, status("9", "3", "Testing", "Done"))
    )
    assert issue.status.values == ("9", "3")
    assert not issue.incomplete


@pytest.mark.parametrize(
    ("odd", "value"),
    [
        (sprints("", "Sprint 5"), {501}),
        (sprints(None, None, "", "Sprint 4, Sprint 5"), {500, 501}),
        (sprints("", "38,,40 ,"), {38, 40}),
        (sprints("", 501), {501}),
        (sprints("", "Sprint 12"), {1}),
        ({"field": "Sprint", "from": ""}, {1}),
    ],
    ids=["name for id", "names alone", "commas", "number", "unknown name", "nothing said"],
)
def test_sprints_in_odd_forms(odd: dict[str, Any], value: set[int]) -> None:
    """Sprints are identified by id, else by a unique name, else by the next entry; digits in a name are not an id."""
    issue = history(entry(1, 10, odd), entry(2, 20, sprints("1", "2")), now=present(sprints=frozenset({2})))
    assert issue.sprints.values[0] == value


@pytest.mark.parametrize("huge", ["1e308", "9" * 400, "-1e15", "1e999999"])
def test_amounts_that_no_field_can_hold_are_unread_and_marked(huge: str) -> None:
    """An estimate beyond the range of Jira's number fields is ignored, and the issue is marked."""
    issue = history(entry(1, 10, item("Story Points", "5", huge)), entry(2, 20, item("Story Points", huge, "8")))
    assert issue.estimate.values == (None, 5)
    assert issue.estimate.doubts == {1, 2}
    assert history(now=present(estimate=None, unreadable=True)).incomplete


values = st.sampled_from(["1", "2", "3"])


@given(st.lists(st.tuples(st.integers(0, 3), values, values), max_size=8), values, st.randoms())
def test_the_last_value_is_the_present_one(told: list[tuple[int, str, str]], now: str, random: Any) -> None:
    """Whatever the entries say and in whatever order they come, the timeline ends at the present value."""
    entries = [entry(number, when, status(*sides)) for number, (when, *sides) in enumerate(told)]
    issue = history(*random.sample(entries, len(entries)), now=present(status=now))
    assert issue.status.at(10**9) == now
    assert issue == history(*entries, now=present(status=now))


odd_values = st.none() | st.booleans() | st.integers(-5, 10**20) | st.text(max_size=5) | st.lists(st.integers())
odd_items = st.fixed_dictionaries(
    {"field": st.sampled_from(["Sprint", "status", "Story Points"]) | odd_values},
    optional=dict.fromkeys(("fieldId", "from", "to", "fromString", "toString"), odd_values),
)


@given(st.lists(odd_items, max_size=6))
def test_no_odd_item_takes_a_reading_down(items: list[dict[str, Any]]) -> None:
    """Whatever the items of a history contain, the issue is read and ends at its present values."""
    issue = history(*(entry(number, number, one) for number, one in enumerate(items)))
    assert (issue.sprints.at(10**9), issue.status.at(10**9), issue.estimate.at(10**9)) == ({1}, "3", 5)
