"""The data of the demo company is what a Jira would answer: its shapes hold and histories agree with the present."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any

import pytest

from tests.jira.demo.conftest import UNTIL
from tests.jira.demo.replay import SPRINT, Site, ids, number
from tests.support.company import Company, generate

PEOPLE = {"assignee", "reporter", "creator", "author", "user", "watches", "worklog", "comment"}
PLAIN = {"status", "resolution", "priority", "project"}


def test_same_arguments_give_the_same_company(company: Company) -> None:
    """The company is a function of seed and instant: data and figures repeat byte for byte."""
    again = generate(until=UNTIL)
    assert json.dumps(again.data) == json.dumps(company.data)
    assert again.ledger.sprints(2) == company.ledger.sprints(2)


def test_another_seed_gives_another_company(company: Company) -> None:
    """Other seeds give other data."""
    assert generate(7, until=UNTIL).data != company.data


@pytest.mark.parametrize("seed", range(3))
def test_any_day_will_do(seed: int) -> None:
    """The company exists up to any instant; the steady team closed its 60th sprint a few days before."""
    until = datetime(2024, 2, 27 + seed, 3 + 7 * seed, 11, tzinfo=UTC)
    company = generate(seed, until=until)
    closes = [
        datetime.fromisoformat(sprint["completeDate"])
        for sprint in sprints_of(company, 1)
        if sprint["state"] == "closed"
    ]
    assert len(closes) == 60
    assert timedelta(days=2) < until - max(closes) < timedelta(days=6)


def test_an_instant_without_a_zone_is_refused() -> None:
    """A naive instant is ambiguous."""
    with pytest.raises(ValueError, match="time zone"):
        generate(until=datetime(2026, 1, 1))  # noqa: DTZ001  the fault under test


def test_the_whole_company_is_made_quickly() -> None:
    """The demo starts without delay: making the company takes as long as writing it as JSON a few times."""
    company = generate(until=UNTIL)
    assert best_of(lambda: generate(until=UNTIL)) < 25 * best_of(lambda: json.dumps(company.data))


def best_of(work: Callable[[], object]) -> float:
    """Return the least processor time of three runs, in seconds."""
    times = []
    for _ in range(3):
        begun = process_time()
        work()
        times.append(process_time() - begun)
    return min(times)


def test_the_company_has_the_size_of_a_real_one(company: Company, site: Site) -> None:
    """It has about 3,000 issues, and as many per sprint as the measurements of the reading assume."""
    assert 2_500 <= len(site.issues) <= 3_500
    starts = sorted(one["startDate"] for one in sprints_of(company, 1) if one["state"] == "closed")
    touched = [datetime.fromisoformat(issue["fields"]["updated"]) for issue in site.of_board(1)]
    for count, expected in ((7, 223), (20, 548), (50, 1_280)):
        since = datetime.fromisoformat(starts[-count])
        assert sum(one >= since for one in touched) == pytest.approx(expected, rel=0.12)


def test_the_file_has_the_keys_of_a_recorded_site(company: Company) -> None:
    """The five lists of the format are there, and the whole is plain JSON."""
    assert list(company.data) == ["fields", "statuses", "boards", "sprints", "issues"]
    assert json.loads(json.dumps(company.data)) == company.data


def test_no_person_is_named_anywhere(company: Company) -> None:
    """No key in the data belongs to a person."""
    assert PEOPLE.isdisjoint(keys(company.data))


def keys(value: object) -> Iterator[str]:
    """Yield every key of nested data."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def sprints_of(company: Company, board: int) -> list[dict[str, Any]]:
    """Return the sprints that a board began."""
    listed: Any = company.data["sprints"]
    return [sprint for sprint in listed if sprint["originBoardId"] == board]


def test_ids_are_unique(site: Site) -> None:
    """No issue id, issue key or history id occurs twice."""
    assert len({issue["id"] for issue in site.issues}) == len(site.issues)
    assert len({issue["key"] for issue in site.issues}) == len(site.issues)
    entries = [entry["id"] for issue in site.issues for entry in issue["changelog"]["histories"]]
    assert len(set(entries)) == len(entries)


def test_histories_are_in_order(site: Site) -> None:
    """Entries are chronological, from the creation to `updated`, with growing ids."""
    for issue in site.issues:
        entries = issue["changelog"]["histories"]
        stamps = [issue["fields"]["created"], *(entry["created"] for entry in entries)]
        moments = [datetime.fromisoformat(stamp) for stamp in stamps]
        assert moments == sorted(set(moments))
        assert moments[-1] == datetime.fromisoformat(issue["fields"]["updated"])
        assert moments[-1] <= UNTIL
        assert [int(entry["id"]) for entry in entries] == sorted(int(entry["id"]) for entry in entries)


def test_histories_lead_to_the_present(site: Site) -> None:
    """Each entry begins where the previous one ended; the last ends at the present value (the text is not kept)."""
    for issue in site.issues:
        latest: dict[str, object] = {}
        for entry in issue["changelog"]["histories"]:
            for item in entry["items"]:
                name = item.get("fieldId", item["field"])
                if name not in {"Link", "customfield_10019"}:
                    before, after = (ends(item, side) for side in ("from", "to"))
                    assert latest.get(name, before) == before, (issue["key"], item)
                    assert before != after
                    latest[name] = after
        latest.pop("description", None)
        for name, value in latest.items():
            assert value == present(issue, name), (issue["key"], name)


def ends(item: dict[str, Any], side: str) -> object:
    """Return one end of a change in a form that compares."""
    name, text = item["fieldId"], item[f"{side}String"]
    if name == SPRINT:
        return ids(item[side])
    if name.startswith("customfield_") or name == "timeoriginalestimate":
        return number(text)
    return item[side] if name in PLAIN else text


def present(issue: dict[str, Any], name: str) -> object:
    """Return the present value of a field in the form of `ends`."""
    fields = issue["fields"]
    if name == SPRINT:
        return frozenset(one["id"] for one in fields[SPRINT] or [])
    if name in PLAIN:
        return fields[name] and fields[name]["id"]
    if name == "labels":
        return " ".join(fields["labels"])
    if name == "issuekey":
        return issue["key"]
    return number(fields[name])


def test_memberships_are_what_the_sprints_are(site: Site) -> None:
    """The sprints on an issue equal the sprints themselves; at most one of them is not closed."""
    for issue in site.issues:
        members = issue["fields"][SPRINT] or []
        assert sum(one["state"] != "closed" for one in members) <= 1
        for member in members:
            sprint = site.sprints[member["id"]]
            assert (member["name"], member["state"], member["boardId"]) == (
                sprint["name"],
                sprint["state"],
                sprint["originBoardId"],
            )


def test_sub_tasks_are_where_their_parents_are(site: Site) -> None:
    """A sub-task is in its parent's sprints and has no Sprint entry of its own."""
    by_id = {issue["id"]: issue for issue in site.issues}
    subtasks = [issue for issue in site.issues if issue["fields"]["issuetype"]["subtask"]]
    assert len(subtasks) > 100
    for issue in subtasks:
        assert issue["fields"][SPRINT] == by_id[issue["fields"]["parent"]["id"]]["fields"][SPRINT]
        entries = issue["changelog"]["histories"]
        assert all(item.get("fieldId") != SPRINT for entry in entries for item in entry["items"])


def test_closed_sprints_have_all_dates_in_order(site: Site) -> None:
    """A closed sprint has three dates, with its start before its close; a future one has none."""
    for sprint in site.sprints.values():
        if sprint["state"] == "closed":
            start, close = (datetime.fromisoformat(sprint[name]) for name in ("startDate", "completeDate"))
            assert start < close <= UNTIL
            assert "endDate" in sprint
        assert ("startDate" in sprint) == (sprint["state"] != "future")
        assert ("completeDate" in sprint) == (sprint["state"] == "closed")
