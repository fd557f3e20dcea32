"""A resolver: the table of an app's functions, as `@forge/resolver` has it."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, TypeVar, overload

from app.forge import json_copy
from app.forge.errors import InvocationError


@dataclass(frozen=True, slots=True)
class Request:
    """What a function is called with: the caller's payload (`{}` if it is absent or falsy) and the context."""

    payload: Any
    context: Mapping[str, Any]


Function = Callable[[Request], Any]
Defined = TypeVar("Defined", bound=Function)


@dataclass(frozen=True, slots=True)
class Definition:
    """One function of a resolver. `payload` and `result` describe it for readers and check nothing.

    One that is `polled` is asked again and again while somebody waits, and answers from the store: its calls have a
    count of their own, so that waiting for one function does not use up the rate of the others.
    """

    key: str
    function: Function
    payload: Any = None
    result: Any = None
    doc: str = ""
    polled: bool = False


_ABSENT: Final = object()


class Definitions:
    """The finished table, and the handler that the manifest names."""

    def __init__(self, functions: Mapping[str, Definition]) -> None:
        self.functions: Mapping[str, Definition] = MappingProxyType(dict(functions))
        self._threaded = {key for key, found in functions.items() if not inspect.iscoroutinefunction(found.function)}

    async def run(self, event: Mapping[str, Any], runtime: Mapping[str, Any] | None = None) -> object:
        """Call the function that `event["call"]` names and return its result as it is.

        `event` is `{"call": {"functionKey", "payload", "jobId"}, "context": {...}}`, `runtime` what the backend knows:
        `{"installContext", "principal": {"accountId"}, "license", "installation"}`. The backend's fields replace the
        page's, even with None. Raises `InvocationError` for an unknown key; a function's exceptions leave as they are.
        """
        call, backend = event["call"], runtime or {}
        key = call.get("functionKey", "undefined")
        definition = self.functions.get(key) if isinstance(key, str) else None
        if definition is None:
            raise InvocationError.unknown_function(key)
        context = {
            **event.get("context", {}),
            "installContext": backend.get("installContext"),
            "accountId": (backend.get("principal") or {}).get("accountId"),
            "license": backend.get("license"),
            "jobId": call.get("jobId"),
            "installation": backend.get("installation"),
        }
        payload = call.get("payload")
        request = Request(payload if payload or isinstance(payload, list | dict) else {}, context)
        if key in self._threaded:
            result = await asyncio.to_thread(definition.function, request)
            return await result if isinstance(result, Awaitable) else result
        return await definition.function(request)

    async def __call__(self, event: Mapping[str, Any], runtime: Mapping[str, Any] | None = None) -> object:
        """Call a function as `run` does; a result that is an object comes back as a JSON copy."""
        result = await self.run(event, runtime)
        if isinstance(result, str | int | float):
            return result
        return json_copy.decode(json_copy.encode(result))


class Resolver:
    """The table of an app's functions while it is being filled."""

    def __init__(self) -> None:
        self._functions: dict[str, Definition] = {}

    @overload
    def define(
        self, key: str, *, payload: Any = None, result: Any = None, polled: bool = False
    ) -> Callable[[Defined], Defined]: ...
    @overload
    def define(
        self, key: str, callback: Function, *, payload: Any = None, result: Any = None, polled: bool = False
    ) -> "Resolver": ...
    def define(
        self,
        key: str,
        callback: Any = _ABSENT,
        *,
        payload: Any = None,
        result: Any = None,
        polled: bool = False,
    ) -> "Resolver | Callable[[Defined], Defined]":
        """Add a function or coroutine function of one `Request`: as a decorator, or with `callback` at once.

        `payload` and `result` describe the function (a pydantic model or a TypedDict), and `polled` says that pages
        ask it again and again while they wait. Raises TypeError for anything
        that cannot be called and ValueError for a key that is taken, in the words of `@forge/resolver`.
        """
        if callback is not _ABSENT:
            self._add(Definition(key, callback, payload, result, polled=polled))
            return self

        def decorate(function: Defined) -> Defined:
            self._add(Definition(key, function, payload, result, polled=polled))
            return function

        return decorate

    def get_definitions(self) -> Definitions:
        """Return the handler for the manifest."""
        return Definitions(self._functions)

    def _add(self, made: Definition) -> None:
        function: Any = made.function
        if not callable(function):
            words = f"callback must be a 'function'. Received '{_type_of(function)}'."
            raise TypeError(f"Resolver definition '{made.key}' {words}")
        if made.key in self._functions:
            message = f"Resolver definition '{made.key}' already exists."
            raise ValueError(message)
        self._functions[made.key] = replace(made, doc=inspect.getdoc(function) or "")


def _type_of(value: object) -> str:
    """Return JavaScript's `typeof`, the word in the package's message."""
    words = {bool: "boolean", int: "number", float: "number", str: "string"}
    return words.get(type(value), "object")
