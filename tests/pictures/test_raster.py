"""Pictures as PNG files."""

import asyncio
import struct
import sys
from functools import partial

import pytest
from resvg_py import svg_to_bytes

from app.pictures import raster, rasterize
from app.pictures.errors import PictureError
from tests.pictures.conftest import turns_during
from tests.support.holds import holds

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><text x="2" y="16">Ag</text></svg>'


async def test_a_png_has_twice_the_size() -> None:
    """A PNG has twice the SVG's width and height, and its text is drawn."""
    with_text, without = await raster.png(SVG), await raster.png(SVG.replace("Ag", ""))
    assert with_text.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", with_text[16:24]) == (60, 40)
    assert with_text != without


async def test_what_is_no_svg_is_refused() -> None:
    """The error is a `PictureError` like every other, in one line."""
    with pytest.raises(PictureError, match="cannot be drawn") as caught:
        await raster.png("<svg")
    assert "\n" not in caught.value.message


@holds(rasterize, "    if draw(svg_string=LETTER", "    if False and draw(svg_string=LETTER")
def test_without_fonts_nothing_is_drawn() -> None:
    """Without fonts nothing is drawn, rather than a picture without its text."""
    assert rasterize.png(SVG, svg_to_bytes)
    assert rasterize.png(SVG, partial(svg_to_bytes, skip_system_fonts=True)) is None


@holds(raster, "done.returncode == WITHOUT_FONTS", "False")
async def test_a_machine_without_fonts_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says which fonts help."""
    monkeypatch.setattr(raster, "SCRIPT", "-cimport sys; sys.exit(3)")
    with pytest.raises(PictureError) as caught:
        await raster.png(SVG)
    assert (caught.value.type, caught.value.status) == ("no-fonts", 501)
    assert "fonts-liberation" in caught.value.message


@holds(raster, "timeout=SECONDS", "timeout=60")
async def test_drawing_is_limited_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing stops at its time limit, and the event loop keeps running meanwhile."""
    monkeypatch.setattr(raster, "SECONDS", 0.3)
    monkeypatch.setattr(raster, "SCRIPT", "-cimport time; time.sleep(5)")
    drawing = asyncio.create_task(raster.png(SVG))
    turns = await turns_during(drawing)
    with pytest.raises(PictureError, match="takes too long"):
        await drawing
    assert turns > 2


async def test_without_the_package_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the missing package."""
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(PictureError, match="resvg-py is missing"):
        await raster.png(SVG)
