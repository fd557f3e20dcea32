"""The documents match the code: settings, routes, commands, limits, operations and tests that they name."""

import ast
import re
from pathlib import Path

import pytest

import resolvers
from app.forge.product.policy import operations
from app.forge.product.policy.operations import OPERATIONS, Operation
from app.settings import VARIABLES, Settings
from app.web.routes import ROUTES
from resolvers.cache import store
from resolvers.configuration import Configuration
from tests.support.holds import holds

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
SECURITY = (ROOT / "SECURITY.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def test_every_setting_is_in_the_readme_and_no_other() -> None:
    """The README names exactly the settings that are read, and its table has each of them once, with a meaning."""
    assert set(re.findall(r"`((?:JIRA|VELOCITY)_[A-Z_]+)`", README)) == set(VARIABLES)
    table = README.partition("## Settings")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("| `")]
    named = [name for cells in rows for name in re.findall(r"`(\w+)`", cells[0])]
    assert sorted(named) == sorted(VARIABLES)
    assert all(len(cells) == 3 and all(cell.strip() for cell in cells) for cells in rows)


def test_defaults_in_the_readme_are_the_defaults() -> None:
    """The README's defaults are those of the code."""
    defaults = Settings()
    assert f"`{defaults.host}`, `{defaults.port}`" in README
    assert f"| `JIRA_SITE` | `{defaults.site}` |" in README
    assert f"| `VELOCITY_WORKERS` | `{defaults.workers}` |" in README


@pytest.mark.parametrize("key", sorted(resolvers.handler.functions))
def test_every_function_is_in_the_readme(key: str) -> None:
    """The README has every function key, in its table and as a call."""
    assert f"| `{key}` |" in README


@pytest.mark.parametrize("name", Configuration.model_json_schema()["properties"])
def test_every_configuration_key_is_in_the_readme(name: str) -> None:
    """The README has every key of a configuration."""
    assert name in README


@pytest.mark.parametrize("path", re.findall(r"`GET (/[^`\s]*)`|`POST (/[^`\s]*)`", README))
def test_routes_in_the_readme_exist(path: tuple[str, str]) -> None:
    """Every route that the README names is served."""
    assert (path[0] or path[1]) in {route.path for route in ROUTES}


@pytest.mark.parametrize("document", [README, SECURITY], ids=["README", "SECURITY"])
def test_commands_exist(document: str) -> None:
    """Every make target that a document names exists."""
    for target in set(re.findall(r"`?make ([a-z]+)", document)):
        assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE), target


@pytest.mark.parametrize("document", [README, SECURITY], ids=["README", "SECURITY"])
def test_files_exist(document: str) -> None:
    """Every file and folder that a document names exists."""
    named = re.findall(r"`((?:app|resolvers|static|tests|docs|examples)/[A-Za-z0-9_./-]*)`|\]\(([^):#]+)\)", document)
    for pair in named:
        path = pair[0] or pair[1]
        assert (ROOT / path).exists(), path


def named_tests() -> list[str]:
    """Return the pytest nodes that SECURITY.md names: each file's name is followed by its functions' names."""
    nodes, file = [], ""
    for path, function in re.findall(r"`(tests/[^`]+)`|`(test_\w+)`", SECURITY):
        file = path or file
        nodes += [f"{file}::{function}"] if function else []
    return nodes


@pytest.mark.parametrize("node", sorted(set(named_tests())))
def test_tests_are_seen_to_fail(node: str) -> None:
    """Every test that SECURITY.md names exists, and has to fail once its guard is switched off."""
    file, _, function = node.partition("::")
    (test,) = (one for one in ast.parse((ROOT / file).read_text("utf-8")).body if getattr(one, "name", "") == function)
    assert isinstance(test, ast.FunctionDef | ast.AsyncFunctionDef)
    assert any(ast.unparse(mark).startswith("holds(") for mark in test.decorator_list)


@holds("Makefile", ' --exclude-newer "$$week"')
def test_new_versions_wait_a_week() -> None:
    """Every list of `make lock` leaves out releases less than a week old."""
    recipe = MAKEFILE.partition("\nlock:")[2].partition("\n\n")[0]
    assert "timedelta(days=7)" in recipe
    assert '--exclude-newer "$$week"' in recipe.partition("pip compile")[2].partition("; }")[0]
    assert recipe.count("pip compile") == 1


def row(operation: Operation) -> str:
    """Return the line of SECURITY.md for an operation."""
    members = ", ".join(f"`{name}`" for name in sorted(operation.query | operation.body)) or "none"
    return f"| `{operation.method} {operation.template}` | {members} |"


@holds(
    operations,
    'query=frozenset({"startAt", "maxResults", "state"})',
    'query=frozenset({"startAt", "maxResults", "state", "expand"})',
)
def test_the_inventory_of_requests() -> None:
    """SECURITY.md lists every request that can leave, with every member that it may carry, and no other."""
    listed = SECURITY.partition("<!-- operations -->")[2].partition("<!-- /operations -->")[0].strip().splitlines()
    assert listed == ["| request | members |", "|---|---|", *map(row, OPERATIONS)]


def test_times_of_keeping() -> None:
    """The storage times in SECURITY.md are those of the code."""
    assert f"fresh for {store.FRESH // 60_000} minutes" in SECURITY
    assert store.LONGEST == 60 * 60 * 1000
    assert "one hour at most" in SECURITY


@holds("manifest.yaml", "    - storage:app\n", "    - storage:app\n    - read:jira-user\n")
def test_scopes() -> None:
    """The scopes in SECURITY.md are exactly those of the manifest."""
    manifest = (ROOT / "manifest.yaml").read_text("utf-8").partition("scopes:")[2]
    declared = re.findall(r"- (\S+:\S+)", manifest)
    paragraph = re.search(r"Exactly ([^.]+(?:\.[^.\s][^.]*)*)\.", SECURITY)
    assert paragraph is not None
    assert re.findall(r"`([^`]+)`", paragraph.group(1)) == declared
