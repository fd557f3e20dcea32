"""Where pages end, and how large they really are (from Jira's paging documentation and real sites)."""

from typing import Any

import pytest

from tests.jira.traps.conftest import Ask, Asker, board_entry, history, issue, site_data, sprint_entry

SPRINTS = "/rest/agile/1.0/board/1/sprint"
SEARCH = "/rest/api/3/search/jql"
BULK = "/rest/api/3/changelog/bulkfetch"
START = "2026-03-02T09:00:00.000+0000"


def many_issues(count: int) -> Any:
    return site_data(issues=[issue(30_000 + number, f"A-{number + 1}") for number in range(count)])


async def test_fifty_a_page_and_the_size_is_echoed_as_it_counts(asking: Ask) -> None:
    """Boards and sprints come fifty at most, and `maxResults` reports the effective size, not the requested one."""
    data = site_data(
        boards=[board_entry(number, name=f"Team {number:03}") for number in range(1, 121)],
        sprints=[sprint_entry(number) for number in range(1, 121)],
    )
    asker = asking(data)
    for path in ("/rest/agile/1.0/board", SPRINTS):
        page = (await asker.get(path, maxResults=1000)).json()
        assert (page["startAt"], page["maxResults"], page["total"], page["isLast"]) == (0, 50, 120, False)
        assert len(page["values"]) == 50
        last = (await asker.get(path, startAt=100)).json()
        assert (len(last["values"]), last["isLast"]) == (20, True)
        beyond = (await asker.get(path, startAt=500)).json()
        assert (beyond["values"], beyond["isLast"]) == ([], True)


@pytest.mark.parametrize("wrong", [{"startAt": -1}, {"startAt": "x"}, {"maxResults": "1.5"}, {"startAt": 10**30}])
async def test_a_wrong_number_is_refused(asking: Ask, wrong: dict[str, Any]) -> None:
    """An impossible page is a bad request."""
    assert (await asking().get(SPRINTS, **wrong)).status_code == 400


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ({"fields": ["id"], "maxResults": 5000}, 5000),
        ({"fields": ["key", "id"], "maxResults": 9999}, 5000),
        ({"fields": ["id"]}, 50),
        ({}, 50),
        ({"fields": ["status"], "maxResults": 5000}, 100),
        ({"fields": ["status"], "maxResults": 20}, 20),
        ({"fields": ["*all"], "maxResults": 5000}, 100),
    ],
)
async def test_five_thousand_ids_but_a_hundred_issues(asking: Ask, asked: dict[str, Any], size: int) -> None:
    """A search gives 5,000 a page for ids alone, otherwise 100, and 50 without a size."""
    page = (await asking(many_issues(5200)).post(SEARCH, {"jql": "project = A", **asked})).json()
    assert len(page["issues"]) == size
    assert page["isLast"] is False
    assert page["nextPageToken"]


async def walk(asker: Asker, path: str, body: dict[str, Any], name: str) -> list[list[Any]]:
    """Return all pages by their tokens."""
    pages, token = [], None
    while True:
        page = (await asker.post(path, body | ({"nextPageToken": token} if token else {}))).json()
        pages.append(page[name])
        if (token := page.get("nextPageToken")) is None:
            assert "nextPageToken" not in page
            return pages


async def test_the_last_page_has_no_token_at_all(asking: Ask) -> None:
    """The last page has no `nextPageToken`; pages neither overlap nor leave gaps; there is no total."""
    asker = asking(many_issues(230))
    body = {"jql": "project = A ORDER BY id ASC", "fields": ["status"], "maxResults": 100}
    pages = await walk(asker, SEARCH, body, "issues")
    assert [len(page) for page in pages] == [100, 100, 30]
    assert [int(one["id"]) for page in pages for one in page] == list(range(30_000, 30_230))
    answer = (await asker.post(SEARCH, body)).json()
    assert not answer.keys() & {"total", "startAt"}


async def test_a_token_belongs_to_its_query(asking: Ask) -> None:
    """A token of another search, or an invented one, is a bad request."""
    asker = asking(many_issues(60))
    token = (await asker.post(SEARCH, {"jql": "project = A"})).json()["nextPageToken"]
    for jql, given in (("project = A ORDER BY id", token), ("project = A", "nonsense"), ("project = A", "é")):
        assert (await asker.post(SEARCH, {"jql": jql, "nextPageToken": given})).status_code == 400


def with_histories(issues: int, each: int) -> Any:
    """Return a site whose issues changed in turn: each one's first change, then each one's second."""
    return site_data(
        issues=[
            issue(
                30_000 + number,
                f"A-{number + 1}",
                *(
                    history(
                        1000 * number + at, f"2026-04-{at // 60 + 1:02}T09:{at % 60:02}:00.000+0000", ("status", 1, 3)
                    )
                    for at in range(each)
                ),
            )
            for number in range(issues)
        ]
    )


async def test_a_page_of_changelogs_counts_histories_not_issues(asking: Ask) -> None:
    """`maxResults` of a bulk fetch counts histories: an issue's are split over pages, and each comes exactly once."""
    asker = asking(with_histories(5, 30))
    ids = [str(30_000 + number) for number in range(5)]
    pages = await walk(asker, BULK, {"issueIdsOrKeys": ids, "maxResults": 40}, "issueChangeLogs")
    counts = [sum(len(log["changeHistories"]) for log in page) for page in pages]
    assert counts == [40, 40, 40, 30]
    assert {log["issueId"] for log in pages[0]} & {log["issueId"] for log in pages[1]}
    seen = [(log["issueId"], entry["id"]) for page in pages for log in page for entry in log["changeHistories"]]
    assert len(seen) == len(set(seen)) == 150


async def test_oldest_first_over_all_issues_then_by_issue(asking: Ask) -> None:
    """Across all pages the oldest come first, and of one instant the one with the smaller issue id."""
    asker = asking(with_histories(5, 30))
    ids = [str(30_000 + number) for number in reversed(range(5))]
    pages = await walk(asker, BULK, {"issueIdsOrKeys": ids, "maxResults": 1}, "issueChangeLogs")
    order = [(page[0]["changeHistories"][0]["created"], int(page[0]["issueId"])) for page in pages]
    assert order == sorted(order)


async def test_a_thousand_histories_by_default_ten_thousand_at_most(asking: Ask) -> None:
    """Without a size a bulk fetch gives 1,000 histories; a request for more than 10,000 is refused."""
    asker = asking(with_histories(20, 60))
    ids = [str(30_000 + number) for number in range(20)]
    page = (await asker.post(BULK, {"issueIdsOrKeys": ids})).json()
    assert sum(len(log["changeHistories"]) for log in page["issueChangeLogs"]) == 1000
    assert page["nextPageToken"]
    assert (await asker.post(BULK, {"issueIdsOrKeys": ids, "maxResults": 10_001})).status_code == 400
    whole = (await asker.post(BULK, {"issueIdsOrKeys": ids, "maxResults": 10_000})).json()
    assert "nextPageToken" not in whole


async def test_one_issues_changelog_comes_by_the_hundred(asking: Ask) -> None:
    """The changelog of one issue has pages of at most 100, with a total and `isLast`."""
    asker = asking(with_histories(1, 250))
    path = "/rest/api/3/issue/A-1/changelog"
    page = (await asker.get(path, maxResults=1000)).json()
    assert (len(page["values"]), page["maxResults"], page["total"], page["isLast"]) == (100, 100, 250, False)
    last = (await asker.get(path, startAt=200)).json()
    assert (len(last["values"]), last["isLast"]) == (50, True)


@pytest.mark.parametrize("count", [0, 1001])
async def test_a_bulk_fetch_names_one_to_a_thousand(asking: Ask, count: int) -> None:
    """Both bulk fetches refuse no issue and more than a thousand as a bad request."""
    ids = [str(number) for number in range(1, count + 1)]
    for path, more in ((BULK, {}), ("/rest/api/3/issue/bulkfetch", {"fields": ["status"]})):
        assert (await asking().post(path, {"issueIdsOrKeys": ids, **more})).status_code == 400


async def test_ten_different_fields_at_most(asking: Ask) -> None:
    """A bulk fetch of changelogs filters by at most ten distinct fields."""
    for fields in ([f"f{number}" for number in range(11)], ["status", "status"]):
        assert (await asking().post(BULK, {"issueIdsOrKeys": ["A-1"], "fieldIds": fields})).status_code == 400
