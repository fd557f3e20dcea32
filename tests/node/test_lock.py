"""The npm packages of the tests are pinned as strictly as those of Python."""

import json
import re
from pathlib import Path

FOLDER = Path(__file__).parent
DECLARED = json.loads((FOLDER / "package.json").read_text("utf-8"))["devDependencies"]
LOCKED = json.loads((FOLDER / "package-lock.json").read_text("utf-8"))["packages"]


def test_versions_are_exact() -> None:
    """Each package is declared in one exact version, which is the locked one."""
    for name, version in DECLARED.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
        assert LOCKED[f"node_modules/{name}"]["version"] == version
    assert LOCKED[""]["devDependencies"] == DECLARED


def test_every_locked_package_has_its_hash_and_no_address() -> None:
    """A package is identified by its content, wherever it comes from."""
    assert all("integrity" in package for name, package in LOCKED.items() if name)
    apart = [{key: value for key, value in package.items() if key != "funding"} for package in LOCKED.values()]
    assert "://" not in json.dumps(apart)
