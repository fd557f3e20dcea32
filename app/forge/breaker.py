"""A site that does not answer is left alone for a while, instead of being asked by everybody again and again."""

from typing import Final

FAILURES: Final = 5
OPEN_SECONDS: Final = 15.0


class Breaker:
    """Opens after `FAILURES` failed tries in a row and lets one probe pass after `OPEN_SECONDS`.

    Every try that `admit` lets pass must be told of by `succeeded`, `failed` or `abandoned`. Instants are of a
    monotonic clock.
    """

    def __init__(self) -> None:
        self._failures = 0
        self._closed_from = 0.0
        self._probing = False

    def wait(self, now: float) -> float:
        """Return the seconds until a try may pass, 0 for at once; with a probe under way it is a second."""
        if self._failures < FAILURES:
            return 0.0
        return 1.0 if self._probing else max(0.0, self._closed_from - now)

    def admit(self, now: float) -> bool:
        """Say whether a try may pass."""
        if self.wait(now) > 0:
            return False
        self._probing = self._failures >= FAILURES
        return True

    def succeeded(self) -> None:
        """Take in that the site answered."""
        self._failures = 0

    def failed(self, now: float) -> None:
        """Take in that the site did not answer, or that it is down."""
        self._failures += 1
        self._probing = False
        self._closed_from = now + OPEN_SECONDS

    def abandoned(self) -> None:
        """Take in that a try was given up by its caller, which says nothing about the site."""
        self._probing = False
