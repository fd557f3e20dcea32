"""What the container owes the sidecar, and what it sends through it."""

import re
from typing import Any

import httpx
import pytest

from app.clock import SystemClock
from app.container import endpoints, environment, kvs, sidecar
from app.container.environment import NoContainerError, read
from app.container.server import create
from app.container.sidecar import authorization
from app.forge.errors import KvsError
from app.forge.kvs.protocol import Kvs
from app.forge.kvs.stores.breaker import FAILURES, OPEN_SECONDS
from app.forge.product.transport.egress import Asker
from app.settings import ROOT
from tests.container.conftest import SIDECAR, Service, Start
from tests.support.holds import holds
from tests.support.served import Refused

CALL = {"functionKey": "listBoards", "payload": {}}
INSIDE = {"SERVER_PORT": "8080", "FORGE_EGRESS_PROXY_URL": SIDECAR}


@pytest.fixture
async def service(start: Start, data: Any) -> Service:
    """Return the container on the demo company's site."""
    return await start(data)


async def test_health_needs_nothing(service: Service) -> None:
    """The health route answers 200 without any header and sends no request."""
    assert (await service.http.get("/healthz")).status_code == 200
    assert service.sidecar.seen == []


async def test_the_sidecar_answers_503_until_the_service_is_well(service: Service) -> None:
    """The sidecar passes calls on only once the health route answers."""
    well, service.sidecar.inward = service.sidecar.inward, httpx.AsyncClient(transport=httpx.MockTransport(_down))
    with pytest.raises(Refused) as caught:
        await service.ask("listBoards")
    assert caught.value.problem["status"] == 503
    service.sidecar.inward = well
    assert (await service.ask("listBoards"))["boards"]


def _down(_: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("not yet")


@holds(endpoints.invoke, "if not ID.fullmatch(invocation):", "if False:")
@pytest.mark.parametrize("given", [None, "", "a b", "x,as=user", "x" * 201])
async def test_a_call_without_an_invocation_is_refused(service: Service, given: str | None) -> None:
    """A call without an id, or with one that could be more than an id, is refused before anything is sent."""
    headers = {} if given is None else {"x-forge-invocation-id": given}
    answer = await service.http.post("/invoke", json=CALL, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/no-invocation")
    assert service.sidecar.seen == []


async def test_an_invocation_that_the_sidecar_does_not_know_is_refused(service: Service) -> None:
    """A made-up id gets nothing: the sidecar decides whose call it is."""
    answer = await service.http.post("/invoke", json=CALL, headers={"x-forge-invocation-id": "made-up"})
    assert answer.status_code == 403
    assert [one.path for one in service.sidecar.seen] == ["/invocation/context"]


@holds(sidecar.Sidecar.context, "if answer.status_code in REFUSED:", "if answer.status_code >= 400:")
@pytest.mark.parametrize(
    ("status", "content", "answered"),
    [(401, b"", 403), (404, b"{}", 403), (429, b"", 503), (500, b"", 503), (200, b"<html>", 503), (200, b"{}", 503)],
)
async def test_a_sidecar_that_is_busy_refuses_nobody(status: int, content: bytes, answered: int) -> None:
    """Only a refusal means that the call is nobody's; with any other answer than a context it can be tried again."""
    told = httpx.MockTransport(lambda _: httpx.Response(status, content=content))
    app = create(read(INSIDE), ROOT / "manifest.yaml", sidecar=sidecar.Sidecar(SIDECAR, told))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://container") as http:
        answer = await http.post("/invoke", json=CALL, headers={"x-forge-invocation-id": "one"})
    assert answer.status_code == answered


async def test_every_request_names_its_invocation(service: Service, data: Any) -> None:
    """Context, Jira and store are asked as the app, with the id of the running invocation."""
    board = data["boards"][0]["id"]
    await service.ask("getVelocity", {"boardIds": [board]})
    told = [one.authorization for one in service.sidecar.seen]
    ids = {re.sub("^Forge (as=app,)?id=", "", one) for one in told}
    assert len(told) > 5
    assert len(ids) == 1
    assert re.fullmatch("[0-9a-f]{40}", ids.pop())
    assert {one.path.split("/")[1] for one in service.sidecar.seen} == {"invocation", "jira", "forge"}


@holds(sidecar.authorization, "if asker.invocation in running:", "if True:")
def test_after_its_end_an_invocation_is_named_for_its_user_only() -> None:
    """After its end, requests as the app name the installation; one as the user keeps the invocation's id."""
    assert authorization(Asker("one"), "site", {"one"}) == "Forge as=app,id=one"
    assert authorization(Asker("one"), "site", set()) == "Forge as=app,installationId=site"
    assert authorization(Asker("one", as_user=True), "site", {"one"}) == "Forge as=user,id=one"
    assert authorization(Asker("one", as_user=True), "site", set()) == "Forge as=user,id=one"


async def test_only_declared_scopes_open_anything(start: Start, data: Any) -> None:
    """Without a scope that a function needs, the error says that Jira refused."""
    service = await start(data, scopes=frozenset({"storage:app"}))
    with pytest.raises(Refused) as caught:
        await service.ask("listBoards")
    assert '"type":"jira-refused"' in caught.value.problem["detail"]


async def test_without_the_store_figures_still_come(start: Start, data: Any) -> None:
    """Without `storage:app` nothing is stored, and every report is read from Jira."""
    whole = (await start(data)).sidecar.scopes
    service = await start(data, scopes=whole - {"storage:app"})
    board = data["boards"][0]["id"]
    for _ in range(2):
        assert (await service.ask("getVelocity", {"boardIds": [board]}))["cache"]["state"] == "computed"


@holds(
    kvs.ForgeKvs._ask, "await self._breaker.call(lambda: self._answer(call, copy))", "await self._answer(call, copy)"
)
async def test_a_store_that_hangs_is_left_alone(start: Start, data: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures come although Forge's store does not answer: after three calls it is skipped, and used again later."""
    monkeypatch.setattr(kvs, "SECONDS_TO_ANSWER", 0.05)
    service = await start(data)
    board = {"boardIds": [data["boards"][0]["id"]]}

    def asked() -> int:
        return len([one for one in service.sidecar.seen if one.path.startswith("/forge/")])

    service.sidecar.store_hangs = True
    report = await service.ask("getVelocity", board)
    assert report["cache"]["state"] == "computed"
    assert FAILURES <= asked() <= 2 * FAILURES
    service.sidecar.store_hangs = False
    service.clock.advance(OPEN_SECONDS)
    states = [(await service.ask("getVelocity", board))["cache"]["state"] for _ in range(3)]
    assert states[-1] == "fresh"


@holds(endpoints.invoke, "call = Call.model_validate(request.scope[BODY])", "call = Call(**request.scope[BODY])")
@pytest.mark.parametrize("body", [[], {"payload": {}}, {"functionKey": 1}, {"functionKey": "x", "context": {}}])
async def test_a_call_is_a_key_and_a_payload(service: Service, body: object) -> None:
    """Anything else is refused; a page cannot set the context."""
    answer = await service.sidecar.invoke_service(service.tenant, "a", "/invoke", body)
    assert answer["error"]["status"] == 400


async def test_errors_are_a_text_for_the_page(service: Service) -> None:
    """An error keeps its status, and its text has a message, as on the local bridge."""
    answer = await service.sidecar.invoke_service(
        service.tenant, "a", "/invoke", {"functionKey": "getVelocity", "payload": {"boardIds": []}}
    )
    assert answer["success"] is False
    assert answer["error"]["status"] == 400
    assert '"message":' in answer["error"]["error"]


@pytest.mark.parametrize(("path", "status"), [("/", 404), ("/metrics", 404), ("/invoke", 405)])
async def test_there_are_two_addresses(service: Service, path: str, status: int) -> None:
    """A container serves no page, no metrics and nothing else."""
    assert (await service.http.get(path)).status_code == status


@holds(environment.read, 'urlsplit(sidecar).scheme != "http" or ', "")
@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"SERVER_PORT": ""}, "SERVER_PORT"),
        ({"SERVER_PORT": "99999"}, "SERVER_PORT"),
        ({"FORGE_EGRESS_PROXY_URL": ""}, "FORGE_EGRESS_PROXY_URL"),
        ({"FORGE_EGRESS_PROXY_URL": "https://elsewhere.example"}, "FORGE_EGRESS_PROXY_URL"),
        ({"FORGE_EGRESS_PROXY_URL": "http://localhost:7072/x"}, "FORGE_EGRESS_PROXY_URL"),
        ({"VELOCITY_CHECK_USER": "perhaps"}, "VELOCITY_CHECK_USER"),
    ],
)
def test_an_environment_that_is_none_is_told(changed: dict[str, str], named: str) -> None:
    """Each missing or invalid variable is named in a sentence."""
    with pytest.raises(NoContainerError) as caught:
        read(INSIDE | changed)
    assert [finding.split()[0] for finding in caught.value.findings] == [named]


def test_the_environment_of_a_container() -> None:
    """Forge sets port and sidecar; the check as the user is off by default."""
    assert read(INSIDE) == environment.Environment(port=8080, sidecar=SIDECAR)
    assert read(INSIDE | {"VELOCITY_CHECK_USER": "yes"}).checks_user


@pytest.mark.parametrize(
    ("status", "content", "code"),
    [
        (400, b'{"code":"MAX_SIZE","message":"too large"}', "MAX_SIZE"),
        (429, b'{"code":"RATE_LIMIT_EXCEEDED","message":"slower"}', "RATE_LIMIT_EXCEEDED"),
        (500, b"<html>", "UNKNOWN_ERROR"),
        (404, b"<html>", "UNKNOWN_ERROR"),
    ],
)
async def test_a_refusal_of_the_store_has_its_code(status: int, content: bytes, code: str) -> None:
    """The store's own codes reach the app; any other answer has the code of `@forge/kvs` for that."""

    async def post(path: str, body: object) -> httpx.Response:
        assert (path, body) == ("/forge/storage/kvs/v1/set", {"key": "a", "value": 1})
        return httpx.Response(status, content=content)

    with pytest.raises(KvsError) as caught:
        await kvs.ForgeKvs(post, SystemClock()).set("a", 1, {})
    assert caught.value.code == code


async def used(store: Kvs) -> list[Any]:
    """Return what each call of a store returns, the same calls in the same order."""
    told: list[Any] = [
        await store.get("a", None),
        await store.set("a", {"n": 1}, {"ttl": {"value": 5, "unit": "MINUTES"}}),
        await store.set("b", 2, {}),
        await store.get("a", None),
        await store.get("a", ["EXPIRE_TIME"]),
    ]
    first = await store.query("", None, 1, None)
    told += [first, await store.query("", first["nextCursor"], 1, None)]
    told += [
        await store.batch_get([{"key": "a"}, {"key": "none"}]),
        await store.batch_set([{"key": "c", "value": 3}]),
        await store.query("", None, 10, ["CREATED_AT"]),
    ]
    await store.transact([{"key": "d", "value": 4, "ttl": None}], [{"key": "c"}])
    told += [await store.batch_delete([{"key": "b"}]), await store.query("", None, 10, None)]
    await store.delete("none")
    await store.delete("a")
    return [*told, await store.query("d", None, 10, None), await store.query("", None, 10, None)]


async def test_every_call_of_the_store(service: Service) -> None:
    """Each call of `kvs` returns the same from Forge's store as from the local one."""

    async def post(path: str, body: object) -> httpx.Response:
        inside = Asker(next(iter(service.sidecar.running)))
        return await out.post(path, body, authorization(inside, "", service.sidecar.running))

    out = sidecar.Sidecar(SIDECAR, httpx.ASGITransport(service.sidecar))
    service.sidecar.running["one"] = service.tenant, "a"
    there, here = await used(kvs.ForgeKvs(post, SystemClock())), await used(service.sidecar.install({}).kvs)
    await out.aclose()
    assert there == here
    assert (there[0], there[3]) == (None, {"n": 1})
    assert [[row["key"] for row in page["results"]] for page in (there[5], there[6], *there[-3:])] == [
        ["a"],
        ["b"],
        ["a", "d"],
        ["d"],
        ["d"],
    ]
