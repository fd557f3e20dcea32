"""Draws a report as a picture, by the scripts of the gadget's page."""

import sys
from typing import Any, Final

from app.pictures import extra
from app.pictures.engine import Look
from app.pictures.raster import png
from app.web.platform import Platform
from velocity_chart.commands.asking import REFUSED, Stop

PICTURES: Final = ("svg", "png")


def prepare(form: str) -> None:
    """Raise `Stop` or `PictureError` if no picture of this form can be made, before anything is read from Jira."""
    extra.load(extra.ENGINE)
    if form == "png":
        extra.load(extra.RASTERIZER)
        if sys.stdout.isatty():
            raise Stop("A terminal shows no PNG. Write it into a file: velocity-chart report ... > chart.png", REFUSED)


async def drawn(platform: Platform, found: Any, configuration: dict[str, Any], look: Look, form: str) -> bytes:
    """Return the file of a report's picture; raises `PictureError`."""
    text = await platform.drawer(platform.manifest.gadgets[0]).draw(found, configuration, look)
    return await png(text) if form == "png" else text.encode()
