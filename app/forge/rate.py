"""Forge's rate limits: so many calls in a fixed window of time, and the next window starts afresh."""

import math


class FixedWindow:
    """Admits `limit` calls in each window of `seconds`, windows counted from the clock's zero."""

    def __init__(self, limit: int, seconds: int) -> None:
        self.limit = limit
        self.seconds = seconds
        self._window = -1
        self._calls = 0

    def admit(self, now: float) -> int:
        """Count a call at `now` (monotonic seconds). Return 0, or the seconds to wait if the window is full."""
        window = int(now // self.seconds)
        if window != self._window:
            self._window, self._calls = window, 0
        if self._calls >= self.limit:
            return max(1, math.ceil((window + 1) * self.seconds - now))
        self._calls += 1
        return 0
