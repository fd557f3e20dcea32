"""Tracks Jira's hourly quota by the headers of its answers: close to the limit, cached values are shown, not renewed.

The quota is shared by all sites of the app, so one instant is stored for all of them.
"""

import re
from collections.abc import Mapping

from app.forge import now

HOUR = 60 * 60 * 1000

REMAINING = re.compile(r'"((?![^"]*burst)[^"]*)"[^,]*;\s*r=([0-9]{1,12})')
"""A quota in `RateLimit` with its remaining points, which Jira sends if less than a fifth is left."""

TOTAL = re.compile(r'"([^"]*)"[^,]*;\s*q=([0-9]{1,12})')
"""A quota in `RateLimit-Policy` with its points an hour."""

SHARES = 5
"""Less than one of so many shares of the quota is little."""

_until = 0


def heed(headers: Mapping[str, str]) -> None:
    """Read the headers of an answer, which say in one of two forms that less than a fifth of the quota is left."""
    global _until  # noqa: PLW0603 - the process's knowledge of the quota, in one number
    if headers.get("x-ratelimit-nearlimit", "").lower() == "true" or _is_little_left(headers):
        _until = now() + HOUR - now() % HOUR


def _is_little_left(headers: Mapping[str, str]) -> bool:
    """Say whether a quota has little left; one without a known total has, because its remaining points are named."""
    totals = dict(TOTAL.findall(headers.get("ratelimit-policy", "")))
    left = REMAINING.findall(headers.get("ratelimit", ""))
    return any(name not in totals or int(points) * SHARES < int(totals[name]) for name, points in left)


def is_near() -> bool:
    """Say whether little is left until the next full hour, when the quota is reset."""
    return now() < _until <= now() + HOUR
