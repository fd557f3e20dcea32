"""Several dashboards: each has its own blob, is found by name, and survives the loss of its name or of the list."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.__main__ import main
from app.web.dashboard import catalog
from app.web.dashboard.blobs import MAIN, NAMES, BlobStore, FileBlob, FileBlobStore, NotSavedError, UnreadableError
from app.web.dashboard.catalog import (
    FIRST_NAME,
    MOST_DASHBOARDS,
    MOST_DELETED,
    Catalog,
    NotPossibleError,
    UnknownDashboardError,
)
from app.web.dashboard.redis_blobs import RedisBlobStore
from app.web.dashboard.store import Dashboard, Gadget
from tests.support.clock import FakeClock
from tests.support.holds import holds
from tests.support.redis_server import RedisServer, running
from tests.web.dashboard.pairs import run_both


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    """Run a redis."""
    with running() as server:
        yield server


@pytest.fixture(params=["file", "redis"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], BlobStore]:
    """Return a function that opens the same blob store again, for each kind in turn."""
    if request.param == "file":
        return lambda: FileBlobStore(tmp_path / "dashboard.json")
    url = request.getfixturevalue("redis").url
    return lambda: RedisBlobStore(url, prefix=str(tmp_path))


@pytest.fixture
def dashboards(blobs: Callable[[], BlobStore]) -> Catalog:
    """Return the dashboards in that blob store."""
    return Catalog(blobs(), clock=FakeClock())


def of(*ids: str) -> Dashboard:
    """Return a dashboard of gadgets with these ids."""
    return Dashboard(gadgets=tuple(Gadget(id=each, module_key="m") for each in ids))


def names(dashboards: Catalog) -> list[str]:
    """Return the names of the dashboards, the default one first."""
    return [entry.name for entry, _ in dashboards.stores()]


def test_a_file_from_before_is_the_default_dashboard(tmp_path: Path) -> None:
    """A file written for a single dashboard is found as the default one, where it was; looking writes nothing."""
    path = tmp_path / "dashboard.json"
    path.write_bytes(of("1").model_dump_json(by_alias=True).encode())
    dashboards = Catalog(FileBlobStore(path), clock=FakeClock())
    assert names(dashboards) == [FIRST_NAME]
    assert dashboards.store(dashboards.find()).read() == of("1")
    assert [entry.name for entry in tmp_path.iterdir()] == ["dashboard.json"]


def test_dashboards_are_made_found_and_renamed(dashboards: Catalog, blobs: Callable[[], BlobStore]) -> None:
    """A dashboard is found by name in any case or by its constant id, in every process; its contents stay in place."""
    made = dashboards.create("  Team  Alpha ", of("1"))
    dashboards.create("Beta", of("2"))
    other = Catalog(blobs(), clock=FakeClock())
    assert other.find("team alpha") == other.find(f"~{made.id}") == made
    other.rename("TEAM ALPHA", "Gamma")
    assert names(dashboards) == [FIRST_NAME, "Gamma", "Beta"]
    assert dashboards.store(dashboards.find("gamma")).read() == of("1")
    with pytest.raises(UnknownDashboardError):
        dashboards.find("Team Alpha")
    assert dashboards.rename("gamma", "GAMMA").name == "GAMMA"


@holds(catalog, "if entry != besides):", "if False):")
def test_no_two_dashboards_share_a_name(dashboards: Catalog) -> None:
    """A new, renamed or restored dashboard cannot take a name that another one has."""
    dashboards.create("Alpha", of())
    dashboards.create("Beta", of())
    dashboards.delete("Beta")
    dashboards.create("beta", of())
    with pytest.raises(NotPossibleError, match="Another dashboard has this name"):
        dashboards.create("ALPHA", of())
    with pytest.raises(NotPossibleError):
        dashboards.rename("beta", "alpha")
    with pytest.raises(NotPossibleError):
        dashboards.undelete("Beta")
    assert names(dashboards) == [FIRST_NAME, "Alpha", "beta"]


@holds(catalog, "            if entry.id == listing.default:", "            if False:")
def test_the_default_is_chosen_and_is_not_deleted(dashboards: Catalog) -> None:
    """There is always a default; even the very first dashboard can be deleted when it is not the default."""
    dashboards.create("Alpha", of("1"))
    with pytest.raises(NotPossibleError, match="Make another one the default"):
        dashboards.delete(FIRST_NAME)
    dashboards.make_default("alpha")
    assert dashboards.find().name == "Alpha"
    dashboards.delete(FIRST_NAME)
    assert names(dashboards) == ["Alpha"]


@holds(catalog, "deleted = (entry, *listing.deleted)", "deleted = listing.deleted")
def test_a_deleted_dashboard_comes_back_whole(dashboards: Catalog) -> None:
    """It keeps its gadgets, embed addresses and versions; of two with one name the last deleted is restored."""
    embedded = Dashboard(gadgets=(Gadget(id="1", module_key="m", embed="a" * 32),))
    first = dashboards.create("Alpha", embedded)
    dashboards.store(first).change(lambda _: of("2"), Dashboard())
    dashboards.store(first).change(lambda _: embedded, Dashboard())
    dashboards.delete("alpha")
    dashboards.create("Alpha", of("9"))
    dashboards.delete("Alpha")
    dashboards.undelete("alpha")
    assert dashboards.store(dashboards.find("Alpha")).read() == of("9")
    dashboards.rename("Alpha", "Other")
    dashboards.undelete("Alpha")
    store = dashboards.store(dashboards.find("Alpha"))
    assert store.read() == embedded
    assert store.history() == [of("2"), embedded]


def test_the_tenth_but_last_deleted_is_gone_for_good(blobs: Callable[[], BlobStore], dashboards: Catalog) -> None:
    """Only so many deleted dashboards can be restored, and older ones leave nothing behind."""
    ids: list[str] = []
    for _ in range(MOST_DELETED + 1):
        ids.append(dashboards.create("x", of("1")).id)
        dashboards.delete("x")
    kept = [entry.id for entry in dashboards.look().deleted]
    assert kept == ids[:0:-1]
    assert blobs().blob(ids[0]).load() is None
    assert all(blobs().blob(each).load() for each in kept)


def test_there_are_fifty_at_the_most(dashboards: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """A script in a loop cannot fill the disk."""
    monkeypatch.setattr(catalog, "MOST_DASHBOARDS", 3)
    assert MOST_DASHBOARDS == 50
    dashboards.create("a", of())
    dashboards.create("b", of())
    with pytest.raises(NotPossibleError, match="which is the most"):
        dashboards.create("c", of())


@holds(catalog, "_parse(content) or self._last_good()", "_parse(content) or Listing()")
def test_a_damaged_list_loses_no_dashboard(blobs: Callable[[], BlobStore], dashboards: Catalog) -> None:
    """The previous version is shown and the next change builds on it; the damaged bytes are kept as a version."""
    dashboards.create("Alpha", of("1"))
    dashboards.create("Beta", of("2"))
    blob = blobs().blob(NAMES)
    with blob.locked():
        blob.save(b'{"default": "nowhere"}')
    assert names(dashboards) == [FIRST_NAME, "Alpha", "Beta"]
    dashboards.rename("Beta", "Gamma")
    assert names(dashboards) == [FIRST_NAME, "Alpha", "Gamma"]
    assert b'{"default": "nowhere"}' in blob.versions()


@holds(catalog, "            except UnreadableError as error:", "            except ZeroDivisionError as error:")
def test_nothing_is_written_over_a_list_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fails to read for a moment never leads to a list without the other dashboards."""
    dashboards = Catalog(FileBlobStore(tmp_path / "dashboard.json"), clock=FakeClock())
    dashboards.create("Alpha", of("1"))

    def fail(_: object) -> bytes:
        raise UnreadableError

    with monkeypatch.context() as patch:
        patch.setattr(FileBlob, "load", fail)
        with pytest.raises(NotSavedError, match="Nothing was written over it"):
            dashboards.delete("Alpha")
    assert names(dashboards) == [FIRST_NAME, "Alpha"]


MAKER = """
import sys
from pathlib import Path
from time import sleep
from app.web.dashboard.catalog import Catalog
from app.web.dashboard.redis_blobs import RedisBlobStore
from app.web.dashboard.blobs import FileBlobStore
from app.web.dashboard.store import Dashboard
from tests.support.clock import FakeClock

url, place, name = sys.argv[1:]
blobs = FileBlobStore(Path(place)) if url == "file" else RedisBlobStore(url, prefix=place)
dashboards = Catalog(blobs, clock=FakeClock())
read = dashboards.look

def look():
    found = read()
    sleep(0.01)  # the other process reads what this one is about to change
    return found

dashboards.look = look
sys.stdin.readline()
for turn in range(15):
    dashboards.create(f"{name} {turn}", Dashboard())
"""


@holds(catalog, "with self._blob.locked():", "if True:")
@pytest.mark.parametrize("kind", ["file", "redis"])
def test_two_processes_that_make_dashboards_lose_none(kind: str, tmp_path: Path, redis: RedisServer) -> None:
    """Each makes fifteen at the same time: all are listed."""
    where = ["file", str(tmp_path / "dashboard.json")] if kind == "file" else [redis.url, "pairs"]
    run_both(MAKER, where)
    blobs: BlobStore = FileBlobStore(Path(where[1])) if kind == "file" else RedisBlobStore(redis.url, prefix="pairs")
    listed = {entry.name for entry in Catalog(blobs, clock=FakeClock()).look().dashboards}
    assert listed == {FIRST_NAME, *(f"{name} {turn}" for name in "ab" for turn in range(15))}


def test_the_command_takes_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It lists, renames, chooses, deletes and restores dashboards, and the versions of each by name."""
    path = tmp_path / "dashboard.json"
    dashboards = Catalog(FileBlobStore(path), clock=FakeClock())
    store = dashboards.store(dashboards.create("Alpha", of("1")))
    store.change(lambda _: of(), Dashboard())

    def command(*words: str) -> tuple[int, str]:
        status = main(["dashboard", *words, "--dashboard", str(path)], {})
        out = capsys.readouterr()
        return status, out.out + out.err

    assert command("list") == (0, "Dashboard (default): 0 gadgets\nAlpha: 0 gadgets\n")
    assert command("history", "alpha") == (0, " 1  1 gadget: m (1)\n")
    assert command("restore", "alpha", "1")[0] == 0
    assert store.read() == of("1")
    assert command("rename", "Alpha", "Beta") == (0, "The dashboard is now called Beta.\n")
    assert command("default", "beta") == (0, "Beta is now the default dashboard.\n")
    assert command("delete", "dashboard")[0] == 0
    assert command("list") == (0, "Beta (default): 1 gadget: m (1)\nDashboard: deleted\n")
    assert command("undelete", "dashboard") == (0, "Dashboard is restored.\n")
    assert command("history", "nothing")[0] == 1
    assert command("rename", "beta", "..")[0] == 1
    assert command("delete", "beta") == (
        1,
        "This is the dashboard that is shown first. Make another one the default, then delete it.\n",
    )
    assert command("burn")[0] == 2
    assert MAIN in {entry.id for entry in dashboards.look().dashboards}
