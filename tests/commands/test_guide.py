"""Follows docs/a-gadget-of-your-own.md to the letter: runs its commands, saves its files, opens its page."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.__main__ import main
from app.commands import new
from app.forge.manifest.reader import inspect
from tests.host.conftest import browser
from tests.node import packages
from tests.support.holds import holds

__all__ = ["browser"]

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "a-gadget-of-your-own.md").read_text("utf-8")
OWN, REAL = GUIDE.split("\n## 6. ")
PATIENCE_MS = 20_000
BLOCK = re.compile(r"(?:Save as `([^`]+)`:\n\n)?```(sh|js|json)\n(.*?)```", re.DOTALL)


@dataclass
class Reader:
    """A reader who follows the guide in an empty folder."""

    folder: Path
    ending: ExitStack
    address: str = ""
    printed: str = ""
    environ: dict[str, str] = field(default_factory=dict)

    def follow(self, text: str) -> None:
        """Run the commands and save the files of the text in order; check the output that it shows."""
        for file, language, block in BLOCK.findall(text):
            if file:
                (self.folder / file).write_text(block, "utf-8")
            elif language == "json":
                assert json.loads(self.printed) == json.loads(block)
            else:
                for line in block.splitlines():
                    self.run(line)

    def run(self, line: str) -> None:
        """Run one command as a shell does, a server in the background."""
        if line.startswith("cd "):
            self.folder /= line.removeprefix("cd ")
        elif line.startswith("velocity-chart serve"):
            self.address = self.ending.enter_context(serving(line, self.folder, self.environ))
        elif line.startswith("npm "):  # offline: links the packages that it would install
            modules = self.folder / "node_modules"
            if not modules.exists():
                modules.symlink_to(packages.needed() / "node_modules")
        else:
            line = line.replace("localhost:8000", self.address.removeprefix("http://").rstrip("/"))
            done = subprocess.run(  # noqa: S603 - a line of our own page
                ["/bin/sh", "-c", line], cwd=self.folder, env=self.environ, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, line + done.stdout + done.stderr
            self.printed = done.stdout


@contextmanager
def serving(line: str, folder: Path, environ: dict[str, str]) -> Iterator[str]:
    """Start the server of this line on a free port and yield its address."""
    command = ["/bin/sh", "-c", f"exec {line}"]
    with subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - as above
        assert process.stdout
        try:
            yield process.stdout.readline().split()[2]
        finally:
            process.terminate()


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    """Yield a reader whose shell finds the command of this checkout."""
    binaries = tmp_path / "bin"
    binaries.mkdir()
    command = binaries / "velocity-chart"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m app "$@"\n')
    command.chmod(0o755)
    folder = tmp_path / "empty"
    folder.mkdir()
    with ExitStack() as ending:
        found = Reader(folder, ending)
        path = f"{binaries}:{os.environ['PATH']}"
        found.environ = {"PATH": path, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "VELOCITY_PORT": "0"}
        yield found


def shown(browser: Browser, reader: Reader) -> list[str]:
    """Open the dashboard and return the gadget's status and lines once they have loaded."""
    page = browser.new_page()
    try:
        page.goto(reader.address)
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("status")).not_to_have_text("Counting…", timeout=PATIENCE_MS)
        return [*frame.get_by_role("status").all_text_contents(), *frame.locator("li").all_text_contents()]
    finally:
        page.close()


COUNTS = [f"{category}: {count}" for category, count in json.loads(BLOCK.findall(OWN)[-1][2]).items()]


def test_from_an_empty_folder_to_a_gadget_on_the_dashboard(reader: Reader, browser: Browser) -> None:
    """The guide's commands, one after the other, end with the figures that it names in the gadget's frame."""
    reader.follow(OWN)
    assert shown(browser, reader) == ["Statuses by category", *COUNTS]


def test_with_the_real_bridge_in_a_bundle(reader: Reader, browser: Browser) -> None:
    """The same page, bundled with the unmodified `@forge/bridge` as the guide says, shows the same figures."""
    packages.needed()
    reader.follow(OWN)
    reader.follow(REAL)
    assert shown(browser, reader) == ["Counted with @forge/bridge", *COUNTS]


def test_a_new_gadget_has_no_findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`new` writes a manifest without findings, and gives each gadget its own app id."""
    monkeypatch.chdir(tmp_path)
    ids = set()
    for name in ("a", "burn-up", "n23-456789-123456789-123"):
        status = main(["new", name], {})
        assert status == (0 if len(name) <= 23 else 2)
        if status == 0:
            assert inspect(tmp_path / name / "manifest.yaml") == []
            ids |= set(re.findall(r"app/(\S+)", (tmp_path / name / "manifest.yaml").read_text()))
    assert len(ids) == 2
    assert "title: Burn up\n" in (tmp_path / "burn-up" / "manifest.yaml").read_text()


@holds(new, "        folder.mkdir()", "        folder.mkdir(exist_ok=True)")
@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_nothing_is_overwritten(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`new` leaves whatever has the name unchanged: a folder, a file, a dangling link."""
    monkeypatch.chdir(tmp_path)
    there = tmp_path / "mine"
    if kind == "folder":
        there.mkdir()
        (there / "manifest.yaml").write_text("mine")
    elif kind == "file":
        there.write_text("mine")
    else:
        there.symlink_to(tmp_path / "nowhere")
    before = sorted(tmp_path.rglob("*"))
    assert main(["new", "mine"], {}) == 1
    assert "already exists" in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before
    assert kind != "folder" or (there / "manifest.yaml").read_text() == "mine"


@holds(new, "    if not NAME.fullmatch(name):", "    if not name:")
@pytest.mark.parametrize("name", ["", "../up", "a/b", "/x", "Ä", "My", "1a", "-x", "a b", ".", "a\n"])
def test_a_name_is_a_key_and_not_a_path(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`new` refuses a name that is not a module key or leads to another folder, and writes nothing."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert main(["new", "--", name], {}) == 2
    assert "A name has 1 to 23" in capsys.readouterr().err
    assert list(tmp_path.rglob("*")) == [tmp_path / "here"]
