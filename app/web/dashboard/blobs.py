"""Storage for a dashboard's bytes and its last versions: files here, redis in `redis_blobs`."""

import errno
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Final, Protocol

MOST_VERSIONS: Final = 10
LOCK_SECONDS: Final = 5.0
"""How long a change waits for one by another process."""

MAIN: Final = "main"
"""The blob of the first dashboard, which the setting names."""

NAMES: Final = "names"
"""The blob of the list of all dashboards."""

FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class NotSavedError(Exception):
    """The dashboard could not be written and is unchanged. The message says why and what to do."""


class UnreadableError(Exception):
    """The stored dashboard cannot be read. It must not be treated as absent, nor overwritten."""


class Blob(Protocol):
    """Stores the bytes of one dashboard. Every change runs inside `locked`, which excludes other processes."""

    def locked(self) -> AbstractContextManager[None]:
        """Exclude every other change, in this process and in others; raises `NotSavedError`."""
        ...

    def load(self) -> bytes | None:
        """Return the stored bytes, None if there are none; raises `UnreadableError`."""
        ...

    def save(self, content: bytes) -> None:
        """Replace the stored bytes atomically and add the previous ones as a version; raises `NotSavedError`."""
        ...

    def set_aside(self, stamp: str) -> None:
        """Move the stored bytes to another name, so that none are stored; raises `NotSavedError`."""
        ...

    def aside(self) -> str | None:
        """Return the name of the bytes set aside since the last save, or None; the same in every process."""
        ...

    def versions(self) -> list[bytes]:
        """Return up to ten previous versions, newest first."""
        ...

    def erase(self) -> None:
        """Delete the bytes and all versions, ignoring those that cannot be deleted."""
        ...


class BlobStore(Protocol):
    """The blobs by name: `MAIN`, `NAMES`, and one for each further dashboard's id."""

    def blob(self, name: str) -> Blob:
        """Return a blob, which may be empty."""
        ...


class FileBlobStore(BlobStore):
    """Files: the main dashboard's at `path`; in the folder `.more` beside it the list, and a folder for each other."""

    def __init__(self, path: Path) -> None:
        self._main = FileBlob(path)
        self._others: dict[str, FileBlob] = {}

    def blob(self, name: str) -> Blob:
        """Return the same blob each time, because its lock also excludes other threads."""
        if name == MAIN:
            return self._main
        more = self._main.target.with_name(f"{self._main.target.name}.more")
        path = more / "names.json" if name == NAMES else more / name / "dashboard.json"
        return self._others.setdefault(name, FileBlob(path))


class FileBlob(Blob):
    """Stores a dashboard in a file and its versions in a folder beside it. A symbolic link stays a link."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Lock the folder and delete temporary files that interrupted writes have left."""
        with self._lock:
            parent = self.target.parent
            fresh = not parent.exists()
            try:
                _make(parent)
                folder = os.open(parent, os.O_RDONLY)
            except OSError as error:
                raise _not_saved(error) from error
            try:
                _lock(folder)
                for left in parent.glob(f".{self.target.name}-*"):
                    with suppress(OSError):
                        left.unlink()
                yield
            finally:
                os.close(folder)
                if fresh:
                    with suppress(OSError):
                        parent.rmdir()  # a refused change leaves no folder behind

    def load(self) -> bytes | None:
        """Return the file's bytes."""
        try:
            return self.path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise UnreadableError from error

    def save(self, content: bytes) -> None:
        """Write the file atomically, then store its previous content as a version."""
        before = self.load()
        self._write(self.target, content)
        if before is not None and before != content:
            with suppress(NotSavedError):
                self._keep(before)

    def set_aside(self, stamp: str) -> None:
        """Rename the file."""
        try:
            self.target.replace(self.target.with_name(f"{self.target.name}.damaged-{stamp}"))
        except OSError as error:
            raise _not_saved(error) from error

    def aside(self) -> str | None:
        """Return the name of the newest file set aside, None if the dashboard has been saved since."""
        found = max(self.target.parent.glob(f"{self.target.name}.damaged-*"), default=None)
        return found.name if found is not None and not self.target.exists() else None

    def versions(self) -> list[bytes]:
        """Return the contents of the version files."""
        return [path.read_bytes() for path in reversed(self._kept())]

    def erase(self) -> None:
        """Remove the file, its versions' folder, and the folder around them if it is empty."""
        for path in (*self._kept(), self.target):
            with suppress(OSError):
                path.unlink()
        for folder in (self._folder, self.target.parent):
            with suppress(OSError):
                folder.rmdir()

    @property
    def target(self) -> Path:
        """Where the file is: behind the links that lead to it."""
        try:
            return self.path.resolve()
        except (OSError, RuntimeError):
            return self.path  # a link that points to itself: reading it raises the error

    @property
    def _folder(self) -> Path:
        return self.target.with_name(f"{self.target.name}.versions")

    def _kept(self) -> list[Path]:
        return sorted(self._folder.glob("*.json"))

    def _keep(self, content: bytes) -> None:
        kept = self._kept()
        number = int(kept[-1].stem) + 1 if kept else 1
        self._write(self._folder / f"{number:08}.json", content)
        for old in self._kept()[:-MOST_VERSIONS]:
            with suppress(OSError):
                old.unlink()

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        temporary: Path | None = None
        try:
            _make(path.parent)
            descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
            temporary = Path(name)
            _hand_over(temporary)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
            temporary = None
        except OSError as error:
            raise _not_saved(error) from error
        finally:
            if temporary is not None:
                with suppress(OSError):
                    temporary.unlink()


def _make(folder: Path) -> None:
    """Make a folder that is for its owner only, and those above it."""
    if folder.is_dir():
        return
    _make(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _hand_over(folder)


def _hand_over(path: Path) -> None:
    """Give files created by root to the owner of their folder: the server, which is not root, has to read them."""
    if os.name == "posix" and os.geteuid() == 0:
        above = path.parent.stat()
        os.chown(path, above.st_uid, above.st_gid, follow_symlinks=False)


def _lock(folder: int) -> None:
    if os.name != "posix":
        return
    import fcntl  # noqa: PLC0415 - there is none on Windows, where one process serves

    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                message = "The dashboard was not saved, because another process is changing it. Try again."
                raise NotSavedError(message) from None
            time.sleep(0.01)
        else:
            return


def _not_saved(error: OSError) -> NotSavedError:
    full = error.errno in FULL
    reason = "the disk is full: free some space" if full else "its folder takes no writing: check its permissions"
    return NotSavedError(f"The dashboard was not saved, because {reason}, then try again.")
