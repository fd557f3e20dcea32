"""Our validation of manifests beside that of `@forge/manifest`."""

import functools
import json
import operator
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.forge.manifest.offers import PERMISSIONS, SECTIONS, module_names
from app.forge.manifest.reader import inspect
from app.forge.manifest.schema import File, Modules, Permissions
from tests.parity.side import Side, running
from tests.parity.variants import FINE, STRICTER, WARNED, WRONG, write

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def judge(node: Path) -> Iterator[Side]:
    """Yield a separate process, because it changes its folder; its schema takes seconds to compile, once."""
    with running(node) as process:
        yield process


def theirs(judge: Side, path: Path) -> list[str]:
    """Return the errors that Forge finds; it reads only a file named `manifest.yml`."""
    assert path.name == "manifest.yml"
    verdict = judge.ask("validate", folder=str(path.parent))
    errors = [finding["message"] for finding in verdict["findings"] if finding["level"] == "error"]
    assert verdict["success"] is (errors == [])
    return errors


def ours(path: Path) -> list[str]:
    """Return the errors that we find."""
    return [finding.message for finding in inspect(path) if finding.level == "error"]


@pytest.mark.timeout(300)  # the schema takes seconds to compile, on a busy machine much longer
def test_our_manifest_is_one_of_forge(judge: Side, tmp_path: Path) -> None:
    """Forge's own validator accepts our manifest, once the handler's file has the suffix it expects."""
    shutil.copy(ROOT / "manifest.yaml", tmp_path / "manifest.yml")
    shutil.copytree(ROOT / "static" / "gadget", tmp_path / "static" / "gadget")
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "resolvers.js").write_text("export const handler = 1;\n")
    assert judge.ask("validate", folder=str(tmp_path)) == {"success": True, "findings": []}


@pytest.mark.timeout(300)  # as above
def test_our_manifest_for_a_container_is_one_of_forge(judge: Side, tmp_path: Path) -> None:
    """Forge's own validator accepts the manifest of the container service unchanged."""
    shutil.copy(ROOT / "manifest.forge.yaml", tmp_path / "manifest.yml")
    shutil.copytree(ROOT / "static" / "gadget", tmp_path / "static" / "gadget")
    assert judge.ask("validate", folder=str(tmp_path)) == {"success": True, "findings": []}


def test_what_is_not_offered_is_told_from_a_typing_error(node: Path) -> None:
    """We know every module type and key of Forge's schema, either as offered or as not offered."""
    schema = json.loads((node / "node_modules/@forge/manifest/out/schema/manifest-schema.json").read_text("utf-8"))

    def keys(part: dict[str, Any], *names: str) -> set[str]:
        for name in names:
            part = part["properties"][name]
            while "$ref" in part:
                part = functools.reduce(operator.getitem, part["$ref"].removeprefix("#/").split("/"), schema)
        return set(part["properties"])

    modules = {field.alias or name for name, field in Modules.model_fields.items()}
    assert keys(schema, "modules") == module_names() | modules
    assert keys(schema) == SECTIONS | File.model_fields.keys()
    assert keys(schema, "permissions") == PERMISSIONS | Permissions.model_fields.keys()


def test_the_valid_one_is_valid(judge: Side, tmp_path: Path) -> None:
    """Both accept the manifest that the others derive from."""
    path = write(tmp_path)
    assert (ours(path), theirs(judge, path)) == ([], [])


@pytest.mark.parametrize("name", FINE)
def test_what_forge_takes_is_taken(judge: Side, tmp_path: Path, name: str) -> None:
    """We accept what Forge accepts, unless it needs something missing here."""
    path = write(tmp_path, FINE[name])
    assert (ours(path), theirs(judge, path)) == ([], [])


@pytest.mark.parametrize("name", WRONG)
def test_what_forge_refuses_is_refused(judge: Side, tmp_path: Path, name: str) -> None:
    """We refuse what Forge refuses."""
    path = write(tmp_path, WRONG[name])
    assert theirs(judge, path)
    assert ours(path)


@pytest.mark.parametrize("name", STRICTER)
def test_what_is_not_offered_is_refused_only_here(judge: Side, tmp_path: Path, name: str) -> None:
    """A manifest that needs what only Forge offers is refused here, not silently accepted."""
    path = write(tmp_path, STRICTER[name])
    assert theirs(judge, path) == []
    assert ours(path)


@pytest.mark.parametrize("name", WARNED)
def test_what_forge_alone_refuses_is_warned_of(judge: Side, tmp_path: Path, name: str) -> None:
    """A fault that only Forge can be sure of is a warning here, before it fails at deployment."""
    path = write(tmp_path, WARNED[name])
    assert theirs(judge, path)
    assert [finding.level for finding in inspect(path)] == ["warning"]
