"""The dashboard with the keyboard only: the focus is never lost or under a message. What axe finds on the pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.gadget.accessibility.test_announcements import twice
from tests.gadget.accessibility.test_axe import barriers
from tests.host.conftest import Opener, frame_of
from tests.host.test_page import choose
from tests.web import tiny

TALL = "main { display: block; padding-block-start: 420px; }"
"""Makes settings so long that their buttons are far down."""


@pytest.mark.parametrize("key", ["Enter", "Escape"])
def test_a_dismissed_message_gives_the_focus_back(site: str, open_page: Opener, key: str) -> None:
    """Enter on its button or Escape dismisses a message; the focus returns to where it came from."""
    page = open_page(site)
    frame_of(page)
    choose(page, "Tiny gadget", "Rename")
    page.keyboard.type("Ours")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="More actions for Ours")).to_be_focused()
    dismiss = page.get_by_role("button", name="Dismiss: Renamed to Ours.")
    dismiss.focus()
    page.keyboard.press(key)
    expect(dismiss).to_have_count(0)
    expect(page.get_by_role("button", name="More actions for Ours")).to_be_focused()


def test_the_next_message_has_the_focus(site: str, open_page: Opener) -> None:
    """After one of several messages is dismissed, the next has the focus."""
    page = open_page(site)
    frame_of(page)
    choose(page, "Tiny gadget", "Rename")
    page.keyboard.type("Ours")
    page.keyboard.press("Enter")
    choose(page, "Ours", "Remove")
    page.get_by_role("button", name="Dismiss: Ours removed").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Dismiss: Renamed to Ours.")).to_be_focused()


@pytest.fixture
def tall(tmp_path: Path) -> Iterator[str]:
    """Yield the address of a server whose gadget has long settings."""
    tiny.write(tmp_path)
    (tmp_path / "static" / "tiny.css").write_text(TALL)
    with tiny.running(tmp_path) as address:
        yield address


@pytest.mark.parametrize("width", [1280, 320])
def test_an_added_gadget_is_whole_in_view(tall: str, open_page: Opener, width: int) -> None:
    """The page follows a new gadget as it grows, and no button of its settings lies under the message."""
    page = open_page(tall, viewport={"width": width, "height": 700})
    frame_of(page)
    page.get_by_role("button", name="Add gadget").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Add: Tiny gadget").press("Enter")
    added = page.locator("iframe").last.get_attribute("data-gadget-id")
    save = frame_of(page, str(added)).locator("#save")
    expect(page.locator(".flag")).to_be_visible()
    page.wait_for_function("() => document.querySelectorAll('.frame')[1].clientHeight > 400")
    card = page.locator(".card").last
    assert card.evaluate("node => node.getBoundingClientRect().top >= 0")
    assert card.evaluate("node => node.getBoundingClientRect().bottom <= innerHeight")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(save).to_be_focused()
    box, flag = save.bounding_box(), page.locator(".flag").bounding_box()
    assert box is not None
    assert flag is not None
    assert box["y"] + box["height"] <= flag["y"]


def test_a_page_at_400_percent_leaves_the_gadget_room(site: str, open_page: Opener) -> None:
    """At 320 pixels a gadget gets 300 of them, enough for a chart."""
    page = open_page(site, viewport={"width": 320, "height": 700})
    frame_of(page)
    assert page.locator("iframe").evaluate("node => node.clientWidth") >= 300


def test_names_are_read_once(site: str, open_page: Opener) -> None:
    """The dashboard's buttons have a name and no description with the same words."""
    page = open_page(site)
    frame_of(page)
    assert twice(page) == []
    for name in ("View settings", "Refresh Tiny gadget", "More actions for Tiny gadget"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(1)


def test_the_host_has_no_barrier(site: str, open_page: Opener) -> None:
    """Dashboard, menus, dialogs, renaming, moving, and the pages that say why nothing is shown have no violation."""
    page = open_page(site, bypass_csp=True)  # axe-core styles the page while it looks
    frame_of(page)
    found = {"dashboard": barriers(page)}
    for name in ("Dashboard", "More actions for Tiny gadget"):
        page.get_by_role("button", name=name, exact=True).click()
        found[name] = barriers(page)
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Add gadget").click()
    found["dialog"] = barriers(page)
    page.keyboard.press("Escape")
    choose(page, "Tiny gadget", "Rename")
    found["renaming"] = barriers(page)
    page.keyboard.press("Escape")
    for path in ("/nowhere", "/d/nobody", "/embed/nothing"):
        page.goto(f"{site}{path}")
        expect(page.get_by_role("alert")).to_be_visible()
        found[path] = barriers(page)
    assert {name: problems for name, problems in found.items() if problems} == {}
