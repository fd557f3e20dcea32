"""What readers bring along: their own spacing and colours, another writing direction, paper, a tab left open."""

import pytest
from playwright.sync_api import Page

from tests.gadget.accessibility.test_contrast import system
from tests.gadget.conftest import Opener, calls
from tests.gadget.fixtures.reports import report
from tests.gadget.view.test_layout import problems, space_out
from tests.gadget.view.test_states import AT, failing

PAPER = 718
"""A4 at 96 pixels an inch, without a browser's usual margins."""

BOXES = "all => all.map((one) => one.getBoundingClientRect()).map(({ left, height }) => [left, height])"


def hide(page: Page, hidden: bool) -> None:  # noqa: FBT001 - the tab's state
    """Make the page believe that its tab is hidden, or visible again."""
    page.evaluate(
        """hidden => {
          Object.defineProperty(document, "hidden", { configurable: true, value: hidden });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


@pytest.mark.parametrize("width", [320, 640])
def test_the_chart_makes_room_for_the_readers_spacing(gadget: Opener, width: int) -> None:
    """Where a reader spaces out letters and words (WCAG 1.4.12), the chart redraws without cuts or overlaps."""
    page = gadget(report(), width=width)
    space_out(page)
    assert problems(page) == []


def test_reasons_are_read_without_scrolling(gadget: Opener) -> None:
    """At 320 pixels (a zoom of 400 %) only the figures scroll: every reason is whole within the page."""
    page = gadget(report(), width=320)
    page.locator(".bar").first.click()
    page.locator("table.issues").wait_for()
    ends = page.locator(".issues .why div").evaluate_all("all => all.map((one) => one.getBoundingClientRect().right)")
    assert len(ends) == 8
    assert max(ends) <= 320


def test_names_stay_beside_the_figures(gadget: Opener) -> None:
    """Where the table scrolls sideways, the sprints' names stay in view, each on one line."""
    page = gadget(report(), width=640)
    page.get_by_role("button", name="Table").click()
    names = page.locator("[data-panel=table] tbody th button")
    before = names.evaluate_all(BOXES)
    page.locator("[data-panel=table] .scroller").evaluate("node => node.scrollTo(100, 0)")
    assert max(height for _, height in before) < 30
    assert all(left >= 0 for left, _ in names.evaluate_all(BOXES))


@pytest.mark.parametrize("locale", ["en-US", "de-DE"])
def test_paper_holds_every_column(gadget: Opener, locale: str) -> None:
    """Paper cannot scroll: the whole table fits its width."""
    page = gadget(report(), width=PAPER, context={"locale": locale})
    page.evaluate("document.documentElement.dataset.print = 'whole'")
    page.emulate_media(media="print")
    table = page.locator("[data-panel=table] table").bounding_box()
    assert table is not None
    assert table["x"] + table["width"] <= PAPER


def test_the_chosen_view_is_read_under_the_pointer(gadget: Opener) -> None:
    """In forced colours the chosen button keeps the system's colour under the pointer."""
    page = gadget(report(), forced_colors="active")
    page.get_by_role("button", name="Balance").click()
    ground = page.get_by_role("button", name="Balance").evaluate("node => getComputedStyle(node).backgroundColor")
    assert ground == system(page, "Highlight")


def test_escape_leaves_the_help(gadget: Opener) -> None:
    """Escape in the help returns to the view and to the button that opened it."""
    page = gadget(report())
    page.locator("[data-focus=help]").click()
    page.keyboard.press("Escape")
    assert page.locator(".report").get_attribute("data-view") == "chart"
    assert page.evaluate("document.activeElement.dataset.focus") == "help"


def test_kept_figures_are_not_denied(gadget: Opener) -> None:
    """Above kept figures stand the reason, their time and their age, not a claim that there are none."""
    page = gadget(report(), clock=AT, answers={"refreshVelocity": failing("jira-unreachable")["getVelocity"]})
    page.locator("[data-focus=refresh]").click()
    words = page.locator(".banner").inner_text().replace("\u202f", " ")
    assert words.startswith("Jira cannot be reached. These are the figures of Nov 24, 2026, 10:30 AM (")
    assert words.endswith(" ago). Try again")


def test_a_try_that_was_due_in_a_hidden_tab_is_made_up_for(gadget: Opener) -> None:
    """A hidden tab asks for nothing; visible again, it makes up for the try that was due meanwhile."""
    answers = {"getVelocity": [failing("rate-limited", retryAfterSeconds=90)["getVelocity"], report()]}
    page = gadget(report(), clock=AT, answers=answers)
    hide(page, hidden=True)
    page.clock.run_for(120_000)
    assert len(calls(page, "getVelocity")) == 1
    hide(page, hidden=False)
    page.locator(".bar").first.wait_for()
    assert len(calls(page, "getVelocity")) == 2
