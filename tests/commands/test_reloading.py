"""An app in development: its server restarts after a change, and its gadgets reload."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Locator, expect

from app.__main__ import main
from app.commands.reload import Reloading, stamps
from tests.host.conftest import Opener, browser, open_page
from tests.support.holds import holds

__all__ = ["browser", "open_page"]

ROOT = Path(__file__).parents[2]
PATIENCE_MS = 10_000
SECOND = 1_790_000_000 * 10**9


@dataclass(frozen=True)
class Developed:
    """A folder with a gadget, the server that runs it, and its address."""

    folder: Path
    process: subprocess.Popen[str]
    address: str

    def change(self, file: str, old: str, new: str) -> None:
        """Replace a text in a file, and keep its modification time within the same second."""
        path = self.folder / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
        os.utime(path, ns=(SECOND, SECOND + path.stat().st_mtime_ns % 10**9))

    def said(self) -> str:
        """Return the next line on the error stream."""
        assert self.process.stderr
        return self.process.stderr.readline()


@pytest.fixture
def developed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Developed]:
    """Yield a new gadget's folder and a server with --reload."""
    monkeypatch.chdir(tmp_path)
    assert main(["new", "mine"], {}) == 0
    with serving(tmp_path / "mine") as (process, address):
        yield Developed(tmp_path / "mine", process, address)


@contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the command on a free port."""
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder.parent), "PYTHONPATH": str(ROOT)}
    files = ("--manifest", str(folder / "manifest.yaml"), "--dashboard", str(folder / "dashboard.json"))
    line = (sys.executable, "-m", "app", "serve", "--reload", "--port", "0", *files)
    pipe = subprocess.PIPE
    with subprocess.Popen(line, env=environ, text=True, stdout=pipe, stderr=pipe) as process:  # noqa: S603 - our own line
        try:
            assert process.stdout
            yield process, process.stdout.readline().split()[2]
        finally:
            process.terminate()


def shows(frame: FrameLocator | Locator, text: str) -> None:
    """Wait until a gadget shows this text."""
    expect(frame.get_by_role("status")).to_have_text(text, timeout=PATIENCE_MS)


@holds("static/host/board/reloading.js", "  for (const card of board.cards) card.reload();\n")
@holds(Reloading, "        sys.dont_write_bytecode = True", "        sys.dont_write_bytecode = False")
def test_a_change_is_seen_in_the_browser(developed: Developed, open_page: Opener) -> None:
    """A changed function or page appears without a reload of the dashboard; a broken module waits for its repair."""
    page = open_page(developed.address)
    frame = page.frame_locator("iframe[data-gadget-id]")
    shows(frame, "Statuses by category")
    expect(frame.locator("li").first).to_have_text("new: 2")
    page.evaluate("globalThis.stays = true")

    developed.change("functions.py", "return dict(Counter(", "return dict(late=1) or dict(Counter(")
    assert developed.said() == "functions.py changed: starting again.\n"
    expect(frame.locator("li").first).to_have_text("late: 1", timeout=PATIENCE_MS)
    developed.change("functions.py", "late=1", "late=3")
    assert developed.said() == "functions.py changed: starting again.\n"
    expect(frame.locator("li").first).to_have_text("late: 3", timeout=PATIENCE_MS)

    developed.change("page/page.js", "Statuses by category", "Seen at once")
    assert developed.said() == "page/page.js changed: starting again.\n"
    shows(frame, "Seen at once")
    assert page.evaluate("globalThis.stays")

    developed.change("functions.py", "return dict(late=3)", "return dict(late=3")
    assert developed.said() == "functions.py changed: starting again.\n"
    assert "cannot be used" in developed.said()
    developed.change("functions.py", "return dict(late=3", "return dict(late=2)")
    expect(frame.locator("li").first).to_have_text("late: 2", timeout=PATIENCE_MS)

    developed.process.terminate()
    assert developed.process.wait(20) == 0


@holds("static/host/board/reloading.js", " !== known) location.reload();", " === null) location.reload();")
def test_a_changed_manifest_is_seen_in_the_browser(developed: Developed, open_page: Opener) -> None:
    """A change of the modules reloads the whole dashboard."""
    page = open_page(developed.address)
    shows(page.frame_locator("iframe[data-gadget-id]"), "Statuses by category")
    developed.change("manifest.yaml", "title: Mine", "title: Another title")
    expect(page.get_by_role("heading", name="Another title")).to_be_visible(timeout=PATIENCE_MS)


@holds(stamps, ' and name != "node_modules"')
@holds(stamps, "            folders.clear()\n", "            pass\n")
def test_only_the_apps_own_files_are_watched(tmp_path: Path) -> None:
    """What is served is watched, and functions and manifest; what is installed, compiled or written is not."""
    for name in ("functions.py", "lib/more.py", "page/page.js", "page/font.woff2", "page/photo.jpg", "manifest.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    own = stamps(tmp_path)
    assert len(own) == 6
    others = (
        "node_modules/x.js",
        ".git/x.py",
        "__pycache__/x.py",
        "venv/pyvenv.cfg",
        "venv/lib/x.py",
        "dashboard.json",
    )
    for name in others:
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).touch()
    assert stamps(tmp_path) == own
