"""The OpenAPI document of this server: all data routes and functions with their models.

There is no `/docs` page: the usual ones load scripts from other hosts.
"""

import inspect
import re
from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.forge.sdk.resolver import Definition
from app.web.endpoints.schemas import schema_of
from app.web.platform import platform_of
from app.web.problems import MEDIA_TYPE
from app.web.routing import Endpoint

PROBLEM: Final = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "A URI reference that identifies the type of problem."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened and what to do."},
        "retryAfterSeconds": {"type": "number", "description": "When to retry, if known."},
        "field": {"type": "string", "description": "The refused member of the payload, if there is one."},
        "referenceId": {"type": "string", "description": "A reference to search for in the server's log."},
    },
}
PROBLEM_CONTENT: Final = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
REFUSED: Final = {"default": {"description": "Refused or failed.", "content": PROBLEM_CONTENT}}


async def description(request: Request) -> Response:
    """Answer with this server's OpenAPI document."""
    platform = platform_of(request)
    servers = [{"url": platform.settings.address.url}]
    return JSONResponse({**describe(request.app, platform.runtime.functions), "servers": servers})


def describe(app: FastAPI, functions: Mapping[str, Definition]) -> dict[str, Any]:
    """Return an OpenAPI 3.1 document of the app's functions and the platform's own routes."""
    document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    schemas: dict[str, Any] = document.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for item in document["paths"].values():
        for operation in item.values():
            operation["responses"] = {**_without_validation(operation["responses"]), **REFUSED}
    for route in app.state.routes:
        for method, endpoint in route.endpoints:
            if endpoint.is_described:
                described = _endpoint(route.path, endpoint, schemas)
                document["paths"].setdefault(route.path, {})[method.lower()] = described
    for key, definition in sorted(functions.items()):
        document["paths"][f"/resolvers/{key}"] = {"post": _operation(key, definition, schemas)}
    schemas["Problem"] = PROBLEM
    return document


def _without_validation(responses: Mapping[str, Any]) -> dict[str, Any]:
    return {status: answer for status, answer in responses.items() if status != "422"}


def _endpoint(path: str, endpoint: Endpoint, schemas: dict[str, Any]) -> dict[str, Any]:
    summary, _, rest = inspect.cleandoc(endpoint.function.__doc__ or "").partition("\n")
    operation: dict[str, Any] = {"tags": [path.split("/")[1]], "summary": summary, "description": rest.strip()}
    if names := re.findall(r"\{(\w+)\}", path):
        operation["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
        ]
    if endpoint.takes is not None:
        body = _json(schema_of(endpoint.takes, "validation", schemas))
        operation["requestBody"] = {"required": True, "content": body}
    success: dict[str, Any] = {"description": "Done."}
    if endpoint.gives is not None:
        success["content"] = _json(schema_of(endpoint.gives, "serialization", schemas))
    refused: Mapping[str, Any] = REFUSED
    if endpoint.fails is not None:
        failure = _json(schema_of(endpoint.fails, "serialization", schemas))
        refused = {"default": {"description": "Refused or failed.", "content": {**PROBLEM_CONTENT, **failure}}}
    return {**operation, "responses": {str(endpoint.status): success, **refused}}


def _json(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _operation(key: str, definition: Definition, schemas: dict[str, Any]) -> dict[str, Any]:
    summary, _, rest = (definition.doc or key).strip().partition("\n")
    payload = schema_of(definition.payload, "validation", schemas)
    result = schema_of(definition.result, "serialization", schemas)
    return {
        "tags": ["resolvers"],
        "operationId": key,
        "summary": summary,
        "description": rest.strip(),
        "requestBody": {"required": True, "content": _json(payload)},
        "responses": {
            "200": {"description": "The function's result.", "content": _json(result)},
            **REFUSED,
        },
    }
