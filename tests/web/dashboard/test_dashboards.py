"""Dashboards are never lost: not to a failed read, not to two people who save at once, not to a mistaken change."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.__main__ import main
from app.web.dashboard import blobs as dashboard_blobs
from app.web.dashboard.blobs import MAIN, MOST_VERSIONS, Blob, FileBlob, NotSavedError
from app.web.dashboard.redis_blobs import RedisBlobStore
from app.web.dashboard.store import ChangedError, Dashboard, DashboardStore, Gadget, version
from tests.support.clock import FakeClock
from tests.support.holds import holds
from tests.support.redis_server import RedisServer, running
from tests.web import tiny
from tests.web.dashboard.pairs import run_both

KINDS = ("file", "redis")


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    """Run a redis."""
    with running() as server:
        yield server


@pytest.fixture(params=KINDS)
def blob(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Blob]:
    """Return a function that opens the same blob again, for each kind in turn."""
    if request.param == "file":
        return lambda: FileBlob(tmp_path / "dashboard.json")
    url = request.getfixturevalue("redis").url
    return lambda: RedisBlobStore(url, prefix=str(tmp_path)).blob(MAIN)


@pytest.fixture
def dashboards(blob: Callable[[], Blob]) -> DashboardStore:
    """Return the dashboards in that blob."""
    return DashboardStore(blob(), clock=FakeClock())


def of(*ids: str) -> Dashboard:
    """Return a dashboard of gadgets with these ids."""
    return Dashboard(gadgets=tuple(Gadget(id=each, module_key="m") for each in ids))


def put(dashboards: DashboardStore, *ids: str, expected: str | None = None) -> Dashboard:
    """Replace the dashboard."""
    return dashboards.change(lambda _: of(*ids), Dashboard(), expected=expected)


@holds(DashboardStore, "if expected is not None and expected != version(present):", "if False:")
def test_who_saves_over_anothers_change_is_refused_and_shown_it(dashboards: DashboardStore) -> None:
    """A change based on the current version is saved; one based on an older version is refused with the newer one."""
    put(dashboards, "1", expected=version(Dashboard()))
    seen = dashboards.look().version
    put(dashboards, "1", "2", expected=seen)
    with pytest.raises(ChangedError) as caught:
        put(dashboards, "1", "3", expected=seen)
    assert caught.value.seen.dashboard == of("1", "2") == dashboards.read()


def test_a_configuration_is_no_change_of_the_arrangement() -> None:
    """Saving a configuration is no new version, so whoever moves gadgets meanwhile is not refused."""
    one = of("1")
    configured = Dashboard(gadgets=(one.gadgets[0].model_copy(update={"configuration": {"x": 1}}),))
    assert version(one) == version(configured)
    assert version(one) != version(of("2"))


@holds(FileBlob, "                self._keep(before)\n", "                pass\n")
@holds(FileBlob, "self._kept()[:-MOST_VERSIONS]", "()")
def test_the_last_ten_versions_are_kept(dashboards: DashboardStore) -> None:
    """The newest comes first; a save that changes nothing makes no version."""
    for number in range(MOST_VERSIONS + 3):
        put(dashboards, str(number))
        put(dashboards, str(number))
    ids = [version.gadgets[0].id for version in dashboards.history()]
    assert ids == [str(number) for number in range(MOST_VERSIONS + 1, 1, -1)]


def test_what_is_damaged_is_set_aside_and_all_processes_say_so(blob: Callable[[], Blob]) -> None:
    """Every process shows the same notice until somebody saves; the damaged bytes are never overwritten."""
    with blob().locked():
        blob().save(b"{")
    seen = [DashboardStore(blob(), clock=FakeClock()).look() for _ in range(3)]
    assert [each.dashboard for each in seen] == [None] * 3
    assert [each.notices for each in seen] == [seen[0].notices] * 3
    assert seen[0].notices[0]["code"] == "dashboard-damaged"
    other = DashboardStore(blob(), clock=FakeClock())
    put(other, "1")
    assert DashboardStore(blob(), clock=FakeClock()).look().notices == ()


SAVER = """
import sys
from pathlib import Path
from tests.support.clock import FakeClock
from app.web.dashboard.store import Dashboard, DashboardStore, Gadget
from app.web.dashboard.redis_blobs import RedisBlobStore
from app.web.dashboard.blobs import MAIN, FileBlob

url, place, name = sys.argv[1:]
blob = FileBlob(Path(place)) if url == "file" else RedisBlobStore(url, prefix=place).blob(MAIN)
dashboards = DashboardStore(blob, clock=FakeClock())
sys.stdin.readline()
for turn in range(30):
    mine = Gadget(id=name, module_key="m", title=str(turn))
    def change(present):
        others = [gadget for gadget in present.gadgets if gadget.id != mine.id]
        before = [gadget for gadget in present.gadgets if gadget.id == mine.id]
        assert not turn or before[0].title == str(turn - 1), "a change was lost"
        return present.model_copy(update={"gadgets": (*others, mine)})
    dashboards.change(change, Dashboard())
"""


@holds(dashboard_blobs, "fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)", "pass")
@pytest.mark.parametrize("kind", KINDS)
def test_two_processes_lose_none_of_their_changes(kind: str, tmp_path: Path, redis: RedisServer) -> None:
    """Each makes thirty changes at the same time: all are kept."""
    where = ["file", str(tmp_path / "dashboard.json")] if kind == "file" else [redis.url, "pairs"]
    run_both(SAVER, where)
    blob: Blob = FileBlob(Path(where[1])) if kind == "file" else RedisBlobStore(redis.url, prefix="pairs").blob(MAIN)
    found = DashboardStore(blob, clock=FakeClock()).read()
    assert found is not None
    assert {(gadget.id, gadget.title) for gadget in found.gadgets} == {("a", "29"), ("b", "29")}


def test_nothing_is_written_over_what_cannot_be_read(tmp_path: Path) -> None:
    """Unreadable is not absent: the change is refused with a sentence, and the file stays as it is."""
    path = tmp_path / "dashboard.json"
    path.symlink_to(path)
    file = DashboardStore(FileBlob(path), clock=FakeClock())
    with pytest.raises(NotSavedError):
        put(file, "1")
    assert path.is_symlink()


@holds(
    FileBlob,
    "        except OSError as error:\n            raise UnreadableError from error",
    "        except OSError:\n            return None",
)
def test_a_failed_read_empties_no_dashboard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fails to read for a moment is reported; when it reads again everything is there."""
    file = DashboardStore(FileBlob(tmp_path / "dashboard.json"), clock=FakeClock())
    put(file, "1", "2")

    def fail(_: object) -> bytes:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", fail)
        assert file.look().notices[0]["code"] == "dashboard-unreadable"
        with pytest.raises(NotSavedError, match="Nothing was changed"):
            put(file, "3")
    assert file.read() == of("1", "2")


def test_a_redis_out_of_reach_is_told_without_its_address() -> None:
    """A sentence is shown instead of a dashboard, and nothing is saved."""
    dashboards = DashboardStore(RedisBlobStore("redis://:canary@127.0.0.1:1/0").blob(MAIN), clock=FakeClock())
    assert dashboards.look().notices[0]["code"] == "dashboard-unreadable"
    with pytest.raises(NotSavedError) as caught:
        put(dashboards, "1")
    assert "127.0.0.1" not in str(caught.value)
    assert "canary" not in str(caught.value) + repr(dashboards.blob)
    assert caught.value.__suppress_context__


@holds(FileBlob, "            return self.path.resolve()", "            return self.path")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """A dashboard file that is a link into another folder is written where the link points."""
    (tmp_path / "real").mkdir()
    link = tmp_path / "dashboard.json"
    link.symlink_to(tmp_path / "real" / "team.json")
    file = DashboardStore(FileBlob(link), clock=FakeClock())
    put(file, "1")
    put(file, "2")
    assert link.is_symlink()
    assert file.read() == of("2")
    assert sorted(path.name for path in (tmp_path / "real").iterdir()) == ["team.json", "team.json.versions"]


def test_what_killed_writes_left_is_cleared_away(tmp_path: Path) -> None:
    """The next change removes their temporary files, and nothing else."""
    left, other = tmp_path / ".dashboard.json-abc", tmp_path / ".other"
    left.write_text("half")
    other.write_text("mine")
    put(DashboardStore(FileBlob(tmp_path / "dashboard.json"), clock=FakeClock()), "1")
    assert not left.exists()
    assert other.exists()


async def test_the_dashboards_version_goes_back_with_an_arrangement(tmp_path: Path) -> None:
    """`If-Match` with the current version is accepted; with an older one it is 412 with the current dashboard."""
    app = tiny.server(tmp_path)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:

        async def arrange(columns: int, tag: str) -> httpx.Response:
            body: dict[str, Any] = {"columns": columns, "gadgets": []}
            return await client.put("/dashboard", json=body, headers={"If-Match": tag})

        tag = (await client.get("/dashboard")).headers["etag"]
        first = await arrange(3, tag)
        assert first.status_code == 200
        assert first.headers["etag"] == f'"{first.json()["version"]}"' != tag
        refused = await arrange(1, tag)
        assert (refused.status_code, refused.json()["type"]) == (412, "/problems/dashboard-changed")
        assert (refused.json()["current"]["columns"], refused.json()["current"]["version"]) == (
            3,
            first.json()["version"],
        )
        assert (await arrange(1, first.headers["etag"])).status_code == 200
        assert (await arrange(2, "*")).status_code == 200


def test_the_command_lists_versions_and_brings_one_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line restores what a mistake removed; the mistake stays available as a version."""
    path = tmp_path / "dashboard.json"
    file = DashboardStore(FileBlob(path), clock=FakeClock())

    def command(*words: str) -> tuple[int, str]:
        status = main(["dashboard", *words, "--dashboard", str(path)], {})
        out = capsys.readouterr()
        return status, out.out + out.err

    assert command("history") == (0, "There is no earlier version of the dashboard yet.\n")
    put(file, "1", "2")
    put(file)
    assert command("history") == (0, " 1  2 gadgets: m (1), m (2)\n")
    assert command("restore", "1")[0] == 0
    assert file.read() == of("1", "2")
    assert command("history")[1].startswith(" 1  0 gadgets\n 2  2 gadgets")
    assert command("restore", "9") == (1, "There is no version 9: `velocity-chart dashboard history` lists 2.\n")
    for words in ([], ["restore"], ["restore", "x"], ["burn"]):
        assert command(*words)[0] == 2


def test_a_dashboard_in_redis_is_a_setting(tmp_path: Path, redis: RedisServer) -> None:
    """A redis as `VELOCITY_DASHBOARD` is a secret: cleared from the environment, refused as a flag with a password."""
    environ = {"VELOCITY_DASHBOARD": redis.url, "HOME": str(tmp_path)}
    assert main(["dashboard", "history"], environ) == 0
    assert "VELOCITY_DASHBOARD" not in environ
    assert main(["dashboard", "history", "--dashboard", redis.url], {}) == 2
    assert os.listdir(tmp_path) == []  # noqa: PTH208
