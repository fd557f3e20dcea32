"""Pages behind a key and below a path, in a real browser: log in, follow a link from another site, log out."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from app.settings import Secret
from app.web.guards.access import Access
from tests.host.conftest import Elsewhere, Opener, frame_of
from tests.support.holds import holds
from tests.web import tiny

KEY, VIEW = "a-long-enough-access-key", "a-key-that-only-views"


def log_in(page: Page, key: str = KEY) -> None:
    """Log in with a key."""
    page.get_by_label("Access key").fill(key)
    page.get_by_role("button", name="Open the dashboard").click()


def test_everything_works_below_a_path(tmp_path: Path, open_page: Opener) -> None:
    """Dashboard, gadget, theme, edit view and embedded gadget load from below the path, and a change is stored."""
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
    """A session outlasts a reload below a path too; after logging out the page asks for the key again."""
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
    """The page offers only what the view key permits: refresh a gadget, copy its link, show it full screen."""
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
    """Without sessions there is no command to log out."""
    page = open_page(site)
    frame_of(page)
    page.get_by_role("button", name="View settings").click()
    expect(page.get_by_role("menuitem", name="Log out")).to_have_count(0)


def test_guessing_is_told_to_wait(tmp_path: Path, open_page: Opener) -> None:
    """After a few wrong keys the login page says how long to wait."""
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
    """A link on another site opens the dashboard, and within a session does not ask for the key again."""
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
