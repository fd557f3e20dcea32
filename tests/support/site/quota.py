"""The hourly quota of a site in memory: counts points like Jira Cloud, with all forms of its headers.

Forms and numbers are those of Atlassian's "Rate limiting" page (2026).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal

from app.clock import Clock
from tests.support.site.faults import Reply, refused

Form = Literal["near-limit", "structured", "beta", "both"]

HOUR: Final = 3600
POINTS_AN_HOUR: Final = 65_000
NEAR_SHARE: Final = 0.2
USED_UP: Final = {
    "beta-retry-after": "60",
    "x-beta-ratelimit-limit": "100",
    "x-beta-ratelimit-remaining": "0",
    "x-beta-ratelimit-nearlimit": "true",
}
"""What answers say beside it of a limit that is not in force."""

OBJECTS: Final = ("issues", "issueChangeLogs")
"""The members of an answer whose entries cost a point each."""


@dataclass
class Quota:
    """A number of points per UTC hour; above it every answer is 429 until the next hour.

    `form` is how answers report it: by `X-RateLimit-*`, by the structured `RateLimit`, by the latter under the name
    that it has while it is not in force, in which case nothing is refused, or by the structured one beside another that
    is not in force and used up.
    """

    clock: Clock
    points: int = POINTS_AN_HOUR
    form: Form = "near-limit"
    used: int = field(default=0, init=False)
    _hour: int = field(default=-1, init=False)

    def refusal(self) -> Reply | None:
        """Return the answer to a request when no points are left, None while some are."""
        self._begin()
        if self.used < self.points or self.form == "beta":
            return None
        seconds = self._seconds_left()
        reset = datetime.fromtimestamp(self.clock.now() + seconds, UTC).strftime("%Y-%m-%dT%H:%MZ")
        wall = refused(429, "Rate limit exceeded", retry_after=str(seconds), x_ratelimit_reset=reset)
        headers = {**wall.headers, **self.headers(), "ratelimit-reason": "jira-quota-global-based"}
        return Reply(wall.status, wall.body, headers=headers)

    def count(self, value: Any) -> None:
        """Count the points of an answer."""
        self._begin()
        listed = (value.get(name) for name in OBJECTS) if isinstance(value, Mapping) else ()
        self.used += 1 + sum(len(entries) for entries in listed if isinstance(entries, list))

    def headers(self) -> dict[str, str]:
        """Return the headers that report the quota."""
        remaining = max(0, self.points - self.used)
        if self.form == "near-limit":
            told = {"x-ratelimit-limit": str(self.points), "x-ratelimit-remaining": str(remaining)}
            return told | ({"x-ratelimit-nearlimit": "true"} if remaining < NEAR_SHARE * self.points else {})
        if self.form == "beta":
            return self._structured("beta-", remaining)
        other = self._structured("beta-", 0) | USED_UP if self.form == "both" else {}
        return self._structured("", remaining) | other

    def _structured(self, prefix: str, remaining: int) -> dict[str, str]:
        left = f"r={remaining};" if remaining < NEAR_SHARE * self.points else ""
        return {
            f"{prefix}ratelimit-policy": f'"jira-burst-based";q=100;w=1, "global-app-quota";q={self.points};w={HOUR}',
            f"{prefix}ratelimit": f'"global-app-quota";{left}t={self._seconds_left()}',
        }

    def _begin(self) -> None:
        hour = int(self.clock.now() // HOUR)
        if hour != self._hour:
            self._hour, self.used = hour, 0

    def _seconds_left(self) -> int:
        return math.ceil(HOUR - self.clock.now() % HOUR)
