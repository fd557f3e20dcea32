"""The dashboard on paper."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.host.conftest import Opener, frame_of
from tests.support.holds import holds

PRINTING = "static/host/board/printing.js"
GADGETS = 8


@holds(PRINTING, "    sheet.replaceSync(`${pageFor(width, height)} ", "    sheet.replaceSync(`")
@holds(PRINTING, '    document.documentElement.dataset.colorMode = "light";\n')
@holds(PRINTING, "    theme.apply();\n")
@pytest.mark.parametrize("columns", [1, 2, 3])
def test_a_dashboard_is_printed_light_on_one_page(columns: int, site: str, open_page: Opener) -> None:
    """Any number of gadgets prints on one light page in the screen's columns; afterwards the page is as before."""
    gadgets = [{"id": f"g{at}", "moduleKey": "tiny-gadget", "column": at % columns} for at in range(GADGETS)]
    body = {"columns": columns, "gadgets": [{**gadget, "configuration": {"items": [1]}} for gadget in gadgets]}
    httpx.put(f"{site}/dashboard", json=body, trust_env=False).raise_for_status()
    page = open_page(site, color_scheme="dark", viewport={"width": 1280, "height": 800})
    expect(page.locator("iframe[data-gadget-id]")).to_have_count(GADGETS)
    for frame in range(GADGETS):
        expect(page.frame_locator("iframe[data-gadget-id]").nth(frame).locator("body")).to_be_visible()
    for landscape in (False, True):
        assert page.pdf(format="A4", landscape=landscape).count(b"/Type /Page\n") == 1
    mode = "document.documentElement.dataset.colorMode"
    assert page.evaluate(mode) == "dark"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(mode) == "light"
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})
    tracks = page.locator("main").evaluate("node => getComputedStyle(node).gridTemplateColumns.split(' ').length")
    assert tracks == columns
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(mode) == "dark"


@holds("static/host/pages/single.js", "  printWhole(main);\n")
def test_a_single_gadget_is_printed_light_on_one_page(site: str, open_page: Opener) -> None:
    """An embedded gadget, or one on a wall, prints whole and light on one page, however high it is."""
    page = open_page(f"{site}/embed/10001?theme=dark", viewport={"width": 1000, "height": 700})
    frame_of(page).evaluate("document.body.style.blockSize = '3000px'")
    expect(page.locator("iframe")).to_have_css("height", re.compile("3[0-9]{3}px"))
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.documentElement.dataset.colorMode") == "light"
