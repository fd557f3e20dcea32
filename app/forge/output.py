"""What an app prints goes to the log, under the invocation that printed it, up to Forge's limits."""

import logging
import sys
from contextvars import ContextVar
from typing import Any, Final, TextIO, cast

MOST_LINES: Final = 100
MOST_BYTES: Final = 200 * 1024
"""Of one invocation (Forge documentation, "Invocation limits")."""

log: Final = logging.getLogger("app.forge.output")


class Output:
    """The printed lines of one invocation, logged as they come; what is over a limit is left out, and that is said."""

    __slots__ = ("_bytes", "_full", "_lines", "_rest", "invocation")

    def __init__(self, invocation: str) -> None:
        self.invocation = invocation
        self._rest = ""
        self._lines = 0
        self._bytes = 0
        self._full = False

    def write(self, text: str) -> None:
        """Take a piece of text; its whole lines are logged."""
        if self._full:
            return
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self._log(line)
        if len(self._rest) > MOST_BYTES:
            self.close()

    def close(self) -> None:
        """Log what was printed without an end of line."""
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
    """Return the text with control characters as escapes, so that it can forge no line of the log."""
    if line.isprintable():
        return line
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in line)


current: ContextVar[Output] = ContextVar("output")


class _Stdout:
    """Standard output that knows who prints: an invocation's text goes to its own output, all else where it went."""

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
    """See to it that `print` finds its invocation; may be called any number of times."""
    if not isinstance(sys.stdout, _Stdout):
        sys.stdout = cast("TextIO", _Stdout(sys.stdout))
