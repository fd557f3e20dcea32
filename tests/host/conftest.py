"""A real browser on a real server of the tiny app; a page that breaks its own policy fails its test."""

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page, expect, sync_playwright

from tests.web import tiny

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP *.test 127.0.0.1",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Yield a browser that resolves every name under `.test` to this machine."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        launched = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield launched
        launched.close()


class Elsewhere(ThreadingHTTPServer):
    """Another site's server with one page, on loopback, because browsers block requests from the web to loopback."""

    page = ""

    @property
    def port(self) -> int:
        """The port, for an address under any `.test` name."""
        return self.server_port


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    """Yield the other site's server."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(server.page.encode())

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    with Elsewhere(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """Yield the address of a server that shows the demo's first dashboard."""
    with tiny.running(tmp_path) as address:
        yield address


Opener = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Opener]:
    """Yield a function that opens a page: `open_page(url, **options of the browser's context)`."""
    contexts = []
    broken: list[str] = []

    def opened(url: str, **options: Any) -> Page:
        context = browser.new_context(**{"locale": "en-US", "timezone_id": "Europe/Berlin", **options})
        context.set_default_timeout(8000)
        contexts.append(context)
        page = context.new_page()
        # A call that is still running when the test ends fails as if the server had gone.
        page.on("pageerror", lambda error: None if "does not answer" in str(error) else broken.append(str(error)))
        page.on("console", lambda message: broken.append(message.text) if "Content Security" in message.text else None)
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith(("http://127.0.0.1:", "about:")) else broken.append(request.url)
            ),
        )
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert broken == []


def frame_of(page: Page, gadget: str = "10001") -> Frame:
    """Return the frame of a gadget once its page is ready and visible: a hidden one takes no click."""
    selector = f'iframe[data-gadget-id="{gadget}"]'
    page.frame_locator(selector).locator("body[data-ready]").wait_for(state="attached")
    expect(page.locator(selector)).not_to_have_class(re.compile("pending"))
    frame = page.locator(selector).element_handle().content_frame()
    assert frame is not None
    return frame


def settle(page: Page) -> None:
    """Wait until every frame of the dashboard has its page's height, so that no button moves away from a click."""
    page.wait_for_function(
        """() => {
          const frames = [...document.querySelectorAll("iframe.frame")];
          return frames.length && frames.every((frame) => frame.style.blockSize && !frame.matches(".pending"));
        }"""
    )


def call(frame: Frame, command: str, payload: object = None) -> Any:
    """Send a bridge command from a gadget's page and return the answer, or `{"error": ...}` as the page caught it."""
    script = """async ([command, payload]) => {
      try { return { value: await globalThis.__bridge.callBridge(command, payload ?? undefined) }; }
      catch (error) {
        const { message, code, details } = error;
        return { error: { own: error instanceof Error, message, code, details } };
      }
    }"""
    return frame.evaluate(script, [command, payload])
