"""A result is its JSON copy, as JavaScript would write it."""

import json
import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from app.forge import json_copy

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def copy(value: object) -> Any:
    """Return the value after its way through JSON."""
    return json_copy.decode(json_copy.encode(value))


class Model(BaseModel):
    """A model as an app may return it."""

    at: datetime


@dataclass
class Plain:
    """A dataclass as an app may return it."""

    size: int


@given(JSON)
def test_json_comes_back_as_it_was(value: object) -> None:
    """JSON values survive, and Python's own reader agrees."""
    assert copy(value) == value
    assert json.loads(json_copy.encode(value)) == value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime(2026, 11, 24, 9, 30, 0, 123456, UTC), "2026-11-24T09:30:00.123Z"),
        (datetime(2026, 11, 24, 9, 30, tzinfo=timezone(timedelta(hours=2))), "2026-11-24T07:30:00.000Z"),
        (datetime(2026, 11, 24, 9, 30), "2026-11-24T09:30:00.000Z"),  # noqa: DTZ001 - a moment without a zone is the case
        (date(2026, 11, 24), "2026-11-24"),
        (math.nan, None),
        (math.inf, None),
        ({1, 2}, {}),
        (frozenset("a"), {}),
        ((1, (2,)), [1, [2]]),
        ({1: "a", None: "b", 1.5: "c"}, {"1": "a", "null": "b", "1.5": "c"}),
        ({True: "a"}, {"true": "a"}),
        ([len, 1], [None, 1]),
        ({"f": len, "n": None}, {"n": None}),
        ({"deep": [{"f": print}]}, {"deep": [{}]}),
        (Plain(1), {"size": 1}),
        (Model(at=datetime(2026, 1, 2, tzinfo=UTC)), {"at": "2026-01-02T00:00:00Z"}),
        ("\ud83d lone", "\ufffd lone"),
        ({"\ud83d": "\ud83d\ude00"}, {"\ufffd": "\U0001f600"}),
    ],
)
def test_values_that_json_does_not_have(value: object, expected: object) -> None:
    """Instants become texts in UTC, functions vanish, sets are empty objects, NaN and infinities are null."""
    assert copy(value) == expected


@pytest.mark.parametrize("value", [object(), 2**64, -(2**63) - 1, b"bytes", 1j, {"x": object()}])
def test_values_that_cannot_be_written(value: object) -> None:
    """Like a BigInt in JavaScript, a value without JSON is a TypeError."""
    with pytest.raises(TypeError):
        json_copy.encode(value)


def test_a_cycle_cannot_be_written() -> None:
    """A structure that contains itself is a TypeError and does not end the process."""
    ring: list[object] = []
    ring.append(ring)
    table: dict[str, object] = {"f": len}
    table["self"] = table
    for value in (ring, table):
        with pytest.raises(TypeError):
            json_copy.encode(value)
