"""The closed set of shapes that may be stored: numbers, flags, ids, issue keys, names of statuses, sprints and boards.

Every value is checked against its shape when written and when read, so free text cannot reach the store. Shapes are
composable predicates.
"""

import re
from collections.abc import Callable, Collection, Mapping
from math import isfinite
from operator import call, gt
from typing import Any

from resolvers.jira.parse.documented import FIELD_ID, ISSUE_KEY, LONGEST_TITLE, PROJECT_KEY
from resolvers.jira.parse.values import FIRST, LAST

Shape = Callable[[Any], bool]


def number(value: Any) -> bool:
    """A finite number; also an instant in epoch milliseconds."""
    return type(value) is int or (type(value) is float and isfinite(value))


def instant(value: Any) -> bool:
    """A whole number of epoch milliseconds in the years 1 to 9999."""
    return type(value) is int and FIRST <= value <= LAST


def flag(value: Any) -> bool:
    """True or false."""
    return isinstance(value, bool)


def name(value: Any) -> bool:
    """The name of a status, a sprint or a board."""
    return isinstance(value, str) and len(value) <= LONGEST_TITLE


def _text(pattern: re.Pattern[str]) -> Shape:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


digits = _text(re.compile(r"\d{0,19}"))
"""The id of a status, empty if a history names none."""

issue_key = _text(ISSUE_KEY)
"""The key of an issue."""

project_key = _text(PROJECT_KEY)
"""A project key."""

field_id = _text(FIELD_ID)
"""The id of a field, never its name."""


def word(words: Collection[str]) -> Shape:
    """A word of a closed vocabulary."""
    return lambda value: isinstance(value, str) and value in words


def maybe(shape: Shape) -> Shape:
    """The shape or None."""
    return lambda value: value is None or shape(value)


def many(shape: Shape) -> Shape:
    """A list of the shape."""
    return lambda value: isinstance(value, list) and all(map(shape, value))


def row(*shapes: Shape) -> Shape:
    """A list with exactly these shapes."""
    return lambda value: isinstance(value, list) and len(value) == len(shapes) and all(map(call, shapes, value))


def timeline(first: Shape, later: Shape) -> Shape:
    """A timeline: first value, ordered instants of change, the value after each, and the doubtful ones."""
    changes = row(first, many(instant), many(later), many(number))
    nothing: list[list[Any]] = [[], [], []]

    def fits(value: Any) -> bool:
        if isinstance(value, list) and value[1:] == nothing:
            return first(value[0])  # as most are: the value never changed
        return changes(value) and len(value[1]) == len(value[2]) and not any(map(gt, value[1], value[1][1:]))

    return fits


def record(*, also: Shape = lambda _: True, **shapes: Shape) -> Shape:
    """An object with exactly these keys; `also` is a further check once each has its shape."""
    return lambda value: (
        isinstance(value, Mapping)
        and value.keys() == shapes.keys()
        and all(shape(value[key]) for key, shape in shapes.items())
        and also(value)
    )
