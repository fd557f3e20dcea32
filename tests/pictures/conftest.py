"""A resource of a made-up app that draws pictures."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from app.pictures.engine import Drawer

Making = Callable[..., Drawer]
TOKENS = Path(__file__).parents[2] / "static" / "bridge" / "tokens.css"


async def turns_during(drawing: "asyncio.Task[str] | asyncio.Task[bytes]") -> int:
    """Return how often the event loop comes round, at most every 10 ms, until the task is done."""
    turns = 0
    while not drawing.done():
        await asyncio.sleep(0.01)
        turns += 1
    return turns


@pytest.fixture
def making(tmp_path: Path) -> Making:
    """Return a function that writes a resource with this `picture.js`, this style and further files."""

    def made(script: str, css: str = "", **files: str) -> Drawer:
        (tmp_path / "index.html").write_text('<link rel="stylesheet" href="page.css"><p>', "utf-8")
        (tmp_path / "page.css").write_text(css, "utf-8")
        (tmp_path / "picture.js").write_text(script, "utf-8")
        for name, text in files.items():
            (tmp_path / f"{name}.js").write_text(text, "utf-8")
        return Drawer(tmp_path, TOKENS)

    return made
