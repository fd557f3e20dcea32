"""Forge's key-value store, accessed through the sidecar ("The Forge REST API", Forge KVS)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import httpx
import orjson

from app.clock import Clock
from app.container.sidecar import SidecarError
from app.forge import json_copy
from app.forge.errors import KvsError
from app.forge.kvs import rules
from app.forge.kvs.protocol import Item, Kvs, Reply
from app.forge.kvs.stores.breaker import StoreBreaker

PATH: Final = "/forge/storage/kvs/v1"
NOT_FOUND: Final = frozenset({"KEY_NOT_FOUND", "NOT_FOUND"})

SECONDS_TO_ANSWER: Final = 2.0
"""The longest wait for one call. Forge's store answers in some tenth of a second ("Managing containerised services"),
and a chart needs several of its answers, but can be read without them."""

PROBE: Final = "probe"
"""The key of a value that does not exist, read to see whether the store answers."""

Post = Callable[[str, object], Awaitable[httpx.Response]]


class ForgeKvs(Kvs):
    """The values of one installation. `post` sends a body to a path on behalf of the current invocation.

    A circuit breaker skips a store that does not answer.
    """

    def __init__(self, post: Post, clock: Clock) -> None:
        self._post = post
        self._breaker = StoreBreaker(lambda: self._answer("get", {"key": PROBE}), clock, seconds=SECONDS_TO_ANSWER)

    async def aclose(self) -> None:
        """End what runs in the background."""
        await self._breaker.aclose()

    async def get(self, key: object, fields: Sequence[str] | None) -> Any:
        """Return the value, with `fields` a row."""
        options = {} if fields is None else {"options": {"metadataFields": list(fields)}}
        row = await self._ask("get", {"key": key, **options}, absent=True)
        if row is None:
            return None
        return row["value"] if fields is None else row

    async def set(self, key: object, value: object, options: Mapping[str, Any]) -> Reply | None:
        """Keep a value."""
        given = {"options": dict(options)} if options else {}
        return await self._ask("set", {"key": key, "value": value, **given}, absent=True)

    async def delete(self, key: object) -> None:
        """Delete a key."""
        await self._ask("delete", {"key": key}, absent=True)

    async def query(self, prefix: str, cursor: str | None, limit: int, fields: Sequence[str] | None) -> Reply:
        """Return a page of rows."""
        body: dict[str, Any] = {"limit": limit}
        if prefix:
            body["where"] = [{"property": "key", "condition": "BEGINS_WITH", "values": [prefix]}]
        if cursor is not None:
            body["after"] = cursor
        if fields:
            body["options"] = {"metadataFields": list(fields)}
        page = await self._ask("query", body) or {}
        following = {"nextCursor": page["cursor"]} if page.get("cursor") else {}
        return {"results": page.get("data", []), **following}

    async def batch_get(self, items: Sequence[Item]) -> Reply:
        """Return the rows that exist."""
        return await self._batch("get", items)

    async def batch_set(self, items: Sequence[Item]) -> Reply:
        """Keep values."""
        return await self._batch("set", items)

    async def batch_delete(self, items: Sequence[Item]) -> Reply:
        """Delete keys."""
        return await self._batch("delete", items)

    async def transact(self, sets: Sequence[Item], deletes: Sequence[Item]) -> None:
        """Make all changes or none."""
        changes = {"set": [_set(item) for item in sets], "delete": [{"key": item["key"]} for item in deletes]}
        await self._ask("transaction", {name: items for name, items in changes.items() if items})

    async def _batch(self, verb: str, items: Sequence[Item]) -> Reply:
        return await self._ask(f"batch/{verb}", [dict(item) for item in items]) or {}

    async def _ask(self, call: str, body: object, *, absent: bool = False) -> Reply | None:
        """Return the object of an answer, None for an empty one and, if `absent`, for a missing key."""
        # The copy refuses values that are not JSON before anything is sent.
        copy = json_copy.decode(json_copy.encode(body))
        answer = await self._breaker.call(lambda: self._answer(call, copy))
        if answer.is_success:
            return _object(answer.content)
        code, message = _refusal(answer)
        if absent and code in NOT_FOUND:
            return None
        if code is None:
            raise KvsError("UNKNOWN_ERROR", "Unexpected error in Forge KVS API", status=answer.status_code)
        raise KvsError(code, message, status=answer.status_code)

    async def _answer(self, call: str, body: object) -> httpx.Response:
        """Return the store's answer; raises the error of an unreachable store."""
        try:
            answer = await self._post(f"{PATH}/{call}", body)
        except SidecarError:
            raise rules.out_of_reach() from None
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR and _refusal(answer)[0] is None:
            raise rules.out_of_reach()
        return answer


def _set(item: Item) -> Reply:
    options = {"options": {"ttl": item["ttl"]}} if item.get("ttl") else {}
    return {"key": item["key"], "value": item["value"], **options}


def _refusal(answer: httpx.Response) -> tuple[str | None, str]:
    """Return code and message of a refusal; no code if the answer is not the store's own."""
    content = _object(answer.content) or {}
    code = content.get("code")
    return code if isinstance(code, str) else None, str(content.get("message"))


def _object(content: bytes) -> Reply | None:
    try:
        value = orjson.loads(content) if content else None
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None
