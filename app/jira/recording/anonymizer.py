"""Anonymization for recordings: neutral names, new numbers, shifted dates.

Equality and order are preserved, because reading depends on both.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

WEEK: Final = 7 * 24 * 60 * 60 * 1000
MILLISECONDS_FROM: Final = 10**11
"""Epoch numbers above this are milliseconds, below seconds."""

AMOUNT: Final = re.compile(r"[-+]?[0-9][0-9.,eE+\s-]{0,30}")


@dataclass
class Names:
    """Neutral names of one kind, such as `Sprint 1`, numbered in order of occurrence.

    Histories separate names by commas, which names may contain too: each part is replaced as a name.
    """

    kind: str
    keep: bool = False
    _given: dict[str, str] = field(default_factory=dict)

    def of(self, text: Any) -> str:
        """Return the replacement of a text: the same for equal texts, empty for an empty one."""
        if not isinstance(text, str) or not text.strip():
            return ""
        if self.keep:
            return text
        parts = text.strip().split(", ")
        return ", ".join(self._given.setdefault(part, f"{self.kind} {len(self._given) + 1}") for part in parts)


class Numbers:
    """New numbers from 1 on for the ids of one kind, in the same order."""

    def __init__(self, ids: Iterable[Any]) -> None:
        found = {int(one) for one in ids if str(one).isascii() and str(one).isdigit()}
        self._new = {old: number for number, old in enumerate(sorted(found), 1)}

    def of(self, old: Any) -> int:
        """Return the new number of an id; raises LookupError or ValueError for an unknown one."""
        return self._new[int(old)]

    def in_text(self, text: Any) -> Any:
        """Return a list of ids as histories write it, with the new numbers."""
        if not isinstance(text, str | int) or isinstance(text, bool):
            return None
        return re.sub(r"[0-9]{1,18}", lambda digits: str(self.of(digits.group())), str(text))


def keys(found: Iterable[str], *, keep: bool) -> dict[str, str]:
    """Return new keys for issue keys: projects `P1`, `P2` ..., and in each the numbers from 1 on, in the same order."""
    parted = sorted((key.rpartition("-")[0], int(key.rpartition("-")[2])) for key in set(found))
    projects = {project: f"P{at}" for at, project in enumerate(dict.fromkeys(project for project, _ in parted), 1)}
    counts: dict[str, int] = {}
    new = {}
    for project, number in parted:
        counts[project] = counts.get(project, 0) + 1
        key = f"{project}-{number}"
        new[key] = key if keep else f"{projects[project]}-{counts[project]}"
    return new


def earlier(stamp: Any, weeks: int) -> Any:
    """Return an instant this many weeks earlier in its own format, None if it is not an instant."""
    if isinstance(stamp, int) and not isinstance(stamp, bool):
        return (stamp if stamp > MILLISECONDS_FROM else stamp * 1000) - weeks * WEEK
    if isinstance(stamp, str) and stamp.isdigit():
        return earlier(int(stamp), weeks)
    try:
        moved = datetime.fromisoformat(stamp) - timedelta(weeks=weeks)
    except (TypeError, ValueError, OverflowError):
        return None
    return moved.isoformat(timespec="milliseconds") if moved.tzinfo else f"{moved.isoformat(timespec='milliseconds')}Z"


def amount(value: Any) -> Any:
    """Return an estimate unchanged, a question mark for a text that is not a number."""
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    text = str(value).strip()
    return text if not text or AMOUNT.fullmatch(text) else "?"
