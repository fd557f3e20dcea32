"""Turns the text of an SVG into a PNG."""

from functools import lru_cache
from importlib import import_module
from typing import Any, Final

from app.pictures.errors import PictureError

SCALE: Final = 2
"""How many pixels of the PNG a pixel of the SVG has on each side, as in the page's own export."""

FAMILIES: Final = '"Liberation Sans", Arimo, Arial, Helvetica, "Nimbus Sans", "Noto Sans", "DejaVu Sans", sans-serif'
"""The fonts to write with: first those as wide as the text was measured."""

STYLE: Final = f"svg, text {{ font-family: {FAMILIES} }}"
BLANK: Final = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">{}</svg>'
LETTER: Final = '<text x="2" y="16" font-size="14">n</text>'


def rasterizer() -> Any:
    """Return the module that draws SVGs; raises `PictureError` where it is not installed or has no fonts."""
    try:
        found = import_module("resvg_py")
    except ImportError:
        raise PictureError.not_installed("resvg-py") from None
    if not _writes(found.svg_to_bytes):
        raise PictureError.without_fonts()
    return found


def png(svg: str) -> bytes:
    """Return the PNG file of an SVG's text; raises `PictureError`."""
    drawer = rasterizer()
    try:
        return bytes(drawer.svg_to_bytes(svg_string=svg, zoom=SCALE, style_sheet=STYLE))
    except ValueError as error:
        raise PictureError.failed(str(error)) from None


@lru_cache(maxsize=1)
def _writes(draw: Any) -> bool:
    """Say whether a letter leaves a trace: without fonts it is left out in silence."""
    with_letter, without = (draw(svg_string=BLANK.format(text), style_sheet=STYLE) for text in (LETTER, ""))
    return bool(with_letter != without)
