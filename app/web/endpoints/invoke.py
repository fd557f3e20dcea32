"""Calling the app's functions: for the bridge by `/invoke`, for scripts by `/resolvers/{functionKey}`."""

from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import Response

from app.forge.errors import ForgeError
from app.web.guards.body import BODY
from app.web.guards.callers import caller_of
from app.web.platform import platform_of
from app.web.problems import Problem, retry_after

MEMBERS: Final = frozenset({"functionKey", "payload", "context", "metadata"})


async def invoke(request: Request) -> Response:
    """Answer `{"body": result}`, or `{"error": {"message", "type", "status", ...}}` with the error's HTTP status.

    Asked with `{"metadata": {"rateLimitProperties": true}}`, the answer has them beside the body as `metadata`.
    """
    call = request.scope[BODY]
    if not isinstance(call, dict) or not MEMBERS.issuperset(call):
        return _refused("functionKey", "A call is an object with functionKey, payload and context.")
    key, context = call.get("functionKey"), call.get("context", {})
    if not isinstance(key, str):
        return _refused("functionKey", "functionKey is missing or not a text.")
    if not isinstance(context, dict) or not isinstance(context.get("extension", {}), dict):
        return _refused("context", "context and its extension are objects.")
    try:
        user = caller_of(request, "page")
        runtime = platform_of(request).runtime
        result = await runtime.invoke_encoded(key, call.get("payload"), context, user=user)
    except ForgeError as error:
        return _envelope(error)
    asked = call.get("metadata")
    metadata = b""
    if isinstance(asked, dict) and asked.get("rateLimitProperties") is True:
        metadata = b',"metadata":' + orjson.dumps({"rateLimitProperties": runtime.rate_properties(key, user)})
    return Response(b'{"body":' + result + metadata + b"}", media_type="application/json")


async def resolve(request: Request) -> Response:
    """Call the function named in the path with the body as its payload; the answer is the result itself."""
    key = request.path_params["functionKey"]
    try:
        user = caller_of(request, "script")
        runtime = platform_of(request).runtime
        result = await runtime.invoke_encoded(key, request.scope[BODY], {"extension": {}}, user=user)
    except ForgeError as error:
        raise Problem.of(error) from None
    return Response(result, media_type="application/json")


def _envelope(error: ForgeError) -> Response:
    body = {**error.details, "message": error.message, "type": error.type, "status": error.status}
    return Response(orjson.dumps({"error": body}), error.status, retry_after(error.details), "application/json")


def _refused(field: str, message: str) -> Response:
    body = {"message": message, "type": "payload-refused", "status": 400, "field": field}
    return Response(orjson.dumps({"error": body}), 400, media_type="application/json")
