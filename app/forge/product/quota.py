"""Jira's quota in points: the cost of a request, and the remaining points given by headers.

Numbers and headers are those of Atlassian's "Rate limiting" page (2026): a request costs one point and one more for
each issue that it returns, out of 65,000 in an hour that begins with the UTC hour. The cost of `changelog/bulkfetch` is
not published; it is assumed to be that of reading its issues. Headers that start with `Beta-` describe limits that are
not in force and are ignored.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import orjson

from app.forge.product.header_values import plain_text, whole_number
from app.forge.product.policy.operations import PLATFORM

HOUR: Final = 3600
NEAR_SHARE: Final = 0.2
"""The share of the quota below which Jira itself reports that the limit is near."""

MOST_POINTS: Final = 10**9
NEAR_IN_FLIGHT: Final = 4
"""The most concurrent requests while the limit is near."""

_POLICY: Final = re.compile(r'"([^"]{1,64})"((?:\s*;\s*[a-z]+=[0-9]+)+)')
_PARAMETER: Final = re.compile(r"([a-z]+)=([0-9]+)")


@dataclass(frozen=True, slots=True)
class Left:
    """A quota as given by an answer: whether it is nearly used up, and the seconds until it is reset."""

    near: bool
    seconds: float | None = None


def cost(template: str, content: bytes | None, answer: bytes) -> int:
    """Return the approximate cost of a request in points; `content` is its body, `answer` the response."""
    if template == f"{PLATFORM}/search/jql":
        return 1 + answer.count(b'"id":')
    if template.endswith("/bulkfetch") and content is not None:
        return 1 + len(orjson.loads(content).get("issueIdsOrKeys") or ())
    return 1


def left(headers: Mapping[str, str]) -> Left | None:
    """Return the quota given by an answer's headers, None if they give none."""
    said = plain_text(headers.get("x-ratelimit-nearlimit", "")).lower()
    quotas, remaining = _members(headers.get("ratelimit-policy", "")), _members(headers.get("ratelimit", ""))
    near, resets = said == "true", []
    for name, values in remaining.items():
        if "r" in values and "burst" not in name:
            total = quotas.get(name, {}).get("q")
            # Without a total, the remaining points are near the end because they are named at all.
            is_near = total is None or values["r"] < NEAR_SHARE * total
            near = near or is_near
            resets += [values["t"]] if is_near and "t" in values else []
    if not said and not remaining:
        return None
    return Left(near, min(float(max(resets)), HOUR) if resets else None)


def to_the_hour(now: float) -> float:
    """Return the seconds until the default reset, the next full hour; `now` is in epoch seconds."""
    return HOUR - now % HOUR


def _members(text: str) -> dict[str, dict[str, int]]:
    """Return the members of a structured header, `"name";q=65000;w=3600, ...`, in any order."""
    found: dict[str, dict[str, int]] = {}
    for name, parameters in _POLICY.findall(plain_text(text)):
        values = ((key, whole_number(digits, most=MOST_POINTS)) for key, digits in _PARAMETER.findall(parameters))
        found[name] = {key: value for key, value in values if value is not None}
    return found


class Points:
    """Counts the points used by this process in the hour, and until when the limit is near (monotonic clock)."""

    def __init__(self) -> None:
        self._near_until = 0.0
        self._hour = -1
        self.used = 0

    def near(self, now: float) -> bool:
        """Say whether the limit is near."""
        return now < self._near_until

    def used_in(self, epoch: float) -> int:
        """Return the approximate points used in the hour of an instant."""
        return self.used if int(epoch // HOUR) == self._hour else 0

    def count(self, points: int, epoch: float) -> None:
        """Add the cost of a request; `epoch` is in seconds since 1970."""
        hour = int(epoch // HOUR)
        self.used = points + (self.used if hour == self._hour else 0)
        self._hour = hour

    def heed(self, said: Left, now: float, epoch: float) -> bool:
        """Update from an answer and return whether the limit has just come near."""
        before = self.near(now)
        seconds = said.seconds if said.seconds is not None else to_the_hour(epoch)
        if said.near:
            self._near_until = now + seconds
        return said.near and not before
