"""Parses Jira's forms of an instant and a number."""

import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

MILLISECONDS_FROM = 10**11
"""Epoch numbers above this are milliseconds, as in `changelog/bulkfetch`; smaller ones are seconds."""

FIRST, LAST = -62_135_596_800_000, 253_402_300_799_999
"""The years 1 to 9999 in epoch milliseconds: what a calendar can show."""

EARLIEST = round(datetime(1995, 1, 1, tzinfo=UTC).timestamp() * 1000)
"""Scrum was presented in 1995: a date before that is a slip of the keyboard, as one from `LATEST` on is."""

LATEST = round(datetime(2100, 1, 1, tzinfo=UTC).timestamp() * 1000)

LARGEST = Decimal(10**14)
"""The largest absolute value that a number field of Jira accepts."""

_DIGITS = re.compile("[0-9]{1,18}")

MOST_KEPT = 1024
"""Estimates that are kept parsed."""

LONGEST_KEPT = 20
"""Longer texts are no estimates that come again and again."""

FINEST = Decimal("1e-9")
"""Estimates are rounded to a billionth, so that sums of them are exact in 28 digits."""


def instant(value: object) -> int:
    """Return epoch milliseconds of an ISO 8601 string, or of epoch seconds or milliseconds as number or string."""
    if type(value) is int and MILLISECONDS_FROM < value <= LAST:
        return value  # As in every entry of a history: nothing else is parsed as often.
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError("not an instant")
    if isinstance(value, str) and not _DIGITS.fullmatch(value):
        moment = datetime.fromisoformat(value)
        found = round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
    else:
        number = int(value)
        found = number if number > MILLISECONDS_FROM else number * 1000
    if not FIRST <= found <= LAST:
        raise ValueError("an instant in no year that has a date")
    return found


def possible(instant: int) -> bool:
    """Say whether something can have happened then that is in a Jira, imported or not."""
    return EARLIEST <= instant < LATEST


def number(value: object) -> Decimal | None:
    """Return an estimate, None if it is missing or not a number that Jira's fields accept."""
    if value is None or value == "" or isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    return _amount(value) if isinstance(value, str) and len(value) > LONGEST_KEPT else _kept_amount(value)


def _amount(value: float | str) -> Decimal | None:
    try:
        amount = Decimal(str(value))
    except (InvalidOperation, ValueError):
        return None
    if not amount.is_finite() or not -LARGEST <= amount <= LARGEST:
        return None
    return amount if amount == (rounded := amount.quantize(FINEST)) else rounded


_kept_amount = lru_cache(MOST_KEPT, typed=True)(_amount)
"""A board's estimates are a few numbers, again and again."""
