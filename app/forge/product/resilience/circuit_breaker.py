"""A circuit breaker: stops requests for a while to a site that does not answer."""

from typing import Final

from app.forge.product.resilience.barrier import Barrier, Pass

FAILURES: Final = 5
OPEN_SECONDS: Final = 15.0


class Breaker(Barrier):
    """Stops requests for `OPEN_SECONDS` after `FAILURES` consecutive failures; then one try probes the site.

    A try that began before cannot extend that time.
    """

    def __init__(self) -> None:
        super().__init__()
        self._failures = 0

    def succeeded(self) -> None:
        """Record a success."""
        self._failures = 0
        self.open()

    def failed(self, tried: Pass, now: float) -> None:
        """Record a failure: no answer, or the site is down."""
        self._failures += 1
        if tried.is_probe:
            tried.close(now, OPEN_SECONDS)
        elif self._failures == FAILURES:
            self.close(now, OPEN_SECONDS)
