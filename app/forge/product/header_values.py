"""Safe reading and writing of texts and numbers in headers: no input can cause a crash."""

import math
import re
from typing import Final

LONGEST_HEADER: Final = 1024
"""The most characters read from a header; all headers used here are far shorter."""

MOST_DIGITS: Final = 18
"""The most digits of a number; larger ones occur nowhere here."""

_UNPRINTABLE: Final = re.compile(r"[^\x20-\x7e]")
_DIGITS: Final = re.compile("[0-9]+")


def plain_text(value: str) -> str:
    """Return a header's value, truncated, with `?` for each invalid character."""
    return _UNPRINTABLE.sub("?", value[:LONGEST_HEADER]).strip()


def whole_number(text: str, *, most: int) -> int | None:
    """Return a number written in digits 0 to 9, capped at `most`; None for anything else."""
    digits = text.strip(" \t")
    if not _DIGITS.fullmatch(digits):
        return None
    digits = digits.lstrip("0") or "0"
    return most if len(digits) > MOST_DIGITS else min(int(digits), most)


def whole_seconds(seconds: float) -> int:
    """Return a wait as a `Retry-After`, rounded up."""
    return max(1, math.ceil(seconds))
