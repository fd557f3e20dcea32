"""When a request is tried again, and after how long.

Numbers follow Atlassian's "Rate limiting" page (at most 4 retries, factor 2, jitter 0.7 to 1.3, `Retry-After` as the
minimum), scaled to the 25 seconds of an invocation: its 2 s to begin with and 30 s at most suit background work.
"""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

from app.forge.product.outside import plain_text, whole_number

TRIES: Final = 4
BASE_SECONDS: Final = 0.5
CAP_SECONDS: Final = 8.0
JITTER: Final = (0.7, 1.3)
LEAST_LEFT_SECONDS: Final = 1.0
"""No try begins after a wait that leaves less than this."""

RESERVE_SECONDS: Final = 1.0
RESERVE_SHARE: Final = 0.1
"""The last second of an invocation, or the last tenth, is the app's: it can still answer with what it has kept."""

LONGEST_ASKED_SECONDS: Final = 3_600.0
"""Jira's quotas begin afresh with each hour: whoever asks for longer is not believed, and asked again then."""

BUSY: Final = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
"""Statuses that another try may change. 500 is one only when it says when to come back."""


def backoff(tried: int, random: Callable[[], float]) -> float:
    """Return the seconds to wait after so many tries, when Jira does not say; `random` gives 0 up to 1."""
    low, high = JITTER
    return float(min(CAP_SECONDS, BASE_SECONDS * 2 ** (tried - 1))) * (low + (high - low) * random())


def last_instant(now: float, deadline: float) -> float:
    """Return until when a request may take that begins now; instants are of a monotonic clock."""
    return deadline - min(RESERVE_SECONDS, RESERVE_SHARE * max(0.0, deadline - now))


def may_help(status: int, asked: float | None) -> bool:
    """Say whether another try may change this status; `asked` is what `asked_wait` found."""
    return status in BUSY or (status == HTTPStatus.INTERNAL_SERVER_ERROR and asked is not None)


def asked_wait(status: int, headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that an answer asks to wait, None when it does not say; `now` is in epoch seconds.

    `Retry-After` is in seconds or an HTTP date (RFC 9110). `X-RateLimit-Reset` is an ISO instant with or without
    seconds; answers other than 429 carry it as well and ask for nothing by it. Instants are held against the answer's
    own `Date`, so that a clock that is wrong here does not matter. Negative and unreadable is as if it were absent, an
    instant in the past is no wait, and no wait is longer than an hour.
    """
    since = _http_date(plain_text(headers.get("date", ""))) or now
    waits = [_retry_after(plain_text(headers.get("retry-after", "")), since)]
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        waits.append(_reset(plain_text(headers.get("x-ratelimit-reset", "")), since))
    said = (min(max(0.0, wait), LONGEST_ASKED_SECONDS) for wait in waits if wait is not None)
    return next(said, None)


def _retry_after(text: str, since: float) -> float | None:
    seconds = whole_number(text, most=math.ceil(LONGEST_ASKED_SECONDS))
    if seconds is not None:
        return float(seconds)
    instant = _http_date(text)
    return None if instant is None else instant - since


def _reset(text: str, since: float) -> float | None:
    try:
        instant = datetime.fromisoformat(text)
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).timestamp() - since
    except (ValueError, OverflowError, OSError):
        return None


def _http_date(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError, OSError):
        return None
