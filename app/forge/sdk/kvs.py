"""`kvs` of `@forge/kvs`: the values of this app on this site. Secrets and custom entities are not supported."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from app.forge.errors import KvsError
from app.forge.kvs import rules
from app.forge.kvs.protocol import Item, Reply
from app.forge.kvs.protocol import Kvs as Calls
from app.forge.sdk.invocation import require

Ttl = Mapping[str, object]
"""`{"value": 5, "unit": "SECONDS" | "MINUTES" | "HOURS" | "DAYS"}`, at most one year."""

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
        """Return the condition that a key begins with `prefix`."""
        return {"condition": "BEGINS_WITH", "values": [prefix]}


class Query:
    """A query builder; `get_many` or `get_one` runs the query, which is eventually consistent in the cloud."""

    def __init__(self, metadata_fields: Sequence[str] | None) -> None:
        self._fields = metadata_fields
        self._prefix = ""
        self._cursor: str | None = None
        self._limit = rules.ROWS

    def where(self, property: str, condition: Mapping[str, Any]) -> Self:  # noqa: A002 - the word of `@forge/kvs`
        """Restrict the query; the only form is `where("key", WhereConditions.begins_with("board:"))`."""
        if property != "key" or condition.get("condition") != "BEGINS_WITH":
            raise rules.unprocessable("a query can only match the beginning of the key")
        (self._prefix,) = condition["values"]
        return self

    def cursor(self, cursor: str) -> Self:
        """Continue after the `nextCursor` of an earlier result."""
        self._cursor = cursor
        return self

    def limit(self, limit: int) -> Self:
        """Set the most rows to return, 1 to 100; the default is 10."""
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
    """A transaction builder; `execute` makes all changes or none."""

    def __init__(self) -> None:
        self._sets: list[Item] = []
        self._deletes: list[Item] = []

    def set(self, key: str, value: object, *, ttl: Ttl | None = None) -> Self:
        """Set a value."""
        self._sets.append({"key": key, "value": value, "ttl": ttl})
        return self

    def delete(self, key: str) -> Self:
        """Delete a key."""
        self._deletes.append({"key": key})
        return self

    def check(self, key: str, conditions: Mapping[str, Any]) -> Self:
        """Raise an error: conditions need custom entities."""
        del key, conditions
        raise rules.no_entities()

    async def execute(self) -> None:
        """Make the changes."""
        await _service().transact(self._sets, self._deletes)


class Kvs:
    """The key-value store. Values are copied as JSON; refusals raise KvsError with Forge's code."""

    async def get(self, key: str, *, metadata_fields: Sequence[str] | None = None) -> Any:
        """Return the value or None; with `metadata_fields` (CREATED_AT, UPDATED_AT, EXPIRE_TIME) a row.

        As in the cloud, an expired value may be returned for up to 48 hours.
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
        """Set a value. `key_policy` is OVERRIDE or FAIL_IF_EXISTS; `return_value` is PREVIOUS or LATEST."""
        named = {
            "ttl": ttl,
            "keyPolicy": key_policy,
            "returnValue": return_value,
            "returnMetadataFields": return_metadata_fields,
        }
        return await _service().set(key, value, {name: option for name, option in named.items() if option is not None})

    async def delete(self, key: str) -> None:
        """Delete a key; a missing key is no error."""
        await _service().delete(key)

    def query(self, *, metadata_fields: Sequence[str] | None = None) -> Query:
        """Return a query builder."""
        return Query(metadata_fields)

    def transact(self) -> Transaction:
        """Return a transaction builder."""
        return Transaction()

    async def batch_get(self, items: Sequence[Item]) -> Reply:
        """Return `{"successfulKeys": [row], "failedKeys": [{"key", "error"}]}` for up to 25 `{"key"}`."""
        return await _service().batch_get(items)

    async def batch_set(self, items: Sequence[Item]) -> Reply:
        """Set up to 25 `{"key", "value", "options"?: {"ttl"}}`; the result is that of `batch_get` without values."""
        return await _service().batch_set(items)

    async def batch_delete(self, items: Sequence[Item]) -> Reply:
        """Delete up to 25 `{"key"}`; the result is that of `batch_set`."""
        return await _service().batch_delete(items)


kvs = Kvs()
