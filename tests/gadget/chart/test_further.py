"""What the chart can also show: the running sprint, a target, the shares over time, a trend."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.gadget.chart.test_chart import drawn, place
from tests.gadget.conftest import CONFIGURATION, Opener
from tests.gadget.fixtures.reports import report, several_boards, sprint, with_running


def add(page: Page, name: str) -> None:
    """Add a part to the chart from its legend."""
    page.locator("[data-focus=series-more]").click()
    page.get_by_role("menuitem", name=name).click()


def test_the_running_sprint_stands_apart(gadget: Opener) -> None:
    """It comes last, behind a border, hatched and called provisional; the averages do not count it."""
    page = gadget(with_running())
    bars = page.locator(".bar")
    expect(bars).to_have_count(8)
    expect(bars.last).to_have_class("bar running")
    spoken = bars.last.get_attribute("aria-label") or ""
    assert spoken.startswith("Alpha Sprint 8, April 13")
    assert "committed 35 points, completed 14 points. Still running: provisional, and in no average." in spoken
    assert bars.last.locator(".cover").count() == 2
    border, before, after = (
        page.locator(where).bounding_box() for where in (".border", ".bar >> nth=6", ".bar >> nth=7")
    )
    assert border
    assert before
    assert after
    assert before["x"] + before["width"] <= border["x"] <= after["x"]
    assert "Running, provisional" in page.locator(".legend").inner_text()
    expect(page.locator(".takeaway")).to_have_text(
        "28.4 points completed on average over 7 sprints. The last sprint completed 31 (9% above average)."
    )
    assert page.locator(".average text").all_text_contents() == ["28.4", "avg. of 7"]


def test_the_focus_begins_at_the_last_closed_sprint(gadget: Opener) -> None:
    """The one tab stop of the chart is the last closed sprint; an arrow leads on to the running one."""
    page = gadget(with_running())
    expect(page.locator('.bar[tabindex="0"]')).to_have_attribute("data-at", "6")
    page.locator('.bar[tabindex="0"]').focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".bar:focus")).to_have_attribute("data-at", "7")


def test_no_line_runs_through_the_running_sprint(gadget: Opener) -> None:
    """A rolling average ends at the last closed sprint."""
    page = gadget(with_running())
    add(page, "Average of the last 3 sprints")
    expect(page.locator(".plot .rolling circle")).to_have_count(5)


def test_running_sprints_of_several_boards_are_one_bar(gadget: Opener) -> None:
    """Where bars sum several boards, so does the provisional one."""
    still = [
        sprint(7, (20, 5, 0, 0), completeDate=None),
        sprint(7, (10, 4, 0, 0), completeDate=None, id=208, boardId=2, name="Beta 45"),
    ]
    page = gadget(several_boards() | {"runningSprints": still})
    expect(page.locator(".bar.running")).to_have_count(1)
    name = page.locator(".bar.running").get_attribute("aria-label") or ""
    assert "committed 30 points, completed 9 points" in name


def test_the_table_names_the_running_sprint(gadget: Opener) -> None:
    """The running sprint has a row that says what it is; average and median leave it out."""
    page = gadget(with_running())
    page.get_by_role("button", name="Table", exact=True).click()
    expect(page.locator("tr.running")).to_contain_text("Running, provisional")
    expect(page.locator("tfoot tr").first).to_contain_text("Average (7 sprints)")


def test_a_target_is_a_line_at_its_height(gadget: Opener) -> None:
    """The line lies at the target of the settings, with its number; a click in the legend hides it."""
    page = gadget(report(), configuration=CONFIGURATION | {"target": 50})
    geometry = drawn(page)
    line = float(page.locator(".plot .target line").get_attribute("y1") or 0)
    assert abs(line - place(geometry, 50)) <= 0.5
    expect(page.locator(".target .number")).to_have_text("50")
    page.get_by_role("button", name="Target 50 points").click()
    expect(page.locator(".plot .target")).to_have_count(0)


def test_a_target_beside_the_average_is_told_by_the_legend(gadget: Opener) -> None:
    """A target so near the average that their numbers would overlap has its number in the legend only."""
    page = gadget(report(), configuration=CONFIGURATION | {"target": 28})
    expect(page.locator(".target .number")).to_have_count(0)
    assert "Target 28 points" in page.locator(".legend").inner_text()


def test_no_figure_is_crossed_by_a_line(gadget: Opener) -> None:
    """Neither the average nor the target crosses a figure, wherever they lie."""
    for target in range(18, 44, 2):
        page = gadget(report(), configuration=CONFIGURATION | {"target": target})
        crossed = page.evaluate(
            """() => [...document.querySelectorAll(".value")].filter((text) => {
              const { y } = text.getBBox();
              const foot = Number(text.getAttribute("y"));
              return [...document.querySelectorAll(".plot :is(.average, .target) line")]
                .some((line) => foot > line.y1.baseVal.value && foot - 9 < line.y1.baseVal.value);
            }).length"""
        )
        assert crossed == 0, target


def test_the_shares_over_time(gadget: Opener) -> None:
    """Switched on, each sprint's completed share of the commitment is a point in a strip from 0 to 100 %."""
    shown = report()
    shown["sprints"][2]["committedDone"] = 0
    page = gadget(shown)
    assert page.locator(".plot .share").count() == 0
    add(page, "Committed and done")
    points = page.locator(".plot .share circle")
    expect(points).to_have_count(7)
    lines = page.locator(".grid").last.locator("line").all()
    whole, zero = (float(line.get_attribute("y1") or 0) for line in lines)
    heights = [float(point.get_attribute("cy") or 0) for point in points.all()]
    shares = [entry["committedDone"] / entry["committed"] for entry in shown["sprints"]]
    assert heights == pytest.approx([zero - (zero - whole) * share for share in shares], abs=0.1)
    expect(page.get_by_role("button", name="Committed and done")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize(("step", "words"), [(1.5, "rising, by about 1.5 points"), (-2, "falling, by about 2 points")])
def test_a_trend_is_a_sentence(gadget: Opener, step: float, words: str) -> None:
    """Where the report has a trend, the sentence at the top states it; otherwise it does not mention one."""
    shown: Any = report()
    assert "trend" not in gadget(shown).locator(".takeaway").inner_text()
    shown["statistics"]["completed"]["trend"] = {"perSprint": step, "probability": 0.01}
    expect(gadget(shown).locator(".takeaway")).to_contain_text(f"The trend is {words} a sprint.")
