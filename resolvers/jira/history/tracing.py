"""A field's history entries turned into its timeline, walking back from the present value. Pure."""

from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Generic, TypeVar

from resolvers.domain.timeline import Timeline
from resolvers.jira.history.chains import chain

Value = TypeVar("Value", bound=Hashable)


class Unsaid(Enum):
    """Stands for the side of an entry that does not say its value in a form that can be read."""

    UNSAID = auto()


UNSAID = Unsaid.UNSAID


@dataclass(frozen=True, slots=True)
class Step(Generic[Value]):
    """An entry: when it changed the value (epoch milliseconds), from what, and to what."""

    when: int
    before: Value | Unsaid
    after: Value | Unsaid


def in_order(steps: list[Step[Value]], now: Value) -> list[Step[Value]]:
    """Return the steps, which come by instant and then by id, with those of one instant in the order of their chain."""
    if len(steps) < 2:  # noqa: PLR2004 - a pair
        return steps
    crowds: dict[int, list[Step[Value]]] = {}
    for step in steps:
        crowds.setdefault(step.when, []).append(step)
    if len(crowds) == len(steps):
        return steps
    following: Value | Unsaid = now
    for when in reversed(crowds):
        crowd = crowds[when]
        links = [(step.before, step.after) for step in crowd]
        if len(crowd) > 1 and not any(UNSAID in link for link in links):
            crowds[when] = crowd = [crowd[place] for place in chain(links, following)]
        following = crowd[0].before
    return [step for crowd in crowds.values() for step in crowd]


def trace(steps: list[Step[Value]], now: Value, nothing: Value) -> Timeline[Value]:
    """Return the timeline of a value that is `now`; `nothing` stands where no entry says what it was.

    Before the first step the value is what that one changed, between two it is what the earlier one says, and after
    the last it is the present value. What the later side contradicts is marked as a doubt.
    """
    values: list[Value] = []
    doubts: set[int] = set()
    following: Value | Unsaid = now
    for place in range(len(steps), 0, -1):
        step = steps[place - 1]
        value = following if not values or step.after is UNSAID else step.after
        if value is UNSAID or (UNSAID not in (step.after, following) and step.after != following):
            doubts.add(place)
        values.append(nothing if value is UNSAID else value)
        following = step.before
    if following is UNSAID:
        doubts.add(0)
    first = nothing if following is UNSAID else following
    return Timeline(first, tuple(step.when for step in steps), tuple(reversed(values)), frozenset(doubts))
