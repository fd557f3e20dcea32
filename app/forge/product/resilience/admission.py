"""Who may read from Jira now: whole invocations are let in, so that those who are in finish and the others are told.

An invocation is counted from its first request to Jira to its end; one that is answered from the store needs no leave.
"""

import asyncio
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.clock import Clock

REQUESTS_A_SEAT: Final = 2
"""So many requests of each invocation that reads fill the window: eight seats where sixteen travel, fewer when Jira
says stop, so that those who are in finish."""

SHARE_OF_ONE: Final = 0.75
"""Share of the seats that one caller may have, so that another's small chart does not wait for twelve large ones."""

LONGEST_WAIT_SECONDS: Final = 8.0
"""How long an invocation may wait for its seat: of its 25 seconds it keeps more than half for the reading."""

USUAL_SECONDS: Final = 2.0
"""How long a seat is taken, before anything was measured."""

WEIGHT: Final = 0.1
"""How much the newest measurement counts in the average."""

LATEST_SECONDS: Final = 60.0
"""Nobody is told to come back later than this: by then the load is another."""


@dataclass(eq=False, slots=True)
class _Visit:
    """An invocation: whose it is, since when it has its seat, and what it waits for."""

    caller: str
    seated: float | None = None
    turn: asyncio.Future[bool] | None = None


class Admission:
    """Gives seats to invocations: to the caller who has the fewest, then to who came first.

    `window` says how many requests may travel at once.
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
        """How many have a seat."""
        return self._seats.total()

    @property
    def waiting(self) -> int:
        """How many wait for a seat."""
        return len(self._queue)

    @property
    def seats(self) -> int:
        """How many seats there are."""
        return max(1, self._window() // REQUESTS_A_SEAT)

    def begin(self, invocation: str, caller: str) -> None:
        """Take in that an invocation has begun. `end` must follow."""
        self._visits[invocation] = _Visit(caller)

    def end(self, invocation: str) -> None:
        """Take in that an invocation is over: its seat is free, and nobody waits for it any more."""
        visit = self._visits.pop(invocation, None)
        if visit is None:
            return
        self._leave_queue(visit)
        if visit.seated is not None:
            took = self._clock.monotonic() - visit.seated
            self._usual += WEIGHT * (took - self._usual)
            self._seats[visit.caller] -= 1
            self._seats += Counter()
        self._call_next()

    async def seat(self, invocation: str | None) -> float:
        """Wait for the invocation's seat and return 0, or return in how many seconds there may be one.

        Work that outlives the invocation that began it, since others wait for it, goes on without a seat.
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
        """Return in how many seconds one who comes now may have a seat."""
        ahead = len(self._queue) + self.seated + 1 - self.seats
        return max(0, ahead) * self._usual / self.seats

    def _promise(self) -> float:
        """Return when to come back; each is told a later time than the one before, so that they do not come at once."""
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
