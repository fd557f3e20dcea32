"""The retry budget, and the limit of requests of one invocation."""

from typing import Final

from cachetools import LRUCache

SHARE: Final = 0.1
FLOOR: Final = 3
WINDOW_SECONDS: Final = 60
"""The most retries in a minute: a tenth of the calls, or three (Google SRE book, "Handling Overload")."""

MOST_REQUESTS: Final = 500
"""The most product requests of one invocation. The largest chart needs about 20 per board; this stops runaway loops."""

INVOCATIONS_REMEMBERED: Final = 4096


class RetryBudget:
    """Counts calls and retries of the last minute, per second of a monotonic clock."""

    def __init__(self) -> None:
        self._seconds: dict[int, list[int]] = {}

    def call(self, now: float) -> None:
        """Count a call's first try."""
        self._count(now)[0] += 1

    def take(self, now: float) -> bool:
        """Count a retry and return True, or return False if the budget is used up."""
        current = self._count(now)
        calls, retries = (sum(column) for column in zip(*self._seconds.values(), strict=True))
        if retries >= max(FLOOR, SHARE * calls):
            return False
        current[1] += 1
        return True

    def _count(self, now: float) -> list[int]:
        second = int(now)
        for old in [one for one in self._seconds if one <= second - WINDOW_SECONDS]:
            del self._seconds[old]
        return self._seconds.setdefault(second, [0, 0])


class Allowance:
    """Counts the requests of each invocation."""

    def __init__(self) -> None:
        self._used: LRUCache[str, int] = LRUCache(INVOCATIONS_REMEMBERED)

    def take(self, invocation: str) -> bool:
        """Count a request and return True, or return False if the invocation has reached its limit."""
        used = self._used.get(invocation, 0)
        self._used[invocation] = used + 1
        return used < MOST_REQUESTS
