"""PNG files of pictures."""

import struct
from types import SimpleNamespace
from typing import Any

import pytest

from app.pictures import raster
from app.pictures.errors import PictureError
from tests.support.holds import holds

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><text x="2" y="16">Ag</text></svg>'


def test_a_png_has_twice_the_size() -> None:
    """Each pixel of the SVG has two on each side, and its text is written."""
    with_text, without = raster.png(SVG), raster.png(SVG.replace("Ag", ""))
    assert with_text.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", with_text[16:24]) == (60, 40)
    assert with_text != without


def test_what_is_no_svg_is_refused() -> None:
    """The refusal is a `PictureError`, as every other."""
    with pytest.raises(PictureError, match="cannot be drawn"):
        raster.png("<svg")


@holds(raster, "    if not _writes(found.svg_to_bytes):\n        raise PictureError.without_fonts()\n")
def test_without_fonts_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture without its text would be wrong in silence: the refusal says which fonts help."""
    real = raster.rasterizer()

    def without_fonts(**options: Any) -> bytes:
        drawn: bytes = real.svg_to_bytes(**options, skip_system_fonts=True)
        return drawn

    monkeypatch.setattr(raster, "import_module", lambda _: SimpleNamespace(svg_to_bytes=without_fonts))
    raster._writes.cache_clear()
    with pytest.raises(PictureError) as caught:
        raster.png(SVG)
    raster._writes.cache_clear()
    assert (caught.value.type, caught.value.status) == ("no-fonts", 501)
    assert "fonts-liberation" in caught.value.message
