"""Pages behind a key and below a path, in a real browser: log in, follow a link from elsewhere, log out."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from app.settings import Secret
from app.web.guards.access import Access
from tests.host.conftest import Elsewhere, Opener, frame_of
from tests.support.holds import holds
from tests.web import tiny

KEY, VIEW = "a-long-enough-access-key", "a-key-that-only-views"


def log_in(page: Page, key: str = KEY) -> None:
    """Hand in a key."""
    page.get_by_label("Access key").fill(key)
    page.get_by_role("button", name="Open the dashboard").click()


def test_everything_works_below_a_path(tmp_path: Path, open_page: Opener) -> None:
    """Dashboard, gadget, theme and the edit view load from below it, and a change is kept there."""
    with tiny.running(tmp_path, path="/team/velocity") as address:
        asked: list[str] = []
        page = open_page(address)
        page.on("request", lambda request: asked.append(request.url))
        page.reload()
        frame = frame_of(page)
        expect(page.frame_locator("iframe").get_by_text("count 3")).to_be_visible()
        assert frame.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ds-text')")
        page.get_by_role("button", name="More actions").click()
        page.get_by_role("menuitem", name="Edit").click()
        page.frame_locator("iframe").locator("#save").click()
        expect(page.frame_locator("iframe").get_by_text("count 2")).to_be_visible()
        page.goto(f"{address}embed/10001")
        expect(page.frame_locator("iframe").get_by_text("count 2")).to_be_visible()
        assert all(url.startswith(address) for url in asked)


def test_a_session_is_opened_and_ended(tmp_path: Path, open_page: Opener) -> None:
    """Below a path too the cookie comes back; after logging out the page asks for the key again."""
    with tiny.running(tmp_path, path="/velocity", access_key=Secret(KEY)) as address:
        page = open_page(address)
        log_in(page)
        frame_of(page)
        page.reload()
        frame_of(page)
        page.get_by_role("button", name="View settings").click()
        page.get_by_role("menuitem", name="Log out").click()
        expect(page.get_by_label("Access key")).to_be_visible()
        page.goto(address)
        expect(page.get_by_label("Access key")).to_be_visible()


def test_a_key_that_views_is_offered_no_change(tmp_path: Path, open_page: Opener) -> None:
    """What would be refused is not offered: a gadget can be refreshed, linked to and shown alone, nothing more."""
    with tiny.running(tmp_path, access_key=Secret(KEY), view_key=Secret(VIEW)) as address:
        page = open_page(address)
        log_in(page, VIEW)
        frame_of(page)
        expect(page.get_by_role("button", name="Add gadget")).to_have_count(0)
        page.get_by_role("button", name="More actions").click()
        expect(page.get_by_role("menuitem")).to_have_text(["Refresh", "Copy link", "Full screen"])
        page.get_by_role("button", name="View settings").click()
        expect(page.get_by_role("group", name="Columns")).to_have_count(0)


def test_nobody_logs_out_of_a_server_without_a_key(site: str, open_page: Opener) -> None:
    """Where there is no session there is no such command."""
    page = open_page(site)
    frame_of(page)
    page.get_by_role("button", name="View settings").click()
    expect(page.get_by_role("menuitem", name="Log out")).to_have_count(0)


def test_guessing_is_told_to_wait(tmp_path: Path, open_page: Opener) -> None:
    """The login page says for how long."""
    with tiny.running(tmp_path, access_key=Secret(KEY)) as address:
        page = open_page(address)
        for guess in range(4):
            log_in(page, f"guess-{guess}")
            expect(page.get_by_role("alert")).to_contain_text("not the access key")
            page.get_by_label("Access key").fill("")
        log_in(page, "guess-again")
        expect(page.get_by_role("alert")).to_contain_text("Too many wrong keys were tried. Try again in")


@holds(Access, "SameSite=lax", "SameSite=strict")
def test_a_link_on_another_page_opens_the_dashboard(tmp_path: Path, browser: Browser, elsewhere: Elsewhere) -> None:
    """Following a link is navigating: the dashboard comes, and whoever has a session is not asked again."""
    with tiny.running(tmp_path, access_key=Secret(KEY)) as address:
        elsewhere.page = f"<!doctype html><a href='{address}/'>the dashboard</a>"
        context = browser.new_context(locale="en-US")
        page = context.new_page()
        page.goto(f"http://wiki.test:{elsewhere.port}/")
        page.get_by_role("link").click()
        log_in(page)
        frame_of(page)
        page.goto(f"http://wiki.test:{elsewhere.port}/")
        page.get_by_role("link").click()
        frame_of(page)
        context.close()
