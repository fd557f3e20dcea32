"""The picture drawn without a browser is the one that the page itself exports."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.pictures import engine
from app.pictures.engine import Drawer, Look
from app.pictures.rasterize import FAMILIES
from tests.gadget.conftest import CONFIGURATION, STATIC, Opener
from tests.gadget.export.test_export import saved
from tests.gadget.fixtures import reports
from tests.gadget.fixtures.reports import report, sprint

METRICS = (engine.DOM / "metrics.js").read_text("utf-8").replace("export ", "")
MEASURED_ALIKE = f"""(() => {{ {METRICS}
CanvasRenderingContext2D.prototype.measureText = (text) => ({{ width: widthOf(text) }}); }})();"""
"""Measures text as the engine does; on a page the widths would depend on the reader's fonts."""

STATES: dict[str, tuple[Any, dict[str, Any]]] = {
    "seven": (report(), {}),
    "one": (report([sprint(0, (8, 5, 0, 0))]), {}),
    "zeros": (report([sprint(at, (0, 0, 0, 0), change=0) for at in range(3)]), {}),
    "huge": (report([sprint(at, (1_234_567.5 * (at + 1), 999_999.25, 0, 0)) for at in range(5)]), {}),
    "excluded": (reports.with_excluded(), {"labelStyle": "short"}),
    "running": (reports.with_running(), {"labelStyle": "number", "target": 25.5}),
    "hostile": (reports.hostile(), {}),
    "time": (reports.in_time(), {"closedFrom": "2026-01-01"}),
    "negative": (report([sprint(at, (34 - 42 * (at % 2), 29 - 20 * at, 5, 3)) for at in range(3)]), {}),
    "fifty": (reports.many(50), {"labelStyle": "dates"}),
    "several-boards": (reports.several_boards(), {}),
}
LOOKS = (Look("light", "en-US", "UTC"), Look("dark", "de-DE", "Europe/Berlin"), Look("light", "ja-JP", "Asia/Tokyo"))
EACH = [(name, LOOKS[at % len(LOOKS)]) for at, name in enumerate(STATES)] + [("seven", look) for look in LOOKS[1:]]


TEXTS = (
    "Alpha Sprint 12",
    "Average completed 28.4 (7 sprints)",
    "Ø von 12: 31 % unter \u2013 über … Größe",
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~\u2212",
)


def drawn(shown: Any, configuration: Any, look: Look) -> str:
    """Return the picture that the engine draws."""
    drawer = Drawer(STATIC / "gadget", STATIC / "bridge" / "tokens.css")
    with ThreadPoolExecutor(1) as thread:  # the current thread runs the browser's event loop
        return thread.submit(asyncio.run, drawer.draw(shown, configuration, look)).result()


def numbered(picture: str) -> list[str]:
    """Return a picture a tag a line, its pattern ids counted from 1, since a page has used some before."""
    ids = {name: f"hatch-{at}" for at, name in enumerate(dict.fromkeys(re.findall(r"hatch-\d+", picture)), 1)}
    return re.sub(r"hatch-\d+", lambda found: ids[found[0]], picture).replace("><", ">\n<").splitlines()


@pytest.mark.parametrize(("name", "look"), EACH, ids=lambda one: one if isinstance(one, str) else one.locale)
def test_engine_and_page_draw_the_same_picture(gadget: Opener, name: str, look: Look) -> None:
    """Where both measure text alike, their SVG files differ only in the numbers of their patterns."""
    shown, more = STATES[name]
    configuration = CONFIGURATION | more
    context = {"locale": look.locale, "timezone": look.timezone}
    page = gadget(shown, mode=look.theme, context=context, configuration=configuration)
    page.add_init_script(MEASURED_ALIKE)
    page.reload()
    page.locator(".plot").wait_for()
    _, content = saved(page, "SVG")
    assert numbered(drawn(shown, configuration, look)) == numbered(content.decode())


def test_text_is_as_wide_as_in_the_font_of_a_png(gadget: Opener) -> None:
    """The widths that the engine knows are those of the font that a PNG prefers."""
    page = gadget(report())
    font = FAMILIES.partition(",")[0]
    script = f"""([text, font]) => {{ {METRICS}
      const context = document.createElement("canvas").getContext("2d");
      const widths = [`${{font}}, monospace`, "monospace"].map((family) => {{
        context.font = `12px ${{family}}`;
        return context.measureText(text).width;
      }});
      return [widthOf(text), ...widths]; }}"""
    for text in TEXTS:
        known, measured, without = page.evaluate(script, [text, font])
        if measured == without:
            pytest.skip(f"{font} is not installed")
        assert known == pytest.approx(measured, rel=0.01)
