"""A real sprint of a public project, replayed over HTTP and drawn in a real browser: committed 71, completed 83."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from tests.host.conftest import browser

__all__ = ["browser"]

ROOT = Path(__file__).parent.parent.parent
BOARD, SPRINT = 3504, 5876


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Serve the recorded site as in the README, and give its address."""
    environment = os.environ | {
        "JIRA_SITE": f"file:{ROOT / 'tests' / 'data' / 'raincatch.site.json'}",
        "VELOCITY_DASHBOARD": str(tmp_path / "dashboard.json"),
    }
    command = [sys.executable, "-m", "app", "serve", "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert process.stdout is not None
    yield process.stdout.readline().split()[2]
    process.terminate()
    process.wait(timeout=20)
    process.stdout.close()


def test_over_http(server: str) -> None:
    """The real sprint has committed 71 and completed 83, and its explanation adds up to them."""
    with httpx.Client(base_url=server, trust_env=False) as http:
        (sprint,) = http.post("/resolvers/getVelocity", json={"boardIds": [BOARD]}).json()["sprints"]
        explanation = http.post("/resolvers/explainSprint", json={"boardIds": [BOARD], "sprintId": SPRINT}).json()
    assert (sprint["id"], sprint["committed"], sprint["completed"]) == (SPRINT, 71, 83)
    assert [sum(issue[name] for issue in explanation["issues"]) for name in ("committed", "completed")] == [71, 83]


def test_drawn(server: str, browser: Browser) -> None:
    """The gadget on the first dashboard draws the real sprint with 71 and 83."""
    page = browser.new_page(locale="en-US")
    page.goto(server)
    mark = page.frame_locator("iframe[data-gadget-id]").locator("svg [role=img]")
    mark.first.wait_for()
    label = mark.first.get_attribute("aria-label") or ""
    assert mark.count() == 1
    assert "IR302 - Boulder Breaker" in label
    assert "71" in label
    assert "83" in label
    page.close()
