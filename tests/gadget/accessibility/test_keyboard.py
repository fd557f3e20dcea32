import re

from playwright.sync_api import Page

from tests.gadget.conftest import Opener, calls
from tests.gadget.fixtures.reports import report


def active(page: Page) -> str | None:
    """Return the index of the focused bar, or the name of the focused element."""
    found: str | None = page.evaluate(
        "document.activeElement.dataset.at ?? document.activeElement.dataset.focus ?? document.activeElement.tagName"
    )
    return found


def test_one_tab_stop_and_arrows_inside(gadget: Opener) -> None:
    """Legend and chart are one tab stop each; arrows move inside, Home and End go to the chart's ends."""
    page = gadget(report())
    assert page.locator('.plot [tabindex="0"]').count() == 1
    page.locator("[data-focus=view-forecast]").focus()
    page.keyboard.press("Tab")
    legend = [active(page)]
    for key in ("ArrowRight", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
        legend.append(active(page))
    assert legend == ["series-committed", "series-completed", "series-committed", "series-more"]
    page.keyboard.press("Tab")
    places = [active(page)]
    for key in ("ArrowLeft", "ArrowLeft", "ArrowRight", "Home", "ArrowLeft", "End", "ArrowRight"):
        page.keyboard.press(key)
        places.append(active(page))
    assert places == ["6", "5", "4", "5", "0", "0", "6", "6"]
    assert page.locator('.plot [tabindex="0"]').count() == 1
    page.keyboard.press("Tab")
    assert active(page) == "https://site.test/board/1"


def test_escape_closes_the_tooltip_and_keeps_the_place(gadget: Opener) -> None:
    """Escape closes the tooltip that the focus opened; the focus stays on its sprint."""
    page = gadget(report())
    page.locator(".bar").last.focus()
    assert page.locator(".tooltip").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".tooltip").is_visible()
    assert active(page) == "6"


def test_enter_opens_the_sprint_and_back_returns(gadget: Opener) -> None:
    """Enter opens a sprint's work items with the focus on Back, which returns to the same bar."""
    page = gadget(report())
    page.locator(".bar").last.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.locator("table.issues").wait_for()
    assert active(page) == "back"
    assert calls(page, "explainSprint")[0]["payload"]["sprintId"] == 106
    page.keyboard.press("Enter")
    assert active(page) == "5"
    assert page.locator(".plot").is_visible()


def test_the_focused_sprint_is_the_one_that_opens(gadget: Opener) -> None:
    """Wherever a screen reader's cursor puts the focus, arrows continue from there and Enter opens that sprint."""
    page = gadget(report())
    page.locator(".bar").nth(2).focus()
    page.keyboard.press("ArrowRight")
    assert active(page) == "3"
    page.locator(".bar").first.focus()
    page.keyboard.press("Enter")
    page.locator("table.issues").wait_for()
    assert calls(page, "explainSprint")[0]["payload"]["sprintId"] == 101


def test_escape_leaves_the_issues(gadget: Opener) -> None:
    """Escape in a sprint's work items returns to that sprint in the view it was opened from."""
    page = gadget(report())
    page.get_by_role("button", name="Table").click()
    page.locator("[data-focus=row-103]").click()
    page.locator("table.issues").wait_for()
    page.keyboard.press("Escape")
    assert active(page) == "row-103"


def test_same_words_by_hover_focus_and_touch(gadget: Opener) -> None:
    """Pointer, keyboard and touch show the same tooltip with all figures."""
    page = gadget(report(), has_touch=True)
    tip = page.locator(".tooltip")
    page.locator(".bar").nth(4).hover()
    hovered = tip.inner_text()
    page.mouse.move(0, 0)
    tip.wait_for(state="hidden")
    page.locator(".bar").nth(4).focus()
    assert tip.inner_text() == hovered
    for part in ("Alpha Sprint 5", "Mar 2 – 16, 2026", "31 points", "28 points", "90%", "Closed 3 days"):  # noqa: RUF001
        assert part in hovered
    figures = tip.locator("dd").all_text_contents()
    assert figures == ["31 points", "28 points", "90%", "90%", "3", "1", "+2", "7", "5", "1"]
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.locator(".bar").nth(4).dispatch_event("pointerover", {"pointerType": "touch"})
    assert tip.inner_text() == hovered


def test_a_finger_sees_the_figures_first(gadget: Opener) -> None:
    """The first tap on a sprint shows its figures and keeps them; the second opens its work items."""
    page = gadget(report(), has_touch=True)
    page.locator(".bar").nth(2).tap()
    page.wait_for_timeout(300)
    assert "Alpha Sprint 3" in page.locator(".tooltip").inner_text()
    assert calls(page, "explainSprint") == []
    page.locator(".bar").nth(2).tap()
    page.locator("table.issues").wait_for()


def test_the_tooltip_can_be_entered_and_stays(gadget: Opener) -> None:
    """The pointer can move into the tooltip, which stays until the pointer leaves it; Escape closes it."""
    page = gadget(report())
    page.locator(".bar").nth(1).hover()
    tip = page.locator(".tooltip")
    box = tip.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 20, steps=4)
    page.wait_for_timeout(300)
    assert "Alpha Sprint 2" in tip.inner_text()
    page.mouse.move(5, 5)
    tip.wait_for(state="hidden")
    page.locator(".bar").nth(1).hover()
    assert tip.is_visible()
    page.keyboard.press("Escape")
    assert not tip.is_visible()


def test_names_are_written_for_ears(gadget: Opener) -> None:
    """Each sprint is a named image in a named group: name, dates, committed and completed with the unit."""
    page = gadget(report())
    snapshot = page.locator("#gadget").aria_snapshot()
    assert re.search(r"group .*velocity, last 7 sprints", snapshot)
    for at, (committed, completed) in enumerate(((34, 29), (30, 31)), 1):
        assert f"committed {committed} points, completed {completed} points." in snapshot
        assert f"Alpha Sprint {at}, Jan" in snapshot
    assert page.locator('[role="img"] :is(a, button, [tabindex])').count() == 0


def test_the_order_read_is_the_order_seen(gadget: Opener) -> None:
    """Title, sentence, switch, chart and source come in the same order in the document and from top to bottom."""
    page = gadget(report())
    tops = page.evaluate("""() => ["h2", ".takeaway", ".switch", ".legend", ".plot", "footer"]
      .map((name) => document.querySelector(`.report ${name}`))
      .map((node, at, all) => [node.getBoundingClientRect().top,
        at === 0 || Boolean(all[at - 1].compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING)])""")
    assert [top for top, _ in tops] == sorted(top for top, _ in tops)
    assert all(follows for _, follows in tops)


def test_how_to_use_it_is_said(gadget: Opener) -> None:
    """The chart's description has its sentence and its keys."""
    page = gadget(report())
    described = page.locator(".plot").get_attribute("aria-describedby") or ""
    words = " ".join(page.locator(f"[id='{each}']").inner_text() for each in described.split())
    assert "28.4 points completed on average" in words
    assert "Arrow keys move between sprints" in words


def test_focus_is_seen(gadget: Opener) -> None:
    """A focused sprint has a visible ring of 2 pixels that is not clipped."""
    page = gadget(report())
    page.locator("[data-focus=series-committed]").focus()
    page.keyboard.press("Tab")
    ring = page.locator(".bar").last.locator(".ring")
    assert ring.evaluate("node => getComputedStyle(node).strokeWidth") == "2px"
    assert ring.evaluate("node => getComputedStyle(node).stroke") == "rgb(70, 136, 236)"
    inside = page.evaluate("""() => {
      const box = (name) => document.querySelector(name).getBoundingClientRect();
      const [ring, plot] = [box('.bar[tabindex="0"] .ring'), box('.plot')];
      return ring.left >= plot.left && ring.right <= plot.right && ring.top >= plot.top && ring.bottom <= plot.bottom;
    }""")
    assert inside


def test_focus_survives_a_refresh(gadget: Opener) -> None:
    """New figures under a focused sprint or button leave the focus where it is."""
    changed = report()
    changed["sprints"][6]["completed"] = 33
    page = gadget(report(), answers={"refreshVelocity": changed})
    page.locator("[data-focus=refresh]").focus()
    page.keyboard.press("Enter")
    page.locator('.bar[aria-label*="completed 33 points"]').last.wait_for()
    assert active(page) == "refresh"
    page.locator(".bar").nth(6).focus()
    page.evaluate("__stub.answers.getVelocity.statistics.sprintCount = 6")
    page.evaluate("__stub.emit('JIRA_DASHBOARD_GADGET_REFRESH', { origin: 'dashboard' })")
    page.locator(".takeaway", has_text="over 6 sprints").wait_for()
    assert active(page) == "6"
