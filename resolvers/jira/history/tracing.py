"""Converts a field's history entries into its timeline, walking back from the present value. Pure."""

from collections.abc import Hashable
from enum import Enum, auto
from typing import TypeVar

from resolvers.domain.timeline import Timeline
from resolvers.jira.history.chains import chain

Value = TypeVar("Value", bound=Hashable)


class Missing(Enum):
    """The value of an entry's side that is missing or unreadable."""

    MISSING = auto()


MISSING = Missing.MISSING


Step = tuple[int, Value | Missing, Value | Missing]
"""An entry: the instant (epoch milliseconds), the value before and the value after."""


def in_order(steps: list[Step[Value]], now: Value) -> list[Step[Value]]:
    """Return the steps, given by instant and id, with the steps of one instant reordered into a chain."""
    if len({when for when, _, _ in steps}) == len(steps):
        return steps
    crowds: dict[int, list[Step[Value]]] = {}
    for step in steps:
        crowds.setdefault(step[0], []).append(step)
    following: Value | Missing = now
    for when in reversed(crowds):
        crowd = crowds[when]
        links = [(before, after) for _, before, after in crowd]
        if len(crowd) > 1 and not any(MISSING in link for link in links):
            crowds[when] = crowd = [crowd[place] for place in chain(links, following)]
        _, following, _ = crowd[0]
    return [step for crowd in crowds.values() for step in crowd]


def trace(steps: list[Step[Value]], now: Value, nothing: Value) -> Timeline[Value]:
    """Return the timeline of a value whose present state is `now`; `nothing` fills in where no entry gives the value.

    Before the first step the value is that step's `from`, between two steps it is the earlier one's `to`, and after the
    last it is the present value. A value that the following entry contradicts is marked as a doubt.
    """
    instants: list[int] = []
    values: list[Value] = []
    doubts: set[int] = set()
    following: Value | Missing = now
    for when, before, after in reversed(steps):
        value = following if not values or after is MISSING else after
        if value is MISSING or (after is not MISSING and following is not MISSING and after != following):
            doubts.add(len(steps) - len(values))
        instants.append(when)
        values.append(nothing if value is MISSING else value)
        following = before
    if following is MISSING:
        doubts.add(0)
    first = nothing if following is MISSING else following
    return Timeline(first, tuple(reversed(instants)), tuple(reversed(values)), frozenset(doubts))
