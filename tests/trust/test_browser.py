"""The whole product in a real browser: nothing about people is on a page, in an export, in the log or in a file."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.jira.site.answers import PEOPLE_CANARY
from tests.host.conftest import browser

__all__ = ["browser"]

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Serve the demo as in the README, with a log at its most detailed level, and give its address."""
    environment = os.environ | {"VELOCITY_LOG": "debug", "VELOCITY_DASHBOARD": str(tmp_path / "dashboard.json")}
    with (tmp_path / "log").open("w") as log:
        command = [sys.executable, "-m", "app", "serve", "--port", "0"]
        process = subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
        assert process.stdout is not None
        ready = process.stdout.readline()
        yield ready.split()[2]
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


def contents(page: Page) -> str:
    """Return the text of the page and of every frame in it."""
    return "\n".join(frame.content() for frame in page.frames)


def test_nothing_about_people(server: str, browser: Browser, tmp_path: Path) -> None:
    """Chart, table, explanation, settings, exports, log and dashboard file hold nothing about any person."""
    page = browser.new_page(accept_downloads=True)
    requests: list[str] = []
    console: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: console.append(message.text))
    page.goto(server)
    gadget = page.frame_locator("iframe[data-gadget-id]")
    marks = gadget.locator("svg [role=img]")
    marks.first.wait_for()
    seen = [contents(page)]
    marks.first.click()
    gadget.get_by_text("In the sprint at its start.").first.wait_for()
    seen.append(contents(page))
    page.goto(f"{server}/gallery")
    page.wait_for_load_state("networkidle")
    seen.append(contents(page))
    page.goto(f"{server}/embed/10001")
    page.frame_locator("iframe").locator("svg [role=img]").first.wait_for()
    seen.append(contents(page))
    page.close()
    left = [*seen, *requests, *console, (tmp_path / "log").read_text()]
    left += [path.read_text() for path in tmp_path.glob("dashboard*")]
    assert "invocation" in (tmp_path / "log").read_text(), "the log left nothing out"
    assert not any(PEOPLE_CANARY in text for text in left)
    assert all(url.startswith((server, "data:", "blob:")) for url in requests)
    assert console == []
