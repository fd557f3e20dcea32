"""The gadget's page in a real browser, under the server's own policy, over a bridge with canned answers."""

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app.web.guards.headers import COMMON, FRAME_POLICY, PUBLIC
from tests.gadget.fixtures.explanations import explanation
from tests.gadget.fixtures.forecasts import forecast
from tests.gadget.fixtures.reports import report

HERE = Path(__file__).parent
STATIC = HERE.parent.parent / "static"
STUB = (HERE / "stub.js").read_text("utf-8")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
CONFIGURATION = {"boardIds": [1], "sprintCount": 7, "labelStyle": "name", "refresh": 15}
Json = dict[str, Any]


class Files(SimpleHTTPRequestHandler):
    """Serves the static folder with the headers of a gadget's frame."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".js": "text/javascript"}
    protocol_version = "HTTP/1.1"

    def end_headers(self) -> None:
        policy = FRAME_POLICY.format(scripts="", styles="") + "'self'"
        for name, value in {**COMMON, **PUBLIC, "content-security-policy": policy}.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder as the gadget's frame is served, and yield its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def origin() -> Iterator[str]:
    """Yield the address of a server of the static files."""
    with served(STATIC) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Yield one browser for a file of tests: its event loop would block tests that run their own."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        yield launched
        launched.close()


Opener = Callable[..., Page]
Place = Callable[[Json, bool], BrowserContext]


@pytest.fixture(scope="module")
def place(browser: Browser) -> Place:
    """Return a function that gives a browser context with these options: a shared one, unless asked for a fresh one."""
    known: dict[str, BrowserContext] = {}

    def found(options: Json, alone: bool) -> BrowserContext:  # noqa: FBT001 - the fixture below is its only caller
        key = json.dumps(options, sort_keys=True)
        context = None if alone else known.get(key)
        if context is None:
            context = browser.new_context(**options)
            context.set_default_timeout(15_000)
        if not alone:
            known[key] = context
        return context

    return found


@pytest.fixture
def gadget(place: Place, origin: str) -> Iterator[Opener]:
    """Return a way to open the gadget: `gadget(report, width=…, mode=…, answers=…, context=…, **browser options)`."""
    pages = []
    broken: list[str] = []

    def opened(  # noqa: PLR0913 - some test varies each of them
        shown: Json | None = None,
        *,
        width: int = 640,
        mode: str = "light",
        answers: Json | None = None,
        delays: Json | None = None,
        context: Json | None = None,
        configuration: Json | None = CONFIGURATION,
        clock: str | None = None,
        wait: str | None = "[data-state]:not([data-state=loading])",
        **options: Any,
    ) -> Page:
        shown = shown or report()
        extension: Json = {"entryPoint": "view", "gadget": {"id": "10001"}}
        if configuration is not None:
            extension["gadgetConfiguration"] = configuration
        given = {"locale": "en-US", "timezone": "Europe/Berlin", "siteUrl": "https://site.test", "extension": extension}
        idle = {"state": "idle", "sprints": 0, "issuesRead": 0, "issuesTotal": 0}
        canned = {
            "getVelocity": shown,
            "refreshVelocity": shown,
            "explainSprint": explanation(),
            "forecast": forecast(),
            "getProgress": idle,
        }
        setup = {
            "context": given | (context or {}),
            "answers": canned | (answers or {}),
            "delays": delays or {},
            "mode": mode,
        }
        surroundings = place({"locale": "en-US", "color_scheme": mode, **options}, clock is not None)
        page = surroundings.new_page()
        page.set_viewport_size({"width": width, "height": 560})
        pages.append((page, clock is not None))
        if clock:
            # The clock runs until it is paused, which takes seconds on a busy machine.
            page.clock.install(time=datetime.fromisoformat(clock) - timedelta(minutes=10))
            page.clock.pause_at(clock)
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
        page.on("dialog", lambda dialog: broken.append(f"a dialog opened: {dialog.message}"))
        page.on("request", lambda request: None if request.url.startswith(origin) else broken.append(request.url))
        page.add_init_script(STUB.replace("__SETUP__", json.dumps(setup)))
        page.goto(f"{origin}/gadget/index.html")
        if wait:
            page.locator(wait).first.wait_for()
        return page

    yield opened
    for page, alone in pages:
        if alone:
            page.context.close()
        else:
            page.close()
    assert broken == []


def calls(page: Page, name: str | None = None) -> list[Json]:
    """Return the calls to the bridge so far, or only those of the named resolver function."""
    found: list[Json] = page.evaluate("__stub.calls")
    if name is None:
        return found
    return [call["payload"] for call in found if call["command"] == "invoke" and call["payload"]["functionKey"] == name]
