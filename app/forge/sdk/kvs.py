"""`kvs`, as `@forge/kvs` has it: the values of this app on this site. Secrets and custom entities are not offered."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from app.forge.errors import KvsError
from app.forge.kvs import rules
from app.forge.kvs.protocol import Item, Reply
from app.forge.kvs.protocol import Kvs as Calls
from app.forge.sdk.invocation import require

Ttl = Mapping[str, object]
"""`{"value": 5, "unit": "SECONDS" | "MINUTES" | "HOURS" | "DAYS"}`, one year at most."""

SCOPE = "storage:app"


def _service() -> Calls:
    invocation = require()
    if SCOPE not in invocation.scopes:
        message = f"Unauthorized; scope does not match: the manifest lacks {SCOPE}."
        raise KvsError("UNAUTHORIZED", message, status=401)
    return invocation.kvs


class WhereConditions:
    """The conditions of a query."""

    @staticmethod
    def begins_with(prefix: str) -> dict[str, object]:
        """Return the condition of a key that begins with `prefix`."""
        return {"condition": "BEGINS_WITH", "values": [prefix]}


class Query:
    """A query being put together; `get_many` or `get_one` asks it. It is eventually consistent in the cloud."""

    def __init__(self, metadata_fields: Sequence[str] | None) -> None:
        self._fields = metadata_fields
        self._prefix = ""
        self._cursor: str | None = None
        self._limit = rules.ROWS

    def where(self, property: str, condition: Mapping[str, Any]) -> Self:  # noqa: A002 - the word of `@forge/kvs`
        """Restrict the query: `where("key", WhereConditions.begins_with("board:"))` is all that there is."""
        if property != "key" or condition.get("condition") != "BEGINS_WITH":
            raise rules.unprocessable("a query looks at the beginning of the key only")
        (self._prefix,) = condition["values"]
        return self

    def cursor(self, cursor: str) -> Self:
        """Go on after an earlier answer's `nextCursor`."""
        self._cursor = cursor
        return self

    def limit(self, limit: int) -> Self:
        """Ask for up to that many rows, 1 to 100; it is 10 otherwise."""
        self._limit = limit
        return self

    async def get_many(self) -> Reply:
        """Return `{"results": [{"key", "value", ...}], "nextCursor"?}`."""
        return await _service().query(self._prefix, self._cursor, self._limit, self._fields)

    async def get_one(self) -> Reply | None:
        """Return the first row, or None."""
        results = (await self.limit(1).get_many())["results"]
        return results[0] if results else None


class Transaction:
    """Changes being collected; `execute` makes all of them or none."""

    def __init__(self) -> None:
        self._sets: list[Item] = []
        self._deletes: list[Item] = []

    def set(self, key: str, value: object, *, ttl: Ttl | None = None) -> Self:
        """Keep a value under a key."""
        self._sets.append({"key": key, "value": value, "ttl": ttl})
        return self

    def delete(self, key: str) -> Self:
        """Delete a key."""
        self._deletes.append({"key": key})
        return self

    def check(self, key: str, conditions: Mapping[str, Any]) -> Self:
        """Refuse: conditions need custom entities."""
        del key, conditions
        raise rules.no_entities()

    async def execute(self) -> None:
        """Make the changes."""
        await _service().transact(self._sets, self._deletes)


class Kvs:
    """The store's calls. Values are JSON copies; refusals are KvsError with Forge's code."""

    async def get(self, key: str, *, metadata_fields: Sequence[str] | None = None) -> Any:
        """Return the value, None if there is none; with `metadata_fields` (CREATED_AT, UPDATED_AT, EXPIRE_TIME) a row.

        An expired value may be returned for up to 48 hours, as in the cloud.
        """
        return await _service().get(key, metadata_fields)

    async def set(
        self,
        key: str,
        value: object,
        *,
        ttl: Ttl | None = None,
        key_policy: str | None = None,
        return_value: str | None = None,
        return_metadata_fields: Sequence[str] | None = None,
    ) -> Reply | None:
        """Keep a value. `key_policy` OVERRIDE or FAIL_IF_EXISTS; `return_value` PREVIOUS or LATEST returns that row."""
        named = {
            "ttl": ttl,
            "keyPolicy": key_policy,
            "returnValue": return_value,
            "returnMetadataFields": return_metadata_fields,
        }
        return await _service().set(key, value, {name: option for name, option in named.items() if option is not None})

    async def delete(self, key: str) -> None:
        """Delete a key; one that does not exist is no error."""
        await _service().delete(key)

    def query(self, *, metadata_fields: Sequence[str] | None = None) -> Query:
        """Begin a query over the keys."""
        return Query(metadata_fields)

    def transact(self) -> Transaction:
        """Begin a transaction."""
        return Transaction()

    async def batch_get(self, items: Sequence[Item]) -> Reply:
        """Return `{"successfulKeys": [row], "failedKeys": [{"key", "error"}]}` for up to 25 `{"key"}`."""
        return await _service().batch_get(items)

    async def batch_set(self, items: Sequence[Item]) -> Reply:
        """Keep up to 25 `{"key", "value", "options"?: {"ttl"}}`; the answer is as of `batch_get`, without values."""
        return await _service().batch_set(items)

    async def batch_delete(self, items: Sequence[Item]) -> Reply:
        """Delete up to 25 `{"key"}`; the answer is as of `batch_set`."""
        return await _service().batch_delete(items)


kvs = Kvs()
