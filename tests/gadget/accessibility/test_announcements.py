"""What a screen reader announces when something changes, and that it reads each thing once."""

import re

from playwright.sync_api import Page, expect

from tests.gadget.conftest import Opener
from tests.gadget.fixtures.reports import report
from tests.gadget.settings.test_settings import Editor, boards_of, edit, found  # noqa: F401 - edit is a fixture
from tests.gadget.test_gallery import show
from tests.gadget.view.test_states import AT, EVENT, announced, failing

BAD = failing("jira-unreachable")["getVelocity"]
WORDS = "28.4 points completed on average over 7 sprints. The last sprint completed 31 (9% above average)."


def settled(page: Page, word: str) -> str:
    """Wait until an announcement contains this word, and return it."""
    page.wait_for_function("word => document.querySelector('p[role=status]').textContent.includes(word)", arg=word)
    return announced(page)


def test_figures_that_were_waited_for_are_told(gadget: Opener) -> None:
    """A reader who waited for the board hears its figures; a reader who did not wait hears nothing extra."""
    page = gadget(delays={"getVelocity": "hold"}, wait=None, clock=AT)
    page.wait_for_function("() => globalThis.__stub?.held.length === 1")
    page.clock.run_for(300)
    assert announced(page) == "Reading the board…"
    page.evaluate("__stub.release()")
    assert settled(page, "points") == WORDS
    assert announced(gadget(report())) == ""


def test_a_refresh_that_failed_is_told_once(gadget: Opener) -> None:
    """Above kept figures the reason is announced when it is new or the reader asked, not at every automatic refresh."""
    page = gadget(report(), answers={"refreshVelocity": BAD})
    page.evaluate("bad => (__stub.answers.getVelocity = bad)", BAD)
    page.evaluate("event => __stub.emit(event, { origin: 'dashboard' })", EVENT)
    assert settled(page, "Jira").startswith("Jira cannot be reached. These are the figures of")
    page.evaluate("event => __stub.emit(event, { origin: 'dashboard' })", EVENT)
    page.wait_for_function("() => document.querySelector('p[role=status]').textContent === ''")
    page.locator("[data-focus=refresh]").click()
    assert settled(page, "Jira").startswith("Jira cannot be reached.")


def test_a_sprint_that_was_opened_is_told(gadget: Opener) -> None:
    """Once a sprint's work items have loaded, its name and their number are announced."""
    page = gadget(report(), delays={"explainSprint": 100})
    page.locator(".bar").first.focus()
    page.keyboard.press("Enter")
    assert settled(page, "work items") == "Alpha Sprint 1: 8 work items."


def test_keys_are_told_where_they_work(gadget: Opener) -> None:
    """The keys of the chart are described beside the chart, and not beside balance, table or help."""
    page = gadget(report())
    keys = "Arrow keys move between sprints"
    assert keys in page.locator("#gadget").aria_snapshot()
    for name in ("Balance", "Table"):
        page.get_by_role("button", name=name).click()
        assert keys not in page.locator("#gadget").aria_snapshot()
    page.locator("[data-focus=help]").click()
    assert keys not in page.locator("#gadget").aria_snapshot()


def test_figures_are_heard_with_their_unit(gadget: Opener) -> None:
    """The range and the balance name their unit."""
    page = gadget(report())
    said = 'button "Typical range 21–33 points (3 in 4, from 7 sprints)" [pressed]'  # noqa: RUF001
    assert said in page.locator("#gadget").aria_snapshot()
    page.get_by_role("button", name="Balance").click()
    expect(page.locator(".balance").first).to_be_visible()
    assert "from committed to completed, in Story Points" in page.locator("#gadget").aria_snapshot()


def twice(page: Page) -> list[str]:
    """Return what a screen reader reads twice: names whose description has the same words."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    words = [(node.get("name", {}).get("value"), node.get("description", {}).get("value")) for node in tree["nodes"]]
    assert len(words) > 20
    return [name for name, description in words if name and name == description]


def test_names_are_read_once(gadget: Opener) -> None:
    """No description repeats its element's name, in the view or in its help."""
    page = gadget(report())
    page.get_by_role("button", name="Export").wait_for()
    assert twice(page) == []
    page.get_by_role("button", name="How these numbers are made").click()
    assert twice(page) == []


def test_waiting_is_read_once(gadget: Opener) -> None:
    """The progress bar takes the words beside it as its name, and they are not read a second time."""
    page = gadget(wait=None)
    show(page, state="loading")
    page.get_by_role("progressbar", name="Reading the board…").wait_for()
    assert page.locator(".loading").aria_snapshot() == '- progressbar "Reading the board…"'


def test_the_preview_tells_what_it_shows(edit: Editor) -> None:  # noqa: F811
    """Choosing or removing a board and the new chart's sentence are announced; its sprints are named images."""
    opened = edit()
    boards_of(opened).fill("a")
    found(opened).first.wait_for()
    boards_of(opened).press("Enter")
    expect(opened.get_by_role("status").filter(has_text="is chosen.")).to_have_text("Alpha is chosen.")
    expect(opened.locator(".preview").get_by_role("status").filter(has_text="points")).to_have_text(WORDS)
    tree = opened.locator(".preview").aria_snapshot()
    assert re.search(r'group "Preview":\s+- \'img "Alpha Sprint 1, January 5', tree)
    assert not re.search(r'group "[^"]*": \d', tree)
    opened.get_by_role("button", name="Remove Alpha").press("Enter")
    expect(opened.get_by_role("status").filter(has_text="is removed.")).to_have_text("Alpha is removed.")
    expect(boards_of(opened)).to_be_focused()


def test_an_error_is_told_where_the_focus_is_already(edit: Editor) -> None:  # noqa: F811
    """Saving from the wrong field moves no focus, so the error is an alert."""
    opened = edit({"boardIds": [1]})
    count = opened.get_by_label("Number of sprints")
    count.fill("0")
    count.press("Enter")
    expect(opened.get_by_role("alert").filter(has_text="whole number")).to_be_visible()
    expect(count).to_be_focused()


def test_the_preview_tries_again_without_losing_the_focus(edit: Editor) -> None:  # noqa: F811
    """When a second try succeeds and its button goes, the preview's title gets the focus."""
    opened = edit({"boardIds": [1]}, answers={"getVelocity": [BAD, report()]})
    again = opened.locator(".preview").get_by_role("button", name="Try again")
    again.press("Enter")
    expect(opened.get_by_role("heading", name="Preview")).to_be_focused()
    expect(again).to_be_hidden()
