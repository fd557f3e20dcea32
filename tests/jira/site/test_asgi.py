"""The site as a whole: its operations, its permissions, its records, and the people in its answers."""

import asyncio
from typing import Any

import httpx
import orjson
import pytest

from app.forge.product.policy.operations import OPERATIONS
from app.jira.site.answers import PEOPLE_CANARY, PERSON_FIELDS
from app.jira.site.asgi import Site, UndeclaredPathError
from tests.jira.site.asking import ISSUES, LOGS, SEARCH, Asker
from tests.spec.world import DONE, SPRINT, IssueHistory, day, site, sprint
from tests.support.site import recorder
from tests.support.site.faults import Fault

ALL_SCOPES = frozenset(scope for operation in OPERATIONS for scope in operation.scopes[0])
BODIES: dict[str, dict[str, Any]] = {
    SEARCH: {"jql": "project = A"},
    ISSUES: {"issueIdsOrKeys": ["A-1"], "fields": ["status"]},
    LOGS: {"issueIdsOrKeys": ["A-1"]},
}


def data(**board: Any) -> dict[str, Any]:
    """Return a site with two issues and their histories."""
    histories = [IssueHistory("A-1", sprints=(SPRINT,)).to(day(1), DONE), IssueHistory("A-2").estimated(day(2), 5)]
    return site(histories, [sprint(SPRINT)], **board)


async def ask(asker: Asker, method: str, template: str) -> httpx.Response:
    """Send the simplest request of an operation."""
    path = template.replace("{boardId}", "1").replace("{sprintId}", str(SPRINT)).replace("{id}", "10001")
    return await (asker.get(path) if method == "GET" else asker.post(path, **BODIES[path]))


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
async def test_every_operation_of_the_platform_is_known(operation: Any) -> None:
    """Every operation of the platform has an answer here, with data."""
    answer = await ask(Asker(data()), operation.method, operation.template)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one.scopes[0]], ids=str)
async def test_every_scope_is_needed(operation: Any) -> None:
    """With all scopes an operation is allowed; without one of its own the gateway says 401, but not which."""
    assert (await ask(Asker(data(), granted=ALL_SCOPES), operation.method, operation.template)).status_code == 200
    for scope in operation.scopes[0]:
        answer = await ask(Asker(data(), granted=ALL_SCOPES - {scope}), operation.method, operation.template)
        assert (answer.status_code, answer.text) == (401, '{"code":401,"message":"Unauthorized; scope does not match"}')


async def test_a_granular_scope_does_instead_of_a_classic_one() -> None:
    """Either list of scopes is enough."""
    answer = await Asker(data(), granted=frozenset({"read:status:jira"})).get("/rest/api/3/status")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "nearest"),
    [
        ("GET", "/rest/agile/1.0/board/1", "GET /rest/agile/1.0/board/{number}/sprint"),
        ("GET", "/rest/agile/1.0/board/1/sprints", "GET /rest/agile/1.0/board/{number}/sprint"),
        ("GET", "/rest/api/3/changelog/bulkfetch", "POST /rest/api/3/changelog/bulkfetch"),
        ("GET", "/rest/api/3/statuses", "GET /rest/api/3/status"),
    ],
)
async def test_an_unknown_request_is_no_answer(method: str, path: str, nearest: str) -> None:
    """An unknown path fails loudly, whatever it is on a real site, and the error names the nearest known one."""
    with pytest.raises(UndeclaredPathError) as caught:
        await Asker(data()).http.request(method, path)
    assert str(caught.value).endswith(f"the nearest operation is {nearest}.")


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_the_old_search_is_gone(version: int, method: str) -> None:
    """The search that Jira removed answers like Jira's: 410."""
    answer = await Asker(data()).http.request(method, f"/rest/api/{version}/search")
    assert (answer.status_code, "search/jql" in answer.text) == (410, True)


async def test_a_body_that_is_no_json() -> None:
    """An unreadable body is a bad request."""
    answer = await Asker(data()).http.post(SEARCH, content=b"{")
    assert answer.status_code == 400


async def test_what_is_recorded() -> None:
    """The recorder has method, path, query, body, status, size and times of every request."""
    asker = Asker(data(), Fault(path="status", latency=2.5))
    await asker.get("/rest/agile/1.0/board?startAt=0&name=")
    answer = await asker.post(SEARCH, jql="project = A")
    await asker.get("/rest/api/3/status")
    boards, search, status = asker.site.requests
    assert (boards.method, boards.path, boards.query) == ("GET", "/rest/agile/1.0/board", {"startAt": "0", "name": ""})
    assert (boards.body, search.body, search.status) == (None, {"jql": "project = A"}, 200)
    assert search.size == len(answer.content)
    assert (status.started, status.ended) == (0, 2.5)


async def test_the_record_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the latest requests are kept."""
    monkeypatch.setattr(recorder, "MOST", 2)
    asker = Asker(data())
    for name in ("field", "status", "serverInfo"):
        await asker.get(f"/rest/api/3/{name}")
    assert [one.path for one in asker.site.requests] == ["/rest/api/3/status", "/rest/api/3/serverInfo"]


async def test_a_request_without_an_answer_is_recorded() -> None:
    """A cancelled request is recorded without a status."""
    asker = Asker(data())
    with pytest.raises(UndeclaredPathError):
        await asker.get("/rest/api/3/myself")
    assert [(one.path, one.status, one.size) for one in asker.site.requests] == [("/rest/api/3/myself", 0, 0)]


async def test_what_is_in_flight_together() -> None:
    """Concurrent requests are recorded as in flight together, and which waited for which can be derived."""
    asker = Asker(data())
    await asyncio.gather(*(asker.get("/rest/api/3/field") for _ in range(3)))
    await asker.get("/rest/api/3/status")
    *together, alone = asker.site.requests
    assert [one.in_flight for one in together] == [1, 2, 3]
    assert alone.in_flight == 1
    assert max(one.began for one in together) < min(one.ended_order for one in together)
    assert max(one.ended_order for one in together) < alone.began


async def test_the_order_is_that_of_the_beginnings() -> None:
    """A request that a later one overtakes stays before it in the record."""
    asker = Asker(data(), Fault(path="status", latency=1))
    await asyncio.gather(asker.get("/rest/api/3/status"), asker.get("/rest/api/3/field"))
    slow, quick = asker.site.requests
    assert (slow.path, quick.path) == ("/rest/api/3/status", "/rest/api/3/field")
    assert slow.ended_order > quick.ended_order


async def test_new_data() -> None:
    """Newly loaded data applies from the next request on, and nothing of the old data is left."""
    asker = Asker(data())
    assert await asker.keys("project = A") == ["A-1", "A-2"]
    asker.site.load(site([IssueHistory("A-7")], []))
    assert await asker.keys("project = A") == ["A-7"]


async def test_the_data_is_left_alone() -> None:
    """Answering does not change the data."""
    mine = data()
    before = orjson.dumps(mine)
    asker = Asker(mine)
    for operation in OPERATIONS:
        await ask(asker, operation.method, operation.template)
    assert orjson.dumps(mine) == before


async def test_people_are_where_jira_has_them() -> None:
    """Histories have an author, filters an owner, and issues people when asked for them by name or for everything."""
    asker = Asker(data())
    (log,) = (await asker.post(LOGS, issueIdsOrKeys=["A-1"])).json()["issueChangeLogs"]
    (history,) = (await asker.get("/rest/api/3/issue/A-1/changelog")).json()["values"]
    owner = (await asker.get("/rest/api/3/filter/10001")).json()["owner"]
    people = [log["changeHistories"][0]["author"], history["author"], owner]
    for fields in (["*all"], list(PERSON_FIELDS)):
        (issue,) = (await asker.post(ISSUES, issueIdsOrKeys=["A-1"], fields=fields)).json()["issues"]
        people += [issue["fields"][name] for name in PERSON_FIELDS]
    assert all(PEOPLE_CANARY in text for one in people for text in one.values() if isinstance(text, str))


async def test_nobody_else_is_named() -> None:
    """An issue asked for by named fields names nobody, and neither does a search for ids."""
    asker = Asker(data())
    for answer in (
        await asker.post(ISSUES, issueIdsOrKeys=["A-1"], fields=["status", "created"]),
        await asker.post(SEARCH, jql='created < "2030-01-01"'),
        await asker.get("/rest/agile/1.0/board"),
    ):
        assert PEOPLE_CANARY not in answer.text


async def test_only_http() -> None:
    """A site supports only HTTP and says so to anything else."""
    with pytest.raises(UndeclaredPathError):
        await Site(data(), clock=Asker(data()).clock)({"type": "websocket"}, asyncio.Event().wait, print)  # type: ignore[arg-type]  # never called
