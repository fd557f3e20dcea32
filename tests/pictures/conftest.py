"""A resource of a made-up app that draws pictures."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.pictures.engine import Drawer

Making = Callable[..., Drawer]
TOKENS = Path(__file__).parents[2] / "static" / "bridge" / "tokens.css"


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
