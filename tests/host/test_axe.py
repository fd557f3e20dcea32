"""What axe-core finds on the host's own pages and in what opens over them, light and dark."""

from playwright.sync_api import expect

from tests.gadget.accessibility.test_axe import barriers
from tests.host.conftest import Opener, frame_of
from tests.host.test_page import choose


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
