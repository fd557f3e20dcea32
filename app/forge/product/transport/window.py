"""A congestion window for requests to Jira: halves on a 429 and grows back slowly."""

import asyncio
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

MOST_IN_FLIGHT: Final = 16
"""Requests at once. The last group of a chart of 50 sprints is one wave with it, and it is far below the 100 a second
that Jira Cloud gives each endpoint; Atlassian's advice for background work ("Optimise Forge costs") is 5 to 10."""

LEAST_IN_FLIGHT: Final = 1


@dataclass(frozen=True, slots=True)
class Slot:
    """A request's slot in the window: its group, its sequence number, and since when (loop time)."""

    group: Hashable
    number: int
    since: float


@dataclass(eq=False, slots=True)
class _Waiting:
    group: Hashable
    rank: int
    future: asyncio.Future[Slot]


class Window:
    """Assigns slots to requests.

    A free slot goes to the group with the fewest slots (a chart is a group), then to the lowest rank, then in order
    of arrival. The size changes as in TCP: halved by `shrink`, at most once per window of requests, and increased by
    one per window of answers.
    """

    def __init__(self, most: int = MOST_IN_FLIGHT) -> None:
        self._most = most
        self._size = float(most)
        self._flying: Counter[Hashable] = Counter()
        self._slots: set[Slot] = set()
        self._waiting: list[_Waiting] = []
        self._cap = most
        self._made = 0
        self._shrunk_at = 0

    @property
    def size(self) -> int:
        """The most concurrent requests."""
        return min(int(self._size), self._cap)

    @property
    def in_flight(self) -> int:
        """The number of requests in flight."""
        return len(self._slots)

    def taken_for(self) -> float:
        """Return for how many seconds the same requests have taken all slots; 0 if a slot is free."""
        if self.in_flight < self.size:
            return 0.0
        return asyncio.get_running_loop().time() - max(slot.since for slot in self._slots)

    async def enter(self, group: Hashable = None, rank: int = 0) -> Slot:
        """Wait for a slot and return it; `leave` must release it."""
        if self.in_flight < self.size and not self._waiting:
            return self._take(group)
        waiting = _Waiting(group, rank, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        try:
            return await waiting.future
        except asyncio.CancelledError:
            if waiting in self._waiting:
                self._waiting.remove(waiting)
            elif waiting.future.done() and not waiting.future.cancelled():
                self.leave(waiting.future.result())
            raise

    def leave(self, slot: Slot) -> None:
        """Release a slot; repeated calls have no effect."""
        self._slots.remove(slot)
        self._flying[slot.group] -= 1
        if not self._flying[slot.group]:
            del self._flying[slot.group]
        self._admit()

    def cap(self, most: int) -> None:
        """Limit the concurrent requests, regardless of answers."""
        self._cap = min(most, self._most)
        self._admit()

    def grow(self) -> None:
        """Record an answer other than 429."""
        self._size = min(float(self._most), self._size + 1 / self._size)
        self._admit()

    def shrink(self, slot: Slot) -> None:
        """Record a 429 for the request of this slot."""
        if slot.number > self._shrunk_at:
            self._size = max(float(LEAST_IN_FLIGHT), self._size / 2)
            self._shrunk_at = self._made

    def _take(self, group: Hashable) -> Slot:
        self._made += 1
        slot = Slot(group, self._made, asyncio.get_running_loop().time())
        self._slots.add(slot)
        self._flying[group] += 1
        return slot

    def _admit(self) -> None:
        while self._waiting and self.in_flight < self.size:
            best = min(self._waiting, key=lambda one: (self._flying[one.group], one.rank))
            self._waiting.remove(best)
            if not best.future.done():
                best.future.set_result(self._take(best.group))
