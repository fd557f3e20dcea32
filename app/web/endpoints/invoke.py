"""Calls the app's functions: `/invoke` for the bridge, `/resolvers/{functionKey}` for scripts."""

from typing import Annotated, Any, NotRequired, TypedDict

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel
from starlette.requests import Request
from starlette.responses import Response

from app.forge.errors import ForgeError
from app.web.guards.body import BODY
from app.web.guards.callers import caller_of
from app.web.platform import platform_of
from app.web.problems import Problem, retry_after


class CallContext(BaseModel):
    """The context sent by the page; the backend's members replace those of the same name."""

    model_config = ConfigDict(extra="allow")

    extension: dict[str, Any] = {}


class Call(BaseModel):
    """A call of a function by the bridge. The payload is defined by the app."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel)

    function_key: Annotated[str, Field(strict=True)]
    payload: Any = None
    context: CallContext = CallContext()
    metadata: Any = None


class Metadata(TypedDict):
    """The metadata of a call, on request."""

    rateLimitProperties: dict[str, int]


class Answered(TypedDict):
    """A function's result, and the requested metadata."""

    body: Any
    metadata: NotRequired[Metadata]


class Failure(BaseModel):
    """A failed call: message, type, HTTP status, and details."""

    model_config = ConfigDict(extra="allow")

    message: str
    type: str
    status: int
    field: str | None = None
    retryAfterSeconds: int | float | None = None  # noqa: N815 - the bridge's word


class Failed(TypedDict):
    """The answer that the bridge converts into a rejected promise."""

    error: Failure


async def invoke(request: Request) -> Response:
    """Answer `{"body": result}`, or `{"error": {"message", "type", "status", ...}}` with the error's HTTP status.

    With `{"metadata": {"rateLimitProperties": true}}` in the call, the answer also has `metadata`.
    """
    sent = request.scope[BODY]
    try:
        call = Call.model_validate(sent)
    except ValidationError as refusal:
        return _refused("context" if refusal.errors()[0]["loc"][:1] == ("context",) else "functionKey")
    key, context = call.function_key, sent.get("context", {})
    try:
        user = caller_of(request, "page")
        runtime = platform_of(request).runtime
        result = await runtime.invoke_encoded(key, call.payload, context, user=user)
    except ForgeError as error:
        return envelope(error)
    asked = call.metadata
    metadata = b""
    if isinstance(asked, dict) and asked.get("rateLimitProperties") is True:
        metadata = b',"metadata":' + orjson.dumps({"rateLimitProperties": runtime.rate_properties(key, user)})
    return Response(b'{"body":' + result + metadata + b"}", media_type="application/json")


async def resolve(request: Request) -> Response:
    """Call the function named in the path with the body as its payload; answer with its result."""
    key = request.path_params["functionKey"]
    try:
        user = caller_of(request, "script")
        runtime = platform_of(request).runtime
        result = await runtime.invoke_encoded(key, request.scope[BODY], {"extension": {}}, user=user)
    except ForgeError as error:
        raise Problem.of(error) from None
    return Response(result, media_type="application/json")


def envelope(error: ForgeError) -> Response:
    """Return the answer that the bridge turns into a rejected promise."""
    body = {**error.details, "message": error.message, "type": error.type, "status": error.status}
    return Response(orjson.dumps({"error": body}), error.status, retry_after(error.details), "application/json")


def _refused(field: str) -> Response:
    message = "A call is an object with functionKey (a string), payload, context (an object) and metadata."
    body = {"message": message, "type": "payload-refused", "status": 400, "field": field}
    return Response(orjson.dumps({"error": body}), 400, media_type="application/json")
