"""The server as a whole, in process: another maker's app behind every guard."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, TypedDict

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.settings import Secret
from app.web import server as server_module
from app.web.endpoints.openapi import describe
from app.web.endpoints.product import fetch_product
from app.web.guards.access import Access, login
from app.web.guards.head import ContentType, CrossSite, Host, KnownRoute
from app.web.guards.inbound import Inbound
from app.web.guards.outbound import Outbound
from app.web.guards.sessions import Keys
from app.web.routing import Endpoint, Kind, WebRoute
from tests.support.holds import holds
from tests.web import tiny

ORIGIN = "http://127.0.0.1:8000"
KEY = "a-long-enough-access-key"


def client_of(app: Any, **options: Any) -> httpx.AsyncClient:
    """Return a client whose requests go to the app."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN, **options)


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of a server that runs the tiny app."""
    async with client_of(tiny.server(tmp_path)) as made:
        yield made


async def put(client: httpx.AsyncClient, path: str, body: object) -> httpx.Response:
    """Put a JSON body."""
    return await client.put(path, json=body)


def test_the_guards_stand_in_this_order(tmp_path: Path) -> None:
    """The way out wraps the way in, which wraps FastAPI; Host is checked before anything is trusted."""
    outer = tiny.server(tmp_path).build_middleware_stack()
    assert isinstance(outer, Outbound)
    assert isinstance(outer.app, Inbound)
    guards = [type(guard) for guard in outer.app.guards]
    assert guards == [Host, KnownRoute, Access, CrossSite, ContentType]


async def test_invoke_answers_with_a_body(client: httpx.AsyncClient) -> None:
    """The bridge's envelope carries the function's result."""
    answer = await client.post("/invoke", json={"functionKey": "count", "payload": {"items": [5, 6]}, "context": {}})
    assert (answer.status_code, answer.json()) == (200, {"body": {"count": 2}})


async def test_invoke_takes_the_module_from_the_context(client: httpx.AsyncClient) -> None:
    """The page says which gadget asks; the backend's fields replace the page's."""
    context = {"moduleKey": "plain-gadget", "cloudId": "forged", "accountId": "forged", "extension": {"x": 1}}
    answer = await client.post("/invoke", json={"functionKey": "echo", "payload": [1], "context": context})
    echoed = answer.json()["body"]
    assert echoed["payload"] == [1]
    assert echoed["context"]["moduleKey"] == "plain-gadget"
    assert echoed["context"]["cloudId"] == "tiny-cloud"
    assert echoed["context"]["accountId"] is None
    assert echoed["context"]["extension"] == {"x": 1}


@pytest.mark.parametrize(
    ("call", "status", "kind"),
    [
        ({"functionKey": "nothing"}, 404, "unknown-function"),
        ({"functionKey": "count", "context": {"moduleKey": "nothing"}}, 404, "unknown-module"),
        ({"functionKey": "limited"}, 429, "rate-limited"),
        ({"functionKey": "crash"}, 500, "function-crashed"),
        ({}, 400, "payload-refused"),
        ([], 400, "payload-refused"),
        ({"functionKey": 1}, 400, "payload-refused"),
        ({"functionKey": "count", "context": []}, 400, "payload-refused"),
        ({"functionKey": "count", "context": {"extension": 1}}, 400, "payload-refused"),
        ({"functionKey": "count", "more": 1}, 400, "payload-refused"),
    ],
)
async def test_invoke_tells_of_an_error_in_its_envelope(
    call: object, status: int, kind: str, client: httpx.AsyncClient
) -> None:
    """The envelope has message, type and status, and the HTTP status is the same."""
    answer = await client.post("/invoke", json=call)
    error = answer.json()["error"]
    assert (answer.status_code, error["status"], error["type"]) == (status, status, kind)
    assert error["message"].endswith(".")
    assert "SECRET" not in answer.text


async def test_a_time_to_try_again_is_a_header_too(client: httpx.AsyncClient) -> None:
    """A client that reads only headers gets the wait too, rounded up to whole seconds."""
    for answer in (
        await client.post("/invoke", json={"functionKey": "limited"}),
        await client.post("/resolvers/limited", json={}),
    ):
        assert answer.headers["retry-after"] == "3"
        assert 2.4 in [answer.json().get("retryAfterSeconds"), answer.json().get("error", {}).get("retryAfterSeconds")]


async def test_scripts_get_the_result_itself(client: httpx.AsyncClient) -> None:
    """The body is the payload and the answer the bare result."""
    answer = await client.post("/resolvers/count", json={"items": [1]})
    assert (answer.status_code, answer.json()) == (200, {"count": 1})


@holds(Outbound, 'self.headers.dressed(inner, message.get("headers", ()))', 'message.get("headers", ())')
@holds(Inbound, "            response = answer_for(error)\n", "            raise\n")
@holds(server_module, '        KnownRoute(table, _page("show.html", settings)),\n')
@holds(Inbound, "body.parsed(content)", "content")
@pytest.mark.parametrize(
    ("path", "options", "status", "kind"),
    [
        ("/resolvers/nothing", {"json": {}}, 404, "unknown-function"),
        ("/resolvers/limited", {"json": {}}, 429, "rate-limited"),
        ("/resolvers/crash", {"json": {}}, 500, "function-crashed"),
        ("/resolvers/count", {"content": b"{}"}, 415, "content-type"),
        ("/resolvers/count", {"content": b"{", "headers": {"content-type": "application/json"}}, 400, "json-refused"),
        ("/nowhere", {"json": {}}, 404, "not-found"),
        ("/openapi.json", {"json": {}}, 405, "method-not-allowed"),
        ("/invoke", {"json": {}, "headers": {"origin": "null"}}, 403, "cross-site"),
        ("/invoke", {"json": {}, "headers": {"host": "rebind.test:8000"}}, 421, "wrong-host"),
        ("/dashboard/gadgets/10001/configuration", {"json": "x" * 70_000}, 405, "method-not-allowed"),
    ],
)
async def test_every_other_error_is_problem_json(
    path: str, options: dict[str, Any], status: int, kind: str, client: httpx.AsyncClient
) -> None:
    """RFC 9457: type, title, status and detail, and the headers of every answer."""
    answer = await client.post(path, **options)
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, problem["status"], problem["type"]) == (status, status, f"/problems/{kind}")
    assert problem["title"]
    assert problem["detail"].endswith(".")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_the_login_page_names_the_app(tmp_path: Path) -> None:
    """Its title is those of the gadgets, as text: a title that looks like markup is none."""
    manifest = tiny.write(tmp_path)
    manifest.write_text(manifest.read_text().replace("title: Plain gadget", "title: Plain <b> gadget"))
    async with client_of(tiny.server(tmp_path, access_key=Secret(KEY))) as client:
        answer = await client.get("/")
    assert answer.status_code == 401
    assert "<title>Tiny gadget, Plain &lt;b&gt; gadget</title>" in answer.text


async def test_an_unknown_address_is_a_page_for_browsers_only(client: httpx.AsyncClient) -> None:
    """Whoever accepts HTML gets the host's page with the status 404; scripts get the problem."""
    answers = [await client.get("/nowhere", headers={"accept": kind}) for kind in ("text/html,*/*;q=0.8", "*/*")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert [answer.headers["content-type"].split(";")[0] for answer in answers] == [
        "text/html",
        "application/problem+json",
    ]


@holds(server_module, "        Host(settings),\n")
@holds(server_module, "        CrossSite(settings.url.origin if settings.url else None),\n")
@holds(server_module, "        ContentType(),\n")
async def test_no_resolver_runs_for_a_refused_call(tmp_path: Path) -> None:
    """A refusal happens before the app runs, not after it."""
    app = tiny.server(tmp_path)
    calls = app.state.platform.runtime.functions["count"].function.__globals__["calls"]
    async with client_of(app) as client:
        await client.post("/invoke", json={"functionKey": "count"}, headers={"host": "rebind.test:8000"})
        await client.post("/invoke", json={"functionKey": "count"}, headers={"origin": "null"})
        await client.post("/invoke", content=b'{"functionKey": "count"}', headers={"content-type": "text/plain"})
        assert calls == []
        await client.post("/invoke", json={"functionKey": "count"})
        assert calls == [{}]


@holds(Inbound, "        headers = fields(scope)\n", "        headers = fields(scope)\n        await receive()\n")
async def test_a_body_is_read_last(client: httpx.AsyncClient) -> None:
    """Nothing is read from a caller whose request's head is refused."""
    sent: list[bytes] = []

    async def body() -> AsyncIterator[bytes]:
        sent.append(b"{}")
        yield b"{}"

    for path, headers in (("/invoke", {"host": "rebind.test"}), ("/invoke", {}), ("/nowhere", {})):
        assert (await client.post(path, content=body(), headers=headers)).status_code in {421, 415, 404}
    assert sent == []


async def test_the_first_dashboard_of_the_demo_is_configured(client: httpx.AsyncClient) -> None:
    """One gadget, as the app suggests it; reading writes nothing."""
    dashboard = (await client.get("/dashboard")).json()
    (gadget,) = dashboard["gadgets"]
    assert gadget["configuration"] == {"items": [1, 2, 3]}
    assert gadget["moduleKey"] == "tiny-gadget"
    assert [module["edit"] for module in dashboard["modules"]] == ["/resources/main/index.html", None]
    site = {"kind": "demo", "label": "Tiny site", "cloudId": "tiny-cloud", "siteUrl": None, "accountId": None}
    assert dashboard["site"] == site


async def test_the_first_dashboard_of_a_real_site_is_not(tmp_path: Path) -> None:
    """It has one of each gadget module, none configured, because no board is known."""
    async with client_of(tiny.server(tmp_path, kind="remote")) as client:
        gadgets = (await client.get("/dashboard")).json()["gadgets"]
    assert [(gadget["moduleKey"], gadget["configuration"]) for gadget in gadgets] == [
        ("tiny-gadget", None),
        ("plain-gadget", None),
    ]


async def test_a_configuration_is_kept(client: httpx.AsyncClient, tmp_path: Path) -> None:
    """What an edit view submits is in the next answer and in the file."""
    answer = await put(client, "/dashboard/gadgets/10001/configuration", {"items": [], "refresh": 5})
    assert answer.json()["configuration"] == {"items": [], "refresh": 5}
    (gadget,) = (await client.get("/dashboard")).json()["gadgets"]
    assert gadget["configuration"] == {"items": [], "refresh": 5}
    assert json.loads((tmp_path / "data" / "dashboard.json").read_text())["gadgets"] == [gadget]


async def test_an_arrangement_keeps_the_configurations(client: httpx.AsyncClient) -> None:
    """A page that moves gadgets cannot overwrite what another page configured; a restored gadget brings its own."""
    gadgets = [
        {"id": "7", "moduleKey": "plain-gadget", "column": 1, "title": "Mine"},
        {"id": "8", "moduleKey": "tiny-gadget", "configuration": {"items": [9]}},
        {"id": "10001", "moduleKey": "tiny-gadget"},
    ]
    answer = await put(client, "/dashboard", {"columns": 3, "gadgets": gadgets})
    assert answer.json()["columns"] == 3
    kept = {gadget["id"]: gadget["configuration"] for gadget in answer.json()["gadgets"]}
    assert kept == {"7": None, "8": {"items": [9]}, "10001": {"items": [1, 2, 3]}}


@holds(server_module, "RequestValidationError: _invalid, ")
@holds(Inbound, "body.read(headers, receive, route.body_limit)", "body.read(headers, receive, 2**53)")
@pytest.mark.parametrize(
    ("path", "body", "status", "kind"),
    [
        ("/dashboard", {"columns": 4, "gadgets": []}, 400, "payload-refused"),
        (
            "/dashboard",
            {"columns": 1, "gadgets": [{"id": "SECRET/", "moduleKey": "tiny-gadget"}]},
            400,
            "payload-refused",
        ),
        ("/dashboard", {"columns": 1, "more": "SECRET"}, 400, "payload-refused"),
        ("/dashboard", {"columns": 1, "gadgets": [{"id": "1", "moduleKey": "SECRET"}]}, 404, "unknown-module"),
        ("/dashboard", {"gadgets": [{"id": "1", "moduleKey": "tiny-gadget"}] * 2}, 400, "payload-refused"),
        ("/dashboard", [], 400, "payload-refused"),
        ("/dashboard/gadgets/SECRET/configuration", {}, 404, "unknown-gadget"),
        ("/dashboard/gadgets/10001/configuration", ["SECRET"], 400, "payload-refused"),
        ("/dashboard/gadgets/10001/configuration", {"x": "y" * 70_000}, 413, "too-large"),
    ],
)
async def test_a_strange_dashboard_is_refused(
    path: str, body: object, status: int, kind: str, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    """The refusal names the member and not the value, and nothing is written."""
    answer = await put(client, path, body)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{kind}")
    assert "SECRET" not in answer.text
    assert not (tmp_path / "data").exists()


async def test_a_dashboard_that_cannot_be_saved_is_told_of(client: httpx.AsyncClient, tmp_path: Path) -> None:
    """The page shows the reason, and reading still works."""
    (tmp_path / "data").write_text("in the way")
    answer = await put(client, "/dashboard/gadgets/10001/configuration", {})
    assert (answer.status_code, answer.json()["type"]) == (507, "/problems/dashboard-not-saved")
    assert (await client.get("/dashboard")).status_code == 200


async def test_a_damaged_dashboard_is_told_of(client: httpx.AsyncClient, tmp_path: Path) -> None:
    """The page shows a fresh dashboard and the name under which the old file is kept."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "dashboard.json").write_text("{")
    (notice,) = (await client.get("/dashboard")).json()["notices"]
    assert notice["code"] == "dashboard-damaged"
    assert (tmp_path / "data" / notice["file"]).read_text() == "{"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/embed/10001", 200),
        ("/gallery", 404),
        ("/host/pages/dashboard.js", 200),
        ("/host/../server.py", 404),
        ("/bridge/bridge.js", 200),
        ("/bridge/tokens.css", 200),
        ("/resources/main/index.html", 200),
        ("/resources/main/", 200),
        ("/resources/main/tiny.js", 200),
        ("/resources/main/.env", 404),
        ("/resources/main/notes.py", 404),
        ("/resources/main/..%2ftinyapp.py", 404),
        ("/resources/main/%2e%2e/manifest.yaml", 404),
        ("/resources/other/index.html", 404),
        ("/healthz", 200),
        ("/readyz", 200),
        ("/docs", 404),
    ],
)
async def test_pages_and_files(path: str, status: int, client: httpx.AsyncClient) -> None:
    """Every listed path is served, and nothing else."""
    answer = await client.get(path)
    assert answer.status_code == status
    assert "SECRET" not in answer.text


async def test_a_gallery_is_shown_where_a_resource_has_one(client: httpx.AsyncClient, tmp_path: Path) -> None:
    """It is for developers, so only the demo site has it."""
    (tmp_path / "static" / "gallery.html").write_text("<p>states")
    assert (await client.get("/gallery")).status_code == 200
    async with client_of(tiny.server(tmp_path, kind="remote")) as real:
        assert (await real.get("/gallery")).status_code == 404


async def test_a_page_of_the_app_has_the_bridge_first(client: httpx.AsyncClient) -> None:
    """The app's own scripts follow it."""
    page = (await client.get("/resources/main/")).text
    assert '<head><script src="/bridge/bridge.js"></script><title>' in page


async def test_a_file_that_did_not_change_is_not_sent_again(client: httpx.AsyncClient) -> None:
    """A request with the tag of the browser's copy gets 304, with the headers of every answer."""
    first = await client.get("/resources/main/tiny.js")
    again = await client.get("/resources/main/tiny.js", headers={"if-none-match": f'"x", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cross-origin-resource-policy"] == "cross-origin"


class Tea(TypedDict):
    """What the made-up address answers."""

    temperature: int


async def test_a_route_is_one_row(tmp_path: Path) -> None:
    """A made-up row is answered, guarded, limited and described, with no other change."""

    async def brew(request: Request) -> Response:
        """Brew."""
        return JSONResponse({"temperature": len(request.path_params["cup"])})

    row = WebRoute("/tea/{cup}", Kind.DATA, {"POST": Endpoint(brew, takes=Tea, gives=Tea)}, 20, read_only=True)
    app = tiny.server(tmp_path, routes=(row,))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000") as client:
        assert (await client.post("/tea/mine", json={})).json() == {"temperature": 4}
        assert (await client.post("/tea/mine", json={"sugar": "x" * 20})).status_code == 413
        assert (await client.get("/tea/mine")).headers["allow"] == "POST"
        assert (await client.post("/tea/mine", json={}, headers={"origin": "https://else.test"})).status_code == 403
        assert (await client.post("/invoke", json={})).status_code == 404
    described = describe(app, {})["paths"]["/tea/{cup}"]["post"]
    assert described["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("/Tea")
    assert [one["name"] for one in described["parameters"]] == ["cup"]


async def test_the_description_is_typed(client: httpx.AsyncClient) -> None:
    """Every function has its payload and result models, and every error is a problem."""
    document = (await client.get("/openapi.json")).json()
    operation = document["paths"]["/resolvers/count"]["post"]
    payload = operation["requestBody"]["content"]["application/json"]["schema"]
    result = operation["responses"]["200"]["content"]["application/json"]["schema"]
    schemas = document["components"]["schemas"]
    assert schemas[payload["$ref"].rpartition("/")[2]]["properties"]["items"]["type"] == "array"
    assert schemas[result["$ref"].rpartition("/")[2]]["required"] == ["count"]
    assert operation["summary"] == "Count the items."
    for item in document["paths"].values():
        for one in item.values():
            assert "application/problem+json" in one["responses"]["default"]["content"]
            assert "422" not in one["responses"]


@holds(
    fetch_product,
    "scopes=frozenset(platform.manifest.scopes),",
    'scopes=frozenset({"read:jira-work", "read:sprint:jira-software"}),',
)
async def test_a_page_may_ask_jira_through_the_same_guards(client: httpx.AsyncClient) -> None:
    """`requestJira` gets Jira's answer with its status; without a scope it gets Jira's own refusal."""
    call = {
        "product": "jira",
        "restPath": "/rest/api/3/serverInfo",
        "fetchRequestInit": {"method": "GET", "headers": []},
    }
    answer = await client.post("/fetch-product", json=call)
    assert answer.status_code == 200
    assert json.loads(answer.json()["body"])["path"] == "/rest/api/3/serverInfo"
    for path, status in {"/rest/agile/1.0/sprint/1": 200, "/rest/api/3/myself": 403}.items():
        answer = await client.post("/fetch-product", json={**call, "restPath": path})
        assert answer.status_code == status
        assert status != 200 or answer.json()["status"] == 401
    calls: list[Any] = [{}, [], {"product": "confluence", "restPath": "/x"}, {"product": "jira", "restPath": 1}]
    for strange in calls:
        assert (await client.post("/fetch-product", json=strange)).status_code == 400


@holds(server_module, "        keys,\n        CrossSite", "        CrossSite")
@holds(login, "role = access.judge(request.scope, given", "role = Role.EDIT or access.judge(request.scope, given")
@holds(Keys, 'return f"{int(now)}.{_proof(key, int(now))}"', 'return f"{int(now)}.{_proof(key, int(now))}{key}"')
@holds(Access, " HttpOnly;")
@holds(Access, "SameSite=lax", "SameSite=none")
async def test_the_access_key_opens_pages_and_data(tmp_path: Path) -> None:
    """A browser submits the key once and gets a cookie that no script can read; scripts send the key each time."""
    async with client_of(tiny.server(tmp_path, access_key=Secret(KEY))) as client:
        page = await client.get("/")
        assert page.status_code == 401
        assert "/host/pages/login.js" in page.text
        assert (await client.get("/dashboard")).status_code == 401
        assert (await client.post("/login", json={"key": "wrong"})).status_code == 403
        accepted = await client.post("/login", json={"key": KEY})
        cookie = accepted.headers["set-cookie"]
        assert accepted.status_code == 204
        assert KEY not in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert (await client.get("/dashboard")).status_code == 200
        assert (await client.get("/")).status_code == 200


async def test_there_is_nothing_to_log_in_to_without_a_key(client: httpx.AsyncClient) -> None:
    """No key is accepted where none is set."""
    assert (await client.post("/login", json={"key": ""})).status_code == 403


async def test_a_server_without_its_store_is_ready_and_says_degraded(tmp_path: Path) -> None:
    """Charts work without the store, so it takes traffic."""
    app = tiny.server(tmp_path, kvs_url=Secret("redis://127.0.0.1:1/0"))
    async with client_of(app) as client:
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
        assert (await client.get("/healthz")).status_code == 200
    await app.state.platform.store.aclose()


async def test_readiness_tells_that_no_request_to_jira_can_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When every request to Jira hangs only a restart helps, so the server is not ready."""
    monkeypatch.setattr("app.forge.product.client.Product.is_stuck", True)
    async with client_of(tiny.server(tmp_path)) as client:
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/not-ready")
