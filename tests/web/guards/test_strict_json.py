"""Strict JSON, over all values and all bytes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.guards.strict_json import DEEPEST, JsonRefusedError, loads

CHARACTERS = st.characters(exclude_categories=["Cs"])
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(CHARACTERS)
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(CHARACTERS), inner), max_leaves=15
)


@given(VALUES, st.booleans())
def test_what_json_can_say_is_read_as_it_was(value: object, escaped: bool) -> None:  # noqa: FBT001 - drawn
    """Every value of JSON comes back, written with escapes or without."""
    assert loads(json.dumps(value, ensure_ascii=escaped).encode()) == value


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    """Any input gives a value or the one refusal, which does not repeat it."""
    try:
        value = loads(body)
    except JsonRefusedError as error:
        assert len(body) < 4 or body.decode("latin-1") not in str(error)  # noqa: PT017 - both ways are right
    else:
        assert value == json.loads(body)


@given(VALUES, st.text(CHARACTERS))
def test_a_name_given_twice_is_refused(value: object, name: str) -> None:
    """Also when both values are the same, and when the names are escaped differently."""
    written = json.dumps(value)
    plain, escaped = (
        json.dumps(name, ensure_ascii=False),
        "".join(f"\\u{ord(c):04x}" if ord(c) < 65536 else c for c in name),
    )
    with pytest.raises(JsonRefusedError):
        loads(f'{{{plain}: {written}, "{escaped}": {written}}}'.encode())


@given(st.integers(1, 60), st.sampled_from(["[]", '{"a":}']))
def test_depth_is_bounded(depth: int, pair: str) -> None:
    """Twenty levels of lists or objects are read, more are not."""
    body = pair[:-1] * depth + "1" + pair[-1] * depth
    if depth <= DEEPEST:
        loads(body.encode())
    else:
        with pytest.raises(JsonRefusedError, match="deeper"):
            loads(body.encode())
