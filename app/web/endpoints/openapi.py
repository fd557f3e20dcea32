"""The description of this server for programs: every route, and every function of the app with its models."""

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

PROBLEM: Final = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "A reference that names the kind of problem."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened and what to do."},
        "retryAfterSeconds": {"type": "number", "description": "When to try again, where that is known."},
        "field": {"type": "string", "description": "The member of the payload that was refused, where it was one."},
        "referenceId": {"type": "string", "description": "What to look for in the server's log."},
    },
}
REFUSED: Final = {
    "default": {
        "description": "Refused or failed.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}


async def description(request: Request) -> Response:
    """Answer with the document of this server."""
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
    for key, definition in sorted(functions.items()):
        document["paths"][f"/resolvers/{key}"] = {"post": _operation(key, definition, schemas)}
    schemas["Problem"] = PROBLEM
    return document


def _without_validation(responses: Mapping[str, Any]) -> dict[str, Any]:
    return {status: answer for status, answer in responses.items() if status != "422"}


def _operation(key: str, definition: Definition, schemas: dict[str, Any]) -> dict[str, Any]:
    summary, _, rest = (definition.doc or key).strip().partition("\n")
    payload = schema_of(definition.payload, "validation", schemas)
    result = schema_of(definition.result, "serialization", schemas)
    return {
        "tags": ["resolvers"],
        "operationId": key,
        "summary": summary,
        "description": rest.strip(),
        "requestBody": {"required": True, "content": {"application/json": {"schema": payload}}},
        "responses": {
            "200": {"description": "The function's result.", "content": {"application/json": {"schema": result}}},
            **REFUSED,
        },
    }
