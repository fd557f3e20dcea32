"""The contract over HTTP: the names that others rely on, and every error that a caller can get."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from app.clock import Clock, SystemClock
from app.forge.product.transport.egress import Upstream
from app.forge.runtime.limits import Limits
from app.settings import Secret, Settings
from app.web.server import create
from tests.spec.world import BOARD, DONE, SPRINT, IssueHistory, day, site, sprint
from tests.support.clock import FakeClock
from tests.support.served import NOW, Refused, served
from tests.support.site.faults import Fault, Faults, page, refused
from tests.support.site.faulty import FaultySite

CANARY = "canary-5512"
FIGURES = {
    "committed",
    "completed",
    "added",
    "removed",
    "estimateChange",
    "notCompleted",
    "finalScope",
    "completedElsewhere",
    "carriedIn",
    "committedDone",
    "completionRate",
}
COUNTS = {"committed", "completed", "added", "removed", "notCompleted", "unestimated"}


def world() -> dict[str, Any]:
    data = site([IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(1), DONE)], [sprint(SPRINT)])
    kanban = data["boards"][0] | {"id": 2, "name": "Flow", "type": "kanban"}
    counting = data["boards"][0] | {
        "id": 3,
        "configuration": data["boards"][0]["configuration"] | {"estimation": {"type": "issueCount"}},
    }
    return data | {
        "boards": [*data["boards"], kanban, counting],
        "sprints": [*data["sprints"], sprint(11, originBoardId=3)],
    }


@asynccontextmanager
async def client(
    *faults: Fault, clock: Clock | None = None, limits: Limits | None = None, **settings: Any
) -> AsyncIterator[httpx.AsyncClient]:
    """Serve the product on a small site."""
    clock = clock or FakeClock(NOW)
    upstream = Upstream(
        kind="recorded",
        origin="https://recorded.atlassian.net",
        base_path="",
        cloud_id="contract",
        transport=httpx.ASGITransport(FaultySite(world(), clock=clock, faults=Faults(*faults))),
        site_url="https://jira.example",
        auth=None,
        label="a recorded site",
    )
    app = create(Settings(**settings), clock=clock, upstream=upstream, limits=limits or Limits())
    transport = httpx.ASGITransport(app)
    base = f"http://{settings.get('host', '127.0.0.1')}:8000"
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url=base) as http:
        yield http


async def ask(function: str, payload: object, *faults: Fault, **more: Any) -> httpx.Response:
    async with client(*faults, **more) as http:
        return await http.post(f"/resolvers/{function}", json=payload)


async def test_report() -> None:
    """A report has the members of the contract."""
    report = (await ask("getVelocity", {"boardIds": [BOARD]})).json()
    assert {"asOf", "cache", "unit", "boards", "sprints", "statistics", "warnings"} <= report.keys()
    assert report["asOf"].endswith("Z")
    assert report["cache"].keys() == {"state", "ageSeconds"}
    assert report["unit"].keys() == {"id", "kind", "name"}
    assert report["boards"][0].keys() == {"id", "name", "projectKey", "url", "foreignSprintsLeftOut"}
    (entry,) = report["sprints"]
    assert {
        "id",
        "boardId",
        "name",
        "startDate",
        "endDate",
        "completeDate",
        "excluded",
        "counts",
        "notes",
        "url",
        *FIGURES,
    } == entry.keys()
    assert entry["counts"].keys() == COUNTS
    assert report["statistics"].keys() == {"sprintCount", "completed", "committed"}
    assert report["statistics"]["completed"].keys() == {"mean", "median", "low", "high", "probability", "trend"}
    assert report["statistics"]["committed"].keys() == {"mean", "median"}


async def test_boards() -> None:
    """A page of boards lists those that can have sprints, and where the next page begins."""
    found = (await ask("listBoards", {})).json()
    assert found.keys() == {"boards", "total", "nextStartAt"}
    assert [board["id"] for board in found["boards"]] == [1, 3]
    assert found["boards"][0].keys() == {"id", "name", "type", "projectKey", "projectName"}


async def test_a_site_without_boards_says_so() -> None:
    """A first configuration cannot be suggested where there is no board; that is not said of one board."""
    async with served(world() | {"boards": [], "sprints": [], "issues": []}) as visitor:
        with pytest.raises(Refused, match="This site has no board with sprints") as caught:
            await visitor.ask("suggestConfiguration", {})
    assert (caught.value.problem["status"], caught.value.problem["type"]) == (404, "/problems/board-not-found")


async def test_description() -> None:
    """A description has the board, its estimation, its statuses with column and Done flag, and warnings."""
    found = (await ask("describeBoard", {"boardId": BOARD})).json()
    assert found.keys() == {"board", "estimation", "statuses", "warnings"}
    assert found["estimation"]["default"] == "customfield_10031"
    assert {option["kind"] for option in found["estimation"]["options"]} == {"points", "count", "time", "number"}
    assert found["statuses"][0].keys() == {"id", "name", "category", "column", "done"}
    assert [status["id"] for status in found["statuses"] if status["done"]] == ["3", "4"]


async def test_explanation() -> None:
    """An explanation has the sprint as in the report, and each issue with its part in each figure."""
    found = (await ask("explainSprint", {"boardIds": [BOARD], "sprintId": SPRINT})).json()
    assert found.keys() == {"sprint", "issues"}
    (issue,) = found["issues"]
    assert {
        "key",
        "url",
        "outcome",
        "estimateAtStart",
        "estimateAtClose",
        "committed",
        "added",
        "removed",
        "estimateChange",
        "completed",
        "notCompleted",
        "reasons",
    } <= issue.keys()
    assert issue["url"] == "https://jira.example/browse/A-1"


async def test_the_bridge_answers_the_same_in_its_envelope() -> None:
    """`POST /invoke` answers `{"body"}` with the resolver's result, or `{"error"}` with message and type."""
    async with client() as http:
        payload = {"boardIds": [BOARD]}
        call = {"functionKey": "getVelocity", "payload": payload, "context": {"extension": {}}}
        body = (await http.post("/invoke", json=call)).json()["body"]
        plain = (await http.post("/resolvers/getVelocity", json=payload)).json()
        error = (await http.post("/invoke", json=call | {"functionKey": "nothing"})).json()["error"]
    assert body["sprints"] == plain["sprints"]
    assert (error["message"], error["type"]) == ("Resolver has no definition for 'nothing'.", "unknown-function")


LATE = Fault(path="/sprint", latency=5)
ERRORS: Mapping[str, tuple[int, str, object, tuple[Fault, ...]]] = {
    "a payload": (400, "getVelocity", {"boardIds": CANARY}, ()),
    "an unknown key": (400, "getVelocity", {"boardIds": [1], "colour": CANARY}, ()),
    "a person": (400, "getVelocity", {"boardIds": [1], "assignee": CANARY}, ()),
    "a function key": (404, "nothing", {"x": CANARY}, ()),
    "a board": (404, "getVelocity", {"boardIds": [999]}, ()),
    "a sprint": (404, "explainSprint", {"boardIds": [1], "sprintId": 999}, ()),
    "a board without sprints": (409, "getVelocity", {"boardIds": [2]}, ()),
    "different units": (409, "getVelocity", {"boardIds": [1, 3]}, ()),
    "Jira's limit": (429, "getVelocity", {"boardIds": [1]}, (Fault(reply=refused(429, retry_after="77")),)),
    "nonsense": (502, "getVelocity", {"boardIds": [1]}, (Fault(path="/sprint", reply=page()),)),
    "no Jira": (503, "getVelocity", {"boardIds": [1]}, (Fault(reply=refused(503, CANARY)),)),
}


@pytest.mark.parametrize("case", ERRORS)
async def test_errors(case: str) -> None:
    """Each error is a problem of RFC 9457 with its status, without a traceback and without the request's content."""
    status, function, payload, faults = ERRORS[case]
    answer = await ask(function, payload, *faults)
    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail"} <= problem.keys()
    assert CANARY not in answer.text
    assert "Traceback" not in answer.text
    if status == 429:
        assert (problem["retryAfterSeconds"], answer.headers["retry-after"]) == (77, "77")


async def test_the_invocations_time_is_over() -> None:
    """A call that is not done in the invocation's time ends with 504."""
    slow = await ask("getVelocity", {"boardIds": [1]}, LATE, clock=SystemClock(), limits=Limits(seconds=0.2))
    assert (slow.status_code, slow.json()["type"]) == (504, "/problems/timeout")


@pytest.mark.parametrize(
    ("status", "headers", "content"),
    [
        (413, {"content-type": "application/json"}, b'{"x": "' + b"x" * 600_000 + b'"}'),
        (415, {"content-type": "text/plain"}, b"{}"),
        (421, {"content-type": "application/json", "host": "elsewhere.example"}, b"{}"),
        (403, {"content-type": "application/json", "sec-fetch-site": "cross-site"}, b"{}"),
        (403, {"content-type": "application/json", "origin": "null"}, b"{}"),
        (400, {"content-type": "application/json"}, b'{"boardIds": [NaN]}'),
    ],
)
async def test_errors_of_the_door(status: int, headers: dict[str, str], content: bytes) -> None:
    """Too large, not JSON, the wrong host, another site, not strict: each has its status."""
    async with client() as http:
        answer = await http.post("/resolvers/listBoards", headers=headers, content=content)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("key", "status"), [(None, 401), ("wrong", 403), ("a-long-access-key-for-tests-only", 200)])
async def test_the_access_key(key: str | None, status: int) -> None:
    """A server that other machines reach answers only callers with the key."""
    headers = {"authorization": f"Bearer {key}"} if key else {}
    access = Secret("a-long-access-key-for-tests-only")
    async with client(host="192.0.2.7", access_key=access) as http:
        answer = await http.post("/resolvers/listBoards", json={}, headers=headers)
    assert answer.status_code == status


async def test_alive_and_ready_ask_nothing_of_jira() -> None:
    """`/healthz` and `/readyz` answer while Jira does not."""
    async with client(Fault(reply=refused(503))) as http:
        assert [(await http.get(path)).status_code for path in ("/healthz", "/readyz")] == [200, 200]


async def test_openapi_has_every_function_with_its_types() -> None:
    """`/openapi.json` describes every function with its payload and its result."""
    async with client() as http:
        paths = (await http.get("/openapi.json")).json()["paths"]
    keys = {
        "listBoards",
        "describeBoard",
        "getVelocity",
        "refreshVelocity",
        "explainSprint",
        "forecast",
        "getProgress",
        "suggestConfiguration",
    }
    assert {f"/resolvers/{key}" for key in keys} <= paths.keys()
    for key in keys:
        operation = paths[f"/resolvers/{key}"]["post"]
        assert operation["requestBody"]["content"]["application/json"]["schema"]
        assert operation["responses"]["200"]["content"]["application/json"]["schema"]
