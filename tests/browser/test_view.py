import re
from typing import Any

from playwright.sync_api import Page

from app.web.files import packed
from tests.browser.conftest import STATIC, Opener, calls
from tests.browser.fixtures.explanations import explanation
from tests.browser.fixtures.reports import FIGURES, report, several_boards

LARGEST = 50_000
"""Bytes of everything that a view of the gadget loads, packed as the server sends it."""


def cells(page: Page, row: str) -> list[str]:
    return page.locator(f"{row} td").all_text_contents()


def opened(page: Page) -> Page:
    page.locator(".bar").first.click()
    page.locator("table.issues").wait_for()
    return page


def test_the_sentence_matches_the_figures(gadget: Opener) -> None:
    """The sentence under the title is recomputed here from the figures."""
    completed = [each[1] for each in FIGURES]
    mean = sum(completed) / len(completed)
    share = round(100 * (completed[-1] / mean - 1))
    page = gadget(report())
    assert page.locator(".takeaway").inner_text() == (
        f"{mean:.1f} points completed on average over 7 sprints. The last sprint completed 31, {share}% above average."
    )
    assert page.locator("h2").inner_text() == "Alpha: velocity, last 7 sprints"


def test_the_table_has_the_numbers_of_the_chart(gadget: Opener) -> None:
    """The table has a caption and scopes, and its cells are the chart's figures."""
    page = gadget(report(), width=960)
    values = page.locator(".bar .value").all_text_contents()
    page.get_by_role("button", name="Table").click()
    table = page.locator("[data-panel=table] table")
    assert table.locator("caption").inner_text() == "Velocity per sprint, in Story Points"
    assert {each.get_attribute("scope") for each in table.locator("th").all()} == {"col", "row"}
    rows = [row.locator("td").all_text_contents() for row in table.locator("tbody tr").all()]
    assert [cell for row in rows for cell in row[:2]] == values
    assert rows[0] == ["34", "29", "5", "3", "+2", "9", "38", "0", "0", "85%"]
    assert table.locator("tfoot td").all_text_contents()[:2] == ["33.1", "28.4"]


def test_the_balance_holds_on_the_page(gadget: Opener) -> None:
    """For every sprint the numbers shown add up, and the two tracks end at the same place."""
    page = gadget(report())
    page.get_by_role("button", name="Balance").click()
    for item in page.locator(".balance > li").all():
        committed, added, removed, change, completed, left = (
            int(text) for text in item.locator("b").all_text_contents()
        )
        signs = item.locator(".sign").all_text_contents()
        assert signs == ["+", "−", "+", "=", "+"]  # noqa: RUF001
        assert committed + added - removed + change == completed + left
        ends = item.evaluate("""node => {
          const end = (name) => node.querySelector(name)?.getBoundingClientRect();
          return [end("rect.gone")?.left ?? end("rect.changed").right, end("rect.left").right];
        }""")
        assert abs(ends[0] - ends[1]) < 1


def test_the_issues_add_up(gadget: Opener) -> None:
    """Behind a sprint stand its issues by outcome; the columns add up to the groups and to the sprint's figures."""
    page = opened(gadget(report()))
    sums = [0] * 6
    for group in page.locator("table.issues tbody").all():
        rows = [row.locator("td").all_text_contents() for row in group.locator("tr:not(.why)").all()]
        total, *issues = [[int(cell) for cell in row] for row in rows]
        assert total == [sum(column) for column in zip(*issues, strict=True)]
        sums = [before + more for before, more in zip(sums, total, strict=True)]
    assert sums == [34, 5, 3, 2, 29, 9]
    assert cells(page, "table.issues tfoot tr") == ["34", "5", "3", "+2", "29", "9"]
    assert page.locator("table.issues .group th").all_text_contents() == [
        "Completed (3)", "Not completed (2)", "Removed (1)", "Completed elsewhere (1)", "Passed through (1)",
    ]  # fmt: skip


def test_why_34_and_not_41(gadget: Opener) -> None:
    """A figure that differs from a sum by hand says where the rest is; every issue says why it counts as it does."""
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
        r'^    "([a-z-]+)":', (STATIC.parent / "resolvers" / "vocabulary.py").read_text("utf-8"), re.MULTILINE
    )
    assert len(codes) > 20
    for language in ("en", "de"):
        text = (STATIC / "gadget" / f"texts.{language}.js").read_text("utf-8")
        missing = [
            code for code in codes if not any(f'"{kind}.{code}"' in text for kind in ("reason", "note", "warning"))
        ]
        assert missing == []


def test_links_go_by_the_host(gadget: Opener) -> None:
    """Issues, the sprint and the board are real links which a click opens through the host."""
    page = opened(gadget(report()))
    link = page.get_by_role("link", name="ALPHA-1", exact=True)
    assert link.get_attribute("href") == "https://site.test/browse/ALPHA-1"
    link.click()
    page.get_by_role("link", name="Alpha Sprint 1").click()
    page.get_by_role("link", name="Open board Alpha").click()
    urls = [call["payload"]["url"] for call in calls(page) if call["command"] == "navigate"]
    assert urls == ["https://site.test/browse/ALPHA-1", "https://site.test/sprint/101", "https://site.test/board/1"]


def test_no_link_without_a_site(gadget: Opener) -> None:
    """Where the site's address is not known there are names instead of dead links."""
    told = explanation()
    told["sprint"]["url"] = None
    for issue in told["issues"]:
        issue["url"] = None
    shown = report()
    shown["boards"][0]["url"] = None
    page = opened(gadget(shown, answers={"explainSprint": told}))
    assert page.locator("#gadget a").count() == 0
    assert page.get_by_text("ALPHA-1", exact=True).count() == 1


def test_a_period_is_explained_sprint_by_sprint(gadget: Opener) -> None:
    """The issues of a period are shown for one of its sprints at a time."""
    told = {"101": explanation(), "201": explanation()}
    told["201"]["sprint"]["name"] = "Beta 40"
    page = opened(gadget(several_boards(), answers={"explainSprint": {"bySprint": told}}))
    page.get_by_role("button", name="Beta 40").click()
    page.locator(".detail-body h3", has_text="Beta 40").wait_for()
    assert [call["payload"]["sprintId"] for call in calls(page, "explainSprint")] == [101, 201]


def test_the_forecast(gadget: Opener) -> None:
    """Sprints for the work left are the work divided by the high, the median and the low end, rounded up."""
    page = gadget(report())
    page.get_by_label("Work left, in Story Points").fill("120")
    assert page.locator(".answer span").all_text_contents() == [
        "4 sprints at the high end (33)", "5 sprints at the median (29)", "6 sprints at the low end (21)",
    ]  # fmt: skip
    page.get_by_label("Work left").fill("87")
    assert page.locator(".answer span").nth(1).inner_text() == "3 sprints at the median (29)"
    page.get_by_label("Work left").fill("0")
    assert page.locator(".answer").inner_text() == "Enter a number above 0."


def test_no_forecast_at_no_pace(gadget: Opener) -> None:
    """An end of 0 never gets there, and says so."""
    shown = report()
    shown["statistics"]["completed"]["low"] = 0
    page = gadget(shown)
    page.get_by_label("Work left").fill("10")
    assert page.locator(".answer span").last.inner_text() == "Not at this pace at the low end (0)"


def test_remarks_stand_below_the_figures(gadget: Opener) -> None:
    """Warnings are told in the reader's words with their names, and so is what was left out."""
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
        "2 sprints of other boards on Alpha are left out; the settings can include them.",
    ]


def test_the_numbers_are_explained(gadget: Opener) -> None:
    """The help says how the numbers are made and leads back to the button that opened it."""
    page = gadget(report())
    page.locator("[data-focus=help]").click()
    words = page.locator(".help").inner_text()
    for part in (
        "Removed and put back is as if never left",
        "at least 80%",
        "zeros included",
        "There is none by person",
    ):
        assert part in words
    page.get_by_role("button", name="Back").click()
    assert page.evaluate("document.activeElement.dataset.focus") == "help"


def test_where_the_figures_come_from(gadget: Opener) -> None:
    """The figures say as of when they are, and how long ago kept ones were read."""
    page = gadget(report(cache={"state": "fresh", "ageSeconds": 130}))
    words = page.locator("footer").inner_text().replace("\u202f", " ")
    assert words.startswith("As of Nov 24, 2026, 10:30 AM. Read 2 minutes ago.")


def test_a_small_page(gadget: Opener) -> None:
    """What a view loads stays under the budget, as it travels."""
    page = gadget(report())
    names = page.evaluate("performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname)")
    files = {name for name in names if name.startswith("/gadget/")} | {"/gadget/index.html"}
    assert sum(len(packed((STATIC / name.removeprefix("/")).read_bytes())) for name in files) <= LARGEST


def test_no_inline_style_or_script() -> None:
    """No page has an inline style or script, and no script sets a style attribute or markup."""
    pages = [path.read_text("utf-8") for path in (STATIC / "gadget").glob("*.html")]
    assert not [page for page in pages if re.search(r"<style|style=|<script(?![^>]*src=)|\son\w+=", page)]
    scripts = [path.read_text("utf-8") for path in (STATIC / "gadget").glob("*.js")]
    assert not [
        text for text in scripts if re.search(r"innerHTML|outerHTML|insertAdjacentHTML|\beval\(|localStorage", text)
    ]


def test_a_row_opens_its_sprint(gadget: Opener) -> None:
    """In the table of several boards a row opens that one sprint, not its whole period."""
    page = gadget(several_boards(), width=960)
    page.get_by_role("button", name="Table").click()
    page.locator("[data-focus=row-201]").click()
    page.locator("table.issues").wait_for()
    assert [call["payload"]["sprintId"] for call in calls(page, "explainSprint")] == [201]


def test_reasons_stay_in_sight(gadget: Opener) -> None:
    """Where the figures scroll sideways, the sentences beside them are whole at the width of the gadget."""
    page = opened(gadget(report(), width=320))
    widest = page.locator(".why span").evaluate_all(
        "nodes => Math.max(...nodes.map((node) => node.getBoundingClientRect().right))"
    )
    assert widest <= 320
