"""The house is seen from its folders: who may know whom, how long a file may be, and that every test says its rule."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import app.forge
from resolvers.cache import store
from tests.support.holds import holds

ROOT = Path(__file__).parent.parent
LONGEST = 260
CODE = sorted(path for folder in ("app", "resolvers") for path in (ROOT / folder).rglob("*.py"))
PURE = ("timeline", "chains", "tracing", "velocity", "figures", "statistics", "explanation", "forecast")


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
    """Of the platform the app imports `app.forge` and nothing below or beside it."""
    assert {name for name in imported(path) if name.split(".")[0] == "app"} <= {"app.forge"}


NO_WAY_OUT = (
    "asyncio bisect cachetools collections collections.abc contextlib contextvars dataclasses datetime decimal enum "
    "fractions functools hashlib http itertools json math operator pydantic pydantic.alias_generators re statistics "
    "typing uuid"
)
"""What the app may import besides itself and the door; of `http` it takes the names of statuses."""


@holds(
    store,
    "from app.forge import KvsError, WhereConditions, kvs, now\n",
    "import urllib.request\n\nfrom app.forge import KvsError, WhereConditions, kvs, now\n",
)
@pytest.mark.parametrize("path", sorted((ROOT / "resolvers").rglob("*.py")), ids=lambda path: path.name)
def test_the_app_imports_no_way_out(path: Path) -> None:
    """No module that the app imports opens a connection, a file or the environment for it."""
    outside = {name for name in imported(path) if name.partition(".")[0] not in {"app", "resolvers"}}
    assert outside <= set(NO_WAY_OUT.split())
    assert "from http import client" not in path.read_text("utf-8")


@pytest.mark.parametrize("name", PURE)
def test_the_arithmetic_is_pure(name: str) -> None:
    """The arithmetic imports the standard library and itself, and of that nothing with a clock or a wire."""
    mine = imported(ROOT / "resolvers" / "domain" / f"{name}.py")
    own = {module for module in mine if module.startswith("resolvers.")}
    assert own <= {f"resolvers.domain.{pure}" for pure in PURE}
    assert {module.split(".")[0] for module in mine - own} <= sys.stdlib_module_names
    assert not mine & {"time", "random", "asyncio", "os", "socket", "pathlib", "datetime"}


def test_the_door_is_what_it_says() -> None:
    """What the door offers is listed, in order, and is all there."""
    assert app.forge.__all__ == sorted(app.forge.__all__)
    assert all(hasattr(app.forge, name) for name in app.forge.__all__)


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_fit_a_look(path: Path) -> None:
    """A source file is short enough to be read in one go."""
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
