"""Forge's rate limits: so many calls in a fixed window of time, and the next window starts afresh."""

import math


class FixedWindow:
    """Has room for `limit` calls in each window of `seconds`; windows are counted from the clock's zero."""

    def __init__(self, limit: int, seconds: int) -> None:
        self.limit = limit
        self.seconds = seconds
        self._window = -1
        self._calls = 0

    def left(self, now: float) -> int:
        """Return how many calls the window of `now` has room for."""
        return self.limit - (self._calls if int(now // self.seconds) == self._window else 0)

    def end(self, now: float) -> float:
        """Return when the window of `now` ends, by the same clock."""
        return (now // self.seconds + 1) * self.seconds

    def wait(self, now: float) -> int:
        """Return 0 if there is room at `now` (monotonic seconds), else the whole seconds until the next window."""
        window = int(now // self.seconds)
        if window != self._window:
            self._window, self._calls = window, 0
        return 0 if self._calls < self.limit else max(1, math.ceil((window + 1) * self.seconds - now))

    def admit(self, now: float) -> int:
        """Return what `wait` does, and count the call if there is room."""
        seconds = self.wait(now)
        self._calls += not seconds
        return seconds
