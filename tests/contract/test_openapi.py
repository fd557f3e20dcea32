"""`/openapi.json` is typed to the leaves, and the answers have those types."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter

import resolvers
from app.web.endpoints.schemas import portable
from app.web.routes import ROUTES
from tests.contract.test_contract import client
from tests.spec.world import BOARD, SPRINT

FREE = {
    "Answered/body",
    "Call/metadata",
    "Call/payload",
    "CallContext",
    "CallContext/extension",
    "Failure",
    "Gadget/configuration",
    "ShownGadget/configuration",
    "put /dashboard/gadgets/{gadget_id}/configuration",
}
"""An app's own values: its configuration, payloads and results; and more members of a failure."""


def is_untyped(schema: dict[str, Any]) -> bool:
    """Return whether a schema accepts anything, an object with any members, or a list of anything."""
    if not {"$ref", "type", "anyOf", "const", "enum"} & schema.keys():
        return True
    if schema.get("type") == "array":
        return not {"items", "prefixItems"} & schema.keys()
    more = schema.get("additionalProperties", not schema.get("properties"))
    return schema.get("type") == "object" and more is True


def within(schema: dict[str, Any], where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a schema and those inside it, each with its place."""
    yield where, schema
    for name, member in schema.get("properties", {}).items():
        yield from within(member, f"{where}/{name}")
    inner = [schema.get("items"), schema.get("additionalProperties"), *schema.get("anyOf", ())]
    for part in (*inner, *schema.get("prefixItems", ())):
        if isinstance(part, dict):
            yield from within(part, where)


def schemas(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema of a document, with its place."""
    for name, schema in document["components"]["schemas"].items():
        yield from within(schema, name)
    for path, item in document["paths"].items():
        for method, operation in item.items():
            bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
            for media in (media for body in bodies for media in body.get("content", {}).values()):
                yield from within(media["schema"], f"{method} {path}")


async def test_nothing_is_any_object() -> None:
    """Every leaf of the document has a type, except an app's own values."""
    async with client() as http:
        document = (await http.get("/openapi.json")).json()
    assert {where for where, schema in schemas(document) if is_untyped(schema)} == FREE
    assert {"/invoke", "/fetch-product", "/session", "/dashboard", "/resolvers/getVelocity"} <= document["paths"].keys()
    files = [place for place in ROUTES if not any(getattr(one, "is_described", True) for one in place.answers.values())]
    assert len(document["paths"]) == len(ROUTES) - len(files) + len(resolvers.handler.functions)


CHOICE = {"boardIds": [BOARD]}
PAYLOADS: dict[str, dict[str, Any]] = {
    "listBoards": {},
    "suggestConfiguration": {},
    "describeBoard": {"boardId": BOARD},
    "getVelocity": CHOICE,
    "refreshVelocity": {"boardIds": [BOARD, 3], "estimation": "issueCount"},
    "explainSprint": CHOICE | {"sprintId": SPRINT},
    "getProgress": CHOICE,
}


async def called(http: httpx.AsyncClient, key: str) -> bytes:
    """Return the bytes of a function's answer."""
    answer = await http.post(f"/resolvers/{key}", json=PAYLOADS[key])
    assert answer.status_code == 200, answer.text
    return answer.content


@pytest.mark.parametrize("key", PAYLOADS)
async def test_answers_have_the_types_that_are_described(key: str) -> None:
    """A function's answer has every member of its type, with its type, and no other member."""
    async with client() as http:
        content = await called(http, key)
    described: TypeAdapter[Any] = TypeAdapter(portable(resolvers.handler.functions[key].result))
    read = described.validate_json(content, strict=True)
    assert (
        TypeAdapter(Any).validate_json(described.dump_json(read, by_alias=True))
        == httpx.Response(200, content=content).json()
    )
