"""The key-value store follows Forge's rules, whatever holds its values."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from app.forge import KvsError, WhereConditions, json_copy, kvs
from app.forge.kvs.protocol import Store
from app.forge.kvs.stores.memory import MemoryStore
from app.forge.sdk import kvs as sdk_kvs
from app.forge.sdk.invocation import Invocation, current
from tests.forge.kvs.stores import TIMED, dump
from tests.support.clock import FakeClock
from tests.support.holds import holds

pytestmark = pytest.mark.usefixtures("inside")

Make = Callable[..., Invocation]
MINUTE = {"value": 1, "unit": "MINUTES"}
timed = pytest.mark.parametrize("store", TIMED, indirect=True)
"""The stores whose expiry uses the platform's clock."""

HOURS_48 = 48 * 60 * 60


async def refused(awaitable: Any) -> tuple[int, str, str]:
    """Return status, code and message of the call's expected refusal."""
    with pytest.raises(KvsError) as caught:
        await awaitable
    return caught.value.status, caught.value.code, caught.value.message


@pytest.mark.parametrize("value", [{"a": [1, 2.5, None, True, "ü€😀"]}, [], "text", "", 0, False, None])
async def test_a_value_comes_back_as_it_was_set(value: object) -> None:
    """Every JSON value can be stored."""
    assert await kvs.set("key", value) is None
    assert await kvs.get("key") == value


async def test_a_missing_key_is_none_to_get_and_no_error_to_delete() -> None:
    """Get and delete swallow KEY_NOT_FOUND."""
    assert await kvs.get("key") is None
    assert await kvs.get("key", metadata_fields=["CREATED_AT"]) is None
    await kvs.delete("key")


async def test_a_deleted_key_is_gone() -> None:
    """A deleted key is absent."""
    await kvs.set("key", 1)
    await kvs.delete("key")
    assert await kvs.get("key") is None
    assert (await kvs.query().get_many())["results"] == []


async def test_values_are_copies() -> None:
    """Changing a value after set or get does not change the stored one."""
    value = {"list": [1]}
    await kvs.set("key", value)
    value["list"].append(2)
    (await kvs.get("key"))["list"].append(3)
    assert await kvs.get("key") == {"list": [1]}


async def test_metadata_comes_when_asked_for(clock: FakeClock) -> None:
    """Options turn the bare value into a row: creation and change in epoch milliseconds, expiry as a text."""
    made = int(clock.now() * 1000)
    await kvs.set("key", 1)
    clock.advance(5)
    await kvs.set("key", 2, ttl=MINUTE)
    assert await kvs.get("key", metadata_fields=[]) == {"key": "key", "value": 2}
    assert await kvs.get("key", metadata_fields=["CREATED_AT", "UPDATED_AT", "EXPIRE_TIME"]) == {
        "key": "key",
        "value": 2,
        "createdAt": made,
        "updatedAt": made + 5000,
        "expireTime": json_copy.instant(datetime.fromtimestamp(clock.now() + 60, UTC)),
    }


async def test_a_value_without_expiry_has_no_expire_time() -> None:
    """EXPIRE_TIME is absent without an expiry, also after a set that removes the expiry."""
    await kvs.set("key", 1, ttl=MINUTE)
    await kvs.set("key", 1)
    assert await kvs.get("key", metadata_fields=["EXPIRE_TIME"]) == {"key": "key", "value": 1}


@timed
async def test_an_expired_value_is_gone_at_once_or_up_to_48_hours_later(*, clock: FakeClock, late: bool) -> None:
    """Forge may return an expired value for up to 48 more hours, and never after that."""
    await kvs.set("key", 1, ttl=MINUTE)
    clock.advance(59.9)
    assert await kvs.get("key") == 1
    clock.advance(0.1)
    assert await kvs.get("key") == (1 if late else None)
    assert len((await kvs.query().get_many())["results"]) == (1 if late else 0)
    clock.advance(HOURS_48)
    assert await kvs.get("key") is None
    assert (await kvs.query().get_many())["results"] == []


@timed
async def test_an_expired_key_is_new_again(*, clock: FakeClock, late: bool) -> None:
    """Once deleted, an expired key causes no conflict and does not pass on its age."""
    await kvs.set("key", 1, ttl=MINUTE)
    clock.advance(60 + (HOURS_48 if late else 0))
    await kvs.set("key", 2, key_policy="FAIL_IF_EXISTS")
    row = await kvs.get("key", metadata_fields=["CREATED_AT"])
    assert row["createdAt"] == int(clock.now() * 1000)


@pytest.mark.parametrize("unit", ["SECONDS", "MINUTES", "HOURS", "DAYS"])
async def test_ttl_units(unit: str, clock: FakeClock) -> None:
    """A TTL has four units."""
    await kvs.set("key", 1, ttl={"value": 2, "unit": unit})
    clock.advance({"SECONDS": 1, "MINUTES": 60, "HOURS": 3600, "DAYS": 86400}[unit] * 2 - 1)
    assert await kvs.get("key") == 1


@pytest.mark.parametrize(
    ("ttl", "message"),
    [
        ({"value": 0, "unit": "SECONDS"}, "TTL value must be a positive integer, received: 0"),
        ({"value": -1, "unit": "SECONDS"}, "TTL value must be a positive integer, received: -1"),
        ({"value": 1.5, "unit": "SECONDS"}, "TTL value must be a positive integer, received: 1.5"),
        ({"value": True, "unit": "SECONDS"}, "TTL value must be a positive integer, received: True"),
        ({"unit": "SECONDS"}, "TTL value must be a positive integer, received: NoneType"),
        ({"value": 1, "unit": "WEEKS"}, "TTL unit must be one of SECONDS, MINUTES, HOURS, DAYS"),
        ({"value": 366, "unit": "DAYS"}, "TTL must not be longer than one year"),
    ],
)
async def test_a_ttl_that_is_none_is_refused(ttl: dict[str, object], message: str) -> None:
    """A TTL is a positive whole number of a unit, at most one year."""
    assert await refused(kvs.set("key", 1, ttl=ttl)) == (400, "INVALID_TTL", message)


async def test_a_ttl_of_one_year_is_accepted() -> None:
    """The longest TTL is 365 days."""
    await kvs.set("key", 1, ttl={"value": 365, "unit": "DAYS"})


@pytest.mark.parametrize("key", ["a", "k" * 500, "board:1 _-.#", "a\n", "\u00a0a", "A:B.c_d-e#f"])
async def test_keys_that_are_accepted(key: str) -> None:
    """A key has 1 to 500 characters: letters, digits, white space and : . _ - #."""
    await kvs.set(key, 1)
    assert await kvs.get(key) == 1


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("", "KEY_TOO_SHORT"),
        ("k" * 501, "KEY_TOO_LONG"),
        ("   ", "INVALID_KEY"),
        ("\n", "INVALID_KEY"),
        ("../x", "INVALID_KEY"),
        ("a/b", "INVALID_KEY"),
        ("ä", "INVALID_KEY"),
        ("a\0", "INVALID_KEY"),
        ("a\x1c", "INVALID_KEY"),
        ("a\x85", "INVALID_KEY"),
        (1, "INVALID_KEY"),
        (None, "INVALID_KEY"),
    ],
)
async def test_keys_that_are_refused(key: Any, code: str) -> None:
    """Each call refuses a bad key with Forge's code."""
    for call in (kvs.get(key), kvs.set(key, 1), kvs.delete(key), kvs.transact().set(key, 1).execute()):
        assert (await refused(call))[:2] == (400, code)


async def test_a_value_holds_240_kib_of_json() -> None:
    """A value of exactly the limit is stored, one byte more is refused."""
    await kvs.set("key", "x" * (240 * 1024 - 2))
    assert (await refused(kvs.set("key", "x" * (240 * 1024 - 1))))[:2] == (400, "MAX_SIZE")


def nested(depth: int) -> Any:
    """Return lists inside one another."""
    return [nested(depth - 1)] if depth > 1 else []


async def test_a_value_is_31_levels_deep_at_most() -> None:
    """Depth counts nested objects and lists, not brackets in texts and not their number."""
    await kvs.set("key", nested(31))
    await kvs.set("key", [[], nested(30)])
    await kvs.set("key", [{"text": '[{"\\[' * 50}, *([[{}]] * 50)])
    assert (await refused(kvs.set("key", nested(32))))[:2] == (400, "MAX_DEPTH")
    assert (await refused(kvs.set("key", [[[]], nested(31)])))[:2] == (400, "MAX_DEPTH")


async def test_a_value_that_is_not_json_is_a_type_error() -> None:
    """A value without a JSON form is the app's mistake."""
    with pytest.raises(TypeError):
        await kvs.set("key", object())


async def test_fail_if_exists() -> None:
    """An existing key is left alone when it must not be overwritten."""
    await kvs.set("key", 1, key_policy="FAIL_IF_EXISTS")
    assert await refused(kvs.set("key", 2, key_policy="FAIL_IF_EXISTS")) == (
        409,
        "KEY_CONFLICT",
        "Provided key already exists and cannot be overwritten",
    )
    assert await kvs.get("key") == 1


async def test_a_set_can_return_the_row_before_or_after(clock: FakeClock) -> None:
    """PREVIOUS is None for a new key; LATEST has the age of the key."""
    made = int(clock.now() * 1000)
    assert await kvs.set("key", 1, return_value="PREVIOUS") is None
    assert await kvs.set("key", 2, return_value="PREVIOUS") == {"key": "key", "value": 1}
    clock.advance(1)
    fields = ["CREATED_AT", "UPDATED_AT"]
    latest = await kvs.set("key", 3, return_value="LATEST", return_metadata_fields=fields)
    assert latest == {"key": "key", "value": 3, "createdAt": made, "updatedAt": made + 1000}


@pytest.mark.parametrize(
    "options",
    [
        {"key_policy": "MERGE"},
        {"return_value": "BOTH"},
        {"key_policy": "FAIL_IF_EXISTS", "return_value": "LATEST"},
        {"return_value": "LATEST", "return_metadata_fields": ["SIZE"]},
    ],
)
async def test_options_that_are_refused(options: dict[str, Any]) -> None:
    """An option that Forge does not know is refused before anything is stored."""
    assert (await refused(kvs.set("key", 1, **options)))[:2] == (422, "UNPROCESSABLE_ENTITY")
    assert await kvs.get("key") is None


async def filled(count: int, prefix: str = "a:") -> None:
    """Store `count` values under keys of four digits."""
    for first in range(0, count, 25):
        rows = range(first, min(count, first + 25))
        await kvs.batch_set([{"key": f"{prefix}{number:04}", "value": number} for number in rows])


async def test_a_query_gives_ten_rows_in_the_order_of_keys() -> None:
    """Without a limit it returns the first ten, and a cursor for the rest."""
    await filled(12)
    first = await kvs.query().get_many()
    assert [row["value"] for row in first["results"]] == list(range(10))
    rest = await kvs.query().cursor(first["nextCursor"]).get_many()
    assert [row["value"] for row in rest["results"]] == [10, 11]
    assert "nextCursor" not in rest


async def test_a_query_by_prefix_sees_no_other_key() -> None:
    """The prefix is literal, and the pages end where the prefix does."""
    await filled(3, "a:")
    await filled(3, "a.")
    await filled(3, "b:")
    condition = WhereConditions.begins_with("a:")
    keys, cursor = [], None
    while True:
        query = kvs.query().where("key", condition).limit(2)
        page = await (query.cursor(cursor) if cursor else query).get_many()
        keys += [row["key"] for row in page["results"]]
        cursor = page.get("nextCursor")
        if cursor is None:
            break
    assert keys == ["a:0000", "a:0001", "a:0002"]


async def test_a_query_gives_up_to_a_hundred_rows(clock: FakeClock) -> None:
    """The limit is 1 to 100; rows carry the requested metadata."""
    await filled(130)
    page = await kvs.query(metadata_fields=["CREATED_AT"]).limit(100).get_many()
    assert len(page["results"]) == 100
    assert page["results"][0] == {"key": "a:0000", "value": 0, "createdAt": int(clock.now() * 1000)}
    for limit in (0, 101, -1):
        assert (await refused(kvs.query().limit(limit).get_many()))[:2] == (422, "UNPROCESSABLE_ENTITY")


async def test_a_cursor_never_leads_out_of_a_prefix() -> None:
    """A cursor of another query is only a position among the keys; the prefix still applies."""
    for prefix in ("a:", "b:", "c:"):
        await filled(2, prefix)
    cursor = (await kvs.query().limit(1).get_many())["nextCursor"]
    later = kvs.query().where("key", WhereConditions.begins_with("b:")).cursor(cursor)
    assert [row["key"] for row in (await later.get_many())["results"]] == ["b:0000", "b:0001"]


async def test_get_one_gives_the_first_row_or_none() -> None:
    """`get_one` is a query for one row."""
    assert await kvs.query().get_one() is None
    await filled(2)
    assert await kvs.query().get_one() == {"key": "a:0000", "value": 0}


@pytest.mark.parametrize("cursor", ["äöü", "%%%", "a", 5])
async def test_a_cursor_that_is_none_is_refused(cursor: Any) -> None:
    """A cursor has to come from a query."""
    assert (await refused(kvs.query().cursor(cursor).get_many()))[:2] == (422, "UNPROCESSABLE_ENTITY")


async def test_a_query_looks_at_the_beginning_of_keys_only() -> None:
    """Any other condition is refused by name."""
    with pytest.raises(KvsError, match="match the beginning of the key"):
        kvs.query().where("value", WhereConditions.begins_with("a"))


async def test_a_batch_tells_of_each_item() -> None:
    """Good items are done and bad ones are reported with Forge's codes."""
    items: list[dict[str, Any]] = [
        {"key": "a", "value": 1},
        {"key": "ä", "value": 1},
        {"key": "b", "value": "x" * 250_000},
    ]
    answer = await kvs.batch_set([*items, {"key": "c", "value": 1, "options": {"ttl": {"value": 0, "unit": "DAYS"}}}])
    assert answer["successfulKeys"] == [{"key": "a"}]
    assert [(row["key"], row["error"]["code"]) for row in answer["failedKeys"]] == [
        ("ä", "INVALID_KEY"),
        ("b", "MAX_SIZE"),
        ("c", "INVALID_TTL"),
    ]
    got = await kvs.batch_get([{"key": "a"}, {"key": "b"}])
    assert got == {
        "successfulKeys": [{"key": "a", "value": 1}],
        "failedKeys": [{"key": "b", "error": {"code": "KEY_NOT_FOUND", "message": "Provided key does not exist"}}],
    }
    assert await kvs.batch_delete([{"key": "a"}, {"key": "b"}]) == {
        "successfulKeys": [{"key": "a"}, {"key": "b"}],
        "failedKeys": [],
    }
    assert await kvs.get("a") is None


@timed
async def test_a_batch_can_ask_for_metadata_and_set_a_ttl(*, clock: FakeClock, late: bool) -> None:
    """An item has the same options as the single call."""
    await kvs.batch_set([{"key": "a", "value": 1, "options": {"ttl": MINUTE}}])
    got = await kvs.batch_get([{"key": "a", "options": {"metadataFields": ["EXPIRE_TIME"]}}])
    assert got["successfulKeys"][0]["expireTime"] == "2026-11-24T09:31:00.000Z"
    clock.advance(60 + (HOURS_48 if late else 0))
    assert (await kvs.batch_get([{"key": "a"}]))["failedKeys"]


async def test_a_batch_has_25_items_at_most() -> None:
    """26 items are refused in Forge's words, 25 and none are not."""
    items = [{"key": f"k{number}", "value": 1} for number in range(26)]
    calls = {"set": kvs.batch_set, "get": kvs.batch_get, "delete": kvs.batch_delete}
    for verb, call in calls.items():
        assert await refused(call(items)) == (
            400,
            "TOO_MANY_BATCH_ENTITIES",
            f"Number of entities to {verb} was 26, but you can only {verb} a maximum of 25 entities at a time.",
        )
        assert len((await call(items[:25]))["successfulKeys"]) == 25
        assert await call([]) == {"successfulKeys": [], "failedKeys": []}


async def test_a_key_comes_once_in_a_batch_or_transaction() -> None:
    """A key that occurs twice is refused, and nothing is done."""
    expected = (400, "KEY_DUPLICATION_ERROR", "Duplicate key found in request")
    assert await refused(kvs.batch_set([{"key": "a", "value": 1}, {"key": "a", "value": 2}])) == expected
    assert await refused(kvs.transact().set("a", 1).delete("a").execute()) == expected
    assert await kvs.get("a") is None


async def test_batches_and_transactions_hold_4_mb() -> None:
    """Values that are small enough alone may be too large together."""
    items = [{"key": f"k{number}", "value": "x" * 240_000} for number in range(18)]
    assert (await refused(kvs.batch_set(items)))[:2] == (400, "MAX_SIZE")
    transaction = kvs.transact()
    for item in items:
        transaction.set(str(item["key"]), item["value"])
    assert (await refused(transaction.execute()))[:2] == (400, "MAX_SIZE")
    assert await kvs.get("k0") is None


async def test_a_transaction_does_all_or_nothing() -> None:
    """One bad operation prevents all the others."""
    await kvs.set("old", 1)
    assert (await refused(kvs.transact().set("new", 1).delete("old").set("ä", 1).execute()))[1] == "INVALID_KEY"
    assert (await kvs.get("old"), await kvs.get("new")) == (1, None)
    await kvs.transact().set("new", 1, ttl=MINUTE).delete("old").execute()
    row = await kvs.get("new", metadata_fields=["EXPIRE_TIME"])
    assert (await kvs.get("old"), row["value"], "expireTime" in row) == (None, 1, True)


async def test_a_transaction_has_1_to_25_operations() -> None:
    """26 operations are refused with another code than in a batch."""
    transaction = kvs.transact()
    assert (await refused(transaction.execute()))[:2] == (422, "UNPROCESSABLE_ENTITY")
    for number in range(26):
        transaction.set(f"k{number}", 1)
    status, code, message = await refused(transaction.execute())
    assert (status, code) == (422, "UNPROCESSABLE_ENTITY")
    assert message.startswith("Request cannot be processed due to one or more semantic errors")


async def test_custom_entities_are_refused_by_name() -> None:
    """Check needs a custom entity, which this platform does not have."""
    with pytest.raises(KvsError, match="Custom entities") as caught:
        kvs.transact().check("a", {"entityName": "e", "conditions": {}})
    assert (caught.value.status, caught.value.code) == (404, "SCHEMA_NOT_FOUND")
    answer = await kvs.batch_get([{"key": "a", "entityName": "e"}])
    assert answer["failedKeys"][0]["error"]["code"] == "SCHEMA_NOT_FOUND"


async def test_a_thousand_requests_a_second(clock: FakeClock) -> None:
    """The 1,001st request of a second is refused, the next second starts from zero; a batch is one request."""
    await kvs.batch_set([{"key": f"k{number}", "value": 1} for number in range(25)])
    for _ in range(999):
        await kvs.get("k1")
    assert (await refused(kvs.get("k1")))[:2] == (429, "RATE_LIMIT_EXCEEDED")
    clock.advance(1)
    assert await kvs.get("k1") == 1


@holds(MemoryStore, "if owner == installation and key", "if key")
async def test_installations_never_meet(make: Make, store: Store) -> None:
    """No call returns another site's or another app's values; the dump shows all of them."""
    await kvs.set("key", "mine")
    current.set(make("site/other-app"))
    assert await kvs.get("key") is None
    assert (await kvs.query().get_many())["results"] == []
    await kvs.set("key", "theirs", key_policy="FAIL_IF_EXISTS")
    await filled(12)
    current.set(make("site/app"))
    assert (await kvs.query().get_many()) == {"results": [{"key": "key", "value": "mine"}]}
    current.set(make("site/other-app"))
    await kvs.batch_delete([{"key": f"a:{number:04}"} for number in range(12)])
    await kvs.delete("key")
    current.set(make("site/app"))
    assert await kvs.get("key") == "mine"
    assert await dump(store) == {"site/app key": b'"mine"'}


@holds(sdk_kvs, "if SCOPE not in invocation.scopes:", "if False:")
async def test_without_the_scope_nothing_is_stored(make: Make) -> None:
    """The manifest must request storage:app."""
    current.set(make(scopes=frozenset({"read:jira-work"})))
    assert (await refused(kvs.get("key")))[:2] == (401, "UNAUTHORIZED")


async def test_a_store_is_ready_and_shows_nothing_of_itself(store: Store) -> None:
    """A working store is ready, and its representation has neither address nor password."""
    await store.ready()
    assert repr(store) in {"MemoryStore()", "RedisStore()"}
