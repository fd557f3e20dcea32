"""Jira's limits as all callers see them: who is told to wait closes a gate for the others.

The reasons are those of Atlassian's "Rate limiting" page (`RateLimit-Reason`).
"""

from typing import Final

LONG_SECONDS: Final = 10.0
"""A limit that gives no known reason and asks for more than this is taken for the quota: bursts pass in a second."""

EVERYTHING: Final = ""


class Gates:
    """Until when nothing may be sent, at all or to one endpoint; instants are of a monotonic clock."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}

    def close(self, endpoint: str, reason: str, seconds: float, now: float) -> None:
        """Take in that an endpoint answered 429, for that reason, asking for so many seconds."""
        gate = EVERYTHING if _is_quota(reason.lower(), seconds) else endpoint
        self._until[gate] = max(self._until.get(gate, now), now + seconds)

    def wait(self, endpoint: str, now: float) -> float:
        """Return the seconds until a request to this endpoint may be sent, 0 for at once."""
        return max(0.0, *(self._until.get(gate, now) - now for gate in (EVERYTHING, endpoint)))


def _is_quota(reason: str, seconds: float) -> bool:
    if "burst" in reason:
        return False
    return "quota" in reason or "cost" in reason or seconds > LONG_SECONDS
