"""Admission control for whole invocations: admitted ones can finish, the others are told when to retry.

An invocation counts from its first request to Jira to its end; one answered from the store needs no admission.
"""

import asyncio
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.clock import Clock

REQUESTS_A_SEAT: Final = 2
"""The requests in flight of one reading invocation: eight seats for sixteen requests, fewer if Jira slows them down,
so that admitted ones finish."""

SHARE_OF_ONE: Final = 0.75
"""The share of seats for one caller, so that another's small chart does not wait for twelve large ones."""

LONGEST_WAIT_SECONDS: Final = 8.0
"""How long an invocation may wait for a seat, which leaves more than half of its 25 seconds for reading."""

USUAL_SECONDS: Final = 2.0
"""The assumed time that a seat is taken, before any measurement."""

WEIGHT: Final = 0.1
"""The weight of the newest measurement in the average."""

LATEST_SECONDS: Final = 60.0
"""The latest time to retry: by then the load will have changed."""


@dataclass(eq=False, slots=True)
class _Visit:
    """An invocation: its caller, since when it has a seat, and its waiting future."""

    caller: str
    seated: float | None = None
    turn: asyncio.Future[bool] | None = None


class Admission:
    """Assigns seats to invocations: first to the caller with the fewest seats, then in order of arrival.

    `window` limits the concurrent requests.
    """

    def __init__(self, clock: Clock, window: Callable[[], int]) -> None:
        self._clock = clock
        self._window = window
        self._visits: dict[str, _Visit] = {}
        self._queue: list[_Visit] = []
        self._seats: Counter[str] = Counter()
        self._usual = USUAL_SECONDS
        self._promised = 0.0

    @property
    def seated(self) -> int:
        """The number of seated invocations."""
        return self._seats.total()

    @property
    def waiting(self) -> int:
        """How many wait for a seat."""
        return len(self._queue)

    @property
    def seats(self) -> int:
        """The number of seats."""
        return max(1, self._window() // REQUESTS_A_SEAT)

    def begin(self, invocation: str, caller: str) -> None:
        """Register an invocation. `end` must follow."""
        self._visits[invocation] = _Visit(caller)

    def end(self, invocation: str) -> None:
        """Unregister an invocation and free its seat; its waiting requests are refused."""
        visit = self._visits.pop(invocation, None)
        if visit is None or (visit.turn is None and visit.seated is None):
            return
        self._leave_queue(visit)
        if visit.seated is not None:
            took = self._clock.monotonic() - visit.seated
            self._usual += WEIGHT * (took - self._usual)
            self._seats[visit.caller] -= 1
            self._seats += Counter()
        self._call_next()

    async def seat(self, invocation: str | None) -> float:
        """Wait for a seat and return 0, or return the seconds until one is expected.

        Shared work that outlives its first invocation continues without a seat.
        """
        visit = self._visits.get(invocation or "")
        if visit is None or visit.seated is not None:
            return 0.0
        if visit.turn is None:
            if self._expected() > LONGEST_WAIT_SECONDS:
                return self._promise()
            visit.turn = asyncio.get_running_loop().create_future()
            self._queue.append(visit)
            self._call_next()
        try:
            async with asyncio.timeout(LONGEST_WAIT_SECONDS):
                came = await asyncio.shield(visit.turn)
        except TimeoutError:
            came = visit.seated is not None
            self._leave_queue(visit)
        return 0.0 if came else self._promise()

    def _expected(self) -> float:
        """Return the seconds until a new caller is expected to get a seat."""
        ahead = len(self._queue) + self.seated + 1 - self.seats
        return max(0, ahead) * self._usual / self.seats

    def _promise(self) -> float:
        """Return when to retry; every call returns a later time, so that callers do not retry simultaneously."""
        now = self._clock.monotonic()
        self._promised = max(self._promised, now + self._expected()) + self._usual / self.seats
        return float(min(LATEST_SECONDS, max(1, math.ceil(self._promised - now))))

    def _call_next(self) -> None:
        most = max(1, int(self.seats * SHARE_OF_ONE))
        while self.seated < self.seats:
            waiting = [visit for visit in self._queue if self._seats[visit.caller] < most]
            if not waiting:
                return
            visit = min(waiting, key=lambda one: self._seats[one.caller])
            self._queue.remove(visit)
            visit.seated = self._clock.monotonic()
            self._seats[visit.caller] += 1
            if visit.turn is not None:
                visit.turn.set_result(True)

    def _leave_queue(self, visit: _Visit) -> None:
        if visit in self._queue:
            self._queue.remove(visit)
        if visit.turn is not None and not visit.turn.done():
            visit.turn.set_result(False)
        if visit.seated is None:
            visit.turn = None
