"""Texts and numbers that travel in headers: read so that nothing that somebody sends can be a crash, and written."""

import math
import re
from typing import Final

LONGEST_HEADER: Final = 1024
"""Characters of a header that are read; the headers that mean something here are far shorter."""

MOST_DIGITS: Final = 18
"""Longer numbers are larger than anything that is counted here."""

_UNPRINTABLE: Final = re.compile(r"[^\x20-\x7e]")
_DIGITS: Final = re.compile("[0-9]+")


def plain_text(value: str) -> str:
    """Return a header's value without what no header should hold: one `?` for each, and cut where it is too long."""
    return _UNPRINTABLE.sub("?", value[:LONGEST_HEADER]).strip()


def whole_number(text: str, *, most: int) -> int | None:
    """Return a number written in the digits 0 to 9, at most `most`; None for anything else."""
    digits = text.strip(" \t")
    if not _DIGITS.fullmatch(digits):
        return None
    digits = digits.lstrip("0") or "0"
    return most if len(digits) > MOST_DIGITS else min(int(digits), most)


def whole_seconds(seconds: float) -> int:
    """Return a wait as a `Retry-After` that is not too early."""
    return max(1, math.ceil(seconds))
