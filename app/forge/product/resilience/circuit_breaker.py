"""A site that does not answer is left alone for a while, instead of being asked by everybody again and again."""

from typing import Final

from app.forge.product.resilience.barrier import Barrier, Pass

FAILURES: Final = 5
OPEN_SECONDS: Final = 15.0


class Breaker(Barrier):
    """Closes the way for `OPEN_SECONDS` after `FAILURES` failed tries in a row; then one try finds out.

    A try that had begun before the way was closed cannot keep it closed for longer.
    """

    def __init__(self) -> None:
        super().__init__()
        self._failures = 0

    def succeeded(self) -> None:
        """Take in that the site answered."""
        self._failures = 0
        self.open()

    def failed(self, tried: Pass, now: float) -> None:
        """Take in that the site did not answer this try, or that it is down."""
        self._failures += 1
        if tried.is_probe:
            tried.close(now, OPEN_SECONDS)
        elif self._failures == FAILURES:
            self.close(now, OPEN_SECONDS)
