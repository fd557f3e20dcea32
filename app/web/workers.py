"""Worker processes: a parent process forks them, replaces lost ones and ends with them."""

import multiprocessing.connection
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from multiprocessing.context import ForkProcess

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
MOST_LOST: Final = 5
"""The number of workers lost within `WITHIN_SECONDS` at which the server stops instead of starting more."""

WITHIN_SECONDS: Final = 10.0


class Workers:
    """`count` processes that run `work` until a signal arrives. They share everything open at the fork."""

    def __init__(self, count: int, work: Callable[[], None]) -> None:
        self._work = work
        self._asked = False
        self._lost: list[float] = []
        self._processes: list[ForkProcess] = []
        for _ in range(count):
            self._start()
        for each in SIGNALS:
            signal.signal(each, self._stop)

    def run(self) -> int:
        """Wait until the workers have ended; return 0 after a signal, 1 if too many were lost."""
        while self._processes:
            multiprocessing.connection.wait([process.sentinel for process in self._processes])
            with _held():
                gone = [process for process in self._processes if not process.is_alive()]
                self._processes = [process for process in self._processes if process not in gone]
                for process in gone:
                    process.join()
                    self._replace()
        return 1 if self._too_many() else 0

    def _replace(self) -> None:
        if self._asked:
            return
        self._lost.append(time.monotonic())
        if self._too_many():
            _say("Worker processes keep ending right after their start, so the server stops. Its log may say why.")
            self._end()
        else:
            _say("A worker process ended unexpectedly and was replaced.")
            self._start()

    def _too_many(self) -> bool:
        recent = self._lost[-MOST_LOST:]
        return len(recent) == MOST_LOST and recent[-1] - recent[0] < WITHIN_SECONDS

    def _start(self) -> None:
        with _held():
            process = multiprocessing.get_context("fork").Process(target=self._run_one)
            process.start()
        self._processes.append(process)

    def _run_one(self) -> None:
        """Run `work`, at most until the parent process ends."""
        for each in SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        parent = multiprocessing.parent_process()

        def follow() -> None:
            if parent is not None:
                parent.join()
                os.kill(os.getpid(), signal.SIGTERM)

        threading.Thread(target=follow, daemon=True).start()
        self._work()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._end()

    def _end(self) -> None:
        self._asked = True
        for process in self._processes:
            if process.is_alive() and process.pid:
                os.kill(process.pid, signal.SIGTERM)


@contextmanager
def _held() -> Iterator[None]:
    """Block signals: one that arrived while a worker is being started would miss that worker."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201 - a command speaks on its standard streams
