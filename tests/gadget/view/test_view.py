import re
from statistics import mean, median
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.web.files import packed
from tests.gadget.conftest import STATIC, Opener, calls
from tests.gadget.fixtures.explanations import explanation, issue
from tests.gadget.fixtures.reports import FIGURES, report, several_boards, sprint

LARGEST = 77_000
"""Bytes of all files that a view loads, compressed as the server sends them, comments and types included."""


def cells(page: Page, row: str) -> list[str]:
    return page.locator(f"{row} td").all_text_contents()


def opened(page: Page) -> Page:
    page.locator(".bar").first.click()
    page.locator("table.issues").wait_for()
    return page


def test_the_sentence_matches_the_figures(gadget: Opener) -> None:
    """The sentence under the title agrees with the figures."""
    completed = [each[1] for each in FIGURES]
    mean = sum(completed) / len(completed)
    share = round(100 * (completed[-1] / mean - 1))
    page = gadget(report())
    assert page.locator(".takeaway").inner_text() == (
        f"{mean:.1f} points completed on average over 7 sprints. The last sprint completed 31 ({share}% above average)."
    )
    assert page.locator("h2").inner_text() == "Alpha: velocity, last 7 sprints"


def test_the_table_has_the_numbers_of_the_chart(gadget: Opener) -> None:
    """The table has a caption and scopes, and its cells are the chart's figures."""
    page = gadget(report(), width=960)
    values = page.locator(".values .value").all_text_contents()
    page.get_by_role("button", name="Table").click()
    table = page.locator("[data-panel=table] table")
    assert table.locator("caption").inner_text() == "Velocity per sprint, in Story Points"
    assert {each.get_attribute("scope") for each in table.locator("th").all()} == {"col", "row"}
    rows = [row.locator("td").all_text_contents() for row in table.locator("tbody tr:not(.why)").all()]
    assert [cell for row in rows for cell in row[:2]] == values
    assert rows[0] == ["34", "29", "5", "3", "+2", "9", "38", "0", "85%", "85%"]
    assert table.locator(".why").all_inner_texts() == [
        "Closed 3 days after its planned end: work completed on those days counts here."
    ]
    assert page.locator("[data-panel=table] > p").all_inner_texts() == [
        "0 in every sprint: Completed elsewhere.",
        "Typical range 21–33 points (3 in 4, from 7 sprints)",  # noqa: RUF001
    ]


def test_every_column_has_its_average_and_median(gadget: Opener) -> None:
    """Below each column stand its mean and median over the sprints that count; a single sprint has neither."""
    shown = report()
    shown["sprints"][2]["notes"] = [{"code": "no-issues", "message": "No work item.", "number": 0}]
    page = gadget(shown, width=960)
    page.get_by_role("button", name="Table").click()
    counted = [each for at, each in enumerate(shown["sprints"]) if at != 2]
    keys = ["committed", "completed", "added", "removed", "estimateChange", "notCompleted", "finalScope", "carriedIn"]
    for row, of in enumerate((mean, median)):
        cells = page.locator("[data-panel=table] tfoot tr").nth(row).locator("td").all_text_contents()
        assert [float(cell) for cell in cells[:-2]] == [
            pytest.approx(of(each[key] for each in counted), abs=0.05) for key in keys
        ]
        rates = [each["completionRate"] for each in counted]
        shares = [each["committedDone"] / each["committed"] for each in counted]
        assert cells[-2:] == [f"{round(100 * of(each))}%" for each in (rates, shares)]
    assert "Average (6 sprints)" in page.locator("tfoot").inner_text()
    single = gadget(report([sprint(0, (8, 5, 0, 0))]))
    assert single.locator("[data-panel=table] tfoot tr").count() == 0


def test_what_was_done_of_the_commitment(gadget: Opener) -> None:
    """Two shares have their own names: completed against committed, and committed work that was done."""
    shown = report([sprint(0, (20, 26, 8, 0), committedDone=15), sprint(1, (20, 20, 0, 0), committedDone=20)])
    told = explanation()
    told["sprint"] |= shown["sprints"][0]
    page = gadget(shown, width=960, answers={"explainSprint": told})
    page.locator(".bar").first.hover()
    figures = page.locator(".tooltip dl").inner_text().split("\n")
    assert figures[figures.index("Completed against committed") + 1] == "130%"
    assert figures[figures.index("Committed and done") + 1] == "75%"
    page.get_by_role("button", name="Table").click()
    assert page.locator("[data-panel=table] tbody tr").first.locator("td").all_text_contents()[-2:] == ["130%", "75%"]
    page.locator("[data-focus=row-101]").click()
    page.get_by_text(
        "75% of the commitment was done: 15 of 20 points, by the estimates at the start. "
        "Completed against committed: 130%."
    ).wait_for()


STEPS = """node => [...node.querySelectorAll(".steps > div")].map((row) => {
  const box = row.querySelector("rect").getBoundingClientRect();
  return { sign: row.querySelector(".sign").textContent, amount: Number(row.querySelector(".amount").textContent),
    left: box.left, right: box.right };
})"""


def test_the_balance_goes_from_committed_to_completed(gadget: Opener) -> None:
    """Each step begins where the previous one ends and is as long as its number; the last is completed."""
    page = gadget(report([sprint(0, (34, 29, 5, 3)), sprint(1, (20, 18, 0, 2), change=-3)]))
    page.get_by_role("button", name="Balance").click()
    page.locator(".balance").wait_for()
    for item in page.locator(".balance > li").all():
        first, *changes, last = item.evaluate(STEPS)
        scale = (first["right"] - first["left"]) / first["amount"]
        reached, end = first["amount"], first["right"]
        for step in changes:
            down = step["sign"] == "−"  # noqa: RUF001
            assert abs((step["right"] if down else step["left"]) - end) < 1
            end = step["left"] if down else step["right"]
            assert step["right"] - step["left"] == pytest.approx(step["amount"] * scale, abs=1)
            reached += -step["amount"] if down else step["amount"]
        assert (reached, last["sign"]) == (last["amount"], "=")
        assert abs(last["right"] - end) < 1
    assert page.locator(".balance > li").nth(1).locator("dt").all_inner_texts()[1:3] == ["−Removed", "−Re-estimated"]  # noqa: RUF001


def test_the_detail_begins_with_the_way_back(gadget: Opener) -> None:
    """A sprint's page has its own title instead of the chart's and begins with Back."""
    page = opened(gadget(report()))
    assert page.get_by_role("heading").all_inner_texts() == ["Alpha Sprint 1: the work items behind the figures"]
    assert page.get_by_role("button").first.inner_text() == "Back"
    assert not page.locator(".takeaway").is_visible()


def test_a_phone_shows_what_was_completed(gadget: Opener) -> None:
    """At 320 pixels the detail shows committed and completed without scrolling."""
    page = opened(gadget(report(), width=320))
    rights = page.locator("table.issues thead th").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().right)"
    )
    assert page.locator("table.issues thead th").all_inner_texts()[1:3] == ["Committed", "Completed"]
    assert rights[2] <= 320 - 16


def test_a_detail_leaves_out_what_is_0(gadget: Opener) -> None:
    """A column that is 0 for every work item is left out, which is said below the table."""
    told = explanation()
    told["issues"] = [issue("ALPHA-1", "completed", ["in-sprint-at-start"], committed=13, completed=13)]
    told["sprint"] |= {
        "committed": 13,
        "completed": 13,
        "added": 0,
        "removed": 0,
        "estimateChange": 0,
        "notCompleted": 0,
    }
    page = opened(gadget(report(), answers={"explainSprint": told}))
    assert page.locator("table.issues thead th").all_inner_texts() == ["Work item", "Committed", "Completed"]
    zero = "0 in every work item: Added, Removed, Re-estimated, and Not completed."
    expect(page.locator(".detail-body > p").last).to_have_text(zero)


def test_the_issues_add_up(gadget: Opener) -> None:
    """A sprint's page lists its work items by outcome; columns add up to the groups and to the sprint's figures."""
    page = opened(gadget(report()))
    sums = [0] * 6
    for group in page.locator("table.issues tbody").all():
        rows = [row.locator("td").all_text_contents() for row in group.locator("tr:not(.why)").all()]
        total, *issues = [[int(cell) for cell in row] for row in rows]
        assert total == [sum(column) for column in zip(*issues, strict=True)]
        sums = [before + more for before, more in zip(sums, total, strict=True)]
    assert sums == [34, 29, 5, 3, 2, 9]
    assert cells(page, "table.issues tfoot tr") == ["34", "29", "5", "3", "+2", "9"]
    assert page.locator("table.issues .group th").all_text_contents() == [
        "Completed (3)", "Not completed (2)", "Removed (1)", "Completed elsewhere (1)", "Passed through (1)",
    ]  # fmt: skip


def test_why_34_and_not_41(gadget: Opener) -> None:
    """A figure that differs from a sum by hand says where the rest is; work items say why they count as they do."""
    words = opened(gadget(report())).locator(".detail").inner_text().replace("\u202f", " ")
    for sentence in (
        "41 points were in the sprint at its start. 7 of them were already done then, so 34 points count as committed.",
        "36 points were done at the close. 7 of them had been done before they came into scope, so 29 points count",
        "In the sprint at its start. Already done when the sprint started.",
        "Added after the start (Jan 8, 2026, 9:00 AM). Done during the sprint (Jan 12, 2026, 3:30 PM).",
        "Re-estimated in the sprint. From 9 to 11.",
        "Taken out before the close (Jan 10, 2026, 11:00 AM).",
    ):
        assert sentence in words


def test_every_reason_has_words() -> None:
    """Every code that the app can send has its sentence in English and German."""
    codes = re.findall(
        r'^    "([a-z-]+)":', (STATIC.parent / "resolvers" / "messages.py").read_text("utf-8"), re.MULTILINE
    )
    assert len(codes) > 20
    for language in ("en", "de"):
        text = (STATIC / "gadget" / "i18n" / f"{language}.js").read_text("utf-8")
        missing = [
            code for code in codes if not any(f'"{kind}.{code}"' in text for kind in ("reason", "note", "warning"))
        ]
        assert missing == []


def test_links_go_by_the_host(gadget: Opener) -> None:
    """Work items, the sprint and the board are real links, which a click opens through the host."""
    page = opened(gadget(report()))
    link = page.get_by_role("link", name="ALPHA-1", exact=True)
    assert link.get_attribute("href") == "https://site.test/browse/ALPHA-1"
    link.click()
    page.get_by_role("link", name="Open sprint").click()
    page.get_by_role("link", name="Open board Alpha").click()
    urls = [call["payload"]["url"] for call in calls(page) if call["command"] == "navigate"]
    assert urls == ["https://site.test/browse/ALPHA-1", "https://site.test/sprint/101", "https://site.test/board/1"]


def test_no_link_without_a_site(gadget: Opener) -> None:
    """Where the site's address is unknown, names stand instead of dead links."""
    told = explanation()
    told["sprint"]["url"] = None
    for each in told["issues"]:
        each["url"] = None
    shown = report()
    shown["boards"][0]["url"] = None
    page = opened(gadget(shown, answers={"explainSprint": told}))
    assert page.locator("#gadget a").count() == 0
    assert page.get_by_text("ALPHA-1", exact=True).count() == 1


def test_a_period_is_explained_sprint_by_sprint(gadget: Opener) -> None:
    """A period shows the work items of one of its sprints at a time."""
    told = {"101": explanation(), "201": explanation()}
    told["201"]["sprint"]["name"] = "Beta 40"
    page = opened(gadget(several_boards(), answers={"explainSprint": {"bySprint": told}}))
    page.get_by_role("button", name="Beta 40").click()
    page.get_by_role("heading", name="Beta 40: the work items behind the figures").wait_for()
    assert [call["payload"]["sprintId"] for call in calls(page, "explainSprint")] == [101, 201]


def test_remarks_stand_below_the_figures(gadget: Opener) -> None:
    """Warnings name their statuses in the reader's words, and sprints that were left out are counted."""
    warning = {
        "code": "done-outside-last-column",
        "message": "m",
        "names": ["Released", "Live"],
        "number": 0,
        "boardId": 1,
    }
    new: dict[str, Any] = {"code": "new-one", "message": "A new remark.", "names": [], "number": 0, "boardId": None}
    shown = report(warnings=[warning, new])
    shown["boards"][0]["foreignSprintsLeftOut"] = 2
    texts = gadget(shown).locator(".remarks li").all_text_contents()
    assert texts[0].startswith("Work in Released, Live is not counted as completed")
    assert texts[1:] == [
        "A new remark.",
        "Alpha also shows 2 sprints of other boards, left out here. You can include them in the settings.",
    ]


def test_the_numbers_are_explained(gadget: Opener) -> None:
    """The help says how the numbers are made; Back returns to the button that opened it."""
    page = gadget(report())
    page.locator("[data-focus=help]").click()
    words = page.locator(".help").inner_text()
    for part in (
        "Removed and put back is as if never left",
        "with a probability of 3 in 4",
        "zeros included",
        "There are no figures per person",
    ):
        assert part in words
    assert "80%" not in words, "one report has one probability"
    page.get_by_role("button", name="Back").click()
    assert page.evaluate("document.activeElement.dataset.focus") == "help"


def test_where_the_figures_come_from(gadget: Opener) -> None:
    """The figures show the time they stand for, and how long ago they were read."""
    page = gadget(report(cache={"state": "fresh", "ageSeconds": 130}))
    words = page.locator("footer").inner_text().replace("\u202f", " ")
    assert words.startswith("As of Nov 24, 2026, 10:30 AM. Read 2 minutes ago.")


def test_a_small_page(gadget: Opener) -> None:
    """All files that a view loads, compressed as they travel, stay within the budget."""
    page = gadget(report())
    names = page.evaluate("performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname)")
    files = {name for name in names if name.startswith("/gadget/")} | {"/gadget/index.html"}
    assert sum(len(packed((STATIC / name.removeprefix("/")).read_bytes())) for name in files) <= LARGEST


def test_no_inline_style_or_script() -> None:
    """No page has an inline style or script, and no script writes markup, evaluates text or uses local storage."""
    pages = [path.read_text("utf-8") for path in (STATIC / "gadget").glob("*.html")]
    assert not [page for page in pages if re.search(r"<style|style=|<script(?![^>]*src=)|\son\w+=", page)]
    scripts = [path.read_text("utf-8") for path in (STATIC / "gadget").rglob("*.js")]
    assert not [
        text for text in scripts if re.search(r"innerHTML|outerHTML|insertAdjacentHTML|\beval\(|localStorage", text)
    ]


def test_a_row_opens_its_sprint(gadget: Opener) -> None:
    """In the table of several boards a row opens one sprint, not its whole period."""
    page = gadget(several_boards(), width=960)
    page.get_by_role("button", name="Table").click()
    page.locator("[data-focus=row-201]").click()
    page.locator("table.issues").wait_for()
    assert [call["payload"]["sprintId"] for call in calls(page, "explainSprint")] == [201]


def test_reasons_stay_in_sight(gadget: Opener) -> None:
    """Where the figures scroll sideways, the reasons fit the gadget's width."""
    page = opened(gadget(report(), width=320))
    widest = page.locator(".why span").evaluate_all(
        "nodes => Math.max(...nodes.map((node) => node.getBoundingClientRect().right))"
    )
    assert widest <= 320
