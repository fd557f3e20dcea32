"""The rooms: the README's layout, who may import whom, how many files each holds, and that every test states a rule."""

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from resolvers.cache import store
from tests.support.holds import holds

ROOT = Path(__file__).parent.parent
LONGEST = 260
CODE = sorted(path for folder in ("app", "resolvers") for path in (ROOT / folder).rglob("*.py"))
PURE = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): path
    for path in (
        *(ROOT / "resolvers" / "domain").glob("[a-z]*.py"),
        *(ROOT / "resolvers" / "jira" / "history" / f"{name}.py" for name in ("chains", "tracing")),
    )
}
"""The modules that only compute, by their names."""


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@holds(
    store,
    "from app.forge import KvsError, WhereConditions, kvs, now\n",
    "import os\n\nfrom app.forge import KvsError, WhereConditions, kvs, now\n",
)
def test_import_rules() -> None:
    """The contracts between the rooms, as written in pyproject.toml, are kept."""
    linter = Path(sys.executable).parent / "lint-imports"
    found = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert found.returncode == 0, found.stdout


def layout() -> dict[str, str]:
    """Return the lines of the README's project layout by their folder, from the outermost to the innermost."""
    block = (ROOT / "README.md").read_text("utf-8").partition("## Project layout")[2].split("```")[1]
    lines = (line.partition(" ") for line in block.strip().splitlines())
    return {place.rstrip("/"): text.strip() for place, _, text in lines}


FOLDERS = sorted(
    {
        str(folder.relative_to(ROOT))
        for top in ("app", "resolvers", "static")
        for file in (ROOT / top).rglob("*.*")
        if file.suffix in {".py", ".js", ".css", ".html"} and (folder := file.parent).name != top
    }
)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_room_is_in_the_layout(folder: str) -> None:
    """The README's project layout names every folder of the code, in its room's line."""
    lines = layout()
    above = max((place for place in lines if folder == place or folder.startswith(f"{place}/")), key=len)
    assert folder == above or re.search(rf"\b{Path(folder).name}\b", lines[above]), above


@pytest.mark.parametrize(("place", "text"), layout().items())
def test_the_layout_names_no_other_room(place: str, text: str) -> None:
    """Every room that a line of the layout names exists in that line's folder."""
    assert (ROOT / place).exists()
    for name in re.findall(r"(\w+)/", text):
        assert [path for path in (ROOT / place).rglob(name) if path.is_dir()], name


CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]


@pytest.mark.parametrize("contract", [one for one in CONTRACTS if one["type"] == "layers"], ids=lambda one: one["name"])
def test_the_layout_has_the_order_of_the_rooms(contract: dict[str, Any]) -> None:
    """Each line lists the rooms in the order in which they may import each other."""
    (container,) = contract["containers"]
    order = " > ".join(re.sub(r" [|:] ", ", ", layer).replace("(", "").replace(")", "") for layer in contract["layers"])
    assert order in layout()[container.replace(".", "/")]


FULLEST = 12
BESIDES = {"__init__.py", "conftest.py", "tiny.py", "side.mjs"}


@pytest.mark.parametrize("top", ["app", "resolvers", "static", "tests"])
def test_no_room_is_a_drawer(top: str) -> None:
    """A folder holds at most a dozen files of its own; its tests' helpers and data do not count."""
    files = [path for path in (ROOT / top).rglob("*.*") if path.suffix in {".py", ".js", ".mjs", ".css", ".html"}]
    full = Counter(path.parent for path in files if path.name not in BESIDES and "node_modules" not in path.parts)
    assert {str(folder): count for folder, count in full.items() if count > FULLEST} == {}


@pytest.mark.parametrize("top", ["app", "resolvers"])
def test_no_two_names_of_a_room_are_twins(top: str) -> None:
    """No two names of a folder differ only by a plural, and no three of its files share a prefix."""
    for folder in {path.parent for path in (ROOT / top).rglob("*.py")}:
        names = {path.stem for path in folder.iterdir() if path.name[0].isalpha()}
        assert {name for name in names if f"{name}s" in names or f"{name}es" in names} == set(), folder
        prefixes = Counter(name.partition("_")[0] for name in names if "_" in name)
        assert [prefix for prefix, count in prefixes.items() if count > 2] == [], folder


WORDS = re.compile(r"committed|commitment|completed(?!ate)|carried.?(?:in|over)|velocity(?!-chart)", re.IGNORECASE)
"""The report's words; `completeDate` is Jira's, `velocity-chart` the command."""


@pytest.mark.parametrize("path", sorted((ROOT / "app").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_platform_knows_no_velocity(path: Path) -> None:
    """No file of the platform has a word of the report: swap the manifest and it runs somebody else's app."""
    text = path.read_text("utf-8").replace("VELOCITY_", "")  # the names of settings
    assert WORDS.findall(text) == []
    if "jira" not in path.relative_to(ROOT).parts:
        assert "estimat" not in text.lower(), "only a site and its data have estimates"


@holds(
    store,
    "from app.forge import KvsError, WhereConditions, kvs, now\n",
    "import app.settings\nfrom app.forge import KvsError, WhereConditions, kvs, now\n",
)
@pytest.mark.parametrize("path", sorted((ROOT / "resolvers").rglob("*.py")), ids=lambda path: path.name)
def test_the_app_uses_the_door_only(path: Path) -> None:
    """From the platform the app imports `app.forge` and nothing below or beside it."""
    assert {name for name in imported(path) if name.split(".")[0] == "app"} <= {"app.forge"}


NO_WAY_OUT = (
    "asyncio bisect cachetools collections collections.abc contextlib contextvars dataclasses datetime decimal enum "
    "fractions functools hashlib http itertools json math msgspec msgspec.json operator pydantic "
    "pydantic.alias_generators re statistics typing uuid weakref"
)
"""What the app may import besides itself and the door; from `http` it uses the names of statuses."""


@holds(
    store,
    "from app.forge import KvsError, WhereConditions, kvs, now\n",
    "import urllib.request\n\nfrom app.forge import KvsError, WhereConditions, kvs, now\n",
)
@pytest.mark.parametrize("path", sorted((ROOT / "resolvers").rglob("*.py")), ids=lambda path: path.name)
def test_the_app_imports_no_way_out(path: Path) -> None:
    """No module that the app imports opens connections or files or reads the environment for it."""
    outside = {name for name in imported(path) if name.partition(".")[0] not in {"app", "resolvers"}}
    assert outside <= set(NO_WAY_OUT.split())
    assert "from http import client" not in path.read_text("utf-8")


@pytest.mark.parametrize("name", sorted(PURE))
def test_the_arithmetic_is_pure(name: str) -> None:
    """The arithmetic imports only itself and the standard library, and from that nothing with a clock or I/O."""
    mine = imported(PURE[name])
    own = {module for module in mine if module.startswith("resolvers.")}
    assert own <= PURE.keys()
    assert {module.split(".")[0] for module in mine - own} <= sys.stdlib_module_names
    assert not mine & {"time", "random", "asyncio", "os", "socket", "pathlib", "datetime"}


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_fit_a_look(path: Path) -> None:
    """Every source file is short enough to be read in one go."""
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("test_*.py")), ids=lambda path: path.name)
def test_every_test_says_its_rule(path: Path) -> None:
    """Every test has a docstring that states the rule it holds."""
    silent = [
        node.name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


@holds("requirements.txt", "annotated-types==", "annotated-types>=")
def test_locked_requirements() -> None:
    """Every locked package has a version and hashes, and no file names a registry."""
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-build.txt"):
        text = (ROOT / name).read_text("utf-8")
        packages = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert all("==" in line for line in packages)
        assert text.count("--hash=sha256:") >= len(packages)
        assert "://" not in text
