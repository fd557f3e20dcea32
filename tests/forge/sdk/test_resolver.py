"""A resolver does what `@forge/resolver` does."""

import threading
from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Any

import pytest

from app.forge import Request, Resolver
from app.forge.errors import InvocationError


def nothing(_: Request) -> None:
    """Do nothing."""


async def called(function: Any, payload: object = None, **event: Any) -> Any:
    """Define one function and call it."""
    resolver = Resolver()
    resolver.define("key")(function)
    handler = resolver.get_definitions()
    return await handler({"call": {"functionKey": "key", "payload": payload}, "context": {}, **event})


@pytest.mark.parametrize("payload", [None, 0, "", False, {}])
async def test_a_falsy_payload_is_an_empty_object(payload: object) -> None:
    """Null, 0, an empty text, false and nothing at all become {}."""
    assert await called(lambda request: request.payload, payload) == {}


@pytest.mark.parametrize("payload", [[], [1], {"a": 1}, 1, "text", True])
async def test_any_other_payload_stays(payload: object) -> None:
    """A list stays a list, empty or not."""
    assert await called(lambda request: request.payload, payload) == payload


async def test_the_backend_overwrites_what_the_page_sent() -> None:
    """Account, licence and installation come from the backend, even when it has none."""
    page = {"accountId": "page", "license": "page", "installContext": "page", "jobId": "page", "installation": "page"}
    resolver = Resolver()
    resolver.define("key", lambda request: request.context)
    handler = resolver.get_definitions()
    event = {"call": {"functionKey": "key"}, "context": {**page, "locale": "en"}}
    assert await handler(event) == {**dict.fromkeys(page), "locale": "en"}
    backend = {"principal": {"accountId": "a"}, "license": {"active": True}, "installContext": "i", "installation": "n"}
    assert await handler(event, backend) == {
        "locale": "en",
        "accountId": "a",
        "license": {"active": True},
        "installContext": "i",
        "installation": "n",
        "jobId": None,
    }


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ({"functionKey": "x"}, "Resolver has no definition for 'x'."),
        ({}, "Resolver has no definition for 'undefined'."),
        ({"functionKey": ["x"]}, "Resolver has no definition for '['x']'."),
        ({"functionKey": "k" * 500}, f"Resolver has no definition for '{'k' * 100}'."),
        ({"functionKey": "\ud800"}, "Resolver has no definition for '?'."),
    ],
)
async def test_an_unknown_key_is_named(call: dict[str, object], message: str) -> None:
    """The sentence is Forge's, full stop included; a key that is too long or not a text is shown as far as possible."""
    with pytest.raises(InvocationError) as caught:
        await Resolver().get_definitions()({"call": call, "context": {}})
    assert (caught.value.message, caught.value.status, caught.value.type) == (message, 404, "unknown-function")


def test_a_key_is_defined_once() -> None:
    """A second definition is refused in Forge's words."""
    resolver = Resolver().define("k", nothing)
    with pytest.raises(ValueError, match=r"^Resolver definition 'k' already exists\.$"):
        resolver.define("k", nothing)


@pytest.mark.parametrize(
    ("value", "name"),
    [(1, "number"), (1.5, "number"), ("a", "string"), (True, "boolean"), (None, "object"), ({}, "object")],
)
def test_only_functions_are_defined(value: Any, name: str) -> None:
    """Anything else is refused in Forge's words, with JavaScript's name for its type."""
    with pytest.raises(TypeError) as caught:
        Resolver().define("k", value)
    assert str(caught.value) == f"Resolver definition 'k' callback must be a 'function'. Received '{name}'."


def test_defining_gives_back() -> None:
    """With a callback `define` returns the resolver, for chaining; as a decorator, the function."""
    resolver = Resolver()
    assert resolver.define("a", nothing) is resolver

    @resolver.define("b")
    def function(request: Request) -> None:
        """Say what it does."""

    assert function.__name__ == "function"
    definitions = resolver.get_definitions().functions
    assert list(definitions) == ["a", "b"]
    assert definitions["b"].doc == "Say what it does."


def test_models_only_describe() -> None:
    """Payload and result models are kept for readers."""
    resolver = Resolver().define("k", nothing, payload=int, result=str)
    found = resolver.get_definitions().functions["k"]
    assert (found.payload, found.result) == (int, str)


def test_definitions_do_not_change_afterwards() -> None:
    """A later definition does not appear in an earlier table."""
    resolver = Resolver()
    handler = resolver.get_definitions()
    resolver.define("k", nothing)
    assert not handler.functions


async def test_an_object_comes_back_as_a_json_copy() -> None:
    """Lists, objects and null are copied through JSON."""
    kept = {"at": datetime(2026, 11, 24, tzinfo=UTC), "pair": (1, 2)}
    assert await called(lambda _: kept) == {"at": "2026-11-24T00:00:00.000Z", "pair": [1, 2]}
    assert await called(lambda _: None) is None


async def test_texts_and_numbers_come_back_as_they_are() -> None:
    """Values that are not objects are not copied through JSON."""
    big = 2**70
    assert await called(lambda _: big) is big
    assert await called(lambda _: "text") == "text"
    assert await called(lambda _: True) is True


async def test_plain_functions_run_in_a_thread_and_coroutines_do_not() -> None:
    """A blocking function does not block the others."""
    here = threading.get_ident()

    async def coroutine(_: Request) -> int:
        return threading.get_ident()

    def giving_a_coroutine(request: Request) -> Awaitable[int]:
        return coroutine(request)

    assert await called(lambda _: threading.get_ident()) != here
    assert await called(coroutine) == here
    assert await called(giving_a_coroutine) == here


async def test_exceptions_leave_as_they_are() -> None:
    """The resolver changes none; the runtime does."""
    with pytest.raises(ZeroDivisionError):
        await called(lambda _: 1 // 0)
