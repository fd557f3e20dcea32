"""Every kind of chart, compared with its snapshot: a difference is either intended or a fault.

`SNAPSHOTS=new` writes new snapshots; version control then shows the difference.
"""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.gadget.conftest import Opener
from tests.gadget.fixtures import reports
from tests.gadget.fixtures.reports import report, sprint

FOLDER = Path(__file__).parent / "snapshots"
STATES = {
    "seven": (report(), 640),
    "seven-narrow": (report(), 320),
    "one": (report([sprint(0, (8, 5, 0, 0))]), 480),
    "zeros": (report([sprint(at, (0, 0, 0, 0), change=0) for at in range(3)]), 480),
    "huge": (report([sprint(at, (1_234_567.5 * (at + 1), 999_999.25, 0, 0)) for at in range(5)]), 480),
    "decimals": (report([sprint(at, (0.5, 0.1 + 0.2, 0, 0), change=0) for at in range(5)]), 480),
    "excluded": (reports.with_excluded(), 640),
    "hostile": (reports.hostile(), 640),
    "time": (reports.in_time(), 640),
    "negative": (report([sprint(at, (34 - 42 * (at % 2), 29 - 20 * at, 5, 3)) for at in range(3)]), 480),
    "fifty-narrow": (reports.many(50), 320),
    "twenty": (reports.many(20), 640),
    "several-boards": (reports.several_boards(), 960),
}
SAME_WIDTH_FOR_EVERY_LETTER = """
CanvasRenderingContext2D.prototype.measureText = (text) => ({ width: 6.5 * Array.from(text).length });
"""


def drawn(page: Page, selector: str) -> str:
    """Return the drawings as text, a tag a line, without numbered ids and without words, which have their own tests."""
    texts = page.locator(selector).evaluate_all("all => all.map((one) => new XMLSerializer().serializeToString(one))")
    whole = re.sub(r' (aria-label|aria-labelledby|aria-describedby|xmlns)="[^"]*"', "", "\n".join(texts))
    return re.sub(r">\s*<", ">\n<", re.sub(r"hatch-\d+", "hatch", whole)) + "\n"


def compare(name: str, found: str) -> None:
    """Compare a drawing with its snapshot."""
    path = FOLDER / f"{name}.svg.txt"
    if os.environ.get("SNAPSHOTS") == "new":
        FOLDER.mkdir(exist_ok=True)
        path.write_text(found, "utf-8")
    assert path.is_file(), f"There is no snapshot {path.name}: look at the chart, then run with SNAPSHOTS=new."
    assert found == path.read_text("utf-8"), f"{name} is drawn differently: look at it, then run with SNAPSHOTS=new."


@pytest.mark.parametrize("name", STATES)
def test_charts_are_drawn_as_before(gadget: Opener, name: str) -> None:
    """With every letter equally wide, the same report gives the same drawing on every machine."""
    shown, width = STATES[name]
    page = gadget(shown, width=width)
    page.add_init_script(SAME_WIDTH_FOR_EVERY_LETTER)
    page.reload()
    page.locator(".plot").wait_for()
    compare(name, drawn(page, ".plot"))


def test_balances_are_drawn_as_before(gadget: Opener) -> None:
    """The steps of every sprint match their snapshot."""
    page = gadget(report())
    page.get_by_role("button", name="Balance").click()
    page.locator(".step").first.wait_for()
    compare("balance", drawn(page, ".step"))
