"""Values over time: an issue's history and the windows of sprints. Pure."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from operator import gt
from typing import Generic, NamedTuple, TypeVar

Value = TypeVar("Value")

NO_DOUBTS: frozenset[int] = frozenset()


class _Course(NamedTuple, Generic[Value]):
    first: Value
    instants: tuple[int, ...]
    values: tuple[Value, ...]
    doubts: frozenset[int]


class Timeline(_Course[Value]):
    """A field of an issue over time: `first` until `instants[0]`, then `values[i]` from `instants[i]` on.

    `doubts` are the indexes of values that the history contradicts or omits: 0 is `first`, 1 is `values[0]`. It is a
    named tuple for the reason that `Issue` is one.
    """

    __slots__ = ()

    def __new__(
        cls,
        first: Value,
        instants: tuple[int, ...] = (),
        values: tuple[Value, ...] = (),
        doubts: frozenset[int] = NO_DOUBTS,
    ) -> "Timeline[Value]":
        """Return the timeline; raise ValueError for one that runs back or has not one value for each instant."""
        if len(instants) != len(values):
            raise ValueError("a timeline needs one value for each instant")
        if len(instants) > 1 and any(map(gt, instants, instants[1:])):
            raise ValueError("a timeline runs forward")
        return tuple.__new__(cls, (first, instants, values, doubts))

    def at(self, instant: int) -> Value:
        """Return the value after all changes at or before `instant`."""
        changes = bisect_right(self.instants, instant)
        return self.values[changes - 1] if changes else self.first

    def between(self, start: int, close: int) -> Iterator[tuple[int, Value]]:
        """Yield the changes after `start`, up to and including `close`, with their instants."""
        changes = self._inside(start, close)
        return zip(self.instants[changes], self.values[changes], strict=True)

    def cut(self, start: int, close: int) -> "Timeline[Value]":
        """Return the part of the timeline from `start` to `close`."""
        if not self.instants:
            return self
        begin, end = bisect_right(self.instants, start), bisect_right(self.instants, close)
        if not begin and end == len(self.instants):
            return self
        first = self.values[begin - 1] if begin else self.first
        doubts = self.doubts and frozenset(place - begin for place in self.doubts if begin <= place <= end)
        return Timeline(first, self.instants[begin:end], self.values[begin:end], doubts)

    def _inside(self, start: int, close: int) -> slice:
        return slice(bisect_right(self.instants, start), bisect_right(self.instants, close))


class Issue(NamedTuple):
    """An issue, which exists from `created` on, with the history of the three fields that decide velocity.

    `disputed` are the sprints that only one end of a gap in the Sprint history has. A chart makes thousands of these
    and of their parts: a named tuple takes a third of the time of a frozen data class.
    """

    key: str
    created: int
    subtask: bool
    sprints: Timeline[frozenset[int]]
    status: Timeline[str]
    estimate: Timeline[Decimal | None]
    disputed: frozenset[int] = NO_DOUBTS

    @property
    def incomplete(self) -> bool:
        """Whether its history is incomplete: a value changed at an unknown instant."""
        return bool(self.sprints.doubts or self.status.doubts or self.estimate.doubts)

    def cut(self, window: "Window") -> "Issue":
        """Return the issue cut to `window`, which does not change that window's figures."""
        start, close = window.start, window.close
        sprints = self.sprints.cut(start, close)
        if sprints.doubts and window.sprint not in self.disputed:
            sprints = sprints._replace(doubts=NO_DOUBTS)
        return Issue(
            self.key,
            self.created,
            self.subtask,
            sprints,
            self.status.cut(start, close),
            self.estimate.cut(start, close),
            frozenset({window.sprint}) if sprints.doubts else NO_DOUBTS,
        )


@dataclass(frozen=True, slots=True)
class Window:
    """The period of a sprint: changes at or before `start` are before it, those at or before `close` inside."""

    sprint: int
    start: int
    close: int

    def __post_init__(self) -> None:
        if self.start > self.close:
            raise ValueError("a sprint closes after it starts")
