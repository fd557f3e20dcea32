"""Finds an app's handlers. Each app's modules are its own: two apps may call theirs the same.

A module that Python finds by its name in the manifest's folder anyway is that module. Any other is loaded under a
name of its folder's own, and what it imports by a plain name is looked for in its folder first.
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
    """Return the file of a dotted module name below the folder, or None."""
    place = folder.joinpath(*module.split("."))
    candidates = (place / "__init__.py", place.with_name(f"{place.name}.py"))
    return next((path for path in candidates if path.is_file()), None)


def load_module(folder: Path, module: str) -> ModuleType:
    """Import a module of the app in that folder; what it raises while it is imported leaves as it is."""
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
    """Return the name of the package that stands for the folder; it is made when first asked for."""
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
    """Finds the modules below the packages that stand for folders."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the module's spec with our loader, None for everybody else's modules."""
        if not fullname.startswith(PREFIX):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(fullname, str(spec.origin))
        return spec


class _Loader(SourceFileLoader):
    """Runs a module with an `import` that looks into its app's folder first."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the module."""
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
