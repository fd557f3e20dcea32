"""The linter, the type checker and the formatter of the pages' scripts and style sheets."""

import os
import subprocess
import sys
from pathlib import Path

from tests.node.packages import needed

ROOT = Path(__file__).parent.parent.parent


def test_scripts_are_clean() -> None:
    """The linter and the type checker object to no script, and the formatter changes none.

    The types of the server's payloads and answers come from its own OpenAPI document.
    """
    needed()
    command = ["/bin/sh", ".ci/script", "check"]
    environment = os.environ | {"PYTHON": sys.executable, "PYTHONPATH": str(ROOT)}
    found = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert found.returncode == 0, found.stdout + found.stderr
