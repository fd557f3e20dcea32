import json
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.gadget.conftest import Opener
from tests.gadget.fixtures import reports
from tests.gadget.fixtures.reports import report, sprint

GEOMETRY = """() => {
  const number = (node, name) => Number(node.getAttribute(name));
  const box = (node) => ({ top: number(node, "y"), bottom: number(node, "y") + number(node, "height") });
  const marks = [...document.querySelectorAll(".axis text")].map((node) => [node.textContent, number(node, "y") - 4]);
  return {
    marks,
    bars: [...document.querySelectorAll(".bar")].map((bar) => ({
      committed: box(bar.querySelector("rect.committed")), completed: box(bar.querySelector("rect.completed")),
    })),
    average: document.querySelector(".plot .average line")?.getBBox().y ?? null,
    range: document.querySelector(".plot .range") && box(document.querySelector(".plot .range")),
  };
}"""


def drawn(page: Page) -> Any:
    return page.evaluate(GEOMETRY)


def place(geometry: Any, value: float) -> float:
    """Return the height of a value on the axis."""
    (_, base), (top, high) = geometry["marks"][0], geometry["marks"][-1]
    return float(base - (base - high) * value / float(top))


def test_bars_start_at_zero_and_are_proportional(gadget: Opener) -> None:
    """Every bar stands on the zero line and is as high as its figure, within half a pixel."""
    shown = report()
    geometry = drawn(gadget(shown))
    for figures, bar in zip(shown["sprints"], geometry["bars"], strict=True):
        for name, outline in (("committed", 0.75), ("completed", 0)):
            assert abs(bar[name]["bottom"] - place(geometry, 0)) <= 0.5
            assert abs(bar[name]["top"] - outline - place(geometry, figures[name])) <= 0.5


def test_the_average_is_at_its_height_with_its_n(gadget: Opener) -> None:
    """The dashed line lies at the mean of completed; its number and n stand beside it and in the legend."""
    shown = report()
    page = gadget(shown)
    geometry = drawn(page)
    assert abs(geometry["average"] - place(geometry, shown["statistics"]["completed"]["mean"])) <= 0.5
    assert page.locator(".average text").all_text_contents() == ["28.4", "avg. of 7"]
    assert "Average completed 28.4 (7 sprints)" in page.locator(".legend").inner_text()
    assert page.locator(".plot .average line").evaluate("node => getComputedStyle(node).strokeDasharray") != "none"


def test_the_typical_range_is_a_band(gadget: Opener) -> None:
    """The band reaches from the low to the high end; with fewer than five sprints there is none."""
    geometry = drawn(gadget(report()))
    assert abs(geometry["range"]["top"] - place(geometry, 33)) <= 0.5
    assert abs(geometry["range"]["bottom"] - place(geometry, 21)) <= 0.5
    few = gadget(report([sprint(at, (30, 20 + at, 0, 0)) for at in range(4)]))
    assert drawn(few)["range"] is None
    assert "Typical range" not in few.locator(".legend").inner_text()


NEGATIVE = [(34, 29, 5, 3), (-8, -12, 2, 0), (28, -3.5, 0, 4), (36, 33, 6, 2), (-2, 28, 3, 1)]


def test_negative_figures_hang_below_zero(gadget: Opener) -> None:
    """A negative figure's bar hangs from the zero line, and its number stands below it."""
    page = gadget(report([sprint(at, figures) for at, figures in enumerate(NEGATIVE)]))
    assert page.locator(".axis text").first.text_content() == "−20"  # noqa: RUF001
    geometry = drawn(page)
    zero = next(y for text, y in geometry["marks"] if text == "0")
    (_, ten), (_, twenty) = (next(mark for mark in geometry["marks"] if mark[0] == text) for text in ("0", "20"))
    for figures, bar in zip(NEGATIVE, geometry["bars"], strict=True):
        for at, name in enumerate(("committed", "completed")):
            end = zero - figures[at] * (ten - twenty) / 20
            edges = sorted((bar[name]["top"], bar[name]["bottom"]))
            assert edges == pytest.approx(sorted((zero, end)), abs=0.8)
    texts = page.locator(".value[data-at='1']")
    assert texts.all_text_contents() == ["−8", "−12"]  # noqa: RUF001
    assert min(texts.evaluate_all("all => all.map((one) => one.getBBox().y)")) > zero
    assert "Typical range −12 to 33 points" in page.locator(".legend").inner_text()  # noqa: RUF001


@pytest.mark.parametrize(("low", "high"), [(-12, 33), (-0.1, 10), (-1, 1), (-5, 0), (-1e6, 3), (-7, 90)])
def test_ticks_below_zero(gadget: Opener, low: float, high: float) -> None:
    """An axis with negative figures has a tick at 0, covers both ends and has at most seven ticks."""
    ticks = gadget(report()).evaluate(
        "async ([low, high]) => (await import('/gadget/chart/scale.js')).ticks(high, false, low)", [low, high]
    )
    assert 0 in ticks
    assert ticks[0] <= low
    assert ticks[-1] >= high
    assert 3 <= len(ticks) <= 7


CROSSED = """() => {
  const boxes = (part) => [...document.querySelectorAll(part)].map((one) => one.getBoundingClientRect());
  const texts = boxes(".value");
  return boxes(".lead").flatMap((line) => texts.filter((text) =>
    text.left < line.left && line.left < text.right && line.top < text.bottom - 4)).length;
}"""
"""Returns how many figures are crossed by a line that leads from another figure to its bar."""


@pytest.mark.parametrize(
    ("count", "width", "way"),
    [(20, 1408, "all"), (7, 320, "all"), (20, 720, "turned"), (20, 400, "few"), (50, 960, "few")],
)
def test_figures_are_written_by_one_rule(gadget: Opener, count: int, width: int, way: str) -> None:
    """Either every bar has its figure, level or turned, or only the last, highest and lowest completed, named so."""
    shown = reports.many(count)
    page = gadget(shown, width=width)
    texts = page.locator(".value")
    turned = page.locator(".value[transform]").count()
    if way == "few":
        completed = [each["completed"] for each in shown["sprints"]]
        said = {f"max {max(completed)}", f"min {min(completed)}", f"last {completed[-1]}"}
        assert set(texts.all_text_contents()) == said
        assert page.locator(".lead").count() == 3
        assert page.evaluate(CROSSED) == 0
    else:
        assert texts.count() == 2 * count
        assert turned in ({2 * count} if way == "turned" else {0, 2 * count})


@pytest.mark.parametrize(("most", "least"), [(3, 2), (4, 1), (58, 0), (57, 58), (1, 58)])
def test_figures_of_neighbours_are_apart(gadget: Opener, most: int, least: int) -> None:
    """The highest, the lowest and the last figure, next to each other or at an edge, are crossed by no line."""
    sprints = [sprint(at, (30, {most: 33, least: 21}.get(at, 25), 0, 0)) for at in range(60)]
    page = gadget(report(sprints), width=768)
    assert page.locator(".value").count() == 3
    assert page.evaluate(CROSSED) == 0


def test_no_line_goes_through_a_figure(gadget: Opener) -> None:
    """Figures lie over every line of the chart, each with its own background."""
    page = gadget(report())
    order = page.locator(".plot").evaluate("plot => [...plot.children].map((one) => one.getAttribute('class'))")
    assert order.index("values") > max(order.index("grid"), order.index("average"))
    ground = page.locator(".value").first.evaluate("node => getComputedStyle(node).paintOrder")
    assert ground.startswith("stroke")


NAMES = """all => all.map((bar) => {
  const [hit, name] = [".hit", ".label"].map((part) => bar.querySelector(part)?.getBoundingClientRect());
  return name && { aside: (name.left + name.right - hit.left - hit.right) / 2, lines: Math.round(name.height / 15),
    turned: name.height > name.width };
})"""
"""Returns of each bar how far the middle of its name is from its own, in pixels, and how the name is written."""


@pytest.mark.parametrize(
    ("shown", "width", "every"),
    [
        (report(), 320, 1),
        (report(), 560, 1),
        (reports.several_boards(), 320, 1),
        (reports.several_boards(), 640, 1),
        (reports.hostile(), 320, 1),
        (reports.many(20), 320, 2),
        (reports.many(50), 480, 3),
    ],
)
def test_all_names_are_written_alike(gadget: Opener, shown: Any, width: int, every: int) -> None:
    """All names are centred under their bars and level, or all turned; only numbers are left out, in equal steps."""
    names = gadget(shown, width=width).locator(".bar").evaluate_all(NAMES)
    assert [at for at, name in enumerate(reversed(names)) if name] == list(range(0, len(names), every))
    there = [name for name in names if name]
    assert max(abs(name["aside"]) for name in there) <= 1
    assert len({name["turned"] for name in there}) == 1
    if shown != reports.hostile():
        assert len({name["lines"] for name in there if not name["turned"]}) <= 1


def test_what_all_names_share_is_said_once(gadget: Opener) -> None:
    """Where full names have no room, their common words stand once below, and each bar keeps the rest."""
    page = gadget(reports.many(50), width=640)
    assert page.locator(".label.shared").text_content() == "Alpha Sprint"
    assert set(page.locator(".label:not(.shared)").all_text_contents()) <= {str(at) for at in range(1, 51)}
    assert page.locator(".label:not(.shared)").last.text_content() == "50"
    assert gadget(report(), width=960).locator(".label.shared").count() == 0


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name="Add to the chart").click()
    page.get_by_role("menuitem", name=name).click()


def test_the_legend_takes_series_away_and_brings_them_back(gadget: Opener) -> None:
    """One click in the legend hides a series, the next shows it; focus and choice outlast the click and a refresh."""
    page = gadget(report(), answers={"refreshVelocity": report(asOf="2026-11-25T09:30:00Z", warnings=[])})
    assert page.locator("[data-focus=series-more]").inner_text() == "Add to the chart"
    for name, mark in (("Committed", "rect.committed"), ("Average", ".average"), ("Typical", ".range")):
        button = page.locator(".legend").get_by_role("button", name=name)
        button.click()
        assert page.locator(f".plot {mark}").count() == 0
        assert button.get_attribute("aria-pressed") == "false"
        assert button.evaluate("node => node === document.activeElement")
    page.locator("[data-focus=refresh]").click()
    page.locator("#gadget:not([aria-busy])").wait_for()
    assert page.locator(".plot rect.committed").count() == 0
    page.locator(".legend").get_by_role("button", name="Committed").click()
    assert page.locator(".plot rect.committed").count() == 7


def test_a_rolling_average_can_be_added(gadget: Opener) -> None:
    """It is the mean of the last three or five counted sprints, drawn once there are that many; the tooltip has it."""
    shown = reports.with_excluded()
    page = gadget(shown)
    assert page.locator(".plot .rolling").count() == 0
    press(page, "Average of the last 3 sprints")
    completed = [each["completed"] for each in shown["sprints"] if not each["excluded"]]
    means = [sum(completed[at - 3 : at]) / 3 for at in range(3, len(completed) + 1)]
    heights = page.locator(".plot .rolling circle").evaluate_all(
        "all => all.map((one) => Number(one.getAttribute('cy')))"
    )
    assert heights == pytest.approx([place(drawn(page), value) for value in means], abs=0.5)
    page.locator(".bar").last.hover()
    assert f"Average of the last 3 sprints\n{means[-1]:.1f}" in page.locator(".tooltip").inner_text()
    press(page, "Average of the last 5 sprints")
    assert page.locator(".plot .rolling circle").count() == 2
    page.locator(".legend").get_by_role("button", name="Average of the last 5").click()
    assert page.locator(".plot .rolling").count() == 0


def test_added_and_removed_can_be_drawn(gadget: Opener) -> None:
    """Added work stands on the commitment, removed work is hatched off its top, and the figure shows what was added."""
    page = gadget(report())
    press(page, "Added and removed")
    bar = page.locator(".bar").first
    heights = bar.evaluate(
        "node => ['.added', '.gone'].map((name) => Number(node.querySelector(name).getAttribute('height')))"
    )
    geometry = drawn(page)
    for height, value in zip(heights, (5, 3), strict=True):
        assert height == pytest.approx(place(geometry, 0) - place(geometry, value), abs=0.5)
    assert page.locator(".value[data-at='0']").all_text_contents() == ["34+5", "29"]
    assert {"Added", "Removed"} <= set(page.locator(".legend li").all_inner_texts())


def test_no_average_of_nothing(gadget: Opener) -> None:
    """With every sprint excluded there is no line, and the sentence says so instead of showing 0."""
    page = gadget(report([sprint(at, (30, 20, 0, 0), excluded=True) for at in range(2)]))
    assert drawn(page)["average"] is None
    assert page.locator(".takeaway").inner_text() == "No sprint counts towards an average."


@pytest.mark.parametrize("width", [640, 960])
def test_values_stand_over_their_bars(gadget: Opener, width: int) -> None:
    """Where there is room, both figures of a sprint are written."""
    page = gadget(report(), width=width)
    assert page.locator(".value[data-at='0']").all_text_contents() == ["34", "29"]


def test_values_keep_clear_of_the_average(gadget: Opener) -> None:
    """The average line crosses no figure."""
    page = gadget(report())
    crossed = page.evaluate("""() => {
      const line = document.querySelector(".plot .average line").getBoundingClientRect().y;
      return [...document.querySelectorAll(".value")].filter((node) => {
        const box = node.getBoundingClientRect();
        return box.top + 4 < line && box.bottom - 4 > line;
      }).map((node) => node.textContent);
    }""")
    assert crossed == []


def test_series_differ_without_colour(gadget: Opener) -> None:
    """Committed is hollow (an outline of 1.5 pixels), completed is solid, and one pixel lies between them."""
    page = gadget(report())
    looks = page.evaluate("""() => {
      const bar = document.querySelector(".bar");
      const [one, two] = ["committed", "completed"].map((name) => bar.querySelector(`rect.${name}`));
      const style = [one, two].map((node) => getComputedStyle(node));
      const number = (node, name) => Number(node.getAttribute(name));
      const gap = number(two, "x") - number(one, "x") - number(one, "width") - 0.75;
      return { outline: style[0].strokeWidth, filled: style[0].fill !== style[0].stroke, solid: style[1].stroke, gap };
    }""")
    assert looks == {"outline": "1.5px", "filled": True, "solid": "none", "gap": pytest.approx(1)}


def test_an_excluded_sprint_is_hatched_and_said(gadget: Opener) -> None:
    """An excluded sprint is hatched, named so in the legend and to screen readers, and keeps its figures."""
    page = gadget(reports.with_excluded())
    bar = page.locator(".bar").nth(2)
    assert bar.locator(".cover").count() == 2
    assert bar.get_attribute("aria-label") == (
        "Alpha Sprint 3, February 2 – 16, 2026: committed 28 points, completed 21 points. Excluded from averages."  # noqa: RUF001
    )
    assert "Excluded from averages" in page.locator(".legend").inner_text()
    assert page.locator(".bar .cover").count() == 2


def test_a_note_is_a_quiet_mark(gadget: Opener) -> None:
    """A sprint with a note carries a mark, and its accessible name includes the note."""
    page = gadget(report())
    assert page.locator(".bar .mark").count() == 1
    assert "Closed 3 days after its planned end: work completed on those days counts here." in (
        page.locator(".bar").nth(4).get_attribute("aria-label") or ""
    )


@pytest.mark.parametrize(
    ("sprints", "top"),
    [
        ([sprint(0, (8, 5, 0, 0))], "8"),
        ([sprint(at, (0, 0, 0, 0), change=0) for at in range(3)], "4"),
        ([sprint(at, (20, 20, 0, 0)) for at in range(5)], "20"),
        ([sprint(at, (0.5, 0.3, 0, 0)) for at in range(2)], "0.5"),
        ([sprint(at, (1e6, 9e5, 0, 0)) for at in range(2)], "1M"),
    ],
    ids=["one", "zeros", "constant", "fractions", "huge"],
)
def test_odd_figures_look_right(gadget: Opener, sprints: list[Any], top: str) -> None:
    """One sprint, zeros, constants, fractions and huge figures all get an axis from 0 to a round end."""
    page = gadget(report(sprints))
    texts = page.locator(".axis text").all_text_contents()
    assert texts[0] == "0"
    assert texts[-1] == top
    assert 4 <= len(texts) <= 6


def test_ticks_are_nice(gadget: Opener) -> None:
    """Up to any maximum there are 4 to 6 ticks from 0, in steps of 1, 2, 2.5 or 5 times a power of ten."""
    page = gadget(report())
    maxima = [0, 1e-3, 0.1, 0.3, 1, 2, 2.01, 3, 4.99, 5, 7, 9.5, 10, 19, 25, 26, 99, 100.1, 12345, 999999, 1e9]
    script = """async (maxima) => {
      const { ticks } = await import("/gadget/chart/scale.js");
      return maxima.map((maximum) => ticks(maximum));
    }"""
    for maximum, ticks in zip(maxima, page.evaluate(script, maxima), strict=True):
        step = ticks[1]
        mantissa = float(f"{step:e}".split("e")[0])
        assert ticks[0] == 0
        assert ticks[-1] >= maximum
        assert 4 <= len(ticks) <= 6, (maximum, ticks)
        assert mantissa in {1, 2, 2.5, 5}
        assert all(abs(after - before - step) < step * 1e-6 for before, after in pairwise(ticks))


def test_issues_are_counted_in_whole_ticks(gadget: Opener) -> None:
    """An axis of work items has no fractions, however few there are."""
    page = gadget(report([sprint(0, (1, 1, 0, 0))], unit=reports.COUNT))
    assert page.locator(".axis text").all_text_contents() == ["0", "1", "2", "3"]


def test_periods_are_the_bars_of_several_boards(gadget: Opener) -> None:
    """Several boards are drawn by period, with the periods' average; the tooltip names the sprints of each."""
    shown = reports.several_boards()
    page = gadget(shown)
    assert page.locator(".bar").count() == 5
    assert page.locator(".average .number").text_content() == f"{shown['periodStatistics']['completed']['mean']:.1f}"
    page.locator(".bar").first.hover()
    assert "Alpha Sprint 1" in page.locator(".tooltip").inner_text()
    assert "Beta 40" in page.locator(".tooltip").inner_text()
    assert page.locator(".label").first.text_content() == "Jan 5 – 19"  # noqa: RUF001


@pytest.mark.parametrize(
    ("style", "label"),
    [("short", "7"), ("number", "7"), ("dates", "Mar 30 – Apr 13")],  # noqa: RUF001
)
def test_label_styles(gadget: Opener, style: str, label: str) -> None:
    """Labels are names without their common words, numbers or dates, as the gadget is set."""
    page = gadget(report(), width=960, configuration={"boardIds": [1], "labelStyle": style})
    assert page.locator(".label").last.text_content() == label


@pytest.mark.parametrize(
    ("names", "numbers"),
    [
        (["Sprint 12 2024 (1006 - 2106)", "Sprint 13 2024 (2406 - 0507)"], ["12", "13"]),
        (["Sprint 12 2024 (1006 - 2106)"], ["12"]),
        (["Sprint 26 2024", "Sprint 1 2025", "Sprint 2 2025"], ["26", "1", "2"]),
        (["Sprint 26 2024", "Sprint 1 2025"], ["26", "1"]),
        (["Team 7: 3.1", "Team 7: 3.2", "Team 7: 4.1"], ["1", "2", "1"]),
        (["S12 (week 24)", "S13 (week 25)", "S14 (week 26)"], ["12", "13", "14"]),
        (["Alpha 12", "Alpha 14", "Alpha 15"], ["12", "14", "15"]),
        (["Alpha 12", "Alpha 14"], ["12", "14"]),
        (["Sprint 2024", "Sprint 2025"], ["2024", "2025"]),
        (["Alpha 011", "Hardening", "Alpha 012", "Alpha 013"], ["011", None, "012", "013"]),
        (["2 teams, sprint #9"], ["9"]),
        (["Hardening"], [None]),
    ],
)
def test_the_number_of_a_sprint(gadget: Opener, names: list[str], numbers: list[str | None]) -> None:
    """It is the number that grows by one from sprint to sprint, not the last digits; a single name is enough."""
    found = gadget(report()).evaluate(
        "async (names) => (await import('/gadget/chart/labels.js')).sprintNumbers(names)", names
    )
    assert found == numbers


def test_every_board_counts_its_own_sprints(gadget: Opener) -> None:
    """Alternating sprints of two boards keep their numbers apart; a sprint without a number shows its position."""
    names = ["A 7 2024 (1)", "B 31", "A 8 2024 (5)", "B 32", "Hardening"]
    shown = [sprint(at, (8, 5, 0, 0), name=name, boardId=1 + at % 2) for at, name in enumerate(names)]
    page = gadget(report(shown), width=960, configuration={"boardIds": [1, 2], "labelStyle": "number"})
    assert page.locator(".label").all_text_contents() == ["7", "31", "8", "32", "#5"]


def test_the_chart_is_quick(gadget: Opener) -> None:
    """Redrawing takes at most linear time: ten times as many sprints take about ten times as long."""
    page = gadget(reports.many(50), width=960)

    def spent(sprints: int) -> float:
        return float(page.evaluate(DRAW_AGAIN, reports.many(sprints)))

    few, many = spent(5), spent(50)
    assert many < 20 * max(few, 0.5), "the browser's clock has steps of a tenth of a millisecond"


DRAW_AGAIN = """async (report) => {
          const { drawChart } = await import("/gadget/chart/chart.js");
          const box = document.body.appendChild(document.createElement("div"));
          const { redraw } = drawChart(box, report, { width: 960 });
          const times = Array.from({ length: 20 }, () => {
            const start = performance.now();
            redraw();
            return performance.now() - start;
          });
          box.remove();
          return times.sort((a, b) => a - b)[10];
        }"""
"""Returns the median milliseconds of twenty redraws of a report."""


def test_the_chart_redraws_with_its_column(gadget: Opener) -> None:
    """A new width of the column redraws the chart once, without a loop."""
    page = gadget(report(), width=640)
    page.evaluate("""() => {
      globalThis.draws = 0;
      const watch = (list) => (globalThis.draws += list.filter((one) => one.addedNodes.length).length);
      new MutationObserver(watch).observe(document.querySelector(".chart"), { childList: true });
    }""")
    page.set_viewport_size({"width": 480, "height": 560})
    page.wait_for_function("() => document.querySelector('.plot').getAttribute('width') === '448'")
    page.wait_for_timeout(100)
    assert page.evaluate("globalThis.draws") <= 2


def test_no_leak(gadget: Opener) -> None:
    """A hundred redraws leave about as many nodes and listeners as there were."""
    page = gadget(report())
    session = page.context.new_cdp_session(page)
    script = """async (report) => {
      const { renderReport } = await import("/gadget/view/report.js");
      const box = document.querySelector("section#box") ?? document.body.appendChild(document.createElement("section"));
      box.id = "box";
      for (let at = 0; at < 100; at += 1) renderReport(box, report, {}).destroy();
    }"""

    def counted() -> dict[str, float]:
        page.evaluate(script, report())
        session.send("HeapProfiler.collectGarbage")
        session.send("Performance.enable")
        metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
        return {name: metrics[name] for name in ("Nodes", "JSEventListeners")}

    before, after = counted(), counted()
    assert after["Nodes"] <= before["Nodes"] * 1.1, json.dumps([before, after])
    assert after["JSEventListeners"] <= before["JSEventListeners"] * 1.1 + 20, json.dumps([before, after])
