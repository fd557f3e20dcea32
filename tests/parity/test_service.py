"""Both ends of a container service beside Atlassian's packages: the page's call and the store's."""

import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.clock import SystemClock
from app.container.kvs import ForgeKvs
from tests.parity.side import Side

PAGE = (Path(__file__).parents[2] / "static" / "gadget" / "lib" / "bridge.js").as_uri()
BODY = {"functionKey": "getVelocity", "payload": {"boardIds": [1]}}


def test_the_page_sends_what_invoke_service_sends(side: Side) -> None:
    """Our page sends what the package sends, and both return the same body of a success."""
    answer = {"success": True, "payload": {"body": {"sprints": []}, "headers": {"content-type": ["a", "b"]}}}
    found = side.ask("service", page=PAGE, body=BODY, gives=answer)
    theirs, ours = found["sent"]
    assert ours == theirs
    assert found["told"] == {"value": found["theirs"]["body"]}


def test_an_error_of_the_service_has_its_words(side: Side) -> None:
    """The package passes an error on as a text with a status; our page makes the original error of it."""
    error = {"message": "No such board.", "type": "board-not-found", "status": 404, "boardId": 3}
    answer = {"success": False, "error": {"headers": {}, "error": json.dumps({"error": error}), "status": 404}}
    found = side.ask("service", page=PAGE, body=BODY, gives=answer)
    assert json.loads(found["theirs"]["error"]) == {"error": error}
    assert found["told"] == {"message": "No such board.", "code": "board-not-found", "details": {"boardId": 3}}


@pytest.mark.parametrize(
    "error", [{"error": "Service Unavailable", "status": 503}, {"error": "{}", "status": 500}, None]
)
def test_a_service_that_is_not_there_is_told(side: Side, error: object) -> None:
    """An answer that is not ours means that the app is not ready, as while Forge starts it."""
    found = side.ask("service", page=PAGE, body=BODY, gives={"success": False, "error": error})
    assert found["told"]["code"] == "service-starting"


CALLS: Mapping[str, tuple[dict[str, Any], Callable[[ForgeKvs], Awaitable[object]]]] = {
    "get": ({"key": "a"}, lambda kvs: kvs.get("a", None)),
    "get with fields": (
        {"ask": "get", "key": "a", "options": {"metadataFields": ["CREATED_AT"]}},
        lambda kvs: kvs.get("a", ["CREATED_AT"]),
    ),
    "set": ({"key": "a", "value": {"n": 1}}, lambda kvs: kvs.set("a", {"n": 1}, {})),
    "set for a time": (
        {"ask": "set", "key": "a", "value": 1, "options": {"ttl": {"value": 5, "unit": "MINUTES"}}},
        lambda kvs: kvs.set("a", 1, {"ttl": {"value": 5, "unit": "MINUTES"}}),
    ),
    "delete": ({"key": "a"}, lambda kvs: kvs.delete("a")),
    "query": ({"prefix": "a:", "limit": 5, "cursor": "x"}, lambda kvs: kvs.query("a:", "x", 5, None)),
    "batchGet": ({"items": [{"key": "a"}]}, lambda kvs: kvs.batch_get([{"key": "a"}])),
    "batchSet": ({"items": [{"key": "a", "value": 1}]}, lambda kvs: kvs.batch_set([{"key": "a", "value": 1}])),
    "batchDelete": ({"items": [{"key": "a"}]}, lambda kvs: kvs.batch_delete([{"key": "a"}])),
    "transact": (
        {"sets": [{"key": "a", "value": 1}], "deletes": ["b"]},
        lambda kvs: kvs.transact([{"key": "a", "value": 1, "ttl": None}], [{"key": "b"}]),
    ),
}


@pytest.mark.parametrize("name", CALLS)
async def test_the_store_is_called_as_the_package_calls_it(side: Side, name: str) -> None:
    """Each call has the path and body of `@forge/kvs`, below the sidecar's own prefix."""
    given, ask = CALLS[name]
    answer: dict[str, Any] = {"key": "a", "value": 1, "data": [], "successfulKeys": [], "failedKeys": []}
    theirs: list[tuple[str, Any]] = []
    ours: list[tuple[str, Any]] = []

    def fetch(sent: Mapping[str, Any]) -> Mapping[str, Any]:
        theirs.append((sent["path"].removeprefix("/api/v1"), sent["body"]))
        return {"status": 200, "body": json.dumps(answer)}

    async def post(path: str, body: object) -> httpx.Response:
        ours.append((path.removeprefix("/forge/storage/kvs/v1"), body))
        return httpx.Response(200, json=answer)

    side.ask(given.get("ask", name), fetch=fetch, **{key: value for key, value in given.items() if key != "ask"})
    await ask(ForgeKvs(post, SystemClock()))
    assert ours == theirs
