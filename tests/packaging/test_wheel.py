"""The wheel: what it contains, and that it runs from a clean environment and any folder."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

import app
from tests.support.holds import holds

ROOT = Path(__file__).parents[2]
SDIST = "import sys, hatchling.build as build; build.build_sdist(sys.argv[1])"


def run(*line: str | Path, cwd: Path, **variables: str) -> str:
    """Run a command that cannot see this checkout and return its output; a failure shows the output."""
    environ = {"PATH": os.environ["PATH"], "HOME": str(cwd), **variables}
    done = subprocess.run(  # noqa: S603 - our own line
        list(map(str, line)), cwd=cwd, env=environ, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel, built as `pip wheel .` builds it."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation")
    run(*pip, "--wheel-dir", folder, ROOT, cwd=folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the command as installed from the wheel into an environment that has only the dependencies."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False, symlinks=True)
    binaries = folder / "bin"
    pip = (
        sys.executable,
        "-m",
        "pip",
        "--python",
        binaries / "python",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
    )
    run(*pip, wheel, cwd=folder)
    packages = next((folder / "lib").glob("python3.*")) / "site-packages"
    dependencies = next(path for path in map(Path, sys.path) if path.name == "site-packages")
    (packages / "dependencies.pth").write_text(f"{dependencies}\n", "utf-8")
    return binaries / "velocity-chart"


def test_a_wheel_is_one_folder(wheel: Path) -> None:
    """The wheel installs a single folder of our own name, with pages and manifest inside."""
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"velocity_chart"}
    held = {"manifest.yaml", "static/gadget/index.html", "static/host/index.html", "resolvers/__init__.py"}
    held.add("app/commands/starter/manifest.yaml")
    assert {f"velocity_chart/{name}" for name in held} <= set(names)
    assert not [name for name in names if name.startswith("velocity_chart/tests")]


@holds("pyproject.toml", '"/calls.txt", ')
def test_a_source_distribution_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    """A wheel built from the source distribution has the files of one built from this folder."""
    run(sys.executable, "-c", SDIST, tmp_path, cwd=ROOT)
    (packed,) = tmp_path.glob("*.tar.gz")
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation")
    run(*pip, "--wheel-dir", tmp_path, packed, cwd=tmp_path)
    assert zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist() == zipfile.ZipFile(wheel).namelist()


def test_an_installed_command_runs_anywhere(installed: Path, tmp_path: Path) -> None:
    """From an empty folder the command knows its version and finds its manifest, its app and the demo."""
    assert run(installed, "--version", cwd=tmp_path) == f"velocity-chart {app.__version__}\n"
    assert "GET /rest/agile/1.0/board: allowed" in run(installed, "check", cwd=tmp_path)
    assert "Alpha Sprint" in run(installed, "report", "--board", "Alpha", cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_installed_command_draws(installed: Path, tmp_path: Path) -> None:
    """The wheel has the scripts that draw pictures, and the command draws an SVG and a PNG."""
    report = (installed, "report", "--board", "Alpha", "--format")
    assert run(*report, "svg", cwd=tmp_path).startswith("<svg ")
    line = " ".join(map(str, (*report, "png")))
    run("/bin/sh", "-c", f"{line} > chart.png", cwd=tmp_path)
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")


def test_a_folder_named_app_is_not_taken_for_ours(installed: Path, tmp_path: Path) -> None:
    """With another `app` in its folder and on the search path, the command still runs ours."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text("raise SystemExit('the wrong app')\n", "utf-8")
    assert run(installed, "--version", cwd=tmp_path, PYTHONPATH=str(tmp_path)).startswith("velocity-chart ")
