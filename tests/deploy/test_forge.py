"""The Dockerfile for Forge follows Atlassian's rules for images, as far as its text can show."""

import re
from pathlib import Path

TEXT = (Path(__file__).parents[2] / "examples" / "deploy" / "forge" / "Dockerfile").read_text("utf-8")
LAST = TEXT.rpartition("\nFROM ")[2]


def test_the_image_is_run_by_user_1000_without_a_shell() -> None:
    """User and group are 1000, the entry point is a list, and the last stage runs no command during the build."""
    assert re.findall(r"^USER (.*)$", LAST, re.MULTILINE) == ["1000:1000"]
    assert re.findall(r"^ENTRYPOINT (.*)$", LAST, re.MULTILINE) == [
        '["/usr/bin/python3", "-m", "velocity_chart", "container"]'
    ]
    assert "distroless" in LAST.splitlines()[0]
    assert "RUN" not in LAST


def test_the_image_holds_no_secret_and_locked_packages_only() -> None:
    """The only variables set are two of Python's, and every installed package has its hash."""
    assert re.findall(r"^ENV (.*)$", TEXT, re.MULTILINE) == ["PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1"]
    installs = [line for line in TEXT.splitlines() if "pip install" in line]
    assert len(installs) == 3
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)
