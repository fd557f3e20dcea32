"""When a request is retried, and after which wait.

Numbers follow Atlassian's "Rate limiting" page (at most 4 retries, factor 2, jitter 0.7 to 1.3, `Retry-After` as the
minimum), scaled to an invocation's 25 seconds: Atlassian's first wait of 2 s and longest of 30 s suit background work.
"""

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

from app.forge.product.header_values import plain_text, whole_number

TRIES: Final = 4
BASE_SECONDS: Final = 0.5
CAP_SECONDS: Final = 8.0
JITTER: Final = (0.7, 1.3)
LEAST_LEFT_SECONDS: Final = 1.0
"""The least time that must remain for a retry."""

RESERVE_SECONDS: Final = 1.0
RESERVE_SHARE: Final = 0.1
"""The last second, or tenth, of an invocation is reserved for the app, to answer from its cache."""

LONGEST_ASKED_SECONDS: Final = 3_600.0
"""The longest accepted wait: Jira's quotas are reset every hour."""

BUSY: Final = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
"""Statuses worth a retry; 500 only if the answer states a wait."""


def backoff(tried: int, random: Callable[[], float]) -> float:
    """Return the seconds to wait after this many tries if Jira gives none; `random` returns 0 to 1."""
    low, high = JITTER
    return float(min(CAP_SECONDS, BASE_SECONDS * 2 ** (tried - 1))) * (low + (high - low) * random())


def last_instant(now: float, deadline: float) -> float:
    """Return the deadline of a request that begins now; instants are monotonic."""
    return deadline - min(RESERVE_SECONDS, RESERVE_SHARE * max(0.0, deadline - now))


def may_help(status: int, asked: float | None) -> bool:
    """Say whether a retry may change this status; `asked` is the result of `asked_wait`."""
    return status in BUSY or (status == HTTPStatus.INTERNAL_SERVER_ERROR and asked is not None)


def asked_wait(status: int, headers: Mapping[str, str], now: float) -> float | None:
    """Return the wait in seconds requested by an answer, None if there is none; `now` is in epoch seconds.

    `Retry-After` is in seconds or an HTTP date (RFC 9110); of several numbers the largest counts. `X-RateLimit-Reset`
    is an ISO instant with or without seconds; it counts on a 429 only, though other answers have it too. Instants are
    compared with the answer's own `Date`, so the local clock does not matter. Negative and unreadable values are
    ignored, an instant in the past means no wait, and no wait exceeds an hour.
    """
    since = _http_date(plain_text(headers.get("date", ""))) or now
    waits = [_retry_after(plain_text(headers.get("retry-after", "")), since)]
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        waits.append(_reset(plain_text(headers.get("x-ratelimit-reset", "")), since))
    said = (min(max(0.0, wait), LONGEST_ASKED_SECONDS) for wait in waits if wait is not None)
    return next(said, None)


def _retry_after(text: str, since: float) -> float | None:
    numbers = [_seconds(one) for one in text.split(",")]
    seconds = [number for number in numbers if number is not None]
    if len(seconds) == len(numbers):
        return max(seconds)
    instant = _http_date(text)
    return None if instant is None else instant - since


def _seconds(text: str) -> float | None:
    """Return a number of seconds, rounded up; servers write fractions too, which RFC 9110 does not know."""
    whole, _, fraction = text.strip().partition(".")
    seconds = whole_number(whole, most=math.ceil(LONGEST_ASKED_SECONDS))
    if seconds is None or not re.fullmatch("[0-9]*", fraction):
        return None
    return float(seconds + bool(fraction.strip("0")))


def _reset(text: str, since: float) -> float | None:
    try:
        instant = datetime.fromisoformat(text)
        return _epoch(instant) - since
    except (ValueError, OverflowError, OSError):
        return None


def _http_date(text: str) -> float | None:
    try:
        return _epoch(parsedate_to_datetime(text))
    except (ValueError, OverflowError, OSError):
        return None


def _epoch(instant: datetime) -> float:
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).timestamp()
