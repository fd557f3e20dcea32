"""The closed set of shapes that may be stored: numbers, flags, ids, issue keys, names of statuses, sprints and boards.

Every value is checked against its shape when written and when read, so free text cannot reach the store. Shapes are
types, put together by the functions below and checked by msgspec, which takes no value for one of another type.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from operator import gt
from typing import Annotated, Any, Literal

from msgspec import Meta, ValidationError, convert, defstruct

from resolvers.jira.parse.documented import FIELD_ID, ISSUE_KEY, LONGEST_ID, LONGEST_TITLE, PROJECT_KEY
from resolvers.jira.parse.values import FIRST, LAST

Shape = Any
"""A type. It is made while the program runs, so that a type checker cannot tell which."""

Check = Callable[[Any], bool]

MOST = 1e300
"""Further from 0 than any figure, and less than the infinite numbers."""

number: Shape = int | Annotated[float, Meta(ge=-MOST, le=MOST)]
"""A finite number."""

instant: Shape = Annotated[int, Meta(ge=FIRST, le=LAST)]
"""A whole number of epoch milliseconds in the years 1 to 9999."""

flag: Shape = bool
"""True or false."""

name: Shape = Annotated[str, Meta(max_length=LONGEST_TITLE)]
"""The name of a status, a sprint or a board."""


def _text(pattern: str) -> Shape:
    return Annotated[str, Meta(pattern=rf"\A(?:{pattern})\Z")]


digits: Shape = _text(f"[0-9]{{0,{LONGEST_ID}}}")
"""The id of a status, empty if a history names none."""

issue_key: Shape = _text(ISSUE_KEY.pattern)
"""The key of an issue."""

project_key: Shape = _text(PROJECT_KEY.pattern)
"""A project key."""

field_id: Shape = _text(FIELD_ID.pattern)
"""The id of a field, never its name."""


def word(words: Collection[str]) -> Shape:
    """A word of a closed vocabulary."""
    return Literal[tuple(words)]


def maybe(shape: Shape) -> Shape:
    """The shape or None."""
    return shape | None


def many(shape: Shape) -> Shape:
    """A list of the shape."""
    return list[shape]


def row(*shapes: Shape) -> Shape:
    """A list with exactly these shapes."""
    return tuple.__class_getitem__(shapes)


def timeline(first: Shape, later: Shape) -> Shape:
    """A timeline: first value, instants of change, the value after each, and the doubtful ones; see `forward`."""
    return row(first, many(instant), many(later), many(number))


def forward(timelines: Iterable[Any]) -> bool:
    """Whether each timeline has a value for each of its instants, which are in order."""
    return all(
        len(instants) == len(values) and not any(map(gt, instants, instants[1:]))
        for _, instants, values, _ in timelines
        if instants or values
    )


def record(*, also: Check = lambda _: True, **shapes: Shape) -> Check:
    """Return the check of an object with exactly these keys; `also` is a further one once each has its shape."""
    form = defstruct("Record", list(shapes.items()), forbid_unknown_fields=True)

    def check(value: Any) -> bool:
        with suppress(ValidationError):
            return isinstance(value, Mapping) and bool(convert(value, form)) and also(value)
        return False

    return check
