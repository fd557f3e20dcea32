"""Data minimisation: nothing about people, no free text and no credential stays in anything left behind."""

import logging
from pathlib import Path
from typing import Any

import pytest

from app.check.scopes import calls_beside
from app.forge.product import client
from app.forge.product.policy.operations import find
from app.forge.product.transport.egress import Egress
from app.jira.site.asgi import Site
from resolvers.jira.client import changelogs
from tests.forge.kvs.stores import dump
from tests.support.holds import holds
from tests.trust.conftest import CANARIES, EMAIL, TEXT_CANARY, TOKEN, Product, product

MANIFEST = Path(__file__).parent.parent.parent / "manifest.yaml"
LEAKY = """
from app.forge import Resolver, as_app, kvs, route

resolver = Resolver()


@resolver.define("leak")
async def leak(_):
    ask = as_app().request_jira
    search = {"jql": "project = ALPHA", "fields": ["id"], "maxResults": 50}
    found = await (await ask(route("/rest/api/3/search/jql"), method="POST", body=search)).json()
    ids = [issue["id"] for issue in found["issues"]]
    fields = {"issueIdsOrKeys": ids, "fields": ["summary", "status"]}
    response = await ask(route("/rest/api/3/issue/bulkfetch"), method="POST", body=fields)
    changes = {"issueIdsOrKeys": ids, "fieldIds": ["status"]}
    histories = await ask(route("/rest/api/3/changelog/bulkfetch"), method="POST", body=changes)
    text = await response.text() + await histories.text()
    await kvs.set("leak", text[:100_000])
    return text


handler = resolver.get_definitions()
"""


async def exercise(one: Product) -> None:
    """Call every function and address, on every board, with a healthy and a failing site."""
    boards = (await one.ask("listBoards", {}))["boards"]
    for board in boards:
        configuration = {"boardIds": [board["id"]], "sprintCount": 3}
        await one.ask("describeBoard", {"boardId": board["id"]})
        report = await one.ask("getVelocity", configuration)
        for sprint in report.get("sprints", [])[-1:]:
            await one.ask("explainSprint", configuration | {"sprintId": sprint["id"]})
        await one.ask("refreshVelocity", configuration)
        await one.ask("forecast", configuration | {"sprintCount": 7, "work": 50, "sprints": 4})
        await one.ask("getProgress", configuration)
    await one.ask("getVelocity", {"boardIds": [1], "assignee": TEXT_CANARY.upper()})
    await one.ask("getVelocity", {"boardIds": [999]})
    for path in (
        "/",
        "/healthz",
        "/readyz",
        "/metrics",
        "/openapi.json",
        "/dashboard",
        "/embed/10001",
        "/nowhere",
        "/invoke",
    ):
        await one.call("GET", path)


@holds(
    client,
    "        self._weigh(outcome, breaker, now)\n",
    "        self._weigh(outcome, breaker, now)\n        log.debug(str(getattr(outcome, 'body', b'')))\n",
)
@holds(Egress, 'logging.getLogger("httpcore").setLevel(logging.WARNING)', "pass")
async def test_nothing_is_left(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """After all those calls, no canary is in the store, the log, the answers or the dashboard file."""
    async with product(tmp_path, caplog) as one:
        await exercise(one)
        assert len(one.traces.authorizations) > 50, "the token did reach Jira"
        assert len(await dump(one.traces.store)) > 50, "something was kept"
        assert len(caplog.records) > 50, "something was logged"
        assert await one.traces.found() == {}


async def test_a_leaky_app_is_caught(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The same search finds an app that stores and answers what Jira sent: the search can fail."""
    manifest = tmp_path / "manifest.yaml"
    manifest.write_text(MANIFEST.read_text("utf-8").replace("resolvers.handler", "leaky.handler"), "utf-8")
    (tmp_path / "leaky.py").write_text(LEAKY, "utf-8")
    page = tmp_path / "static" / "gadget"
    page.mkdir(parents=True)
    (page / "index.html").write_text("<!doctype html><html><head><title>x</title></head></html>", "utf-8")
    async with product(tmp_path, caplog, manifest=manifest) as one:
        await one.ask("leak", {})
        found = await one.traces.found()
    assert {"store", "answers"} <= found.keys()
    assert CANARIES[0] in found["answers"]
    assert TEXT_CANARY in found["answers"]


async def test_a_logged_token_is_caught(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The same search finds a token in the log: this search can fail too."""
    async with product(tmp_path, caplog) as one:
        logging.getLogger("app").debug("connected with %s", TOKEN)
        assert (await one.traces.found())["log"] == [TOKEN]


@holds(changelogs, '"fieldIds": list(field_ids)', '"fieldIds": [*field_ids, "summary"]')
async def test_only_named_calls_and_fields(tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: Any) -> None:
    """All functions together make exactly the calls listed beside the manifest, and name no field of a person."""
    sites: list[Any] = []
    before = Site.__init__

    def noted(self: Any, *args: Any, **more: Any) -> None:
        before(self, *args, **more)
        sites.append(self)

    monkeypatch.setattr(Site, "__init__", noted)
    async with product(tmp_path, caplog) as one:
        await exercise(one)
    (site,) = sites
    asked = {
        name
        for request in site.requests
        if isinstance(request.body, dict)
        for name in (*request.body.get("fields", ()), *request.body.get("fieldIds", ()))
    }
    assert asked == {
        "id",
        "status",
        "issuetype",
        "created",
        "customfield_10020",
        "customfield_10031",
        "customfield_10016",
        "timeoriginalestimate",
    }
    made = {str(find(request.method, request.path)) for request in sites[0].requests}
    assert {*made, "kvs"} == set(calls_beside(MANIFEST) or ()), "the list beside the manifest is what is called"
    assert not any(EMAIL in request.path or "user" in request.path for request in site.requests)
    assert {request.method for request in site.requests} == {"GET", "POST"}
