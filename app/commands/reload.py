"""For developing an app: a child process serves, and is replaced when a file of the app changes."""

import importlib
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Final

from app.web.files import TYPES
from app.web.workers import SIGNALS, fork, say

POLL_SECONDS: Final = 0.5
GRACE_SECONDS: Final = 8.0
"""The time that the child has to end: that of its requests and some more."""

SUFFIXES: Final = (TYPES.keys() | {".py", ".yaml", ".yml"}) - {".json"}
"""The file types of an app: what is served, functions and manifests. JSON is not one: dashboards are saved as JSON."""

Stamps = Mapping[str, tuple[int, int]]


def stamps(folder: Path) -> Stamps:
    """Return the time of change and the size of each file of an app, without hidden folders and installed packages."""
    found: dict[str, tuple[int, int]] = {}
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name[0] not in "._" and name != "node_modules"]
        if "pyvenv.cfg" in files:
            folders.clear()
        for name in files:
            path = os.path.join(place, name)  # noqa: PTH118 - a Path for each file twice a second is slow
            if os.path.splitext(name)[1] in SUFFIXES:  # noqa: PTH122 - as above
                try:
                    status = os.stat(path)  # noqa: PTH116 - as above
                except OSError:
                    continue  # removed meanwhile
                found[path] = (status.st_mtime_ns, status.st_size)
    return found


class Reloading:
    """Runs `work` in a child process, and again after each change in the folder, until a signal arrives.

    `work` gets the number of its run, from 0. A child that ends by itself, since its manifest or a module is broken, is
    replaced after the next change. This process imports nothing of the app, so that each child does.
    """

    def __init__(self, folder: Path, work: Callable[[int], object]) -> None:
        self._folder = folder
        self._work = work
        self._asked = False
        for each in SIGNALS:
            signal.signal(each, self._stop)

    def run(self) -> int:
        """Return 0 after a signal."""
        sys.dont_write_bytecode = True  # what is compiled is known by the second in which its source was changed
        number = 0
        while not self._asked:
            seen = stamps(self._folder)
            child = fork(partial(self._start, number))
            changed = self._change(seen)
            child.terminate()
            child.join(GRACE_SECONDS)
            child.kill()
            child.join()
            if changed:
                say(f"{os.path.relpath(changed, self._folder)} changed: starting again.")
            number += 1
        return 0

    def _start(self, number: int) -> None:
        importlib.invalidate_caches()
        self._work(number)

    def _change(self, seen: Stamps) -> str | None:
        """Wait for a change and return a file that was changed, made or removed; None after a signal."""
        while not self._asked:
            time.sleep(POLL_SECONDS)
            now = stamps(self._folder)
            if differing := sorted(path for path in seen.keys() | now.keys() if seen.get(path) != now.get(path)):
                return differing[0]
        return None

    def _stop(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._asked = True
