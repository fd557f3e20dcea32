"""The key-value service of one installation: Forge's rules on top of a store."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from app.clock import Clock
from app.forge import json_copy
from app.forge.errors import KvsError
from app.forge.fixed_window import FixedWindow
from app.forge.kvs import rules
from app.forge.kvs.protocol import Item, Kvs, Record, Reply, Store, Write


class KvsService(Kvs):
    """The backend of `kvs`. Keys, values and results are those of `@forge/kvs`; refusals raise KvsError."""

    def __init__(
        self,
        store: Store,
        installation: str,
        clock: Clock,
        *,
        per_second: int | None = rules.REQUESTS_PER_SECOND,
    ) -> None:
        self._store = store
        self._installation = installation
        self._clock = clock
        self._window = FixedWindow(per_second, 1) if per_second is not None else None

    async def get(self, key: object, fields: Sequence[str] | None) -> Any:
        """Return the value or None; with `fields` (even an empty list) an object of key, value and those fields."""
        self._count()
        name, wanted = rules.key(key), rules.fields(fields)
        (record,) = await self._store.read(self._installation, [name])
        row = None if record is None else _row(name, record, wanted)
        return row if row is None or fields is not None else row["value"]

    async def set(self, key: object, value: object, options: Mapping[str, Any]) -> Reply | None:
        """Store a value; return None, or with `returnValue` the row before or after, if there is one."""
        self._count()
        policy, returned = options.get("keyPolicy", "OVERRIDE"), options.get("returnValue")
        if policy not in {"OVERRIDE", "FAIL_IF_EXISTS"}:
            raise rules.unprocessable("keyPolicy is OVERRIDE or FAIL_IF_EXISTS")
        if returned is not None and (policy != "OVERRIDE" or returned not in {"PREVIOUS", "LATEST"}):
            raise rules.unprocessable("returnValue is PREVIOUS or LATEST, and goes with OVERRIDE only")
        wanted = rules.fields(options.get("returnMetadataFields"))
        write = self._write(key, value, options.get("ttl"))
        (written,) = await self._store.write(self._installation, [write], only_new=policy == "FAIL_IF_EXISTS")
        record = {"PREVIOUS": written.previous, "LATEST": written.latest}.get(str(returned))
        return None if record is None else _row(write.key, record, wanted)

    async def delete(self, key: object) -> None:
        """Delete a key; a missing key is no error."""
        self._count()
        await self._store.write(self._installation, [Write(rules.key(key), None)])

    async def query(self, prefix: str, cursor: str | None, limit: int, fields: Sequence[str] | None) -> Reply:
        """Return `{"results": [row], "nextCursor"?}` for the keys with the prefix, in lexicographic order."""
        self._count()
        wanted, most = rules.fields(fields), rules.rows(limit)
        after = None if cursor is None else _key_of(cursor)
        found = await self._store.scan(self._installation, prefix, after, most + 1)
        rows = [_row(key, record, wanted) for key, record in found[:most]]
        answer: Reply = {"results": [row for row in rows if row is not None]}
        if len(found) > most:
            answer["nextCursor"] = base64.urlsafe_b64encode(found[most - 1][0].encode()).decode()
        return answer

    async def batch_get(self, items: Sequence[Item]) -> Reply:
        """Return the existing rows, and `KEY_NOT_FOUND` for the other keys."""
        good, bad = self._batch("get", items, lambda item: rules.key(item.get("key")))
        records = await self._store.read(self._installation, list(good))
        rows = []
        for (key, item), record in zip(good.items(), records, strict=True):
            wanted = rules.fields((item.get("options") or {}).get("metadataFields"))
            if record is None or (row := _row(key, record, wanted)) is None:
                bad.append(_failed(key, KvsError("KEY_NOT_FOUND", "Provided key does not exist", status=404)))
            else:
                rows.append(row)
        return {"successfulKeys": rows, "failedKeys": bad}

    async def batch_set(self, items: Sequence[Item]) -> Reply:
        """Store the valid values, and return an error for each invalid one."""
        writes: dict[str, Write] = {}

        def check(item: Item) -> str:
            write = self._write(item.get("key"), item.get("value"), (item.get("options") or {}).get("ttl"))
            writes[write.key] = write
            return write.key

        good, bad = self._batch("set", items, check)
        rules.together([write.value or b"" for write in writes.values()])
        await self._store.write(self._installation, list(writes.values()))
        return {"successfulKeys": [{"key": key} for key in good], "failedKeys": bad}

    async def batch_delete(self, items: Sequence[Item]) -> Reply:
        """Delete the keys."""
        good, bad = self._batch("delete", items, lambda item: rules.key(item.get("key")))
        await self._store.write(self._installation, [Write(key, None) for key in good])
        return {"successfulKeys": [{"key": key} for key in good], "failedKeys": bad}

    async def transact(self, sets: Sequence[Item], deletes: Sequence[Item]) -> None:
        """Make all changes or none."""
        self._count()
        if not 1 <= len(sets) + len(deletes) <= rules.MOST_ITEMS:
            raise rules.unprocessable(f"a transaction takes 1 to {rules.MOST_ITEMS} operations")
        writes = [self._write(item["key"], item["value"], item["ttl"]) for item in sets]
        writes += [Write(rules.key(item["key"]), None) for item in deletes]
        rules.several([write.key for write in writes])
        rules.together([write.value or b"" for write in writes])
        await self._store.write(self._installation, writes)

    def _count(self) -> None:
        if self._window is not None and self._window.admit(self._clock.monotonic()):
            raise rules.too_many_requests()

    def _write(self, key: object, value: object, ttl: Mapping[str, object] | None) -> Write:
        name, life = rules.key(key), rules.lifetime(ttl)
        expires = None if life is None else int(self._clock.now() * 1000) + life
        return Write(name, rules.value(value), expires)

    def _batch(self, verb: str, items: Sequence[Item], check: Any) -> tuple[dict[str, Item], list[Reply]]:
        self._count()
        rules.batch(verb, len(items))
        rules.several([str(item.get("key")) for item in items])
        good: dict[str, Item] = {}
        bad: list[Reply] = []
        for item in items:
            try:
                if "entityName" in item:
                    raise rules.no_entities()
                good[check(item)] = item
            except KvsError as error:
                bad.append(_failed(item.get("key"), error))
        return good, bad


def _failed(key: object, error: KvsError) -> Reply:
    return {"key": key, "error": {"code": error.code, "message": error.message}}


def _row(key: str, record: Record, fields: Sequence[str]) -> Reply | None:
    """Return the row of a record, None if it is damaged, which counts as absent."""
    try:
        row: Reply = {"key": key, "value": json_copy.decode(record.value)}
        if "EXPIRE_TIME" in fields and record.expires is not None:
            row["expireTime"] = json_copy.instant(datetime.fromtimestamp(record.expires / 1000, UTC))
    except (ValueError, OverflowError, OSError):
        return None
    if "CREATED_AT" in fields:
        row["createdAt"] = record.created
    if "UPDATED_AT" in fields:
        row["updatedAt"] = record.updated
    return row


def _key_of(cursor: str) -> str:
    try:
        return base64.b64decode(cursor, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError, TypeError, AttributeError):
        raise rules.unprocessable("the cursor is not one that a query returned") from None
