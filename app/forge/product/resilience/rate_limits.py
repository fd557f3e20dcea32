"""Jira's rate limits, shared by all callers: a 429 closes a gate for all of them.

The reasons are those of Atlassian's "Rate limiting" page (`RateLimit-Reason`).
"""

from typing import Final

from app.forge.product.resilience.barrier import Barrier, Pass

LONG_SECONDS: Final = 10.0
"""A limit without a known reason and a longer wait counts as the quota: burst limits last a second."""

PROBE_SECONDS: Final = 300.0
"""How often a probe checks whether a longer limit still exists, because an answer can be wrong."""

UNTOLD_SECONDS: Final = 30.0
"""How long a gate stays closed if a probe is refused without a time: Atlassian's longest wait."""

EVERYTHING: Final = ""


class Gates:
    """The gates for all requests and for single endpoints; instants are monotonic."""

    def __init__(self) -> None:
        self._gates: dict[str, Barrier] = {}

    def close(self, endpoint: str, reason: str, seconds: float, now: float) -> None:
        """Record a 429 of an endpoint with its reason and requested wait in seconds."""
        self._gate(EVERYTHING if _is_quota(reason.lower(), seconds) else endpoint).close(now, seconds)

    def wait(self, endpoint: str, now: float) -> float:
        """Return the seconds until a request to this endpoint may be sent, 0 for at once."""
        return max(gate.wait(now) for gate in self.before(endpoint))

    def before(self, endpoint: str) -> tuple[Barrier, Barrier]:
        """Return the gates of a request to this endpoint, in order."""
        return self._gate(EVERYTHING), self._gate(endpoint)

    def _gate(self, name: str) -> Barrier:
        return self._gates.setdefault(name, Barrier(probe_seconds=PROBE_SECONDS))


def refused(passed: Pass, asked: float | None, now: float) -> None:
    """Record that a try that passed this gate was answered with 429."""
    passed.close(now, UNTOLD_SECONDS if asked is None else asked)


def _is_quota(reason: str, seconds: float) -> bool:
    if "burst" in reason:
        return False
    return "quota" in reason or "cost" in reason or seconds > LONG_SECONDS
