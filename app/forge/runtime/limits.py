"""The limits of an invocation, and of the rate of invocations."""

from dataclasses import dataclass

from cachetools import LRUCache

from app.forge.fixed_window import FixedWindow
from app.forge.kvs.rules import REQUESTS_PER_SECOND

USERS_REMEMBERED = 10_000


@dataclass(frozen=True)
class Limits:
    """Forge's limits (Forge documentation, "Invocation limits", 2026-09).

    Rates are per fixed minute or second of the platform's clock; None means no limit, for benchmarks.
    """

    seconds: float = 25.0
    payload_bytes: int = 500 * 1024
    result_bytes: int = 5 * 1024 * 1024
    per_user_and_minute: int | None = 1_200
    per_minute: int | None = 7_000
    per_second: int | None = 300
    kvs_per_second: int | None = REQUESTS_PER_SECOND


@dataclass(frozen=True)
class Rate:
    """A caller's use of a limit: calls allowed in the window, calls left, seconds until the reset."""

    limit: int
    left: int
    seconds: float


class Rates:
    """Counts the invocations of one installation."""

    def __init__(self, limits: Limits) -> None:
        totals = ((limits.per_minute, 60), (limits.per_second, 1))
        self._totals = [FixedWindow(limit, seconds) for limit, seconds in totals if limit is not None]
        self._per_user = limits.per_user_and_minute
        self._users: LRUCache[str, FixedWindow] = LRUCache(USERS_REMEMBERED)

    def admit(self, now: float, user: str) -> int:
        """Count an invocation and return 0, or return the seconds to wait without counting it."""
        windows = self._windows(user)
        if seconds := max((window.wait(now) for window in windows), default=0):
            return seconds
        for window in windows:
            window.admit(now)
        return 0

    def rate(self, now: float, user: str) -> Rate | None:
        """Return the limit of which the caller has the smallest share left, None without limits. Counts nothing."""
        window = min(self._windows(user), key=lambda one: one.left(now) / one.limit, default=None)
        return Rate(window.limit, window.left(now), window.end(now) - now) if window else None

    def _windows(self, user: str) -> list[FixedWindow]:
        if self._per_user is None:
            return self._totals
        return [self._users.setdefault(user, FixedWindow(self._per_user, 60)), *self._totals]
