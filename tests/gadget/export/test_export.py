"""What leaves the gadget: files, the clipboard, the printer."""

import csv
import io
import re
import struct
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from tests.gadget.conftest import Opener, calls
from tests.gadget.fixtures import reports
from tests.gadget.fixtures.reports import report, sprint

Json = dict[str, Any]
HOSTILE = [
    "=1+1", "+1", "-1", "@sum", "\tq", "\rq", 'say "hi", twice', "two\nlines", "plain -1", "x;=1+1;y", "x,@a", " =1",
    "\x00=1", "\uff1d1+1", "a\n-1", 'b;"=1"', "\t\uff20x",
]  # fmt: skip
SVG = "{http://www.w3.org/2000/svg}"


def choose(page: Page, item: str) -> None:
    page.get_by_role("button", name="Export").click()
    page.get_by_role("menuitem", name=item).click()


def saved(page: Page, item: str) -> tuple[str, bytes]:
    """Choose an export and return the file's name and bytes."""
    with page.expect_download() as download:
        choose(page, item)
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def rows_of(content: bytes) -> list[dict[str, str]]:
    """Return the rows of the sprints, keyed by the header row."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_holds_the_figures(gadget: Opener) -> None:
    """It has a byte order mark, CRLF and a header row, and reads back as exactly the same figures."""
    shown = report([sprint(0, (0.1, 1e6, 5, -0.0)), sprint(1, (0, 30.5, 0, 4), excluded=True)])
    name, content = saved(gadget(shown, context={"locale": "de-DE"}), "CSV")
    assert re.fullmatch(r"velocity-Alpha-\d{4}-\d\d-\d\d\.csv", name)
    assert content.startswith(b'\xef\xbb\xbf"sprintId","sprint","board",')
    assert content.count(b"\n") == content.count(b"\r\n") == 3
    entries = rows_of(content)
    for entry, figures in zip(entries, shown["sprints"], strict=True):
        for key in ("committed", "completed", "added", "removed", "estimateChange", "notCompleted", "finalScope"):
            assert float(entry[key]) == figures[key]
        assert entry["completeDate"] == figures["completeDate"]
        assert entry["excluded"] == str(figures["excluded"]).lower()
        assert [entry[key] for key in ("board", "unit", "asOf")] == ["Alpha", "Story Points", shown["asOf"]]
    assert entries[1]["completionRate"] == ""


def test_csv_is_no_formula(gadget: Opener) -> None:
    """However a spreadsheet splits a line, no cell of user text begins like a formula; a figure stays a number."""
    sprints = [sprint(at, (8, 5, 0, 0), name=name, change=-3) for at, name in enumerate(HOSTILE)]
    shown = report(sprints)
    shown["boards"][0]["name"] = "=evil/..\\:*"
    name, content = saved(gadget(shown), "CSV")
    assert re.fullmatch(r"velocity-evil-[\d-]+\.csv", name)
    entries = rows_of(content)
    assert {entry["board"] for entry in entries} == {"'=evil/..\\:*"}
    assert [entry["sprint"].replace("'", "") for entry in entries] == [each.replace("'", "") for each in HOSTILE]
    assert [entry["sprint"] for entry in entries if "plain" in entry["sprint"]] == ["plain -1"]
    assert {entry["estimateChange"] for entry in entries} == {"-3"}
    for separator in ",;|\t":
        for line in re.split(r"[\r\n]+", content.decode("utf-8-sig")):
            for cell in line.split(separator):
                bare = re.sub(r"""^[\s"\x00-\x1f\x7f]+""", "", cell)
                assert bare == "-3" or not bare.startswith(tuple("=+-@\uff1d\uff0b\uff0d\uff20")), cell


def test_texts_of_people_are_harmless_whatever_they_are(gadget: Opener) -> None:
    """No cell that a spreadsheet could cut out of any text begins like a formula; only apostrophes are inserted."""
    page = gadget(report())

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.text(alphabet="=+-@,;|\t\r\n\x00 \"'ab1\uff1d\uff20", max_size=12), min_size=1, max_size=20))
    def holds(texts: list[str]) -> None:
        guarded = page.evaluate("async (texts) => texts.map((await import('/gadget/export/csv.js')).harmless)", texts)
        for text, found in zip(texts, guarded, strict=True):
            assert found.replace("'", "") == text.replace("'", "")
            for cell in re.split(r"[,;|\t\r\n]", found):
                assert not re.match(r"""[\s"\x00-\x1f]*[=+\-@\uff1d\uff20]""", cell), (text, found)

    holds()


def test_every_text_of_the_file_is_quoted(gadget: Opener) -> None:
    """Every text is quoted, so that a spreadsheet that splits at semicolons finds none; numbers stay bare."""
    _, content = saved(gadget(report([sprint(0, (8, 5, 0, 0), name="x;=1+1;y")])), "CSV")
    head, row = content.decode("utf-8-sig").split("\r\n")[:2]
    assert all(cell.startswith('"') and cell.endswith('"') for cell in head.split(","))
    assert row.startswith('101,"x;\'=1+1;y","Alpha","2026-')
    assert ",8,5,0,0,2," in row


def test_svg_stands_alone(gadget: Opener) -> None:
    """It has its namespace, a title, the date of the figures and every colour, and needs nothing of the page."""
    shown = report(reports.hostile()["sprints"])
    shown["boards"][0]["name"] = "Odd \x0b & <Names>"
    page = gadget(shown, mode="dark", answers={"getVelocity": shown})
    name, content = saved(page, "SVG")
    text = content.decode()
    root = ET.fromstring(text)  # noqa: S314 - our own file
    assert name.endswith(".svg")
    assert root.tag == f"{SVG}svg"
    assert root.findtext(f"{SVG}title", "").startswith("Odd  & <Names>")
    assert any("As of Nov 24, 2026" in each for each in root.itertext())
    assert not re.search(r"var\(|class=|style=|href|@import|(?<!xmlns=\")https?:|rgba\(|color\(|tabindex|role=", text)
    assert all(target in text for target in re.findall(r'url\("?(#[\w-]+)', text.replace("&quot;", '"')))
    completed = page.locator(".bar rect.completed").first.evaluate("node => getComputedStyle(node).fill")
    assert f'fill="{completed}"' in text
    assert 'fill="rgb(31, 31, 33)"' in text
    assert len(root.findall(f".//{SVG}rect[@fill='{completed}'][@fill-opacity='1']")) == len(shown["sprints"]) + 1


def test_png_has_twice_the_size(gadget: Opener) -> None:
    """It has twice the pixels of the SVG and is not blank, even with fifty sprints."""
    page = gadget(reports.many(50))
    _, picture = saved(page, "SVG")
    name, content = saved(page, "PNG")
    root = ET.fromstring(picture.decode())  # noqa: S314 - our own file
    assert name.endswith(".png")
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", content[16:24]) == (2 * int(root.get("width", 0)), 2 * int(root.get("height", 0)))
    assert len(content) > 20_000
    assert len(root.findall(f".//{SVG}rect[@fill='rgb(21, 88, 188)']")) >= 50


TAKE = """() => {
  globalThis.taken = [];
  Object.defineProperty(Clipboard.prototype, "write", { value: WRITE });
  document.execCommand = EXEC;
}"""
WORKS = """async ([item]) => {
  for (const type of item.types) taken.push(await (await item.getType(type)).text());
}"""
REFUSES = "async () => { throw new DOMException('no', 'NotAllowedError'); }"
COPIES = """() => {
  const event = new ClipboardEvent("copy", { clipboardData: new DataTransfer(), cancelable: true });
  document.dispatchEvent(event);
  taken.push(event.clipboardData.getData("text/plain"), event.clipboardData.getData("text/html"));
  return true;
}"""


def copied(page: Page, write: str, command: str) -> list[str]:
    """Copy the table with the browser's two ways replaced as given, and return what they received."""
    page.evaluate(TAKE.replace("WRITE", write).replace("EXEC", command))
    choose(page, "Copy as table")
    page.wait_for_timeout(100)
    taken: list[str] = page.evaluate("taken")
    return taken


@pytest.mark.parametrize("ways", [(WORKS, "null"), (REFUSES, COPIES)], ids=["clipboard", "command"])
def test_the_table_is_copied(gadget: Opener, ways: tuple[str, str]) -> None:
    """It is copied as HTML and as tab-separated text, guarded against formulas, by whichever way is allowed."""
    sprints = [sprint(0, (8, 5, 0, 0), name="=<b>one\ttwo")]
    page = gadget(report(sprints))
    plain, html = copied(page, *ways)
    lines = [line.split("\t") for line in plain.split("\n")]
    assert len(lines) == 2
    assert len(lines[0]) == len(lines[1])
    assert lines[1][0] == "'=<b>one two"
    assert "<td>'=&lt;b&gt;one two</td>" in html
    assert html.startswith("<table><tr><th>")
    assert calls(page)[-1]["payload"]["title"] == "Copied."


def test_a_copied_number_stays_a_number(gadget: Opener) -> None:
    """A negative figure is copied as a number; a name that begins like a formula is guarded."""
    shown = report([sprint(0, (8, 5, 0, 0), name="-2+3", change=-2.5), sprint(1, (8, 5, 0, 0), name="-2", change=0)])
    plain, _ = copied(gadget(shown), WORKS, "null")
    head, *rows = [line.split("\t") for line in plain.split("\n")]
    assert [row[head.index("Sprint")] for row in rows] == ["'-2+3", "-2"]
    assert [row[head.index("Re-estimated")] for row in rows] == ["-2.5", "0"]


def test_what_cannot_be_copied_is_shown(gadget: Opener) -> None:
    """The text stands in a focused field of a dialog; Escape closes it, and the focus returns to the button."""
    page = gadget(report())
    assert copied(page, REFUSES, "() => false") == []
    text = page.get_by_role("dialog", name="Copy as table").get_by_role("textbox")
    expect(text).to_be_focused()
    assert text.input_value().startswith("Sprint\t")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Export")).to_be_focused()


def test_the_menu_works_by_keys(gadget: Opener) -> None:
    """Arrows, Home, End and first letters move; Escape and Tab close it; Enter runs the entry."""
    page = gadget(report())
    page.evaluate("() => { globalThis.printed = 0; globalThis.print = () => (printed += 1); }")
    button = page.get_by_role("button", name="Export")
    button.press("ArrowDown")
    for key, name in {"ArrowDown": "SVG", "End": "Print", "ArrowUp": "Copy", "Home": "CSV", "p": "Print"}.items():
        page.keyboard.press(key)
        expect(page.get_by_role("menuitem", name=name)).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(page.get_by_role("menu")).to_be_hidden()
    button.press("ArrowUp")
    expect(page.get_by_role("menuitem", name="Print")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("menu")).to_be_hidden()
    button.press("Enter")
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    assert page.evaluate("printed") == 1
    expect(button).to_be_focused()
