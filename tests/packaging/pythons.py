"""The wheel with the other Pythons of this machine; `make wheels` runs it, since it takes minutes and the network."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import app

ROOT = Path(__file__).parents[2]
SUPPORTED = ("3.11", "3.12", "3.13", "3.14")
OFFLINE = re.compile(r"connection|network|resolve|timed out|No matching distribution", re.IGNORECASE)
"""Matches what pip says when it cannot get a package."""


def python(version: str) -> Path | None:
    """Return a Python of this version from the search path, or else from pyenv."""
    if found := shutil.which(f"python{version}"):
        works = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
        if works.returncode == 0 and f" {version}." in works.stdout:
            return Path(found)
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    return next(iter(sorted(versions.glob(f"{version}.*/bin/python"), reverse=True)), None)


def run(*line: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    ours = ("PYTHON", "VELOCITY_", "JIRA_")
    environ = {name: text for name, text in os.environ.items() if not name.startswith(ours)}
    words = list(map(str, line))
    return subprocess.run(words, cwd=cwd, env=environ, capture_output=True, text=True, check=False)  # noqa: S603


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation")
    done = run(*pip, "--wheel-dir", folder, ROOT, cwd=folder)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("version", SUPPORTED)
def test_the_wheel_runs(version: str, wheel: Path, tmp_path: Path) -> None:
    """Installed with only the locked dependencies, the command reports on the demo site from any folder."""
    found = python(version)
    if found is None:
        pytest.skip(f"Python {version} is not on this machine")
    assert run(found, "-m", "venv", tmp_path / "clean", cwd=tmp_path).returncode == 0
    clean = tmp_path / "clean" / "bin"
    pip = (clean / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    got = run(*pip, "--require-hashes", "-r", ROOT / "requirements.txt", cwd=tmp_path)
    if got.returncode and OFFLINE.search(got.stderr):
        pytest.skip(f"the dependencies cannot be had for Python {version}: {got.stderr.strip().splitlines()[-1]}")
    assert got.returncode == 0, got.stderr
    assert run(*pip, "--no-deps", "--no-index", wheel, cwd=tmp_path).returncode == 0
    command = clean / "velocity-chart"
    assert run(command, "--version", cwd=tmp_path).stdout == f"velocity-chart {app.__version__}\n"
    reported = run(command, "report", "--board", "Alpha", cwd=tmp_path)
    assert (reported.returncode, reported.stderr) == (0, "")
    assert "Typical range: " in reported.stdout
    assert "allowed" in run(command, "check", cwd=tmp_path).stdout
