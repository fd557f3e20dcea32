"""Gadgets on a page of another site, in a browser that blocks third-party cookies."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from app.settings import Secret
from app.web.guards.headers import Headers
from tests.host.conftest import ARGUMENTS, Elsewhere, settle
from tests.support.holds import holds
from tests.web import tiny

KEY = "a-long-enough-access-key"
LISTEN = """<script>
globalThis.told = [];
addEventListener("message", (event) => told.push({ origin: event.origin, ...event.data }));
</script>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Yield a browser in which a frame of another site has no cookies."""
    arguments = [*ARGUMENTS, "--test-third-party-cookie-phaseout"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        yield launched
        launched.close()


@pytest.fixture
def server(tmp_path: Path, elsewhere: Elsewhere) -> Iterator[str]:
    """Yield the address of a server with a key and two gadgets, which the other site may frame."""
    origins = (f"http://wiki.test:{elsewhere.port}",)
    with tiny.running(tmp_path, path="/velocity", access_key=Secret(KEY), embed_origins=origins) as address:
        gadgets = [
            {"id": "1", "moduleKey": "tiny-gadget", "configuration": {"items": [1]}},
            {"id": "2", "moduleKey": "tiny-gadget", "configuration": {"items": [1, 2]}, "title": "Second"},
        ]
        body = {"columns": 1, "gadgets": gadgets}
        assert httpx.put(f"{address}dashboard", json=body, headers={"x-access-key": KEY}, trust_env=False).is_success
        yield address


def embed_address(server: str, gadget: str) -> str:
    """Return a gadget's embed address."""
    where = f"{server}dashboard/gadgets/{gadget}/embed"
    url: str = httpx.post(where, json={}, headers={"x-access-key": KEY}, trust_env=False).json()["url"]
    return url


def framed(browser: Browser, elsewhere: Elsewhere, *addresses: str, site: str = "wiki.test", **more: Any) -> Page:
    """Return a page of another site with frames of these addresses."""
    frames = "".join(f"<iframe src='{address}' width='500' height='300'></iframe>" for address in addresses)
    elsewhere.page = f"<!doctype html>{LISTEN}{frames}"
    page = browser.new_page(locale="en-US", **more)
    page.set_default_timeout(8000)
    page.goto(f"http://{site}:{elsewhere.port}/")
    return page


def gadget_in(page: Page, at: int) -> Any:
    """Return the locator of the gadget in a page's frame."""
    return page.frame_locator(f"iframe >> nth={at}").frame_locator("iframe")


@holds("static/host/pages/embed.js", 'history.replaceState(null, "", pathname);\n')
def test_two_gadgets_are_embedded_without_a_cookie(server: str, browser: Browser, elsewhere: Elsewhere) -> None:
    """Each shows its own settings; only its first request has the token in its address, and no referrer has it."""
    asked: list[tuple[str, dict[str, str]]] = []
    one, two = embed_address(server, "1"), embed_address(server, "2")
    page = framed(browser, elsewhere, "about:blank")
    page.on("request", lambda request: asked.append((request.url, request.headers)))
    elsewhere.page = f"{LISTEN}<iframe src='{one}'></iframe><iframe src='{two}'></iframe>"
    page.reload()
    expect(gadget_in(page, 0).get_by_text("count 1")).to_be_visible()
    expect(gadget_in(page, 1).get_by_text("count 2")).to_be_visible()
    tokens = [address.partition("token=")[2] for address in (one, two)]
    carrying = [url for url, _ in asked if any(token in url for token in tokens)]
    assert sorted(carrying) == sorted([one, two])
    assert not any(token in frame.url for frame in page.frames for token in tokens)
    own = [headers for url, headers in asked if url.startswith(server)]
    assert own
    assert not any("cookie" in headers for headers in own)
    assert not any(
        "token" in headers.get("referer", "") or server in headers.get("referer", "") for _, headers in asked
    )
    page.close()


def test_the_page_around_learns_the_height(server: str, browser: Browser, elsewhere: Elsewhere) -> None:
    """It gets a message with the gadget's id and height from this server's origin."""
    page = framed(browser, elsewhere, embed_address(server, "1"))
    expect(gadget_in(page, 0).get_by_text("count 1")).to_be_visible()
    page.wait_for_function("told.length > 0")
    (first, *_) = page.evaluate("told")
    assert (first["type"], first["gadgetId"]) == ("forge-gadget:height", "1")
    assert first["height"] > 0
    assert server.startswith(first["origin"])
    page.close()


@pytest.mark.parametrize(
    ("query", "scheme", "mode"), [("", "dark", "dark"), ("", "light", "light"), ("&theme=dark", "light", "dark")]
)
def test_light_and_dark_follow_the_page_around(
    query: str, scheme: str, mode: str, server: str, browser: Browser, elsewhere: Elsewhere
) -> None:
    """The mode is the address's, or else the browser's preference."""
    page = framed(browser, elsewhere, embed_address(server, "1") + query, color_scheme=scheme)
    expect(gadget_in(page, 0).get_by_text("count 1")).to_be_visible()
    expect(gadget_in(page, 0).locator("html")).to_have_attribute("data-color-mode", mode)
    page.close()


@holds(
    Headers,
    'embed = _encoded({**COMMON, **NOT_KEPT, "content-security-policy": HOST_POLICY + framers})',
    'embed = _encoded({**COMMON, **NOT_KEPT, "content-security-policy": HOST_POLICY + "*"})',
)
def test_another_site_may_not_frame_it(server: str, browser: Browser, elsewhere: Elsewhere) -> None:
    """A site that the settings do not name cannot frame it, even with the whole address."""
    page = framed(browser, elsewhere, embed_address(server, "1"), site="evil.test")
    page.wait_for_timeout(500)
    assert page.frames[1].url.startswith("chrome-error:")
    page.close()


def test_a_withdrawn_address_says_so(server: str, browser: Browser, elsewhere: Elsewhere) -> None:
    """The frame shows a sentence instead of the gadget, and still reports its height."""
    old = embed_address(server, "1")
    httpx.delete(f"{server}dashboard/gadgets/1/embed", headers={"x-access-key": KEY}, trust_env=False)
    page = framed(browser, elsewhere, old)
    expect(page.frame_locator("iframe").get_by_role("alert")).to_contain_text("embed address was withdrawn")
    page.wait_for_function("told.length > 0")
    page.close()


def test_the_menu_gives_the_code_and_takes_it_back(server: str, browser: Browser, elsewhere: Elsewhere) -> None:
    """The copied code works unchanged on the other site until it is withdrawn."""
    page = browser.new_page(locale="en-US")
    page.set_default_timeout(8000)
    page.goto(server)
    page.get_by_label("Access key").fill(KEY)
    page.get_by_role("button", name="Open the dashboard").click()
    more = page.get_by_role("button", name="More actions for Second")
    settle(page)
    more.click()
    page.get_by_role("menuitem", name="Copy embed code").click()
    dialog = page.get_by_role("dialog", name="Embed code")
    code = dialog.get_by_role("textbox", name="Embed code").input_value()
    expect(dialog).to_contain_text(f"http://wiki.test:{elsewhere.port}")
    dialog.get_by_role("button", name="Close").click()
    expect(more).to_be_focused()
    assert re.match(r'<iframe src="http://127\.0\.0\.1:\d+/velocity/embed/2\?token=[0-9a-f]{64}" title="Second"', code)
    elsewhere.page = code
    other = browser.new_page(locale="en-US")
    other.goto(f"http://wiki.test:{elsewhere.port}/")
    expect(gadget_in(other, 0).get_by_text("count 2")).to_be_visible()
    more.click()
    page.get_by_role("menuitem", name="Withdraw embed address").click()
    expect(page.get_by_role("status")).to_contain_text("no longer show it")
    other.reload()
    expect(other.frame_locator("iframe").get_by_role("alert")).to_contain_text("withdrawn")
    other.close()
    page.close()


PICTURE = """
export const asks = (configuration) => ({ functionKey: "count", payload: configuration });
const script = "<script>document.title = 'ran'</script>";
export const draw = ({ count }) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${count}00" height="20">${script}</svg>`;
"""


@holds(Headers, "Kind.PICTURE: picture, ")
def test_pictures_are_shown_on_any_page(browser: Browser, elsewhere: Elsewhere, server: str, tmp_path: Path) -> None:
    """A page of another site, which may frame nothing, shows SVG and PNG; an SVG in its own tab runs no script."""
    (tmp_path / "static" / "picture.js").write_text(PICTURE)
    where = embed_address(server, "2")
    addresses = [where.replace("/2?", f"/2.{form}?") for form in ("svg", "png")]
    images = "".join(f"<img src='{address}'>" for address in (*addresses, addresses[0].replace("/2.", "/1.")))
    elsewhere.page = f"<!doctype html>{images}"
    page = browser.new_page()
    page.goto(f"http://other.test:{elsewhere.port}/")
    page.wait_for_function("[...document.images].every((image) => image.complete)")
    widths = page.evaluate("[...document.images].map((image) => image.naturalWidth)")
    assert widths == [200, 400, 0]
    page.goto(addresses[0])
    assert page.evaluate("document.documentElement.localName") == "svg"
    assert page.title() != "ran"
