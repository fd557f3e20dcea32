"""A dashboard of many gadgets in a real browser: which calls reach its server, and which reach Jira."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from playwright.sync_api import Browser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.clock import SystemClock
from app.forge.product.transport.egress import Upstream
from app.settings import Settings
from app.web import listen
from app.web.dashboard.store import MOST_GADGETS, Dashboard, Gadget
from app.web.server import create
from resolvers import single_flight
from tests.spec.world import BOARD, DONE, SPRINT, IssueHistory, day, site, sprint
from tests.support.holds import holds
from tests.support.site.faults import Fault, Faults
from tests.support.site.faulty import FaultySite

QUEUE = "static/host/lib/queue.js"
PATIENCE_MS = 30_000
AT_ONCE = 6
"""The number of connections that a browser opens to one server."""
LATE_SECONDS = 1.0
"""The duration of a search in Jira, during which the other gadgets ask too."""
IN_SIGHT = """async () => {
  const { isInSight } = await import("/host/lib/queue.js");
  const cards = [...document.querySelectorAll("article.card")].filter(isInSight);
  return cards.map((card) => card.querySelector("iframe").dataset.gadgetId);
}"""


@dataclass
class Watched:
    """Passes requests on, records which gadgets ask for a report, and holds those until they may be answered."""

    app: ASGIApp
    asked: list[str] = field(default_factory=list)
    most: int = 0
    may_answer: threading.Event = field(default_factory=threading.Event)
    _running: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/invoke":
            await self.app(scope, receive, send)
            return
        message = await receive()
        call = json.loads(message["body"])
        given = False

        async def again() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return message

        if call["functionKey"] != "getVelocity":
            await self.app(scope, again, send)
            return
        self.asked.append(call["context"]["extension"]["gadget"]["id"])
        self._running += 1
        self.most = max(self.most, self._running)
        while not self.may_answer.is_set():  # noqa: ASYNC110 - the test sets it from another thread
            await asyncio.sleep(0.01)
        await self.app(scope, again, send)
        self._running -= 1


@contextmanager
def running(folder: Path, configurations: Sequence[dict[str, Any]]) -> Iterator[tuple[str, Watched, FaultySite]]:
    """Serve a one-column dashboard with a gadget per configuration; yield its address, the server and Jira."""
    gadgets = [
        Gadget(id=str(10_001 + at), module_key="velocity-gadget", configuration=configuration)
        for at, configuration in enumerate(configurations)
    ]
    path = folder / "dashboard.json"
    path.write_text(Dashboard(columns=1, gadgets=tuple(gadgets)).model_dump_json(by_alias=True))
    history = IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(1), DONE)
    late = Faults(Fault(path="/search/jql", latency=LATE_SECONDS))
    jira = FaultySite(site([history], [sprint(SPRINT)]), clock=SystemClock(), faults=late)
    upstream = Upstream(
        kind="recorded",
        origin="https://recorded.atlassian.net",
        base_path="",
        transport=httpx.ASGITransport(jira),
        cloud_id=str(folder),
        site_url="https://recorded.atlassian.net",
        auth=None,
        label="a recorded site",
    )
    wanted = Settings(port=0, dashboard=path)
    with listen.listen(wanted) as bound:
        settings = listen.with_port(wanted, bound)
        watched = Watched(create(settings, upstream=upstream))
        config = uvicorn.Config(watched, http="h11", ws="none", log_config=None, timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield settings.origin, watched, jira
        watched.may_answer.set()
        server.should_exit = True
        thread.join(10)


@holds(QUEUE, "this.#sent >= AT_ONCE", "false")
@holds(QUEUE, "Math.max(0, seen)", "0")
def test_each_gadget_asks_once_six_at_a_time_and_those_in_sight_first(browser: Browser, tmp_path: Path) -> None:
    """Scrolled while six calls travel, a full dashboard next calls for a gadget in sight; each gadget calls once."""
    configurations = [{"boardIds": [BOARD], "sprintCount": count} for count in range(1, MOST_GADGETS + 1)]
    with running(tmp_path, configurations) as (address, server, _):
        page = browser.new_page(viewport={"width": 1000, "height": 900})
        page.set_default_timeout(PATIENCE_MS)
        page.goto(address)
        frames = page.locator("iframe[data-gadget-id]")
        for at in range(MOST_GADGETS):
            frames.nth(at).content_frame.locator("[data-state=loading]").wait_for(state="attached")
        page.wait_for_function("() => document.querySelectorAll('iframe.pending').length === 0")
        travelling = list(server.asked)
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        in_sight = page.evaluate(IN_SIGHT)
        server.may_answer.set()
        for at in range(MOST_GADGETS):
            frames.nth(at).content_frame.locator("[data-state=ready]").wait_for(state="attached")
        page.close()
    assert len(travelling) == server.most == AT_ONCE
    assert sorted(server.asked) == sorted(str(10_001 + at) for at in range(MOST_GADGETS))
    waiting = [gadget for gadget in in_sight if gadget not in travelling]
    assert waiting
    assert server.asked[AT_ONCE] in waiting


@holds(single_flight, "flight = _flights.get(key)", "flight = None")
def test_twelve_gadgets_of_one_board_make_one_reading(browser: Browser, tmp_path: Path) -> None:
    """Whatever their units and labels, they search Jira once and read each history once."""
    configurations = [
        {"boardIds": [BOARD], "estimation": estimation, "labelStyle": label}
        for estimation in ("board", "issueCount")
        for label in ("name", "short", "number", "dates", "name", "short")
    ]
    with running(tmp_path, configurations) as (address, server, jira):
        server.may_answer.set()
        page = browser.new_page(viewport={"width": 1000, "height": 900})
        page.set_default_timeout(PATIENCE_MS)
        page.goto(address)
        frames = page.locator("iframe[data-gadget-id]")
        for at in range(len(configurations)):
            frames.nth(at).content_frame.locator("[data-state=ready]").wait_for(state="attached")
        page.close()
    assert len(server.asked) == len(configurations)
    asked = [request.path.rpartition("/rest/")[2] for request in jira.requests if request.method == "POST"]
    assert sorted(asked) == ["api/3/changelog/bulkfetch", "api/3/issue/bulkfetch", "api/3/search/jql"]
