"""Turns the text of an SVG into a PNG, in another process."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Final

from app.pictures import extra
from app.pictures.errors import PictureError
from app.pictures.rasterize import WITHOUT_FONTS

SCRIPT: Final = Path(__file__).with_name("rasterize.py")
SECONDS: Final = 20
"""The most seconds that drawing may take; the largest report takes less than one."""


async def png(svg: str) -> bytes:
    """Return the PNG file of an SVG's text; raises `PictureError`."""
    extra.load(extra.RASTERIZER)
    return await asyncio.to_thread(_png, svg)


def _png(svg: str) -> bytes:
    line = (sys.executable, "-I", str(SCRIPT))
    try:
        done = subprocess.run(  # noqa: S603 - our own line
            line, input=svg.encode(), capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise PictureError.failed("it takes too long.") from None
    if done.returncode == WITHOUT_FONTS:
        raise PictureError.without_fonts()
    if done.returncode:
        raise PictureError.failed((done.stderr.decode("utf-8", "replace").splitlines() or ["resvg ended."])[-1])
    return done.stdout
