"""Imports an app's handlers from the folder of its manifest. A process runs one app."""

import importlib
import sys
from pathlib import Path
from types import ModuleType


class NameTakenError(ImportError):
    """Another module than the app's has been imported under its name."""


def source_of(folder: Path, module: str) -> Path | None:
    """Return the file of a dotted module name in the folder, or None."""
    path = folder.joinpath(*module.split("."))
    candidates = (path / "__init__.py", path.with_name(f"{path.name}.py"))
    return next((path for path in candidates if path.is_file()), None)


def load_module(folder: Path, module: str) -> ModuleType:
    """Import a module of the app in that folder, which is searched before all others.

    An exception that it raises propagates unchanged. Raises `NameTakenError`.
    """
    folder = folder.resolve()
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
        importlib.invalidate_caches()
    found = importlib.import_module(module)
    source = source_of(folder, module)
    if source is not None and Path(str(found.__file__)).resolve() != source.resolve():
        raise NameTakenError(name=module)
    return found
