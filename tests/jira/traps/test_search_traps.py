"""Searches and issues: the defaults, what is silently absent, and what is refused."""

from typing import Any

import pytest

from tests.jira.traps.conftest import POINTS, SPRINT_FIELD, Ask, history, issue, site_data, sprint_entry

SEARCH = "/rest/api/3/search/jql"
BULK = "/rest/api/3/issue/bulkfetch"
UNBOUNDED = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
REMOVED = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline "
    "is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)


async def test_ids_alone_by_default(asking: Ask) -> None:
    """A search without fields returns ids and nothing else."""
    page = (await asking().post(SEARCH, {"jql": "project = A ORDER BY id ASC"})).json()
    assert page["issues"] == [{"id": "20001"}, {"id": "20002"}]


async def test_unknown_fields_are_left_out_in_silence(asking: Ask) -> None:
    """The agile API's names `sprint` and `closedSprints` do not exist here, and no error says so."""
    body = {"jql": "id = 20001", "fields": ["sprint", "closedSprints", "customfield_1", "status"]}
    (found,) = (await asking().post(SEARCH, body)).json()["issues"]
    assert set(found["fields"]) == {"status"}


async def test_a_field_without_a_value_is_null(asking: Ask) -> None:
    """A known field without a value is null, not missing."""
    (found,) = (await asking().post(SEARCH, {"jql": "id = 20002", "fields": [POINTS, SPRINT_FIELD]})).json()["issues"]
    assert found["fields"] == {POINTS: None, SPRINT_FIELD: None}


async def test_by_get_and_by_post_alike(asking: Ask) -> None:
    """GET takes the same members in its query, with the fields in one text."""
    asker = asking()
    got = await asker.get(SEARCH, jql="project = A ORDER BY id", fields="status,created", maxResults=1)
    posted = await asker.post(
        SEARCH, {"jql": "project = A ORDER BY id", "fields": ["status", "created"], "maxResults": 1}
    )
    assert got.json()["issues"] == posted.json()["issues"]
    token = got.json()["nextPageToken"]
    following = await asker.get(SEARCH, jql="project = A ORDER BY id", maxResults=1, nextPageToken=token)
    assert following.json()["issues"] == [{"id": "20002"}]


@pytest.mark.parametrize("jql", ["", "ORDER BY created", None])
async def test_a_search_needs_a_restriction(asking: Ask, jql: object) -> None:
    """A search without a restriction is refused in Jira's words."""
    answer = await asking().post(SEARCH, {"jql": jql})
    assert (answer.status_code, answer.json()) == (400, {"errorMessages": [UNBOUNDED], "errors": {}})


async def test_seven_fields_to_order_by(asking: Ask) -> None:
    """Seven fields can be ordered by, an eighth is refused in Jira's words."""
    fields = ["id", "key", "created", "updated", "status", "issuetype", "project", "rank"]
    asker = asking()
    assert await asker.ids(f"project = A ORDER BY {', '.join(fields[:7])}") == ["20001", "20002"]
    assert await asker.fault(f"project = A ORDER BY {', '.join(fields)}") == "JQL can be ordered by at most 7 fields."


async def test_expand_is_a_text_here(asking: Ask) -> None:
    """A search takes `expand` as one text; a list, as in the old search, is a bad request."""
    answer = await asking().post(SEARCH, {"jql": "project = A", "expand": ["changelog"]})
    assert answer.status_code == 400


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b""])
async def test_a_body_that_is_none(asking: Ask, body: bytes) -> None:
    """A body other than a JSON object is a bad request."""
    answer = await asking().http.post(SEARCH, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400


async def test_one_sprint_that_cannot_be_seen_fails_the_whole_search(asking: Ask) -> None:
    """One nonexistent sprint among several fails the search; the error names it, and the others find nothing."""
    asker = asking()
    assert await asker.ids("sprint in (10, 11)") == ["20001"]
    assert await asker.fault("sprint in (10, 999)") == (
        "Sprint with name '999' does not exist or you do not have permission to view it."
    )


async def test_a_hidden_boards_empty_sprint_fails_too(asking: Ask) -> None:
    """A sprint of a board that is not shared, without a visible issue, does not exist for a search."""
    data = site_data(sprints=[sprint_entry(20, board=3)])
    data["boards"][1] |= {"id": 3, "hidden": True}
    assert "'20' does not exist" in await asking(data).fault("sprint = 20")


async def test_issues_that_are_not_there_are_silently_absent(asking: Ask) -> None:
    """A bulk fetch silently leaves out what is gone, and gives the rest by ascending id."""
    body = {"issueIdsOrKeys": ["20003", "A-1", "99999", "Z-1", "20001"], "fields": ["status"]}
    answer = (await asking().post(BULK, body)).json()
    assert [one["id"] for one in answer["issues"]] == ["20001", "20003"]
    assert answer["issueErrors"] == []


@pytest.mark.parametrize(
    ("fields", "most"), [(["status", POINTS], 1000), ([SPRINT_FIELD], 100), (["*all"], 100), (["*navigable"], 100)]
)
async def test_a_thousand_or_a_hundred_issues(asking: Ask, fields: list[str], most: int) -> None:
    """A bulk fetch takes 1,000 issues, but 100 with a field of several values, such as Sprint."""
    asker = asking()
    for count, status in ((most, 200), (most + 1, 400)):
        body = {"issueIdsOrKeys": [str(number) for number in range(1, count + 1)], "fields": fields}
        assert (await asker.post(BULK, body)).status_code == status


async def test_the_sprint_field_is_whole_sprints(asking: Ask) -> None:
    """The Sprint field holds each sprint in its present state, with the platform's `boardId`."""
    body = {"issueIdsOrKeys": ["A-1"], "fields": [SPRINT_FIELD]}
    (found,) = (await asking().post(BULK, body)).json()["issues"]
    assert found["fields"][SPRINT_FIELD] == [
        {
            "id": 10,
            "name": "Sprint 10",
            "state": "closed",
            "boardId": 1,
            "goal": "",
            "startDate": "2026-03-01T09:00:00.000Z",
            "endDate": "2026-03-02T09:00:00.000Z",
            "completeDate": "2026-03-03T09:00:00.000Z",
        }
    ]


async def test_statuses_on_issues_are_whole(asking: Ask) -> None:
    """A status on an issue has its name and its category, from the site's statuses."""
    (found,) = (await asking().post(SEARCH, {"jql": "id = 20001", "fields": ["status"]})).json()["issues"]
    assert {"id": "1", "name": "Open"}.items() <= found["fields"]["status"].items()
    assert found["fields"]["status"]["statusCategory"]["key"] == "new"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("version", [2, 3])
async def test_the_old_search_is_gone(asking: Ask, method: str, version: int) -> None:
    """The old search answers 410, with the way to the new one."""
    answer = await asking().http.request(method, f"/rest/api/{version}/search", params={"jql": "project = A"})
    assert (answer.status_code, answer.json()) == (410, {"errorMessages": [REMOVED], "errors": {}})


async def test_a_missing_scope_is_the_gateways_answer(asking: Ask) -> None:
    """Without a required scope the gateway answers 401 and does not say which."""
    some = frozenset({"read:jira-work", "read:project:jira", "read:sprint:jira-software"})
    asker = asking(granted=some)
    refusal = {"code": 401, "message": "Unauthorized; scope does not match"}
    for path in ("/rest/agile/1.0/board", "/rest/agile/1.0/board/1/configuration", "/rest/agile/1.0/board/1/features"):
        answer = await asker.get(path)
        assert (answer.status_code, answer.json()) == (401, refusal)
    for path in ("/rest/api/3/field", "/rest/agile/1.0/board/1/sprint", "/rest/api/3/issue/A-1/changelog"):
        assert (await asker.get(path)).status_code == 200
    nothing = asking(granted=frozenset())
    assert (await nothing.get("/rest/api/3/serverInfo")).status_code == 200
    for path in (
        "/rest/api/3/issue/A-1/changelog",
        "/rest/api/3/project/A/statuses",
        "/rest/api/3/search/jql?jql=id=1",
    ):
        assert (await nothing.get(path)).status_code == 401


async def test_lists_without_pages(asking: Ask) -> None:
    """Fields and statuses are bare lists; a project's statuses come by issue type, with its `subtask` flag."""
    asker = asking()
    data = site_data()
    assert [field["id"] for field in (await asker.get("/rest/api/3/field")).json()] == [
        field["id"] for field in data["fields"]
    ]
    assert [status["id"] for status in (await asker.get("/rest/api/3/status")).json()] == ["1", "3"]
    (kind,) = (await asker.get("/rest/api/3/project/A/statuses")).json()
    assert (kind["name"], kind["subtask"], [status["id"] for status in kind["statuses"]]) == ("Story", False, ["1"])
    assert (await asker.get("/rest/api/3/project/ZZZ/statuses")).status_code == 404


async def test_a_filter_by_its_id(asking: Ask) -> None:
    """A board's filter has its query, by default the project's; an unknown one is refused."""
    data = site_data()
    data["boards"][0]["filter"] = {"id": 77, "jql": "project in (A, B)"}
    asker = asking(data)
    assert (await asker.get("/rest/api/3/filter/77")).json()["jql"] == "project in (A, B)"
    number = (await asker.get("/rest/agile/1.0/board/2/configuration")).json()["filter"]["id"]
    filter_ = (await asker.get(f"/rest/api/3/filter/{number}")).json()
    assert (filter_["id"], "B" in filter_["jql"]) == (number, True)
    answer = await asker.get("/rest/api/3/filter/1")
    assert (answer.status_code, "is not available to you" in answer.json()["errorMessages"][0]) == (400, True)


async def test_server_info_says_cloud(asking: Ask) -> None:
    """The server reports itself as Cloud, with its time and zone."""
    answer = (await asking().get("/rest/api/3/serverInfo")).json()
    assert answer["deploymentType"] == "Cloud"
    assert {"baseUrl", "serverTime", "serverTimeZone"} <= answer.keys()


async def test_an_inline_changelog_is_cut_and_newest_first(asking: Ask) -> None:
    """`expand=changelog` gives the newest first and drops the oldest: 100 on an issue, 40 in bulk, 20 in a search."""
    entries = [
        history(number, f"2026-04-{number // 60 + 1:02}T09:{number % 60:02}:00.000+0000", ("status", "1", "3"))
        for number in range(150)
    ]
    asker = asking(site_data(issues=[issue(20001, "A-1", *entries)]))
    single: Any = (await asker.get("/rest/api/3/issue/A-1", expand="changelog")).json()
    (bulk,) = (
        await asker.post(BULK, {"issueIdsOrKeys": ["A-1"], "fields": ["status"], "expand": ["changelog"]})
    ).json()["issues"]
    body = {"jql": "key = A-1", "fields": ["status"], "expand": "changelog"}
    (found,) = (await asker.post(SEARCH, body)).json()["issues"]
    for shown, most in ((single, 100), (bulk, 40), (found, 20)):
        assert [entry["id"] for entry in shown["changelog"]["histories"]] == [
            str(number) for number in range(149, 149 - most, -1)
        ]
        assert shown["changelog"]["total"] == 150
        assert isinstance(shown["changelog"]["histories"][0]["created"], str)
