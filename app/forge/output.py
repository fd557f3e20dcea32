"""Logs an app's output with its invocation, up to Forge's limits."""

import logging
import sys
from contextvars import ContextVar
from typing import Any, Final, TextIO, cast

MOST_LINES: Final = 100
MOST_BYTES: Final = 200 * 1024
"""The limits of one invocation (Forge documentation, "Invocation limits")."""

log: Final = logging.getLogger("app.forge.output")


class Output:
    """The output of one invocation, logged line by line; a warning replaces what exceeds a limit."""

    __slots__ = ("_bytes", "_full", "_lines", "_rest", "invocation")

    def __init__(self, invocation: str) -> None:
        self.invocation = invocation
        self._rest = ""
        self._lines = 0
        self._bytes = 0
        self._full = False

    def write(self, text: str) -> None:
        """Add text; complete lines are logged."""
        if self._full:
            return
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self._log(line)
        if len(self._rest) > MOST_BYTES:
            self.close()

    def close(self) -> None:
        """Log an incomplete last line."""
        rest, self._rest = self._rest, ""
        if rest:
            self._log(rest)

    def _log(self, line: str) -> None:
        if self._full:
            return
        self._lines += 1
        self._bytes += len(line.encode("utf-8", "replace"))
        self._full = self._lines > MOST_LINES or self._bytes > MOST_BYTES
        if self._full:
            log.warning("%s printed more than %d lines or %d bytes", self.invocation, MOST_LINES, MOST_BYTES)
        else:
            log.info("%s %s", self.invocation, printable(line))


def printable(line: str) -> str:
    """Return the text with escaped control characters, so that it cannot forge a log line."""
    if line.isprintable():
        return line
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in line)


current: ContextVar[Output] = ContextVar("output")


class _Stdout:
    """Standard output that redirects the text of an invocation to its `Output`, and passes on all other text."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        output = current.get(None)
        if output is None:
            return self._stream.write(text)
        output.write(text)
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        for line in lines:
            self.write(line)


def capture() -> None:
    """Install the redirection of standard output; repeated calls have no effect."""
    if not isinstance(sys.stdout, _Stdout):
        sys.stdout = cast("TextIO", _Stdout(sys.stdout))
