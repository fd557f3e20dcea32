"""Draws the SVG on standard input and writes the PNG to standard output, in a separate process.

resvg holds the interpreter's lock while it draws. This file is run by its path and imports nothing else of ours.
"""

import sys
from collections.abc import Callable
from typing import Any, Final

SCALE: Final = 2
"""How many pixels of the PNG a pixel of the SVG has on each side, as in the page's own export."""

FAMILIES: Final = '"Liberation Sans", Arimo, Arial, Helvetica, "Noto Sans", "DejaVu Sans", sans-serif'
"""The fonts to write with: first those that are as wide as the text was measured."""

STYLE: Final = f"svg, text {{ font-family: {FAMILIES} }}"
BLANK: Final = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"></svg>'
LETTER: Final = BLANK.replace("></", '><text x="2" y="16" font-size="14">n</text></')
WITHOUT_FONTS: Final = 3
"""The exit status of a machine on which text is left out."""


def png(svg: str, draw: Callable[..., Any]) -> bytes | None:
    """Return the PNG, None if a letter leaves no trace: without fonts resvg silently omits text."""
    if draw(svg_string=LETTER, style_sheet=STYLE) == draw(svg_string=BLANK, style_sheet=STYLE):
        return None
    return bytes(draw(svg_string=svg, zoom=SCALE, style_sheet=STYLE))


def main() -> int:
    """Draw; a traceback and status 1 tell what is wrong with the SVG."""
    from resvg_py import svg_to_bytes  # noqa: PLC0415 - the constants above are read without it

    drawn = png(sys.stdin.buffer.read().decode(), svg_to_bytes)
    if drawn is None:
        return WITHOUT_FONTS
    sys.stdout.buffer.write(drawn)
    return 0


if __name__ == "__main__":
    sys.exit(main())
