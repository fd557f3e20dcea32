"""`make prove`: switches off every guard in turn and demands that its test fails.

The guards are those in the `@holds` marks of tests. `python -m tests.trust.prove [WORD ...]` tries those whose promise
(the first line of the test's docstring), file or test has all the words; without words, all of them. It works on copies
of the tree in a temporary folder, prints a line for each guard and a summary, and ends with 0 only if every test passed
untouched and failed with its guard switched off.
"""

import compileall
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode
from queue import Queue
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Final

import pytest

from tests.support.holds import ROOT, Guard

LEFT_OUT: Final = shutil.ignore_patterns(
    ".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "*.egg-info", "build", "dist", "node_modules"
)
COPIES: Final = 2
"""The number of switches tried at a time, each in its own copy of the tree."""

PYTEST: Final = ("-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:schemathesis", "--tb=short")
MOST_SECONDS: Final = 60
"""Seconds for one test with its guard switched off; a test that takes longer has not failed."""

FAILED: Final = 1
"""pytest's exit status when tests were collected and run but some of them failed."""


@dataclass(frozen=True)
class Switch:
    """A guard, the test that holds it (`file::function`), and what the test promises."""

    guard: Guard
    test: str
    promise: str


class Marked:
    """A plugin of pytest that finds the marked tests among those that are collected."""

    def __init__(self) -> None:
        self.switches: dict[Switch, None] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Note every mark; a test with parameters is one test."""
        for item in items:
            promise = str(getattr(item, "function", item).__doc__).partition("\n")[0]
            for mark in item.iter_markers("holds"):
                self.switches[Switch(mark.args[0], item.nodeid.partition("[")[0], promise)] = None


def marked() -> list[Switch]:
    """Collect all tests and return their switches; raises RuntimeError with pytest's words if they do not collect."""
    found, said = Marked(), io.StringIO()
    with redirect_stdout(said):
        status = pytest.main(["--collect-only", "-q", "-p", "no:cacheprovider", str(ROOT / "tests")], plugins=[found])
    if status != pytest.ExitCode.OK:
        raise RuntimeError(said.getvalue())
    return list(found.switches)


@dataclass(frozen=True)
class Outcome:
    """The outcome of a test: whether it is the required one, and what was seen."""

    held: bool
    seen: str


def copied(folder: Path) -> Path:
    """Return a copy of the tree below the folder, compiled so that a changed source is always noticed."""
    copy = Path(shutil.copytree(ROOT, folder, ignore=LEFT_OUT, symlinks=True))
    for package in ("app", "resolvers"):
        compileall.compile_dir(copy / package, quiet=2, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
    return copy


def run(copy: Path, tests: Sequence[str], seconds: float | None = None) -> tuple[int, str]:
    """Run tests in a copy and return pytest's exit status and output; raises TimeoutExpired after that many seconds."""
    path = os.pathsep.join((str(copy), str(copy / "packaging")))
    environ = os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "PROVING": "1"}
    done = subprocess.run(  # noqa: S603 - our own line
        [sys.executable, *PYTEST, *tests],
        cwd=copy,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=seconds,
        check=False,
    )
    return done.returncode, done.stdout


def untouched(copy: Path, switches: Sequence[Switch]) -> Outcome:
    """Run all tests that the switches name, with every guard in place: all have to pass, and none be skipped."""
    status, output = run(copy, sorted({switch.test for switch in switches}))
    counts = _counts(output)
    if status == 0 and "skipped" not in counts:
        return Outcome(held=True, seen=counts)
    return Outcome(
        held=False, seen=f"{output}\nThe tests have to pass, and none be skipped, before a guard is touched."
    )


def switched_off(copy: Path, switch: Switch) -> Outcome:
    """Run the switch's test in a copy with its guard switched off: it has to fail, and to fail in a test."""
    file = copy / switch.guard.file
    text = file.read_text("utf-8")
    try:
        file.write_text(switch.guard.switched_off(copy), "utf-8")
        status, output = run(copy, [switch.test], MOST_SECONDS)
    except ValueError as error:
        return Outcome(held=False, seen=str(error))
    except subprocess.TimeoutExpired:
        return Outcome(held=False, seen=f"it did not end within {MOST_SECONDS} s: bound the test's own waiting")
    finally:
        file.write_text(text, "utf-8")
    counts = _counts(output)
    if status == FAILED and "failed" in counts and "error" not in counts:
        return Outcome(held=True, seen=_reason(output))
    if status == 0:
        return Outcome(held=False, seen="it passes without its guard: write a test that fails")
    return Outcome(held=False, seen=f"no test failed, but pytest ended with {status}: {counts}")


def _counts(output: str) -> str:
    """Return pytest's summary: how many tests passed, failed, were skipped, or could not be run."""
    found: list[str] = re.findall(r"^\d+ [a-z]+.* in \d[\d.:()hms ]*$", output, re.MULTILINE)
    return found[-1] if found else output.strip().rpartition("\n")[2]


def _reason(output: str) -> str:
    """Return the first informative line of pytest's account of the failure."""
    found = re.search(r"^E +(?!AssertionError: *$)(\S.*)$", output, re.MULTILINE)
    return found[1][:90] if found else "failed"


def prove(switches: Sequence[Switch]) -> int:
    """Try every switch, print what was seen, and return how many failed."""
    with TemporaryDirectory(prefix="prove-") as folder, ThreadPoolExecutor(COPIES) as pool:
        copies: Queue[Path] = Queue()
        for number in range(COPIES):
            copies.put(copied(Path(folder) / f"copy{number}"))
        first = untouched(copies.queue[0], switches)
        _print(f"untouched: {first.seen}")
        if not first.held:
            return len(switches)

        def one(switch: Switch) -> bool:
            copy, started = copies.get(), monotonic()
            try:
                outcome = switched_off(copy, switch)
            finally:
                copies.put(copy)
            word = "ok  " if outcome.held else "FAIL"
            took = f"{monotonic() - started:4.1f} s"
            _print(f"{word} {took}  {switch.promise} [{switch.test}; {switch.guard}]: {outcome.seen}")
            return outcome.held

        return list(pool.map(one, switches)).count(False)


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a command speaks on standard output


def main(words: Sequence[str]) -> int:
    """Prove the guards that the words choose and return the exit status."""
    chosen = [
        switch
        for switch in marked()
        if all(word.lower() in f"{switch.promise} {switch.guard.file} {switch.test}".lower() for word in words)
    ]
    if not chosen:
        _print("No guard has these words: leave them out to try all.")
        return 2
    started = monotonic()
    missed = prove(chosen)
    _print(f"{len(chosen) - missed} of {len(chosen)} guards are held by a test, in {monotonic() - started:.0f} s.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
