"""Jira's quota in points: what a request costs, and what the headers of every answer say is left.

Numbers and headers are those of Atlassian's "Rate limiting" page (2026): a request costs one point and one more for
each issue that it returns, out of 65,000 in an hour that begins with the UTC hour. What `changelog/bulkfetch` costs is
not published; it is taken for as much as reading its issues. Headers that begin with `Beta-` tell of limits that are
not in force and are not heeded.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import orjson

from app.forge.product.outside import plain_text, whole_number
from app.forge.product.policy.operations import PLATFORM

HOUR: Final = 3600
NEAR_SHARE: Final = 0.2
"""Below this share of the quota Jira itself says that the limit is near."""

MOST_POINTS: Final = 10**9
NEAR_IN_FLIGHT: Final = 4
"""Requests at once while the limit is near."""

_POLICY: Final = re.compile(r'"([^"]{1,64})"((?:\s*;\s*[a-z]+=[0-9]+)+)')
_PARAMETER: Final = re.compile(r"([a-z]+)=([0-9]+)")


@dataclass(frozen=True, slots=True)
class Left:
    """What an answer says of a quota: whether it is nearly used up, and after how many seconds it begins afresh."""

    near: bool
    seconds: float | None = None


def cost(template: str, content: bytes | None, answer: bytes) -> int:
    """Return about how many points a request has cost; `content` is its body, `answer` what came back."""
    if template == f"{PLATFORM}/search/jql":
        return 1 + answer.count(b'"id":')
    if template.endswith("/bulkfetch") and content is not None:
        return 1 + len(orjson.loads(content).get("issueIdsOrKeys") or ())
    return 1


def left(headers: Mapping[str, str]) -> Left | None:
    """Return what the headers of an answer say of the quota, None when they say nothing."""
    said = plain_text(headers.get("x-ratelimit-nearlimit", "")).lower()
    quotas, remaining = _members(headers.get("ratelimit-policy", "")), _members(headers.get("ratelimit", ""))
    near, resets = said == "true", []
    for name, values in remaining.items():
        total = quotas.get(name, {}).get("q")
        if total and "r" in values and "burst" not in name:
            is_near = values["r"] < NEAR_SHARE * total
            near = near or is_near
            resets += [values["t"]] if is_near and "t" in values else []
    if not said and not remaining:
        return None
    return Left(near, min(float(max(resets)), HOUR) if resets else None)


def to_the_hour(now: float) -> float:
    """Return the seconds until the quota begins afresh, where nothing else is said; `now` is in epoch seconds."""
    return HOUR - now % HOUR


def _members(text: str) -> dict[str, dict[str, int]]:
    """Return the members of a structured header, `"name";q=65000;w=3600, ...`, in any order."""
    found: dict[str, dict[str, int]] = {}
    for name, parameters in _POLICY.findall(plain_text(text)):
        values = ((key, whole_number(digits, most=MOST_POINTS)) for key, digits in _PARAMETER.findall(parameters))
        found[name] = {key: value for key, value in values if value is not None}
    return found


class Points:
    """Counts what this process has used in the hour, and knows until when the limit is near (monotonic clock)."""

    def __init__(self) -> None:
        self._near_until = 0.0
        self._hour = -1
        self.used = 0

    def near(self, now: float) -> bool:
        """Say whether little is left."""
        return now < self._near_until

    def used_in(self, epoch: float) -> int:
        """Return about how many points went in the hour of an instant."""
        return self.used if int(epoch // HOUR) == self._hour else 0

    def count(self, points: int, epoch: float) -> None:
        """Add what a request has cost; `epoch` is in seconds since 1970."""
        hour = int(epoch // HOUR)
        self.used = points + (self.used if hour == self._hour else 0)
        self._hour = hour

    def heed(self, said: Left, now: float, epoch: float) -> bool:
        """Take in what an answer said and return whether the limit has just come near."""
        before = self.near(now)
        seconds = said.seconds if said.seconds is not None else to_the_hour(epoch)
        if said.near:
            self._near_until = now + seconds
        return said.near and not before
