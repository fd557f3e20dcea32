"""Describes where an app failed, without data.

The exception's message is omitted, because it may contain the payload or Jira's answer.
"""

from pathlib import Path
from traceback import extract_tb
from typing import Final

FRAMES: Final = 12
"""The number of innermost calls to name."""


def describe(error: BaseException) -> str:
    """Return one line: the exception's type and its calls, innermost first, then its causes."""
    line = _one(error)
    seen = {id(error)}
    cause = error.__cause__ or error.__context__
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        line += f", after {_one(cause)}"
        cause = cause.__cause__ or cause.__context__
    return line


def _one(error: BaseException) -> str:
    calls = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in extract_tb(error.__traceback__)]
    line = f"{type(error).__name__} at {' < '.join(reversed(calls[-FRAMES:])) or 'an unknown place'}"
    if isinstance(error, BaseExceptionGroup):
        line += f" ({'; '.join(_one(inner) for inner in error.exceptions)})"
    return line


def _short(filename: str) -> str:
    return "/".join(Path(filename).parts[-2:])
