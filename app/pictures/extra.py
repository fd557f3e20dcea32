"""The packages of the extra `images`, without which a server runs and makes no pictures."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from app.pictures.errors import PictureError

ENGINE: Final = "py_mini_racer"
"""The module of V8."""
RASTERIZER: Final = "resvg_py"
"""The module that turns an SVG into a PNG."""
PACKAGES: Final = {ENGINE: "mini-racer", RASTERIZER: "resvg-py"}


def is_installed() -> bool:
    """Say whether the extra is installed; nothing is imported."""
    return all(map(find_spec, PACKAGES))


def load(module: str) -> Any:
    """Return one of the modules; raises `PictureError` if its package is not installed."""
    try:
        return import_module(module)
    except ImportError:
        raise PictureError.not_installed(PACKAGES[module]) from None
