"""Embed addresses: what a proof opens, what it does not open, and how it ends."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import resolvers
from app.forge.sdk.resolver import Definition
from app.settings import Secret, Settings
from app.web.dashboard.store import Gadget
from app.web.endpoints import dashboard, embedding
from app.web.endpoints.embedding import opens, proofs
from app.web.guards.access import Access
from app.web.guards.head import CrossSite
from app.web.routes import ROUTES
from app.web.routing import Kind
from tests.support.holds import holds
from tests.web import tiny

KEY, OTHER = "a-long-enough-access-key", "another-long-enough-key"
ORIGIN = "http://127.0.0.1:8000"
HOST = {"x-access-key": KEY}
STORED = {"items": [1, 2, 3]}


def server(folder: Path, key: str = KEY) -> httpx.AsyncClient:
    """Return a client of a server with a key."""
    app = tiny.server(folder, access_key=Secret(key), embed_origins=("https://wiki.test",))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN)


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of a server with a key."""
    async with server(tmp_path) as made:
        yield made


async def address(client: httpx.AsyncClient, gadget: str = "10001", **headers: str) -> tuple[str, dict[str, str]]:
    """Return a gadget's embed address, and the header with its proof."""
    answer = await client.post(f"/dashboard/gadgets/{gadget}/embed", json={}, headers=headers or HOST)
    url: str = answer.json()["url"]
    return url, {"x-embed-token": parse_qs(urlsplit(url).query)["token"][0]}


async def called(client: httpx.AsyncClient, proof: dict[str, str], **more: Any) -> httpx.Response:
    """Return the answer to a call as the embedded page makes it."""
    call = {"functionKey": "count", "payload": STORED, **more}
    return await client.post("/embed/10001/invoke", json=call, headers=proof)


@holds(Access, "Kind.PICTURE} and is_signed(scope)", "Kind.PICTURE} and False")
async def test_an_address_opens_one_gadgets_view(client: httpx.AsyncClient) -> None:
    """Without key and cookie it serves the page, its files, and the figures of the stored configuration."""
    url, proof = await address(client)
    assert url.startswith(f"{ORIGIN}/embed/10001?token=")
    assert "embed.js" in (await client.get(url)).text
    shown = (await client.get("/embed/10001/gadget", headers=proof)).json()
    place = {"id": "10001", "type": "jira:dashboardGadget", "moduleKey": "tiny-gadget"}
    assert shown["gadget"] == {**place, "configuration": STORED}
    assert (await called(client, proof)).json() == {"body": {"count": 3}}
    assert (await address(client))[0] == url


@holds(embedding, "payload, context, user=user)", 'payload, request.scope[BODY].get("context", context), user=user)')
async def test_what_a_function_learns_comes_from_the_server(client: httpx.AsyncClient) -> None:
    """The context is built from the stored gadget, whatever the page sends along."""
    _, proof = await address(client)
    context = {"moduleKey": "plain-gadget", "extension": {"gadgetConfiguration": "forged"}}
    answer = await called(client, proof, functionKey="echo", context=context)
    echoed = answer.json()["body"]["context"]
    assert echoed["moduleKey"] == "tiny-gadget"
    assert echoed["extension"]["gadgetConfiguration"] == STORED


@holds(opens, "        return payload == configuration\n", "        return True\n")
@pytest.mark.parametrize(
    "payload", [{"items": [1]}, {}, None, {**STORED, "more": 1}, [1, 2, 3], {"items": [1, 2, 3, 4]}], ids=repr
)
async def test_no_other_configuration_is_shown(payload: object, client: httpx.AsyncClient) -> None:
    """The page must ask for the stored configuration, or it gets nothing."""
    _, proof = await address(client)
    answer = await called(client, proof, payload=payload)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/embed-refused")


@pytest.mark.parametrize("key", ["nothing", None, 1, ["count"]])
async def test_a_strange_function_key_is_refused(key: object, client: httpx.AsyncClient) -> None:
    """The refusal does not reveal which functions exist."""
    _, proof = await address(client)
    assert (await called(client, proof, functionKey=key)).status_code == 403


@holds(embedding, "        if any(same):", "        if True:")
@pytest.mark.parametrize("change", ["", "x", "0" * 64, "cut", "longer"])
async def test_a_changed_signature_opens_nothing(change: str, client: httpx.AsyncClient) -> None:
    """Every character counts, and an absent proof opens nothing either."""
    _, proof = await address(client)
    token = proof["x-embed-token"]
    changed = {"cut": token[:-1], "longer": token + "0"}.get(change, change)
    assert (await called(client, {"x-embed-token": changed})).status_code == 403
    assert (await client.get("/embed/10001/gadget", headers={"x-embed-token": changed})).status_code == 403


@holds(embedding, 'message = f"embed address\\n{gadget_id}\\n{embed}".encode()', 'message = b"embed address"')
async def test_a_proof_is_one_gadgets(client: httpx.AsyncClient) -> None:
    """Another gadget's id, existing or not, is refused in the same words."""
    _, proof = await address(client)
    gadgets = [{"id": "10001", "moduleKey": "tiny-gadget"}, {"id": "10002", "moduleKey": "tiny-gadget"}]
    await client.put("/dashboard", json={"columns": 1, "gadgets": gadgets}, headers=HOST)
    await address(client, "10002")
    answers = [await client.get(f"/embed/{gadget}/gadget", headers=proof) for gadget in ("10001", "10002", "10003")]
    assert [answer.status_code for answer in answers] == [200, 403, 403]
    assert answers[1].json() == answers[2].json()


@holds(
    embedding,
    'message = f"embed address\\n{gadget_id}\\n{embed}".encode()',
    'message = f"embed address\\n{gadget_id}".encode()',
)
@holds(embedding, "await _change(request, lambda _: None)", "await _change(request, lambda former: former)")
async def test_a_withdrawn_address_opens_nothing(client: httpx.AsyncClient) -> None:
    """A new address for the same gadget differs, and the old one stays closed."""
    url, proof = await address(client)
    assert (await client.delete("/dashboard/gadgets/10001/embed", headers=HOST)).status_code == 204
    assert (await called(client, proof)).status_code == 403
    again, fresh = await address(client)
    assert again != url
    assert [(await called(client, one)).status_code for one in (proof, fresh)] == [403, 200]


@holds(dashboard, '    gadget = gadget.model_copy(update={"embed": former.embed if former else None})\n')
async def test_a_removed_gadget_takes_its_address_with_it(client: httpx.AsyncClient) -> None:
    """Neither a later gadget with its id nor a caller who sends the old record restores the address."""
    _, proof = await address(client)
    (gadget,) = (await client.get("/dashboard", headers=HOST)).json()["gadgets"]
    for gadgets in ([], [{**gadget, "configuration": STORED}]):
        await client.put("/dashboard", json={"columns": 1, "gadgets": gadgets}, headers=HOST)
        assert (await called(client, proof)).status_code == 403


async def test_moving_and_setting_up_keeps_the_address(client: httpx.AsyncClient) -> None:
    """Moving the gadget keeps it, and it shows a new configuration as soon as that is saved."""
    _, proof = await address(client)
    await client.put("/dashboard", json={"gadgets": [{"id": "10001", "moduleKey": "tiny-gadget"}]}, headers=HOST)
    await client.put("/dashboard/gadgets/10001/configuration", json={"items": [9]}, headers=HOST)
    assert (await called(client, proof)).status_code == 403
    assert (await called(client, proof, payload={"items": [9]})).json() == {"body": {"count": 1}}


@holds(
    embedding,
    "return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()",
    'return hmac.new(b"", message, hashlib.sha256).hexdigest()',
)
async def test_addresses_hold_over_restarts_and_end_with_their_key(tmp_path: Path) -> None:
    """They depend on the key and the dashboard: another process opens them, also while the key is being replaced."""
    async with server(tmp_path) as client:
        _, proof = await address(client)
    for key, status in {KEY: 200, f"{OTHER} {KEY}": 200, OTHER: 403}.items():
        async with server(tmp_path, key) as client:
            assert (await called(client, proof)).status_code == status


OPEN = {Kind.HEALTH, Kind.HOST_FILE, Kind.PUBLIC_FILE}
"""What anybody may open: it has no data, and nothing to call."""
ELSEWHERE = [
    (method, re.sub(r"\{\w+\}", "10002", route.path.replace("{functionKey}", "count")))
    for route in ROUTES
    for method in sorted(route.methods)
    if route.kind not in OPEN and route.kind is not Kind.EMBED
]


@holds(Access, "if route.kind in {Kind.EMBED, Kind.PICTURE} and is_signed", "if is_signed")
@pytest.mark.parametrize(("method", "path"), ELSEWHERE)
async def test_a_proof_opens_nothing_else(method: str, path: str, client: httpx.AsyncClient) -> None:
    """Every other address refuses it: as the embed's header, as a key of either kind, and in the address."""
    _, proof = await address(client)
    token = proof["x-embed-token"]
    body = None if method in {"GET", "HEAD", "DELETE"} else {"functionKey": "count", "key": token}
    ways: list[dict[str, str]] = [proof, {"authorization": f"Bearer {token}"}, {"x-access-key": token}]
    for headers in ways:
        answer = await client.request(method, f"{path}?token={token}", headers=headers, json=body)
        assert answer.status_code in {401, 403}
        assert "set-cookie" not in answer.headers


def test_what_is_open_to_all_is_only_looked_at() -> None:
    """The test tries a proof on every route that changes data, calls a function or answers with data."""
    untried = [route for route in ROUTES if route.kind in OPEN | {Kind.EMBED}]
    assert {method for route in untried for method in route.methods} == {"GET", "HEAD"}


@holds(
    CrossSite,
    "        if route.kind is Kind.PUBLIC_FILE or",
    "        if route.kind in {Kind.PUBLIC_FILE, Kind.EMBED_DATA} or",
)
@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://wiki.test"}])
async def test_the_embedded_page_alone_asks(headers: dict[str, str], client: httpx.AsyncClient) -> None:
    """The page around it may frame it but cannot call what it calls."""
    _, proof = await address(client)
    assert (await called(client, {**proof, **headers})).status_code == 403


async def test_a_key_alone_is_no_proof(client: httpx.AsyncClient) -> None:
    """Until an address is issued, the embed's routes open nothing to anybody."""
    assert (await client.get("/embed/10001/gadget", headers=HOST)).status_code == 403
    assert (await client.get("/embed/10001")).status_code == 401


FUNCTIONS = resolvers.handler.functions
CONFIGURATION = {"boardIds": [1], "sprintCount": 7, "refresh": 30}
SHOWN = {"boardIds": [1], "sprintCount": 7}


@holds(opens, "name in payload and payload[name] == value", "True")
@holds(opens, " and not added & known")
@holds(opens, "bool(kept) and known <= taken and same", "same")
@pytest.mark.parametrize(
    ("key", "payload", "opened"),
    [
        ("getVelocity", SHOWN, True),
        ("getProgress", SHOWN, True),
        ("explainSprint", {**SHOWN, "sprintId": 3}, True),
        ("getVelocity", {"boardIds": [1]}, False),
        ("getVelocity", {**SHOWN, "sprintCount": 8}, False),
        ("getVelocity", {**SHOWN, "boardIds": [2]}, False),
        ("getVelocity", {**SHOWN, "estimation": "issueCount"}, False),
        ("explainSprint", {**SHOWN, "boardIds": [2], "sprintId": 3}, False),
        ("getVelocity", {**SHOWN, "refresh": 30}, False),
        ("listBoards", {}, False),
        ("listBoards", SHOWN, False),
        ("describeBoard", {"boardId": 1}, False),
        ("suggestConfiguration", {}, False),
    ],
)
def test_a_described_function_takes_the_whole_configuration(key: str, payload: object, opened: bool) -> None:  # noqa: FBT001 - a column
    """A function that shows the configuration is open; one that lists boards, or shows them otherwise, is not."""
    assert opens(FUNCTIONS[key], FUNCTIONS["suggestConfiguration"], payload, CONFIGURATION) == opened


@given(payload=st.dictionaries(st.sampled_from([*SHOWN, "estimation", "sprintId", "x"]), st.integers(0, 9)))
def test_no_payload_changes_the_configuration(payload: dict[str, Any]) -> None:
    """An accepted payload holds the stored value of every member of the configuration."""
    if opens(FUNCTIONS["explainSprint"], FUNCTIONS["suggestConfiguration"], payload, CONFIGURATION):
        assert {name: value for name, value in payload.items() if name != "sprintId"} == SHOWN


def test_proofs_tell_neither_key_nor_record() -> None:
    """One for each key, containing neither key nor record; without an address there is none."""
    settings, embed = Settings(access_key=Secret(f"{KEY} {OTHER}")), "0123456789abcdef" * 2
    made = proofs(settings, Gadget(id="1", module_key="m", embed=embed))
    assert len(set(made)) == 2
    assert not any(KEY in one or embed in one for one in made)
    assert proofs(settings, Gadget(id="1", module_key="m")) == []
    assert not opens(Definition("x", print), None, None, None)
