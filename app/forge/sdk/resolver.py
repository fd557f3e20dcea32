"""A resolver, the table of an app's functions, as in `@forge/resolver`."""

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
    """A function's argument: the caller's payload (`{}` if absent or falsy) and the context."""

    payload: Any
    context: Mapping[str, Any]


Function = Callable[[Request], Any]
Defined = TypeVar("Defined", bound=Function)


@dataclass(frozen=True, slots=True)
class Definition:
    """One function of a resolver. `payload` and `result` are documentation and not validated.

    A `polled` function is called repeatedly while a user waits, and answers from the store. Its calls are counted
    separately, so that polling does not use up the rate limit of the others.
    """

    key: str
    function: Function
    payload: Any = None
    result: Any = None
    doc: str = ""
    polled: bool = False


_ABSENT: Final = object()


class Definitions:
    """The finished table: the handler for the manifest."""

    def __init__(self, functions: Mapping[str, Definition]) -> None:
        self.functions: Mapping[str, Definition] = MappingProxyType(dict(functions))
        self._threaded = {key for key, found in functions.items() if not inspect.iscoroutinefunction(found.function)}

    async def run(self, event: Mapping[str, Any], runtime: Mapping[str, Any] | None = None) -> object:
        """Call the function named by `event["call"]` and return its result unchanged.

        `event` is `{"call": {"functionKey", "payload", "jobId"}, "context": {...}}`, `runtime` the backend's data:
        `{"installContext", "principal": {"accountId"}, "license", "installation"}`. The backend's fields replace the
        page's, even with None. Raises `InvocationError` for an unknown key; a function's exceptions propagate.
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
        """Call a function as `run` does; an object is returned as a JSON copy."""
        result = await self.run(event, runtime)
        if isinstance(result, str | int | float):
            return result
        return json_copy.decode(json_copy.encode(result))


class Resolver:
    """A builder of the table of an app's functions."""

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
        """Add a function or coroutine function of one `Request`, as a decorator or with `callback`.

        `payload` and `result` document the function (a pydantic model or a TypedDict); `polled` says that pages call it
        repeatedly while they wait. Raises TypeError for a non-callable and ValueError for a duplicate key, with the
        messages of `@forge/resolver`.
        """
        if callback is not _ABSENT:
            self._add(Definition(key, callback, payload, result, polled=polled))
            return self

        def decorate(function: Defined) -> Defined:
            self._add(Definition(key, function, payload, result, polled=polled))
            return function

        return decorate

    def get_definitions(self) -> Definitions:
        """Return the finished table."""
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
    """Return JavaScript's `typeof` for the package's message."""
    words = {bool: "boolean", int: "number", float: "number", str: "string"}
    return words.get(type(value), "object")
