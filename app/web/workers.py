"""Worker processes: a parent process forks them, replaces those that end or hang, and ends with them."""

import mmap
import multiprocessing.connection
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from multiprocessing.context import ForkProcess

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
MOST_LOST: Final = 5
"""The number of workers lost within `WITHIN_SECONDS` at which the server stops instead of starting more."""

WITHIN_SECONDS: Final = 10.0

TICK_SECONDS: Final = 5.0
SILENT_TICKS: Final = 6
"""The ticks without a beat after which a worker hangs. Counted, not timed: a server that was suspended as a whole has
no hanging workers when it continues."""

STOPPING_TICKS: Final = 2
"""The ticks that workers have to end after a signal: the grace of their requests and some more."""


@dataclass
class Worker:
    """A worker process, and the number of its beats, which it writes and the parent process reads."""

    process: "ForkProcess"
    beats: mmap.mmap
    seen: bytes = b""
    silent: int = 0

    def tick(self) -> int:
        """Return the number of ticks since the last beat."""
        now = self.beats[:]
        self.silent = self.silent + 1 if now == self.seen else 0
        self.seen = now
        return self.silent

    def send(self, number: signal.Signals) -> None:
        """Send a signal if the process is alive."""
        if self.process.is_alive() and self.process.pid:
            os.kill(self.process.pid, number)


class Workers:
    """`count` processes that run `work` until a signal arrives. They share everything open at the fork.

    `work` gets a function that it has to call at least once a tick, every `tick` seconds.
    """

    def __init__(self, count: int, work: Callable[[Callable[[], None]], None], *, tick: float = TICK_SECONDS) -> None:
        self._work = work
        self._tick = tick
        self._asked = False
        self._stopping = 0
        self._lost: list[float] = []
        self._workers: list[Worker] = []
        for _ in range(count):
            self._start()
        for each in SIGNALS:
            signal.signal(each, self._stop)

    def run(self) -> int:
        """Wait until the workers have ended; return 0 after a signal, 1 if too many were lost."""
        due = time.monotonic() + self._tick
        while self._workers:
            sentinels = [worker.process.sentinel for worker in self._workers]
            multiprocessing.connection.wait(sentinels, max(0.0, due - time.monotonic()))
            with _held():
                gone = [worker for worker in self._workers if not worker.process.is_alive()]
                self._workers = [worker for worker in self._workers if worker not in gone]
                for worker in gone:
                    worker.process.join()
                    worker.beats.close()
                    self._replace()
                if time.monotonic() >= due:
                    due = time.monotonic() + self._tick
                    self._kill_hung()
        return 1 if self._too_many() else 0

    def _kill_hung(self) -> None:
        """Kill the workers that hang, and after a signal those that have not ended in time."""
        self._stopping += self._asked
        for worker in self._workers:
            if worker.tick() >= SILENT_TICKS or self._stopping > STOPPING_TICKS:
                say("A worker process hung and was killed.")
                worker.send(signal.SIGKILL)

    def _replace(self) -> None:
        if self._asked:
            return
        self._lost.append(time.monotonic())
        if self._too_many():
            say("Worker processes keep ending right after their start, so the server stops. Its log may say why.")
            self._end()
        else:
            say("A worker process ended unexpectedly and was replaced.")
            self._start()

    def _too_many(self) -> bool:
        recent = self._lost[-MOST_LOST:]
        return len(recent) == MOST_LOST and recent[-1] - recent[0] < WITHIN_SECONDS

    def _start(self) -> None:
        beats = mmap.mmap(-1, 8)
        self._workers.append(Worker(fork(lambda: self._work(lambda: _beat(beats))), beats))

    def _stop(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._end()

    def _end(self) -> None:
        self._asked = True
        for worker in self._workers:
            worker.send(signal.SIGTERM)


def fork(work: Callable[[], object]) -> "ForkProcess":
    """Return a started process that runs `work`, at most until this one ends."""
    with _held():
        process = multiprocessing.get_context("fork").Process(target=_run, args=(work,))
        process.start()
        return process


def _run(work: Callable[[], object]) -> None:
    for each in SIGNALS:
        signal.signal(each, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
            os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=follow, daemon=True).start()
    work()


def say(sentence: str) -> None:
    """Print a sentence on the error stream."""
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201 - a command speaks on its standard streams


def _beat(beats: mmap.mmap) -> None:
    """Tell the parent process that the event loop turns."""
    beats[:] = (int.from_bytes(beats[:]) + 1).to_bytes(len(beats))


@contextmanager
def _held() -> Iterator[None]:
    """Block signals: one that arrived while a worker is being started would miss that worker."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
