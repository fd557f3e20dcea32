"""The server's side of the key-value store's wire format, as `@forge/kvs` speaks it, in front of our service.

Source: `@forge/kvs` 1.6.5, `storage-api.js`: paths, bodies and the fields of an answer that it reads.
"""

import json
from collections.abc import Mapping
from typing import Any

from app.forge.errors import KvsError
from app.forge.kvs.rules import ROWS, no_entities
from app.forge.kvs.service import KvsService

Body = Any


async def answer(service: KvsService, request: Mapping[str, Any]) -> dict[str, object]:
    """Answer `{"target", "path", "method", "body"}` with `{"status", "body"}`, whose body is a string."""
    assert request["target"] == {"type": "kvs", "provider": "app", "remote": "kvs"}
    assert request["method"] == "POST"
    try:
        found = await _ask(service, request["path"], request["body"])
    except KvsError as error:
        return {"status": error.status, "body": json.dumps({"code": error.code, "message": error.message})}
    return {"status": 200, "body": "" if found is None else json.dumps(found)}


async def _ask(service: KvsService, path: str, body: Body) -> object:
    match path.removeprefix("/api/v1/"):
        case "get":
            row = await service.get(body["key"], body.get("options", {}).get("metadataFields", ()))
            if row is None:
                raise KvsError("KEY_NOT_FOUND", "Provided key does not exist", status=404)
            return row
        case "set":
            return await service.set(body["key"], body["value"], body.get("options", {}))
        case "delete":
            await service.delete(body["key"])
        case "query":
            return await _query(service, body)
        case "batch/get" | "batch/set" | "batch/delete" as batch:
            return await getattr(service, batch.replace("/", "_"))(body)
        case "transaction":
            await _transact(service, body)
        case _:
            raise no_entities()
    return None


async def _query(service: KvsService, body: Body) -> object:
    prefix = body["where"][0]["values"][0] if "where" in body else ""
    fields = body.get("options", {}).get("metadataFields")
    found = await service.query(prefix, body.get("after"), body.get("limit", ROWS), fields)
    return {"data": found["results"], **({"cursor": found["nextCursor"]} if "nextCursor" in found else {})}


async def _transact(service: KvsService, body: Body) -> None:
    if "check" in body:
        raise no_entities()
    sets = [{**item, "ttl": item.get("options", {}).get("ttl")} for item in body.get("set", [])]
    await service.transact(sets, body.get("delete", []))
