"""The scripts and style sheets of the pages are read by a linter and a formatter of their own."""

import os
import subprocess
import sys
from pathlib import Path

from tests.node.packages import needed

ROOT = Path(__file__).parent.parent.parent


def test_scripts_are_clean() -> None:
    """No script has what the linter or the checker of types objects to, and all are laid out as the formatter does it.

    The types of what the server takes and answers are made from its own description.
    """
    needed()
    command = ["/bin/sh", ".ci/script", "check"]
    environment = os.environ | {"PYTHON": sys.executable, "PYTHONPATH": str(ROOT)}
    found = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert found.returncode == 0, found.stdout + found.stderr
