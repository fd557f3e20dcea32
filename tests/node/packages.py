"""Where the tests find the npm packages that `tests/node/package.json` pins."""

import functools
import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "build" / "node"


def needed() -> Path:
    """Return the folder that holds `node_modules`, installing it once.

    Without Node or the packages the calling test is skipped with the reason, or fails where `CI` is set.
    """
    if reason := _missing():
        _without(reason)
    return FOLDER


@functools.cache
def _missing() -> str:
    if not (shutil.which("node") and shutil.which("npm")):
        return "Node and npm are missing"
    subprocess.run(["/bin/sh", ".ci/node"], cwd=ROOT, capture_output=True, check=False)
    installed = FOLDER / ".installed"
    locked = ROOT / "tests" / "node" / "package-lock.json"
    if not installed.exists() or installed.read_bytes() != locked.read_bytes():
        return "the npm packages of the tests could not be installed by .ci/node"
    return ""


def _without(reason: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
