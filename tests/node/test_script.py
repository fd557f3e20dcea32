"""The scripts and style sheets of the pages are read by a linter and a formatter of their own."""

import subprocess
from pathlib import Path

from tests.node.packages import needed

ROOT = Path(__file__).parent.parent.parent


def test_scripts_are_clean() -> None:
    """No script has what the linter objects to, and all are laid out as the formatter does it."""
    needed()
    found = subprocess.run(["/bin/sh", ".ci/script", "check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
