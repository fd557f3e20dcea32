"""The other side: Atlassian's own packages in a Node process that answers one request after the other."""

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Fetch = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Answers the package's `{"target", "path", "method", "body"}` with `{"status", "body"}`, whose body is a string."""


@dataclass(frozen=True)
class Failed:
    """An error that a package threw."""

    message: str
    code: str | None = None


@dataclass(frozen=True)
class Side:
    """The running Node process."""

    process: "subprocess.Popen[str]"

    def ask(self, what: str, /, *, fetch: Fetch | None = None, **arguments: object) -> Any:
        """Return the package's answer (`undefined` as None) or `Failed`; `fetch` answers its requests."""
        self._say({"ask": what, **arguments})
        while True:
            heard = self._hear()
            if "fetch" in heard:
                assert fetch is not None
                self._say({"answer": fetch(heard["fetch"])})
            elif "error" in heard:
                return Failed(heard["error"]["message"], heard["error"].get("code"))
            else:
                return heard["value"]

    def _say(self, message: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()

    def _hear(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the Node process ended"
        return json.loads(line, parse_int=_number)


def _number(digits: str) -> float:
    """Read an integer as JavaScript does: beyond 53 bits it becomes the nearest double."""
    whole = int(digits)
    return whole if abs(whole) < 2**53 else float(whole)


@contextmanager
def running(packages: Path) -> Iterator[Side]:
    """Run the process with the packages of a folder."""
    command = ["node", str(Path(__file__).parent / "side.mjs"), str(packages)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8") as process:  # noqa: S603 - ours
        try:
            yield Side(process)
        finally:
            process.kill()
