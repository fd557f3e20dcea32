"""Imports an app's handlers. Each app has its own module namespace, so two apps may use the same module names.

A module that Python's own import finds in the manifest's folder is used as it is. Any other is loaded under a name
derived from its folder, and its absolute imports search that folder first.
"""

import builtins
import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any, Final

PREFIX: Final = "_forge_app_"


def source_of(folder: Path, module: str) -> Path | None:
    """Return the file of a dotted module name in the folder, or None."""
    place = folder.joinpath(*module.split("."))
    candidates = (place / "__init__.py", place.with_name(f"{place.name}.py"))
    return next((path for path in candidates if path.is_file()), None)


def load_module(folder: Path, module: str) -> ModuleType:
    """Import a module of the app in that folder; an exception that it raises propagates unchanged."""
    source = source_of(folder, module)
    if source is not None and _is_plain(module, source):
        return importlib.import_module(module)
    return importlib.import_module(f"{_root(folder)}.{module}")


def _is_plain(module: str, source: Path) -> bool:
    try:
        spec = importlib.util.find_spec(module)
    except (ImportError, ValueError):
        return False
    return spec is not None and spec.origin is not None and Path(spec.origin).resolve() == source.resolve()


def _root(folder: Path) -> str:
    """Return the name of the synthetic package for the folder, which the first call creates."""
    place = str(folder.resolve())
    name = PREFIX + hashlib.sha256(place.encode()).hexdigest()[:12]
    if name not in sys.modules:
        package = ModuleType(name, "An app's folder.")
        package.__path__ = [place]
        sys.modules[name] = package
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
    return name


class _Finder(MetaPathFinder):
    """Finds modules in the synthetic packages."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the module's spec with our loader, None for modules outside the synthetic packages."""
        if not fullname.startswith(PREFIX):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(fullname, str(spec.origin))
        return spec


class _Loader(SourceFileLoader):
    """Executes a module with an `import` that searches its app's folder first."""

    def exec_module(self, module: ModuleType) -> None:
        """Execute the module."""
        root = module.__name__.partition(".")[0]
        vars(module)["__builtins__"] = {**vars(builtins), "__import__": _import_of(sys.modules[root])}
        super().exec_module(module)


def _import_of(root: ModuleType) -> Any:
    folder = Path(root.__path__[0])

    def find(
        name: str,
        variables: Mapping[str, object] | None = None,
        local: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        top = name.partition(".")[0]
        if level or (source_of(folder, top) is None and not (folder / top).is_dir()):
            return __import__(name, variables, local, fromlist or (), level)
        own = f"{root.__name__}.{name}"
        found = __import__(own, variables, local, fromlist or (), 0)
        return found if fromlist else sys.modules[f"{root.__name__}.{top}"]

    return find
