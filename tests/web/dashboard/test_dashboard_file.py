"""The dashboard's file: written whole or not at all; its faults never stop the server."""

import errno
import json
import os
from pathlib import Path

import pytest

from app.web.dashboard import blobs
from app.web.dashboard.blobs import FileBlob, NotSavedError
from app.web.dashboard.store import Dashboard, DashboardStore, Gadget, with_embeds_of
from tests.support.clock import FakeClock
from tests.support.holds import holds

DASHBOARD = Dashboard(columns=3, gadgets=(Gadget(id="1", module_key="m", configuration={"x": [1, "ü"]}),))


def file_at(path: Path) -> DashboardStore:
    """Return the file object for a path."""
    return DashboardStore(FileBlob(path), clock=FakeClock())


@holds(
    FileBlob,
    "                os.fsync(file.fileno())\n",
    "                os.fsync(file.fileno())\n                os.fchmod(file.fileno(), 0o644)\n",
)
@holds(blobs, "folder.mkdir(mode=0o700, exist_ok=True)", "folder.mkdir(exist_ok=True)")
def test_what_is_written_is_read(tmp_path: Path) -> None:
    """A change makes folder and file, which holds exactly what was written; only their owner may read both."""
    path = tmp_path / "new" / "dashboard.json"
    file_at(path).change(lambda _: DASHBOARD, Dashboard())
    assert file_at(path).read() == DASHBOARD
    assert [entry.name for entry in path.parent.iterdir()] == ["dashboard.json"]
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="root alone can give files away")
@holds(FileBlob, "            _hand_over(temporary)\n")
@holds(blobs, "    _hand_over(folder)\n")
def test_what_root_writes_is_the_servers(tmp_path: Path) -> None:
    """After an administrator's `dashboard restore` the server's own user can still read every file."""
    os.chown(tmp_path, 12345, 12346)
    for path in (tmp_path / "dashboard.json", tmp_path / "dashboard.json.more" / "id" / "dashboard.json"):
        file_at(path).change(lambda _: DASHBOARD, Dashboard())
        file_at(path).change(lambda _: Dashboard(), Dashboard())
    written = list(tmp_path.rglob("*"))
    assert len(written) == 8
    assert {(path.stat().st_uid, path.stat().st_gid) for path in written} == {(12345, 12346)}


def test_without_a_file_there_is_nothing_to_read(tmp_path: Path) -> None:
    """A missing file is no fault, and a change starts from the default."""
    file = file_at(tmp_path / "dashboard.json")
    assert file.read() is None
    assert file.change(lambda present: present, DASHBOARD) == DASHBOARD
    assert file.look().notices == ()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"columns": 4}', '{"gadgets": [{"id": "a/b", "moduleKey": "m"}]}', "\0"]
)
def test_a_damaged_file_is_set_aside_and_told_of(text: str, tmp_path: Path) -> None:
    """A damaged file is kept under another name, which the page can show."""
    path = tmp_path / "dashboard.json"
    path.write_text(text)
    file = file_at(path)
    assert file.read() is None
    (aside,) = tmp_path.iterdir()
    assert aside.name.startswith("dashboard.json.damaged-")
    assert aside.read_text() == text
    assert file.look().notices[0]["code"] == "dashboard-damaged"
    assert file.look().notices[0]["file"] == aside.name


@holds(FileBlob, 'with os.fdopen(descriptor, "wb") as file:', 'with path.open("wb") as file:')
@pytest.mark.parametrize(("number", "words"), [(errno.ENOSPC, "disk is full"), (errno.EROFS, "takes no writing")])
def test_a_failed_write_leaves_the_old_file(
    number: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk or a read-only folder is reported in a sentence; what was saved before can still be read."""
    path = tmp_path / "dashboard.json"
    file = file_at(path)
    file.change(lambda _: DASHBOARD, Dashboard())

    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(NotSavedError, match=words):
        file.change(lambda _: Dashboard(), Dashboard())
    assert file.read() == DASHBOARD
    assert [entry.name for entry in tmp_path.iterdir()] == ["dashboard.json"]


def test_a_folder_that_cannot_be_made_is_told_of(tmp_path: Path) -> None:
    """A file in the place of the folder causes no crash."""
    (tmp_path / "taken").write_text("")
    with pytest.raises(NotSavedError):
        file_at(tmp_path / "taken" / "dashboard.json").change(lambda _: DASHBOARD, Dashboard())


def test_an_unreadable_file_is_told_of_and_left_alone(tmp_path: Path) -> None:
    """A file that cannot be read may be intact, so it is not moved."""
    (tmp_path / "dashboard.json").mkdir()
    file = file_at(tmp_path / "dashboard.json")
    assert file.read() is None
    assert file.look().notices[0]["code"] == "dashboard-unreadable"
    assert (tmp_path / "dashboard.json").is_dir()


def test_the_file_is_json_that_a_person_can_read(tmp_path: Path) -> None:
    """Its names are those of the HTTP interface."""
    path = tmp_path / "dashboard.json"
    file_at(path).change(lambda _: DASHBOARD, Dashboard())
    gadget = json.loads(path.read_text())["gadgets"][0]
    place = {"id": "1", "moduleKey": "m", "title": None, "column": 0, "rowSpan": None}
    assert gadget == {**place, "configuration": {"x": [1, "ü"]}, "embed": None}


def test_an_earlier_version_brings_no_embed_address_back() -> None:
    """An address withdrawn since then stays withdrawn, and one issued since then stays open."""
    earlier = Dashboard(gadgets=(Gadget(id="1", module_key="m", embed="a" * 32), Gadget(id="2", module_key="m")))
    present = Dashboard(gadgets=(Gadget(id="1", module_key="m"), Gadget(id="2", module_key="m", embed="b" * 32)))
    assert [gadget.embed for gadget in with_embeds_of(earlier, present).gadgets] == [None, "b" * 32]
