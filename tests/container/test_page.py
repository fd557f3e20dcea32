"""The gadget's page in a real browser; the container answers its calls through the sidecar."""

import asyncio
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.container.conftest import UNTIL
from tests.container.test_process import container, free_port, sidecar_of
from tests.gadget.conftest import ARGUMENTS, Files
from tests.support.clock import FakeClock
from tests.support.sidecar import Sidecar, Tenant

STATIC = Path(__file__).parents[2] / "static"
BRIDGE = """
globalThis.__bridge = {
  async callBridge(command, payload) {
    if (command === "getContext") return __CONTEXT__;
    if (command === "invoke") return globalThis.__service(payload);
    if (command === "on") return { unsubscribe() {} };
    return true;
  },
};
"""
Forge = tuple[Sidecar, Tenant, str]
Opener = Callable[[str], Page]


@pytest.fixture(scope="module")
def board(company: Any) -> int:
    """Return the first board with closed sprints."""
    first: int = next(one["id"] for one in company.data["boards"] if company.ledger.sprint_ids(one["id"]))
    return first


@pytest.fixture(scope="module")
def forge(company: Any, board: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forge]:
    """Yield the sidecar with a site, and the address of the container's process beside it."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    folder = tmp_path_factory.mktemp("container")
    with sidecar_of(address) as (side, where), container(folder, port, where, VELOCITY_CHECK_USER="yes"):
        tenant = side.install(company.data, {"nobody": frozenset({board})})
        tenant.site._clock = FakeClock(UNTIL.timestamp())
        yield side, tenant, address


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """Yield the address of a server of the static files."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(STATIC))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def gadget(forge: Forge, origin: str, board: int) -> Iterator[Opener]:
    """Yield a function that opens the gadget's view as a given user."""
    side, tenant, address = forge
    extension = {"entryPoint": "view", "gadget": {"id": "1"}, "gadgetConfiguration": {"boardIds": [board]}}
    context = {"moduleKey": "velocity-gadget-service", "locale": "en-US", "timezone": "UTC", "extension": extension}

    async def ask(who: str, payload: Any) -> Any:
        async with httpx.AsyncClient(base_url=address, trust_env=False) as side.inward:
            return await side.invoke_service(tenant, who, payload["path"], payload["body"])

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))

        def opened(who: str) -> Page:
            page = browser.new_page(base_url=origin, viewport={"width": 760, "height": 560}, locale="en-US")

            def service(payload: Any) -> Any:
                assert (payload["method"], payload["invokeType"]) == ("POST", "ui-container-fetch")
                answers: list[Any] = []
                thread = threading.Thread(target=lambda: answers.append(asyncio.run(ask(who, payload))))
                thread.start()
                thread.join()
                return answers.pop()

            page.expose_function("__service", service)
            page.add_init_script(BRIDGE.replace("__CONTEXT__", json.dumps(context)))
            page.goto("/gadget/index.html")
            return page

        yield opened
        browser.close()


def test_the_page_shows_the_ledgers_figures(gadget: Opener, company: Any, board: int) -> None:
    """The chart is drawn, and its table has the ledger's figures."""
    page = gadget("somebody")
    page.locator("[data-state=ready]").first.wait_for(timeout=60_000)
    page.get_by_role("button", name="Table").click()
    truth = company.ledger.sprints(board)
    shown = {one["name"]: truth[one["id"]]["points"] for one in company.data["sprints"] if one["id"] in truth}
    rows = page.locator("tbody tr:not(.why)").filter(has=page.get_by_role("cell"))
    seen = [row.inner_text() for row in rows.all()]
    read = {row.split("\n")[0].strip(): row.split("\n\t")[-1].split("\t")[:2] for row in seen}
    found = {name: read[name] for name in shown if name in read}
    assert len(found) == 7
    assert found == {name: [f"{shown[name][of]:g}" for of in ("committed", "completed")] for name in found}


def test_a_closed_board_is_told_as_one_that_is_not_there(gadget: Opener) -> None:
    """A user who may not see the board gets a sentence and no chart."""
    page = gadget("nobody")
    page.get_by_role("alert").wait_for(timeout=60_000)
    assert page.locator("svg").count() == 0


def test_a_service_that_forge_is_starting_is_told(gadget: Opener, forge: Forge) -> None:
    """While the sidecar answers 503 the page says that the app is not ready yet."""
    side, _, _ = forge
    side._healthy, known = False, side._is_well

    async def unwell() -> bool:
        return False

    side._is_well = unwell  # type: ignore[method-assign]  # as before the first health check
    try:
        page = gadget("somebody")
        expect(page.get_by_role("alert")).to_contain_text("The app is not ready yet", timeout=60_000)
    finally:
        side._is_well = known  # type: ignore[method-assign]
