"""Jira's limits as all callers see them: who is told to wait closes a gate for the others.

The reasons are those of Atlassian's "Rate limiting" page (`RateLimit-Reason`).
"""

from typing import Final

from app.forge.product.resilience.barrier import Barrier, Pass

LONG_SECONDS: Final = 10.0
"""A limit that gives no known reason and asks for more than this is taken for the quota: bursts pass in a second."""

PROBE_SECONDS: Final = 300.0
"""How often one request finds out whether a limit that asked for longer is still there: an answer can be wrong."""

UNTOLD_SECONDS: Final = 30.0
"""How long a gate stays closed when the request that finds out is refused without a time: Atlassian's longest wait."""

EVERYTHING: Final = ""


class Gates:
    """Until when nothing may be sent, at all or to one endpoint; instants are of a monotonic clock."""

    def __init__(self) -> None:
        self._gates: dict[str, Barrier] = {}

    def close(self, endpoint: str, reason: str, seconds: float, now: float) -> None:
        """Take in that an endpoint answered 429, for that reason, asking for so many seconds."""
        self._gate(EVERYTHING if _is_quota(reason.lower(), seconds) else endpoint).close(now, seconds)

    def wait(self, endpoint: str, now: float) -> float:
        """Return the seconds until a request to this endpoint may be sent, 0 for at once."""
        return max(gate.wait(now) for gate in self.before(endpoint))

    def before(self, endpoint: str) -> tuple[Barrier, Barrier]:
        """Return the gates that a request to this endpoint passes, in their order."""
        return self._gate(EVERYTHING), self._gate(endpoint)

    def _gate(self, name: str) -> Barrier:
        return self._gates.setdefault(name, Barrier(probe_seconds=PROBE_SECONDS))


def refused(passed: Pass, asked: float | None, now: float) -> None:
    """Take in that a try which passed this gate was answered with 429."""
    passed.close(now, UNTOLD_SECONDS if asked is None else asked)


def _is_quota(reason: str, seconds: float) -> bool:
    if "burst" in reason:
        return False
    return "quota" in reason or "cost" in reason or seconds > LONG_SECONDS
