"""Changelogs: three forms of one history, what a filter by field leaves, and whose names are included."""

from datetime import datetime
from typing import Any

import pytest

from app.jira.site.answers import PEOPLE_CANARY
from tests.jira.traps.conftest import POINTS, SPRINT_FIELD, Ask, history, issue, site_data

BULK = "/rest/api/3/changelog/bulkfetch"
FIRST, SECOND, THIRD = (f"2026-03-0{day}T09:00:00.123+0000" for day in (2, 3, 4))


def with_history() -> Any:
    """Return a site on which one issue was moved into a sprint, estimated and linked."""
    return site_data(
        issues=[
            issue(
                20001,
                "A-1",
                history(1, FIRST, (SPRINT_FIELD, "", "10")),
                history(2, SECOND, (POINTS, None, "5"), ("labels", None, "x")),
                {"id": "3", "created": THIRD, "items": [{"field": "Link", "fieldtype": "jira", "to": "A-2"}]},
            ),
            issue(20002, "A-2"),
        ]
    )


async def bulk(asking: Ask, data: Any = None, **body: Any) -> Any:
    asker = asking(with_history() if data is None else data)
    return (await asker.post(BULK, {"issueIdsOrKeys": ["A-1", "A-2", "99999"], **body})).json()["issueChangeLogs"]


async def test_epoch_milliseconds_in_bulk_and_texts_elsewhere(asking: Ask) -> None:
    """The bulk fetch writes instants as epoch milliseconds, the changelog of one issue as texts with an offset."""
    (log,) = await bulk(asking)
    single = (await asking(with_history()).get("/rest/api/3/issue/A-1/changelog")).json()["values"]
    assert [entry["created"] for entry in single] == [FIRST, SECOND, THIRD]
    assert [entry["created"] for entry in log["changeHistories"]] == [
        round(datetime.fromisoformat(text).timestamp() * 1000) for text in (FIRST, SECOND, THIRD)
    ]


async def test_no_key_and_no_issue_without_changes(asking: Ask) -> None:
    """A log names its issue by id only; unchanged issues, and issues that are gone, are absent."""
    (log,) = await bulk(asking)
    assert log.keys() == {"issueId", "changeHistories"}
    assert log["issueId"] == "20001"


async def test_a_filter_by_field_keeps_whole_histories(asking: Ask) -> None:
    """A history with one of the fields comes with all of its items, so each reader has to filter them."""
    (log,) = await bulk(asking, fieldIds=[POINTS])
    assert [entry["id"] for entry in log["changeHistories"]] == ["2"]
    assert {"Story Points", "labels"} <= {item["field"] for item in log["changeHistories"][0]["items"]}
    assert await bulk(asking, fieldIds=["priority"]) == []


@pytest.mark.parametrize(
    ("name", "field_id"), [("Sprint", SPRINT_FIELD), ("story points", POINTS), ("status", "status")]
)
async def test_items_without_a_field_id_are_found_by_name(asking: Ask, name: str, field_id: str) -> None:
    """An item without a field id counts as the field of its name."""
    entry = {"id": "9", "created": FIRST, "items": [{"field": name, "from": "", "to": "10"}]}
    (log,) = await bulk(asking, site_data(issues=[issue(20001, "A-1", entry)]), fieldIds=[field_id])
    assert log["changeHistories"][0]["items"][0]["field"] == name


async def test_forms_of_the_data_arrive_as_they_are(asking: Ask) -> None:
    """The first Sprint value has an empty text before it, numbers are in the strings, links have no field id."""
    (log,) = await bulk(asking)
    sprint, points, link = (entry["items"][0] for entry in log["changeHistories"])
    assert (sprint["from"], sprint["to"]) == ("", "10")
    assert (points["from"], points["to"], points["toString"]) == (None, None, "5")
    assert "fieldId" not in link


async def test_data_in_any_order_is_answered_in_order(asking: Ask) -> None:
    """A recorded file may hold its histories in any order, with instants in any form."""
    late = history(7, "2026-03-09T12:00:00.000Z", ("status", "1", "3"))
    early = history(8, "2026-03-09T07:00:00.000-0400", ("status", "3", "1"))
    data = site_data(issues=[issue(20001, "A-1", late, early)])
    (log,) = await bulk(asking, data)
    single = (await asking(data).get("/rest/api/3/issue/A-1/changelog")).json()["values"]
    for entries in (log["changeHistories"], single):
        assert [entry["id"] for entry in entries] == ["8", "7"]
    assert await asking(data).ids("updated >= '2026-03-09 12:00'") == ["20001"]


@pytest.mark.parametrize(
    ("recorded", "told"),
    [
        ("2026-03-01T06:00:00.000-0300", "2026-03-01T06:00:00.000-0300"),
        ("2026-03-01T09:00:00.000Z", "2026-03-01T09:00:00.000+0000"),
        ("2026-03-01T19:00:00.000+10:00", "2026-03-01T09:00:00.000+0000"),
    ],
)
async def test_platform_instants_have_an_offset_without_a_colon(asking: Ask, recorded: str, told: str) -> None:
    """The platform API writes instants with an offset that has no colon, in the site's zone, never with a Z."""
    entry = history(1, recorded, ("status", "1", "3"))
    asker = asking(site_data(issues=[issue(20001, "A-1", entry, created=recorded)]))
    (found,) = (
        await asker.post("/rest/api/3/issue/bulkfetch", {"issueIdsOrKeys": ["A-1"], "fields": ["created"]})
    ).json()["issues"]
    assert found["fields"]["created"] == told
    (single,) = (await asker.get("/rest/api/3/issue/A-1/changelog")).json()["values"]
    assert single["created"] == told


async def test_an_issue_is_not_found_by_its_changelog(asking: Ask) -> None:
    """The changelog of a missing or hidden issue is a 404."""
    answer = await asking().get("/rest/api/3/issue/Z-9/changelog")
    assert (answer.status_code, answer.json()["errors"]) == (404, {})


async def test_histories_name_their_authors(asking: Ask) -> None:
    """Every history has its author, without being asked for: each value a canary."""
    (log,) = await bulk(asking, fieldIds=[SPRINT_FIELD])
    author = log["changeHistories"][0]["author"]
    assert {"accountId", "displayName", "emailAddress", "avatarUrls"} <= author.keys()
    assert all(PEOPLE_CANARY in author[name] for name in ("accountId", "displayName", "emailAddress"))
    assert all(PEOPLE_CANARY in address for address in author["avatarUrls"].values())


async def test_people_come_with_all_fields_and_with_named_ones(asking: Ask) -> None:
    """`*all`, and the default of a bulk fetch, include assignee, reporter and creator; a list only its own fields."""
    asker = asking()
    path = "/rest/api/3/issue/bulkfetch"
    bodies: list[dict[str, Any]] = [{"fields": ["*all"]}, {"fields": ["*navigable"]}, {}]
    for body in bodies:
        (found,) = (await asker.post(path, {"issueIdsOrKeys": ["A-1"], **body})).json()["issues"]
        for name in ("assignee", "reporter", "creator"):
            assert PEOPLE_CANARY in found["fields"][name]["displayName"]
    (found,) = (await asker.post(path, {"issueIdsOrKeys": ["A-1"], "fields": ["status", "reporter"]})).json()["issues"]
    assert set(found["fields"]) == {"status", "reporter"}
    for search in ({"jql": "key = A-1", "fields": ["status"]}, {"jql": "key = A-1"}):
        assert PEOPLE_CANARY not in (await asker.post("/rest/api/3/search/jql", search)).text


async def test_filters_have_owners_and_answers_a_reader(asking: Ask) -> None:
    """A filter names its owner, and the header of every answer the caller's account."""
    asker = asking()
    number = (await asker.get("/rest/agile/1.0/board/1/configuration")).json()["filter"]["id"]
    answer = await asker.get(f"/rest/api/3/filter/{number}")
    assert PEOPLE_CANARY in answer.json()["owner"]["displayName"]
    assert PEOPLE_CANARY in answer.headers["x-aaccountid"]
