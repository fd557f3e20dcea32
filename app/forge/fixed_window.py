"""Forge's rate limits: a number of calls per fixed window of time."""

import math


class FixedWindow:
    """Allows `limit` calls in each window of `seconds`; windows start at multiples of `seconds` on the clock."""

    def __init__(self, limit: int, seconds: int) -> None:
        self.limit = limit
        self.seconds = seconds
        self._window = -1
        self._calls = 0

    def left(self, now: float) -> int:
        """Return how many more calls the window of `now` allows."""
        return self.limit - (self._calls if int(now // self.seconds) == self._window else 0)

    def end(self, now: float) -> float:
        """Return the instant at which the window of `now` ends."""
        return (now // self.seconds + 1) * self.seconds

    def wait(self, now: float) -> int:
        """Return 0 if a call is allowed at `now` (monotonic seconds), else the whole seconds until the next window."""
        window = int(now // self.seconds)
        if window != self._window:
            self._window, self._calls = window, 0
        return 0 if self._calls < self.limit else max(1, math.ceil((window + 1) * self.seconds - now))

    def admit(self, now: float) -> int:
        """Return the same as `wait`, and count the call if it is allowed."""
        seconds = self.wait(now)
        self._calls += not seconds
        return seconds
