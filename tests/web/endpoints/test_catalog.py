"""Several dashboards over HTTP: their list, their pages, and gadgets that are found under any dashboard's name."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest

from app.settings import Secret
from app.web.dashboard.catalog import Catalog
from app.web.endpoints import catalog, dashboard, embedding, gadgets
from tests.support.holds import holds
from tests.web import tiny

KEY, VIEW = "a-long-enough-access-key", "a-long-enough-view-key"


def connect(folder: Path, key: str = KEY) -> httpx.AsyncClient:
    """Return a client, with a key, of a server that has two keys."""
    app = tiny.server(folder, access_key=Secret(KEY), view_key=Secret(VIEW))
    transport = httpx.ASGITransport(app)
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers={"x-access-key": key})


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client that may change dashboards."""
    async with connect(tmp_path) as made:
        yield made


async def create(client: httpx.AsyncClient, name: str, **more: str) -> Any:
    """Make a dashboard and return its entry."""
    answer = await client.post("/dashboards", json={"name": name, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def arrange(client: httpx.AsyncClient, name: str, *ids: str, **headers: str) -> httpx.Response:
    """Put gadgets onto a dashboard."""
    body = {"columns": 1, "gadgets": [{"id": each, "moduleKey": "tiny-gadget"} for each in ids]}
    return await client.put(f"/dashboards/{quote(name)}", json=body, headers=headers)


async def test_a_team_has_several_dashboards(client: httpx.AsyncClient) -> None:
    """A new one is empty and has its page and its data; every page lists all, and `/dashboard` is the default one."""
    made = await create(client, "Team Mühe")
    assert "pages/dashboard.js" in (await client.get("/d/Team%20M%C3%BChe")).text
    seen = (await client.get("/dashboards/team%20m%C3%BChe")).json()
    assert (seen["id"], seen["name"], seen["gadgets"]) == (made["id"], "Team Mühe", [])
    listed = {one["name"]: one["isDefault"] for one in seen["dashboards"]}
    assert listed == {"Dashboard": True, "Team Mühe": False}
    assert (await client.get("/dashboard")).json()["gadgets"][0]["id"] == "10001"
    answer = await client.put(f"/dashboards/~{made['id']}/default", json={})
    assert answer.json()["isDefault"] is True
    assert (await client.get("/dashboard")).json()["name"] == "Team Mühe"
    assert (await client.get("/dashboards/Dashboard")).json()["gadgets"][0]["id"] == "10001"


async def test_each_dashboard_has_its_own_version(client: httpx.AsyncClient) -> None:
    """A change of one leaves the others' versions; over somebody else's it is 412, also by id after a renaming."""
    made = await create(client, "Alpha")
    await create(client, "Beta")
    tag = (await client.get("/dashboards/alpha")).headers["etag"]
    assert (await arrange(client, "Beta", "20")).status_code == 200
    await client.put("/dashboards/alpha/name", json={"name": "Gamma"})
    assert (await arrange(client, f"~{made['id']}", "30", **{"If-Match": tag})).status_code == 200
    refused = await arrange(client, "gamma", "31", **{"If-Match": tag})
    assert (refused.status_code, refused.json()["current"]["gadgets"][0]["id"]) == (412, "30")
    assert (await arrange(client, "Alpha", "31")).json()["type"] == "/problems/unknown-dashboard"


@holds(dashboard, "    if any(dashboard.gadget(gadget.id) for", "    if False and any(dashboard.gadget(gadget.id) for")
async def test_a_gadget_is_on_one_dashboard(client: httpx.AsyncClient) -> None:
    """No dashboard can take a gadget with the id of a gadget elsewhere."""
    await create(client, "Alpha")
    refused = await arrange(client, "Alpha", "10001")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/gadget-elsewhere")


@holds(catalog, '"id": secrets.token_hex(4), "embed": None', '"id": secrets.token_hex(4)')
async def test_a_copy_has_gadgets_of_its_own(client: httpx.AsyncClient) -> None:
    """They have the same settings, new ids and no embed address."""
    await client.post("/dashboard/gadgets/10001/embed", json={})
    made = await create(client, "Copy", copyOf="dashboard")
    (gadget,) = (await client.get("/dashboards/copy")).json()["gadgets"]
    assert gadget["id"] != "10001"
    assert (gadget["configuration"], gadget["embed"]) == ({"items": [1, 2, 3]}, None)
    answer = await client.put(f"/dashboard/gadgets/{gadget['id']}/configuration", json={"items": [9]})
    assert answer.status_code == 200
    assert (await client.get(f"/dashboards/~{made['id']}")).json()["gadgets"][0]["configuration"] == {"items": [9]}
    assert (await client.get("/dashboard")).json()["gadgets"][0]["configuration"] == {"items": [1, 2, 3]}


async def embedded(client: httpx.AsyncClient) -> Any:
    """Make a dashboard with gadget 77; return its entry, and a function that tries the gadget's embed address."""
    made = await create(client, "Alpha")
    await arrange(client, "Alpha", "77")
    await client.put("/dashboard/gadgets/77/configuration", json={"items": [1]})
    url = (await client.post("/dashboard/gadgets/77/embed", json={})).json()["url"]
    proof = {"x-embed-token": parse_qs(urlsplit(url).query)["token"][0]}

    async def tried() -> list[int]:
        call = {"functionKey": "count", "payload": {"items": [1]}}
        answers = [
            await client.get("/embed/77/gadget", headers=proof),
            await client.post("/embed/77/invoke", json=call, headers=proof),
        ]
        return [answer.status_code for answer in answers]

    assert await tried() == [200, 200]
    return made, tried


@holds(gadgets, "boards = await everything(platform)", "boards = (await everything(platform))[:1]")
async def test_an_embed_address_outlives_a_new_name(client: httpx.AsyncClient) -> None:
    """It belongs to the gadget, whatever its dashboard is called."""
    _, tried = await embedded(client)
    await client.put("/dashboards/alpha/name", json={"name": "Beta"})
    assert await tried() == [200, 200]


@holds(Catalog.stores, "sorted(listing.dashboards, ", "sorted((*listing.dashboards, *listing.deleted), ")
async def test_a_deleted_dashboard_closes_its_embed_addresses(client: httpx.AsyncClient) -> None:
    """Deleting the dashboard closes the addresses of its gadgets, and restoring it opens them again."""
    made, tried = await embedded(client)
    assert (await client.delete("/dashboards/alpha")).status_code == 204
    assert await tried() == [403, 403]
    assert (await client.get("/dashboards")).json()["deleted"] == [{"id": made["id"], "name": "Alpha"}]
    assert (await client.post(f"/dashboards/~{made['id']}/undelete", json={})).status_code == 200
    assert await tried() == [200, 200]


@holds(embedding, "        if any(same):", "        if True:")
async def test_whoever_may_look_sees_a_gadget_by_its_id(client: httpx.AsyncClient) -> None:
    """A gadget is found on any dashboard; with a wrong proof the embed's own address stays closed."""
    await create(client, "Alpha")
    await arrange(client, "Alpha", "77")
    assert (await client.get("/dashboard/gadgets/77")).json()["title"] == "Tiny gadget"
    assert (await client.get("/dashboard/gadgets/78")).status_code == 404
    assert (await client.get("/embed/77/gadget", headers={"x-embed-token": "x"})).status_code == 403


@pytest.mark.parametrize(
    ("name", "status", "word"),
    [
        ("..", 400, "dashboard-name-refused"),
        ("a/b", 400, "dashboard-name-refused"),
        ("x" * 61, 400, "dashboard-name-refused"),
        ("x" * 300, 400, "payload-refused"),
        ("DASHBOARD", 409, "dashboard-name-taken"),
    ],
)
async def test_a_name_is_refused_with_the_reason(name: str, status: int, word: str, client: httpx.AsyncClient) -> None:
    """New and renamed dashboards alike, without an echo of what was sent."""
    await create(client, "Alpha")
    answers = [
        await client.post("/dashboards", json={"name": name}),
        await client.put("/dashboards/alpha/name", json={"name": name}),
    ]
    assert [(one.status_code, one.json()["type"]) for one in answers] == [(status, f"/problems/{word}")] * 2
    assert "a/b" not in "".join(one.text for one in answers)


async def test_a_key_that_views_sees_all_dashboards_and_changes_none(tmp_path: Path, client: httpx.AsyncClient) -> None:
    """It sees the list, each dashboard and each gadget; every change of the list is refused."""
    await create(client, "Alpha")
    async with connect(tmp_path, VIEW) as viewer:
        for path in ("/dashboards", "/dashboards/alpha", "/dashboard/gadgets/10001", "/d/alpha"):
            assert (await viewer.get(path)).status_code == 200
        refused = [
            await viewer.post("/dashboards", json={"name": "x"}),
            await viewer.put("/dashboards/alpha", json={}),
            await viewer.delete("/dashboards/alpha"),
            await viewer.put("/dashboards/alpha/name", json={"name": "x"}),
            await viewer.put("/dashboards/alpha/default", json={}),
            await viewer.post("/dashboards/alpha/undelete", json={}),
        ]
    assert {one.json()["type"] for one in refused} == {"/problems/view-only"}


async def test_changes_of_the_list_are_noted(client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    """Each change is a line of the audit log; a refused one is not."""
    caplog.set_level("INFO", "audit")
    await create(client, "Alpha")
    await client.put("/dashboards/alpha/name", json={"name": "Beta"})
    await client.delete("/dashboards/beta")
    await client.delete("/dashboards/beta")
    assert [record.message.partition(", from")[0] for record in caplog.records] == [
        "changed: POST /dashboards, role edit",
        "changed: PUT /dashboards/alpha/name, role edit",
        "changed: DELETE /dashboards/beta, role edit",
    ]


@holds(dashboard, "        if problem.status != UNAVAILABLE:", "        if True:")
async def test_a_list_that_cannot_be_read_is_told(tmp_path: Path, client: httpx.AsyncClient) -> None:
    """The first page reports it as an unreadable dashboard; a dashboard by name is 503, never "not found"."""
    await create(client, "Alpha")
    names = tmp_path / "data" / "dashboard.json.more" / "names.json"
    names.unlink()
    names.mkdir()
    assert (await client.get("/dashboard")).json()["notices"][0]["code"] == "dashboard-unreadable"
    assert (await client.get("/dashboards/alpha")).status_code == 503
    assert (await arrange(client, "Alpha", "1")).status_code == 503
