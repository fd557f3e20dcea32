"""With the keyboard only: whatever is redrawn or goes away, the focus is never lost."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.gadget.conftest import Opener, calls
from tests.gadget.fixtures.reports import report
from tests.gadget.view.test_states import AT, EVENT, failing

BAD: dict[str, Any] = failing("jira-unreachable")["getVelocity"]


def held(page: Page) -> Any:
    """Return the name of the focused element, or its text."""
    return page.evaluate("document.activeElement.dataset.focus ?? document.activeElement.innerText")


def test_trying_again_keeps_the_focus(gadget: Opener) -> None:
    """While the page tries again, the focus waits on the loading text; it returns to the button when it fails."""
    page = gadget(wait="[data-state=error]", answers=failing("jira-unreachable"), clock=AT)
    page.evaluate("__stub.delays.refreshVelocity = 'hold'")
    page.locator("[data-focus=retry]").focus()
    page.keyboard.press("Enter")
    page.clock.run_for(500)
    assert held(page) == "Reading the board…"
    page.evaluate("__stub.release()")
    page.locator("[data-focus=retry]").wait_for()
    assert held(page) == "retry"


def test_a_success_takes_the_focus_to_the_title(gadget: Opener) -> None:
    """When a second try succeeds and its button goes, the title of the figures gets the focus."""
    page = gadget(wait="[data-state=error]", answers={"getVelocity": BAD})
    page.locator("[data-focus=retry]").focus()
    page.keyboard.press("Enter")
    page.locator(".plot").wait_for()
    assert held(page) == "Alpha: velocity, last 7 sprints"


def test_the_banner_goes_without_the_focus(gadget: Opener) -> None:
    """The same holds for the button in the banner above kept figures."""
    page = gadget(report(), answers={"refreshVelocity": [BAD, report()]})
    page.locator("[data-focus=refresh]").click()
    page.locator("[data-focus=retry]").focus()
    page.keyboard.press("Enter")
    page.locator(".banner").wait_for(state="detached")
    assert held(page) == "Alpha: velocity, last 7 sprints"


@pytest.mark.parametrize(("link", "kept"), [("Open board Alpha", "https://site.test/board/1"), ("ALPHA-1", "back")])
def test_links_keep_the_focus(gadget: Opener, link: str, kept: str) -> None:
    """New figures leave the focus on their link; where the work items reload, it moves to Back."""
    changed = report()
    changed["sprints"][6]["completed"] = 33
    page = gadget(report(), answers={"getVelocity": [report(), changed]})
    if kept == "back":
        page.locator(".bar").first.click()
    page.get_by_role("link", name=link, exact=True).focus()
    page.evaluate("event => __stub.emit(event, { origin: 'dashboard' })", EVENT)
    page.wait_for_function("() => document.querySelector('p[role=status]').textContent !== ''")
    assert held(page) == kept


def test_an_explanation_that_failed_keeps_the_focus(gadget: Opener) -> None:
    """A second try to explain a sprint moves the focus to Back."""
    good = gadget(report()).evaluate("__stub.answers.explainSprint")
    page = gadget(report(), answers={"explainSprint": [BAD, good]})
    page.locator(".bar").first.click()
    page.locator("[data-focus=retry]").focus()
    page.keyboard.press("Enter")
    page.locator("table.issues").wait_for()
    assert held(page) == "back"


def test_a_link_that_the_host_cannot_follow_says_so(gadget: Opener) -> None:
    """Where the host refuses to open a page of Jira, a flag shows its reason."""
    page = gadget(report())
    page.evaluate("""() => {
      const call = globalThis.__bridge.callBridge;
      globalThis.__bridge.callBridge = async (command, payload) => {
        const answer = await call(command, payload);
        if (command === "navigate") throw new Error("There are no pages here.");
        return answer;
      };
    }""")
    page.get_by_role("link", name="Open board Alpha").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => __stub.calls.some(({ command }) => command === 'showFlag')")
    [flag] = [call["payload"] for call in calls(page) if call["command"] == "showFlag"]
    assert flag["title"] == "There are no pages here."
