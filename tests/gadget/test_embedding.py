"""The gadget in its sandboxed frames, on a real server of the demo site."""

import json
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, FrameLocator, Page, expect

from app.settings import Settings
from app.web import listen
from app.web.server import create

PATIENCE_MS = 20_000
READY = "[data-state=ready]"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file that stores the dashboard."""
    return tmp_path_factory.mktemp("data") / "dashboard.json"


@pytest.fixture(scope="module")
def site(data: Path) -> Iterator[str]:
    """Yield the address of a server of the demo site."""
    wanted = Settings(port=0, dashboard=data)
    with listen.listen(wanted) as bound:
        settings = listen.with_port(wanted, bound)
        config = uvicorn.Config(create(settings), http="h11", ws="none", log_config=None, timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield settings.origin
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """Yield a page on which nothing may break the policy or load from another server."""
    context = browser.new_context(locale="en-US", timezone_id="Europe/Berlin", viewport={"width": 1000, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    broken: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: broken.append(str(error)))
    opened.on("console", lambda message: broken.append(message.text) if "Content Security" in message.text else None)
    opened.on(
        "request", lambda request: None if request.url.startswith((site, "blob:")) else broken.append(request.url)
    )
    yield opened
    context.close()
    assert broken == []


def frame(page: Page) -> FrameLocator:
    """Return the only frame, after checking that its origin is opaque."""
    expect(page.locator("iframe")).to_have_attribute("sandbox", re.compile("^(?!.*same-origin)"), timeout=PATIENCE_MS)
    return page.frame_locator("iframe")


def bars(gadget: FrameLocator) -> list[str]:
    """Return what a screen reader reads of the bars."""
    gadget.locator(READY).wait_for()
    return [bar.get_attribute("aria-label") or "" for bar in gadget.locator(".bar").all()]


def test_settings_are_kept_and_shown(page: Page, site: str, data: Path) -> None:
    """Edit opens the form with the focus in it; Save writes the settings to the file, and the view shows them."""
    page.goto(site)
    gadget = frame(page)
    assert len(bars(gadget)) == 7
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Edit").click()
    field = gadget.get_by_role("combobox", name="Boards")
    expect(field).to_be_focused()
    page.keyboard.type("comet")
    expect(gadget.get_by_role("listbox").get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    gadget.get_by_role("button", name="Remove Alpha").click()
    gadget.get_by_label("Number of sprints").fill("3")
    gadget.get_by_text("More settings").click()
    gadget.get_by_label("Refresh automatically").select_option(label="Every 30 minutes")
    expect(gadget.locator(".preview .bar")).to_have_count(3)
    gadget.get_by_role("button", name="Save").click()
    shown = bars(gadget)
    assert len(shown) == 3
    assert all("Comet" in bar for bar in shown)
    kept: Any = json.loads(data.read_text())["gadgets"][0]["configuration"]
    assert (kept["boardIds"], kept["sprintCount"], kept["refresh"]) == ([2], 3, 30)


def test_card_and_gadget_have_one_left_edge(page: Page, site: str) -> None:
    """The gadget's title begins where the card's does, at 320 pixels as on a wide screen."""
    page.goto(site)
    gadget = frame(page)
    bars(gadget)
    for width in (320, 1000):
        page.set_viewport_size({"width": width, "height": 900})
        edges = [title.bounding_box() for title in (page.locator(".card h2"), gadget.locator("h2"))]
        assert edges[0]
        assert edges[1]
        assert edges[0]["x"] == edges[1]["x"]


def test_cancelling_leaves_the_file_alone(page: Page, site: str, data: Path) -> None:
    """A cancelled change is stored nowhere, and the view shows what it showed before."""
    page.goto(site)
    gadget = frame(page)
    before = (bars(gadget), data.read_text() if data.exists() else None)
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Edit").click()
    gadget.get_by_label("Number of sprints").fill("2")
    gadget.get_by_role("button", name="Cancel").click()
    assert (bars(gadget), data.read_text() if data.exists() else None) == before


def test_exports_leave_the_sandbox(page: Page, site: str) -> None:
    """A frame of opaque origin can save files and fill the clipboard."""
    page.goto(site)
    gadget = frame(page)
    bars(gadget)
    for item in ("CSV", "PNG"):
        gadget.get_by_role("button", name="Export").click()
        with page.expect_download() as download:
            gadget.get_by_role("menuitem", name=item).click()
        assert Path(download.value.path()).stat().st_size > 500
    gadget.get_by_role("button", name="Export").click()
    gadget.get_by_role("menuitem", name="Copy as table").click()
    expect(page.get_by_role("status")).to_contain_text("Copied.")
    expect(gadget.get_by_role("dialog")).to_have_count(0)


def test_the_gallery_is_served_on_the_demo_site(page: Page, site: str) -> None:
    """The gallery runs in a frame like a gadget's and changes states by its own list."""
    page.goto(f"{site}/gallery")
    gadget = frame(page)
    gadget.get_by_label("state").select_option("kanban board")
    expect(gadget.locator("[data-state=error]")).to_contain_text("Kanban boards have no velocity.")
