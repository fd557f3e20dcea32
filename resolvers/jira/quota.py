"""Jira's hourly quota as the headers of its answers tell of it: near its end what is kept is shown and nothing renewed.

The quota is the app's on all its sites together, so that one instant is remembered for all of them.
"""

import re
from collections.abc import Mapping

from app.forge import now

HOUR = 60 * 60 * 1000

REMAINING = re.compile(r'"(?![^"]*burst)[^"]*"[^,]*;\s*r=[0-9]')
"""A quota in `RateLimit` with the points that remain: Jira names them when less than a fifth is left."""

_until = 0


def heed(headers: Mapping[str, str]) -> None:
    """Take in the headers of an answer: less than a fifth of the quota is left where one of its two forms says so."""
    global _until  # noqa: PLW0603 - what a process has heard of the quota, in one number
    if headers.get("x-ratelimit-nearlimit", "").lower() == "true" or REMAINING.search(headers.get("ratelimit", "")):
        _until = now() + HOUR - now() % HOUR


def is_near() -> bool:
    """Say whether little is left until the next full hour, at which the quota begins afresh."""
    return now() < _until <= now() + HOUR
