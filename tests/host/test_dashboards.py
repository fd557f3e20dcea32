"""Several dashboards as people use them: switch, create, rename, copy and delete, by keys, and with a view key."""

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from app.settings import Secret
from tests.gadget.accessibility.test_announcements import twice
from tests.host.conftest import Opener, frame_of
from tests.host.test_page import saved
from tests.web import tiny

KEY, VIEW = "a-long-enough-access-key", "a-long-enough-view-key"


def make(site: str, *names: str) -> None:
    """Create dashboards with these names."""
    for name in names:
        assert httpx.post(f"{site}/dashboards", json={"name": name}, trust_env=False).status_code == 201


def choose(page: Page, dashboard: str, item: str) -> None:
    """Choose an item of the menu that the title of a dashboard opens."""
    page.get_by_role("button", name=dashboard, exact=True).click()
    page.get_by_role("menuitem", name=item, exact=True).click()


def name_it(page: Page, name: str) -> None:
    """Enter a name in the dialog."""
    field = page.get_by_label("Name of the dashboard")
    expect(field).to_be_focused()
    field.fill(name)
    field.press("Enter")


def test_dashboards_are_switched_by_keys(site: str, open_page: Opener) -> None:
    """The title opens the list with the current one ticked; each has its own address, and the default has `/`."""
    make(site, "Team Mühe")
    page = open_page(site)
    frame_of(page)
    title = page.get_by_role("heading", level=1).get_by_role("button", name="Dashboard")
    title.press("ArrowDown")
    expect(page.get_by_role("menuitemradio", name="Dashboard", exact=True)).to_have_attribute("aria-checked", "true")
    page.keyboard.press("t")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Team Mühe")).to_be_visible()
    assert page.url == f"{site}/d/Team%20M%C3%BChe"
    assert page.title() == "Team Mühe"
    expect(page.get_by_text("This dashboard has no gadgets.")).to_be_visible()
    page.get_by_role("button", name="Team Mühe").click()
    page.get_by_role("menuitemradio", name="Dashboard", exact=True).click()
    page.wait_for_url(f"{site}/")


def test_a_dashboard_is_made_with_a_name_that_is_free(site: str, open_page: Opener) -> None:
    """A taken or invalid name is refused at the field; a free one creates the dashboard and opens it."""
    page = open_page(site)
    frame_of(page)
    choose(page, "Dashboard", "New dashboard")
    name_it(page, "dashboard")
    told = page.get_by_role("dialog").get_by_role("alert")
    expect(told).to_have_text("Another dashboard has this name. Choose a different one.")
    expect(page.get_by_label("Name of the dashboard")).to_have_attribute("aria-invalid", "true")
    name_it(page, "a/b")
    expect(told).to_contain_text("Use 1 to 60 letters")
    name_it(page, "Alpha")
    page.wait_for_url(f"{site}/d/Alpha")
    page.get_by_role("button", name="Add gadget").click()
    with saved(page):  # type: ignore[attr-defined]
        page.get_by_role("button", name="Add: Plain gadget").click()
    page.reload()
    expect(page.get_by_role("heading", name="Plain gadget")).to_be_visible()


def test_a_dashboard_is_renamed_where_it_stands(site: str, open_page: Opener) -> None:
    """The title changes at once, the new name lasts, and the old address says that it has no dashboard."""
    make(site, "Alpha")
    page = open_page(f"{site}/d/alpha")
    choose(page, "Alpha", "Rename")
    name_it(page, "Beta <b>")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("Use 1 to 60 letters")
    name_it(page, "Beta (2)")
    expect(page.get_by_role("heading", level=1, name="Beta (2)")).to_be_visible()
    expect(page.get_by_role("button", name="Beta (2)", exact=True)).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text("Renamed to Beta (2).")
    page.reload()
    expect(page.get_by_role("heading", level=1, name="Beta (2)")).to_be_visible()
    page.goto(f"{site}/d/alpha")
    expect(page.get_by_role("alert")).to_contain_text("There is no dashboard “alpha”")
    page.get_by_role("link", name="Open the default dashboard").click()
    frame_of(page)


def test_a_dashboard_is_copied(site: str, open_page: Opener) -> None:
    """The copy has the same gadgets with their settings, and the dialog suggests a new name."""
    page = open_page(site)
    frame_of(page)
    choose(page, "Dashboard", "Copy")
    expect(page.get_by_label("Name of the dashboard")).to_have_value("Copy of Dashboard")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/d/Copy%20of%20Dashboard")
    expect(page.frame_locator("iframe").get_by_text("count 3")).to_be_visible()
    assert page.locator("iframe").get_attribute("data-gadget-id") != "10001"


def test_a_deleted_dashboard_is_offered_back(site: str, open_page: Opener) -> None:
    """Delete asks nothing and opens the default dashboard, where Undo restores the deleted one."""
    make(site, "Alpha")
    page = open_page(f"{site}/d/Alpha")
    choose(page, "Alpha", "Delete")
    page.wait_for_url(f"{site}/")
    expect(page.get_by_role("status")).to_contain_text("Alpha removed")
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url(f"{site}/d/Alpha")
    expect(page.get_by_role("heading", level=1, name="Alpha")).to_be_visible()


def test_another_dashboard_is_shown_first(site: str, open_page: Opener) -> None:
    """The default dashboard is the one at `/`, and it cannot be deleted."""
    make(site, "Alpha")
    page = open_page(f"{site}/d/Alpha")
    choose(page, "Alpha", "Make default")
    expect(page.get_by_role("status")).to_contain_text("Alpha is now the default dashboard.")
    page.get_by_role("button", name="Alpha", exact=True).click()
    expect(page.get_by_role("menuitem", name="Delete")).to_have_count(0)
    page.goto(site)
    expect(page.get_by_role("heading", level=1, name="Alpha")).to_be_visible()


def test_who_only_looks_can_switch(tmp_path: Path, open_page: Opener) -> None:
    """A view key can switch and nothing more; with a single dashboard there is no menu."""
    with tiny.running(tmp_path, access_key=Secret(KEY), view_key=Secret(VIEW)) as site:
        page = open_page(site)
        page.get_by_label("Access key").fill(VIEW)
        page.keyboard.press("Enter")
        frame_of(page)
        expect(page.get_by_role("heading", level=1).get_by_role("button")).to_have_count(0)
        httpx.post(f"{site}/dashboards", json={"name": "Alpha"}, headers={"x-access-key": KEY}, trust_env=False)
        page.goto(f"{site}/d/Alpha")
        expect(page.get_by_text("Anyone with an access key can add one.")).to_be_visible()
        page.get_by_role("button", name="Alpha", exact=True).click()
        expect(page.get_by_role("menuitemradio")).to_have_count(2)
        expect(page.get_by_role("menuitem")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_switcher_fits(width: int, scheme: str, site: str, open_page: Opener) -> None:
    """With the longest name and fifty dashboards the menu fits the page; each entry is read once and large enough."""
    long = "W" * 60
    make(site, long, *(f"Team {number}" for number in range(1, 49)))
    page = open_page(f"{site}/d/{long}", viewport={"width": width, "height": 640}, color_scheme=scheme)
    page.get_by_role("button", name=long).click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.get_by_role("menuitemradio").first).to_have_css("font-size", "14px")
    assert page.get_by_role("menu").evaluate("node => node.scrollWidth <= node.clientWidth")
    box = page.get_by_role("menu").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] + box["height"] <= 640
    for item in page.get_by_role("menuitemradio").all():
        size = item.bounding_box()
        assert size is not None
        assert size["height"] >= 24
    assert twice(page) == []
