"""Handlers are found next to their manifest, and each app has its own modules."""

import importlib
import sys
from pathlib import Path

import pytest

from app.forge.manifest.modules import load_module, source_of

ROOT = Path(__file__).resolve().parents[3]


def write(folder: Path, **files: str) -> Path:
    """Write Python modules; two underscores in a name are a folder, and a name that ends in them its package."""
    for name, text in files.items():
        path = folder.joinpath(*[part or "__init__" for part in name.split("__")]).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_two_apps_may_call_their_modules_the_same(tmp_path: Path) -> None:
    """Each gets its own, whatever was loaded before."""
    apps = [
        write(tmp_path / name, index="import helper\nvalue = helper.value", helper=f"value = {name!r}") for name in "ab"
    ]
    assert [load_module(app, "index").value for app in apps] == ["a", "b"]
    assert [load_module(app, "index").value for app in apps] == ["a", "b"]
    assert "helper" not in sys.modules


def test_a_module_is_loaded_once(tmp_path: Path) -> None:
    """Its state outlives an invocation, as it may in the cloud."""
    folder = write(tmp_path, index="state = []")
    load_module(folder, "index").state.append(1)
    assert load_module(folder, "index").state == [1]


def test_every_way_to_import_finds_the_apps_own_first(tmp_path: Path) -> None:
    """Packages, submodules, relative names, names used late and a module called as one of Python's."""
    folder = write(
        tmp_path,
        index=(
            "import parts.inner\n"
            "import parts.inner as renamed\n"
            "from parts import inner, near\n"
            "from parts.inner import value\n"
            "import calendar\n"
            "import json, os.path\n"
            "def late():\n    import other\n    return other.value\n"
            "values = [parts.inner.value, renamed.value, inner.value, value, near.value, calendar.value]\n"
            "python = [json.loads('1'), os.path.sep]\n"
        ),
        parts__="",
        parts__inner="value = 'inner'",
        parts__near="from . import inner\nfrom .inner import value",
        other="value = 'other'",
        calendar="value = 'calendar'",
    )
    module = load_module(folder, "index")
    assert module.values == ["inner"] * 5 + ["calendar"]
    assert module.python[0] == 1
    assert module.late() == "other"


def test_an_app_of_the_same_name_as_ours_is_not_ours(tmp_path: Path) -> None:
    """A package called `resolvers` elsewhere is loaded from there, with what it imports by its own name."""
    folder = write(tmp_path, resolvers__="from resolvers.calls import value", resolvers__calls="value = 'theirs'")
    module = load_module(folder, "resolvers")
    assert module.value == "theirs"
    assert sys.modules.get("resolvers") is not module


def test_what_python_finds_there_anyway_is_that_module() -> None:
    """Our own app is the package that everybody can import."""
    assert load_module(ROOT, "app.clock") is importlib.import_module("app.clock")


def test_the_source_is_below_the_folder(tmp_path: Path) -> None:
    """A dotted name leads to a module or a package, or nowhere."""
    write(tmp_path, one="", two__="", two__three="")
    assert source_of(tmp_path, "one") == tmp_path / "one.py"
    assert source_of(tmp_path, "two") == tmp_path / "two" / "__init__.py"
    assert source_of(tmp_path, "two.three") == tmp_path / "two" / "three.py"
    assert source_of(tmp_path, "four") is None


def test_a_missing_module_is_missing(tmp_path: Path) -> None:
    """A name that neither the app nor Python has is an ImportError in the app's words."""
    folder = write(tmp_path, index="import nothing_of_that_name")
    with pytest.raises(ModuleNotFoundError, match="nothing_of_that_name"):
        load_module(folder, "index")
