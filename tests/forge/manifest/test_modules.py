"""Handlers are found next to their manifest, and each app has its own modules."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from app.forge.manifest.modules import NameTakenError, load_module, source_of

ROOT = Path(__file__).resolve().parents[3]


def write(folder: Path, **files: str) -> Path:
    """Write Python modules; two underscores in a name stand for a folder, and at its end for its package."""
    for name, text in files.items():
        path = folder.joinpath(*[part or "__init__" for part in name.split("__")]).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_a_name_that_another_module_has_is_refused(tmp_path: Path) -> None:
    """A process runs one app: a second app's module of the same name is never mistaken for the first one's."""
    first, second = (write(tmp_path / name, index=f"value = {name!r}") for name in "ab")
    assert load_module(first, "index").value == "a"
    with pytest.raises(NameTakenError):
        load_module(second, "index")
    assert load_module(first, "index").value == "a"


def test_a_module_is_loaded_once(tmp_path: Path) -> None:
    """Its state outlives an invocation, as it may in the cloud."""
    folder = write(tmp_path, index="state = []")
    load_module(folder, "index").state.append(1)
    assert load_module(folder, "index").state == [1]


def test_every_way_to_import_finds_the_apps_own_first(tmp_path: Path) -> None:
    """Packages, submodules, relative imports, late imports, and the name of a Python module that is not loaded."""
    folder = write(
        tmp_path,
        index=(
            "import parts.inner\n"
            "import parts.inner as renamed\n"
            "from parts import inner, near\n"
            "from parts.inner import value\n"
            "import sched\n"
            "import json, os.path\n"
            "def late():\n    import other\n    return other.value\n"
            "values = [parts.inner.value, renamed.value, inner.value, value, near.value, sched.value]\n"
            "python = [json.loads('1'), os.path.sep]\n"
        ),
        parts__="",
        parts__inner="value = 'inner'",
        parts__near="from . import inner\nfrom .inner import value",
        other="value = 'other'",
        sched="value = 'sched'",
    )
    module = load_module(folder, "index")
    assert module.values == ["inner"] * 5 + ["sched"]
    assert module.python[0] == 1
    assert module.late() == "other"


def test_an_app_of_the_same_name_as_ours_is_not_ours(tmp_path: Path) -> None:
    """A package called `resolvers` elsewhere is loaded from there, with everything it imports under that name."""
    folder = write(tmp_path, resolvers__="from resolvers.calls import value", resolvers__calls="value = 'theirs'")
    script = "import sys, pathlib, app.forge.manifest.modules as m; "
    script += "print(m.load_module(pathlib.Path(sys.argv[1]), 'resolvers').value)"
    command = [sys.executable, "-c", script, str(folder)]
    run = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603
    assert run.stdout == "theirs\n"


def test_what_python_finds_there_anyway_is_that_module() -> None:
    """Our own app is the package that everybody can import."""
    assert load_module(ROOT, "app.clock") is importlib.import_module("app.clock")


def test_the_source_is_below_the_folder(tmp_path: Path) -> None:
    """A dotted name resolves to a module or a package, or to nothing."""
    write(tmp_path, one="", two__="", two__three="")
    assert source_of(tmp_path, "one") == tmp_path / "one.py"
    assert source_of(tmp_path, "two") == tmp_path / "two" / "__init__.py"
    assert source_of(tmp_path, "two.three") == tmp_path / "two" / "three.py"
    assert source_of(tmp_path, "four") is None


def test_a_missing_module_is_missing(tmp_path: Path) -> None:
    """A name that neither the app nor Python has is an ImportError with our sentence."""
    folder = write(tmp_path, index="import nothing_of_that_name")
    with pytest.raises(ModuleNotFoundError, match="nothing_of_that_name"):
        load_module(folder, "index")
