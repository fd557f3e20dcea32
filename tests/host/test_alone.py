"""A single gadget: large on a wall with its own refresh, and by a link that has its settings in the address."""

import re
from pathlib import Path

from playwright.sync_api import expect

from app.settings import Secret
from tests.host.conftest import Opener, frame_of
from tests.host.test_page import choose
from tests.web import tiny

KEY, VIEW = "a-long-enough-access-key", "a-long-enough-view-key"


def test_a_gadget_fills_a_screen_on_a_wall(site: str, open_page: Opener) -> None:
    """On a large screen it is twice as large, dark or light by the address, and refreshes itself."""
    page = open_page("about:blank", viewport={"width": 1920, "height": 1080}, color_scheme="light")
    page.clock.install()
    page.goto(f"{site}/wall/10001?theme=dark&refresh=2")
    page.clock.run_for(1000)
    frame_of(page)
    lines = page.frame_locator("iframe").locator("p")
    expect(lines).to_have_text(["count 3"])
    expect(page.locator("html")).to_have_attribute("data-color-mode", "dark")
    frame = page.locator("iframe")
    assert frame.evaluate("node => [node.clientWidth, node.getBoundingClientRect().width]") == [960, 1920]
    assert page.evaluate("document.documentElement.scrollWidth") == 1920
    page.clock.run_for(110_000)
    expect(lines).to_have_count(1)
    page.clock.run_for(15_000)
    expect(lines).to_have_count(2)


def test_the_menu_opens_the_wall_in_a_tab_of_its_own(site: str, open_page: Opener) -> None:
    """The wall of a gadget that is gone says so, and looks for it again every minute."""
    page = open_page(site)
    frame_of(page)
    with page.context.expect_page() as opened:
        choose(page, "Tiny gadget", "Full screen")
    wall = opened.value
    assert wall.url == f"{site}/wall/10001"
    expect(wall.frame_locator("iframe").get_by_text("count 3")).to_be_visible()
    wall.clock.install()
    wall.goto(f"{site}/wall/nothing")
    expect(wall.get_by_role("alert")).to_contain_text("No dashboard has this gadget any longer.")
    with wall.expect_navigation():
        wall.clock.run_for(61_000)


def test_a_link_has_the_settings_in_its_address(site: str, open_page: Opener) -> None:
    """It shows the gadget as it was when the link was copied, whatever happens to the dashboard later."""
    page = open_page(site, permissions=["clipboard-read", "clipboard-write"])
    frame_of(page)
    choose(page, "Tiny gadget", "Copy link")
    expect(page.get_by_role("status")).to_contain_text("The link is copied.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{site}/show/tiny-gadget?items=%5B1%2C2%2C3%5D"
    choose(page, "Tiny gadget", "Remove")
    expect(page.get_by_text("This dashboard has no gadgets.")).to_be_visible()
    page.goto(link)
    expect(page.frame_locator("iframe").get_by_text("count 3")).to_be_visible()
    page.goto(link[:-3])
    expect(page.get_by_role("alert")).to_have_text("This link is incomplete. Ask for a new one.")
    page.goto(f"{site}/show/nothing")
    expect(page.get_by_role("alert")).to_contain_text("no longer has this kind of gadget")


def test_both_need_the_key(tmp_path: Path, open_page: Opener) -> None:
    """Wall and link ask for a key; a view key is enough."""
    with tiny.running(tmp_path, access_key=Secret(KEY), view_key=Secret(VIEW)) as site:
        for path in ("/wall/10001", "/show/tiny-gadget?items=[1]"):
            page = open_page(f"{site}{path}")
            page.get_by_label("Access key").fill(VIEW)
            page.keyboard.press("Enter")
            expect(page.frame_locator("iframe").get_by_text(re.compile("^count"))).to_be_visible()


def test_the_embed_code_says_what_is_missing(site: str, open_page: Opener) -> None:
    """Where no other page can show the gadget yet, the dialog names the settings it needs."""
    page = open_page(site)
    frame_of(page)
    choose(page, "Tiny gadget", "Copy embed code")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("set VELOCITY_EMBED_ORIGINS to the origins of the pages that may")
    expect(dialog).to_contain_text("set VELOCITY_URL to the address that others use")
