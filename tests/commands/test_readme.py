"""The README's examples run as they stand."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import resolvers
from tests.commands.conftest import Run

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
COMMANDS = sorted(set(re.findall(r"`velocity-chart ((?:report|explain|record) [^`]+)`", README)))
BINARIES = Path(sys.executable).parent


def shell(script: str, folder: Path, **variables: str) -> str:
    """Run a script in a shell in which every failing step, and every failing request, fails the script."""
    strict = f'set -euo pipefail\ncurl() {{ command curl --fail --noproxy "*" "$@"; }}\n{script}'
    environ = {"PATH": f"{BINARIES}:{os.environ['PATH']}", "HOME": str(folder), **variables}
    done = subprocess.run(  # noqa: S603 - the README's own lines
        ["/bin/bash", "-c", strict], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a server of the demo site."""
    folder = tmp_path_factory.mktemp("home")
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT)}
    line = (sys.executable, "-m", "app", "serve", "--port", "0")
    with subprocess.Popen(line, env=environ, text=True, cwd=ROOT, stdout=subprocess.PIPE) as process:  # noqa: S603
        try:
            assert process.stdout
            yield process.stdout.readline().split()[2].removeprefix("http://")
        finally:
            process.terminate()


def test_every_call_for_scripts_is_answered(address: str, tmp_path: Path) -> None:
    """The README's calls run from top to bottom on the demo site and cover all but `suggestConfiguration`."""
    (block,) = [block for block in BLOCKS if "/resolvers/" in block]
    called = set(re.findall(r"/resolvers/(\w+)", block))
    assert called | {"suggestConfiguration"} == set(resolvers.handler.functions)
    out = shell(block.replace("localhost:8000", address), tmp_path)
    assert '"committedDone"' in out
    assert '"sprintsNeeded"' in out


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_runs(run: Run, line: str) -> None:
    """Each command of the README runs, with names of the demo site for `NAME`."""
    words = shlex.split(
        line.partition(">")[0].replace("--board NAME", "--board Alpha").replace(" NAME", " 'Sprint 99'")
    )
    status, out, err = run(*words)
    assert (status, err) == (0, "")
    assert out


def test_every_picture_is_drawn(tmp_path: Path) -> None:
    """The README's lines that draw pictures write the files that they name."""
    (block,) = [block for block in BLOCKS if "--format png" in block]
    lines = [line for line in block.splitlines() if line.startswith("velocity-chart ")]
    shell("\n".join([f"cd {shlex.quote(str(tmp_path))}", *lines]), tmp_path)
    assert (tmp_path / "velocity.png").read_bytes().startswith(b"\x89PNG")
    assert "Velocity" in (tmp_path / "velocity.svg").read_text("utf-8")


def test_the_shell_completes(tmp_path: Path) -> None:
    """A shell accepts the line that sets up the completion."""
    (line,) = re.findall(r"`(eval [^`]+)`", README)
    shell(line, tmp_path)


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        (["re"], {"record", "report"}),
        ([""], {"serve", "check", "report", "explain", "record", "dashboard", "new", "container"}),
        (["--po"], {"--port"}),
        (["report", "--for"], {"--format"}),
        (["report", "--format", ""], {"table", "csv", "json", "svg", "png"}),
    ],
)
def test_commands_and_options_are_completed(typed: list[str], completed: set[str]) -> None:
    """Commands, options and their values are completed; a line without a command also has the options of `serve`."""
    environ = {"COMP_WORDS": shlex.join(["velocity-chart", *typed]), "COMP_CWORD": str(len(typed))}
    environ |= {"_VELOCITY_CHART_COMPLETE": "bash_complete", "PATH": os.environ["PATH"]}
    command = [str(BINARIES / "velocity-chart")]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert {line.removeprefix("plain,") for line in done.stdout.splitlines()} == completed


def test_the_recorded_site_is_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The recorded site that the README names passes the check."""
    (site,) = set(re.findall(r"JIRA_SITE=(file:\S+) make run", README))
    monkeypatch.chdir(ROOT)
    status, out, _ = run("check", "--site", site)
    assert status == 0, out
