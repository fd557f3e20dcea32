"""The developers' page that shows every state of the gadget."""

import re
from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from tests.gadget.conftest import Opener

CONVENTIONS = (
    "never configured",
    "loading",
    "loading again",
    "ready",
    "stale, by the server",
    "partial",
    "empty board",
    "kanban board",
    "no estimate field",
    "not permitted",
    "board gone",
    "signed out",
    "rate limited",
    "timed out",
    "offline",
    "configuration no longer valid",
)
"""The states of a gadget; for the narrow and the printed one there are the width and the print preview."""
ERRORS = {*CONVENTIONS[6:8], *CONVENTIONS[9:], "units differ", "too much", "Jira unreachable", "Jira nonsense"}
"""The states without figures, each with its own text."""
RAW_KEY = re.compile(r"\b(settings|export|error|state|view|chart|figure|warning|unit)\.\w+")
SHOWN = "[data-state]:not([data-state=''])"


def show(page: Page, **chosen: str) -> None:
    """Open the gallery with these choices and wait until it shows the state."""
    page.goto(page.url.split("/gadget/")[0] + "/gadget/gallery.html?" + urlencode(chosen))
    page.locator(f"{SHOWN}, form.settings").first.wait_for()


def settle(name: str) -> int:
    """Return the milliseconds until a state has settled."""
    return 500 if re.search("again|failing|settings", name) else 30


def states(page: Page) -> list[str]:
    """Return the names of the states."""
    return page.get_by_label("state").locator("option").all_text_contents()


def test_every_state_has_its_words(gadget: Opener) -> None:
    """No state shows a key instead of a text or an English one in German, and no two errors read alike."""
    page = gadget()
    show(page)
    names = states(page)
    assert set(CONVENTIONS) <= set(names)
    errors: dict[str, str] = {}
    for name in names:
        show(page, state=name, language="de-DE")
        page.wait_for_timeout(settle(name))
        words = page.locator("#gadget").inner_text()
        assert words.strip(), name
        assert not RAW_KEY.search(words), name
        assert "server's own sentence" not in words, name
        if page.locator("#gadget").get_attribute("data-state") == "error":
            errors[words] = name
    assert set(errors.values()) >= {"kanban board", "rate limited", "Jira nonsense"}
    assert len(errors) >= len([name for name in names if name in ERRORS])


def test_the_switches_change_the_page(gadget: Opener) -> None:
    """Mode, width and language follow their switches and outlast a change of state."""
    page = gadget(width=1000)
    show(page)
    page.get_by_label("mode").select_option("dark")
    expect(page.locator("html")).to_have_attribute("data-color-mode", "dark")
    page.get_by_label("width").select_option("320")
    expect(page.locator("#gadget")).to_have_css("inline-size", "320px")
    page.get_by_label("language").select_option("de-DE")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.get_by_label("state").select_option("kanban board")
    expect(page.locator("#gadget[data-state=error]")).to_have_css("inline-size", "320px")
    expect(page.locator("html")).to_have_attribute("data-color-mode", "dark")


def test_the_state_is_in_the_address(gadget: Opener) -> None:
    """The address names every choice, defaults included, so that it can be passed on."""
    page = gadget()
    page.goto(page.url.replace("index.html", "gallery.html"))
    page.locator(SHOWN).first.wait_for()
    assert page.evaluate("Object.fromEntries(new URLSearchParams(location.search))") == {
        "state": "never configured",
        "mode": "light",
        "width": "full",
        "language": "en-US",
    }


def test_whoever_sees_refused_credentials_is_not_sent_to_the_board(gadget: Opener) -> None:
    """The board's page helps where access to it is missing, not where the server's credentials are wrong."""
    page = gadget()
    for state, shown in (("not permitted", 1), ("credentials refused", 0)):
        show(page, state=state)
        expect(page.get_by_role("button", name="Open board")).to_have_count(shown)


def test_offline_says_offline(gadget: Opener) -> None:
    """The offline state has its own words."""
    page = gadget()
    show(page, state="offline")
    expect(page.get_by_role("heading", name="You are offline")).to_be_visible()
