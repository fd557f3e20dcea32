"""Our resolver beside `@forge/resolver`: the same definitions, events and results."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.forge import Resolver, json_copy
from app.forge.errors import ForgeError
from app.forge.sdk.resolver import Request
from tests.parity.side import Failed, Side

NONE = object()
EXACT = 2**53 - 1
"""The largest integer that JavaScript reads exactly."""

numbers = st.integers(-EXACT, EXACT) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5).filter("$".__ne__), inner, max_size=4)
    ),
    max_leaves=12,
)
names = st.sampled_from(
    ["accountId", "license", "installContext", "installation", "jobId", "cloudId", "extension", "payload"]
)


def define(keys: list[str], callback: Any) -> object:
    """Return what our resolver answers when these keys are defined."""
    made = Resolver()
    try:
        for key in keys:
            made.define(key, callback)
    except (TypeError, ValueError) as error:
        return Failed(str(error))
    return "defined"


def seen(event: Mapping[str, Any], runtime: Mapping[str, Any] | None) -> object:
    """Return the payload and the context that a function gets from our resolver."""

    def show(request: Request) -> object:
        return {"payload": request.payload, "context": request.context}

    try:
        return asyncio.run(_call(Resolver().define("seen", show), event, runtime))
    except ForgeError as error:
        return Failed(str(error))


def result(value: object) -> object:
    """Return what a caller of our resolver gets for a function's result, over the wire."""
    made = Resolver().define("result", lambda _: value)
    try:
        answer = asyncio.run(_call(made, {"call": {"functionKey": "result"}, "context": {}}, None))
    except TypeError:
        return Failed("TypeError")
    return json_copy.decode(json_copy.encode(answer))


async def _call(made: Resolver, event: Mapping[str, Any], runtime: Mapping[str, Any] | None) -> object:
    return await made.get_definitions()(event, runtime)


@pytest.mark.parametrize("callback", [1, 0, 1.5, "", "text", True, [], {}, None])
def test_what_cannot_be_called_is_refused_in_the_same_words(side: Side, callback: object) -> None:
    """Defining something that is not a function is refused, with JavaScript's word for its type."""
    assert define(["key"], callback) == side.ask("define", keys=["key"], callback=callback) != "defined"


@pytest.mark.parametrize("keys", [["a"], ["a", "b"], ["a", "b", "a"], ["", ""], ["x.y", "ü"]])
def test_a_key_is_taken_once(side: Side, keys: list[str]) -> None:
    """A second definition of a key is refused in the same words."""
    assert define(keys, len) == side.ask("define", keys=keys, callback={"$": "function"})


def test_names_of_every_javascript_object_are_free_here(side: Side) -> None:
    """In the package `toString` is always taken, an accident of JavaScript; here it is a key like any other."""
    keys = ["toString"]
    theirs = side.ask("define", keys=keys, callback={"$": "function"})
    assert theirs == Failed("Resolver definition 'toString' already exists.")
    assert define(keys, len) == "defined"


@pytest.mark.parametrize("key", ["nothing", "", "Seen", "seen ", "ü'\"", "a" * 100, NONE])
def test_an_unknown_function_is_refused_in_the_same_words(side: Side, key: object) -> None:
    """The refusal names the undefined key, or `undefined` if there is none."""
    call = {} if key is NONE else {"functionKey": key}
    event = {"call": call, "context": {}}
    assert seen(event, None) == side.ask("seen", event=event)


def test_a_long_key_is_cut_in_the_message(side: Side) -> None:
    """The package repeats a key of any length; our message has its first hundred characters."""
    event = {"call": {"functionKey": "k" * 101}, "context": {}}
    assert side.ask("seen", event=event) == Failed(f"Resolver has no definition for '{'k' * 101}'.")
    assert seen(event, None) == Failed(f"Resolver has no definition for '{'k' * 100}'.")


@pytest.mark.parametrize("payload", [None, False, 0, 0.0, "", NONE, [], {}, [0], "0", " ", True, 1])
def test_a_falsy_payload_is_an_empty_object(side: Side, payload: object) -> None:
    """A function gets `{}` for what JavaScript calls falsy, which an empty list is not."""
    event = {"call": {"functionKey": "seen", **({} if payload is NONE else {"payload": payload})}, "context": {}}
    assert seen(event, None) == side.ask("seen", event=event)


@settings(deadline=None)
@given(
    payload=values,
    context=st.dictionaries(names, values, max_size=5),
    runtime=st.none()
    | st.fixed_dictionaries(
        {},
        optional={
            "principal": st.none() | st.fixed_dictionaries({}, optional={"accountId": values}),
            "license": values,
            "installContext": values,
            "installation": values,
        },
    ),
    job=st.fixed_dictionaries({}, optional={"jobId": values}),
)
def test_the_backend_overwrites_what_the_page_says(
    side: Side, payload: object, context: dict[str, Any], runtime: dict[str, Any] | None, job: dict[str, Any]
) -> None:
    """Whatever account, licence or installation the page sends, a function gets the backend's, or none."""
    event = {"call": {"functionKey": "seen", "payload": payload, **job}, "context": context}
    assert seen(event, runtime) == side.ask("seen", event=event, runtime=runtime)


@settings(deadline=None)
@given(value=values)
def test_a_result_arrives_as_it_was(side: Side, value: object) -> None:
    """Any JSON value comes back unchanged from both."""
    assert result(value) == side.ask("result", value=value) == value


INSTANT = datetime(2026, 11, 24, 9, 30, 0, 123_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ({"$": "date", "of": 1_795_512_600_123}, INSTANT),
        ({"at": {"$": "date", "of": 1_795_512_600_123}}, {"at": INSTANT}),
        ({"a": {"$": "function"}, "b": 1}, {"a": len, "b": 1}),
        ([{"$": "function"}, 1], [len, 1]),
        ([{"$": "nan"}, {"$": "infinity"}], [float("nan"), float("inf")]),
        ({"$": "nan"}, float("nan")),
        ({"$": "set", "of": [1]}, {1}),
        ([{"$": "set", "of": [1]}], [{1}]),
        ([{"$": "undefined"}], [None]),
        ({"$": "undefined"}, None),
        ("text", "text"),
    ],
)
def test_what_json_has_no_form_for_ends_the_same(side: Side, theirs: object, ours: object) -> None:
    """Dates become texts, functions vanish or are null, NaN and infinity are null, sets are empty objects."""
    assert result(ours) == side.ask("result", value=theirs)


@pytest.mark.parametrize("kind", ["bigint", "cycle"])
def test_what_cannot_be_written_is_a_fault_of_the_function(side: Side, kind: str) -> None:
    """An invocation fails if its result has a cycle or an integer that is too large to write."""
    cycle: list[object] = []
    cycle.append(cycle)
    assert isinstance(side.ask("result", value=[{"$": kind}]), Failed)
    assert isinstance(result([2**70] if kind == "bigint" else cycle), Failed)
