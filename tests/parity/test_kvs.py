"""The real client of `@forge/kvs` on our service, beside our own `kvs` on its twin."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.forge import KvsError, WhereConditions, kvs
from app.forge.kvs import rules
from app.forge.kvs.service import KvsService
from app.forge.kvs.stores.memory import MemoryStore
from app.forge.sdk import invocation
from app.forge.sdk.invocation import Invocation
from tests.parity import wire
from tests.parity.side import Failed, Side
from tests.support.clock import FakeClock

NOW = 1_790_000_000.0
ALL = ["CREATED_AT", "UPDATED_AT", "EXPIRE_TIME"]
Call = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Twins:
    """Two separate services on one clock: one behind the real client, one behind ours."""

    side: Side
    clock: FakeClock
    behind_theirs: KvsService
    runner: asyncio.Runner

    def theirs(self, call: Call) -> object:
        """Make a call with the real client."""

        def fetch(request: Mapping[str, Any]) -> dict[str, object]:
            return self.runner.run(wire.answer(self.behind_theirs, request))

        name, arguments = call
        return self.side.ask(name, fetch=fetch, **arguments)

    def ours(self, call: Call) -> object:
        """Make the same call with our client."""
        name, arguments = call
        try:
            return self.runner.run(cast("Any", CALLS[name](**arguments)))
        except KvsError as error:
            return Failed(error.message, error.code)

    def same(self, call: Call) -> Any:
        """Make a call with both, check that they answer alike, and return the answer."""
        ours = self.ours(call)
        assert ours == self.theirs(call)
        return ours


def _get(key: str, options: Mapping[str, Any] | None = None) -> Awaitable[object]:
    return kvs.get(key, metadata_fields=None if options is None else options.get("metadataFields", ()))


def _set(key: str, value: object, options: Mapping[str, Any] | None = None) -> Awaitable[object]:
    words = {"ttl": "ttl", "keyPolicy": "key_policy", "returnValue": "return_value"}
    words["returnMetadataFields"] = "return_metadata_fields"
    return kvs.set(key, value, **{words[name]: given for name, given in (options or {}).items()})


def _query(*, one: bool = False, **asked: Any) -> Awaitable[object]:
    query = kvs.query(metadata_fields=asked.get("metadataFields"))
    if "prefix" in asked:
        query.where("key", WhereConditions.begins_with(asked["prefix"]))
    if "cursor" in asked:
        query.cursor(asked["cursor"])
    if "limit" in asked:
        query.limit(asked["limit"])
    return query.get_one() if one else query.get_many()


async def _transact(sets: list[dict[str, Any]], deletes: list[str], checks: tuple[str, ...] = ()) -> None:
    transaction = kvs.transact()
    for item in sets:
        transaction.set(item["key"], item["value"], **item.get("options", {}))
    for key in deletes:
        transaction.delete(key)
    for key in checks:
        transaction.check(key, {})
    await transaction.execute()


CALLS: Mapping[str, Callable[..., Awaitable[object]]] = {
    "get": _get,
    "set": _set,
    "delete": kvs.delete,
    "query": _query,
    "batchGet": kvs.batch_get,
    "batchSet": kvs.batch_set,
    "batchDelete": kvs.batch_delete,
    "transact": _transact,
}


@contextmanager
def pair(side: Side) -> Iterator[Twins]:
    """Yield new twins, and run an invocation of an app that may use ours."""
    clock = FakeClock(NOW)
    theirs, ours = (KvsService(MemoryStore(clock), "site/app", clock) for _ in range(2))
    scopes = frozenset({"storage:app"})
    made = Invocation("i-1", "key", "module", scopes, clock.monotonic() + 25, clock, cast("Any", None), ours)
    token = invocation.current.set(made)
    try:
        with asyncio.Runner() as runner:
            yield Twins(side, clock, theirs, runner)
    finally:
        invocation.current.reset(token)


@pytest.fixture
def twins(side: Side) -> Iterator[Twins]:
    """Yield new twins."""
    with pair(side) as made:
        yield made


def put(key: str, value: object, **options: object) -> Call:
    """Return a call of `set`."""
    return "set", {"key": key, "value": value, **({"options": options} if options else {})}


def ttl(value: object, unit: str = "MINUTES") -> dict[str, object]:
    """Return a time to live."""
    return {"value": value, "unit": unit}


@pytest.mark.parametrize("value", [1, 0, "", "text", True, False, None, [], {}, [1, {"a": None}], 1.5])
def test_a_value_comes_back(twins: Twins, value: object) -> None:
    """Any JSON value comes back; a missing or deleted one is nothing, not an error."""
    key = {"key": "a:1"}
    assert twins.same(("get", key)) is None
    assert twins.same(put("a:1", value)) is None
    assert twins.same(("get", key)) == value
    assert twins.same(("get", {**key, "options": {}})) == {"key": "a:1", "value": value}
    assert twins.same(("delete", key)) is None
    assert twins.same(("get", key)) is None
    assert twins.same(("get", {**key, "options": {}})) is None
    assert twins.same(("delete", key)) is None


def test_metadata_are_given_when_asked_for(twins: Twins) -> None:
    """Creation and change are numbers, expiry is a text; only requested fields come."""
    twins.same(put("k", 1, ttl=ttl(5)))
    twins.clock.advance(60)
    twins.same(put("k", 2, ttl=ttl(1, "DAYS")))
    row = twins.same(("get", {"key": "k", "options": {"metadataFields": ALL}}))
    assert row == {
        "key": "k",
        "value": 2,
        "createdAt": NOW * 1000,
        "updatedAt": (NOW + 60) * 1000,
        "expireTime": "2026-09-22T14:14:20.000Z",
    }
    for field in ALL:
        assert len(twins.same(("get", {"key": "k", "options": {"metadataFields": [field]}}))) == 3


@pytest.mark.parametrize("unit", rules.UNITS)
def test_a_value_lives_for_its_time(twins: Twins, unit: str) -> None:
    """A value is readable until one second before its time to live ends, and gone at the end, in every unit."""
    twins.same(put("k", 1, ttl=ttl(2, unit)))
    twins.clock.advance(2 * rules.UNITS[unit] - 1)
    assert twins.same(("get", {"key": "k"})) == 1
    twins.clock.advance(1)
    assert twins.same(("get", {"key": "k"})) is None


@pytest.mark.parametrize(
    "refused",
    [
        *(put("k", 1, ttl=ttl(value)) for value in (0, -1, 1.5, "1", None, True)),
        put("k", 1, ttl=ttl(1, "WEEKS")),
        put("k", 1, ttl=ttl(366, "DAYS")),
        put("", 1),
        put("k" * 501, 1),
        put("a/b", 1),
        put("  ", 1),
        put("k", "v" * 240 * 1024),
        put("k", 1, keyPolicy="SOMETIMES"),
        put("k", 1, keyPolicy="OVERRIDE", returnValue="ALL"),
        put("k", 1, keyPolicy="OVERRIDE", returnValue="LATEST", returnMetadataFields=["SIZE"]),
        ("get", {"key": "ü"}),
        ("get", {"key": "k", "options": {"metadataFields": ["SIZE"]}}),
        ("delete", {"key": "a?b"}),
        ("query", {"limit": 0}),
        ("query", {"limit": 101}),
        ("query", {"cursor": "nonsense?"}),
        ("batchSet", {"items": [{"key": f"k{number}", "value": 1} for number in range(26)]}),
        ("batchGet", {"items": [{"key": "k"}, {"key": "k"}]}),
        ("transact", {"sets": [], "deletes": []}),
        ("transact", {"sets": [], "deletes": [f"k{number}" for number in range(26)]}),
        ("transact", {"sets": [{"key": "k", "value": 1}], "deletes": ["k"]}),
    ],
    ids=repr,
)
def test_a_refusal_reaches_both_with_code_and_sentence(twins: Twins, refused: Call) -> None:
    """The real client and ours raise the same code and sentence for each refusal."""
    answer = twins.same(refused)
    assert isinstance(answer, Failed)
    assert answer.code == (answer.code or "").upper() != "UNKNOWN_ERROR"


def test_key_policies_and_returned_values(twins: Twins) -> None:
    """FAIL_IF_EXISTS keeps the old value; OVERRIDE returns the row before or after, with the requested fields."""
    once = put("k", 1, keyPolicy="FAIL_IF_EXISTS")
    assert twins.same(once) is None
    assert twins.same(once) == Failed("Provided key already exists and cannot be overwritten", "KEY_CONFLICT")
    previous = put("k", 2, keyPolicy="OVERRIDE", returnValue="PREVIOUS", returnMetadataFields=ALL[:2])
    assert twins.same(previous) == {"key": "k", "value": 1, "createdAt": NOW * 1000, "updatedAt": NOW * 1000}
    latest = put("k", 3, keyPolicy="OVERRIDE", returnValue="LATEST")
    assert twins.same(latest) == {"key": "k", "value": 3}
    assert twins.same(put("new", 1, keyPolicy="OVERRIDE", returnValue="PREVIOUS")) is None


def pages(ask: Callable[[Call], Any], asked: Mapping[str, object]) -> list[object]:
    """Follow a query's cursors and return its rows."""
    found = ask(("query", dict(asked)))
    rows = list(found["results"])
    while cursor := found.get("nextCursor"):
        found = ask(("query", {**asked, "cursor": cursor}))
        rows += found["results"]
    return rows


@pytest.mark.parametrize(
    ("asked", "count"),
    [({}, 13), ({"prefix": "a:"}, 12), ({"prefix": "a:", "limit": 5}, 12), ({"prefix": "c"}, 0), ({"limit": 1}, 13)],
)
def test_queries_give_the_same_pages(twins: Twins, asked: dict[str, object], count: int) -> None:
    """Pages come in key order, with a cursor while there are more rows."""
    for number in range(12):
        twins.same(put(f"a:{number}", number))
    twins.same(put("b", 1))
    wanted = {**asked, "metadataFields": ["CREATED_AT"]}
    rows = pages(twins.same, wanted)
    assert len(rows) == count
    assert rows == sorted(rows, key=lambda row: cast("dict[str, str]", row)["key"])
    assert twins.same(("query", {**wanted, "one": True})) == (rows[0] if rows else None)


def test_batches_tell_what_failed(twins: Twins) -> None:
    """A batch does what it can and lists the failed keys with their codes."""
    items = [{"key": "a", "value": 1}, {"key": "a/b", "value": 1}, {"key": "c", "value": 1, "options": {"ttl": ttl(1)}}]
    assert twins.same(("batchSet", {"items": items}))["successfulKeys"] == [{"key": "a"}, {"key": "c"}]
    wanted = [{"key": "a"}, {"key": "c", "options": {"metadataFields": ["EXPIRE_TIME"]}}, {"key": "missing"}]
    found = twins.same(("batchGet", {"items": wanted}))
    assert [row["key"] for row in found["successfulKeys"]] == ["a", "c"]
    assert found["failedKeys"][0]["error"]["code"] == "KEY_NOT_FOUND"
    assert twins.same(("batchDelete", {"items": [{"key": "a"}, {"key": "missing"}]}))["failedKeys"] == []


def test_entities_and_secrets_are_not_offered(twins: Twins) -> None:
    """What this platform lacks is an error to the real client too, never a silent nothing."""
    for call in (("getSecret", {"key": "k"}), ("getEntity", {"key": "k"})):
        answer = twins.theirs(call)
        assert isinstance(answer, Failed)
        assert answer.code == "SCHEMA_NOT_FOUND"
    checked = twins.same(("transact", {"sets": [], "deletes": ["a"], "checks": ["k"]}))
    assert checked.code == "SCHEMA_NOT_FOUND"
    named = {"items": [{"key": "k", "value": 1, "entityName": "e"}]}
    assert twins.same(("batchSet", named))["failedKeys"][0]["error"]["code"] == "SCHEMA_NOT_FOUND"


keys = st.sampled_from(["a", "a:1", "a:2", "b", "B", "b c", "", "a/b"])
values = st.none() | st.booleans() | st.integers(-9, 9) | st.text("aü\n", max_size=3) | st.lists(st.integers(0, 3))
ttls = st.none() | st.builds(ttl, st.integers(0, 3), st.sampled_from([*rules.UNITS, "YEARS"]))
fields = st.lists(st.sampled_from(ALL), unique=True)


def _without_none(given: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in given.items() if value is not None}


def _set_options(policy: str | None, returned: str | None, life: object, asked: list[str]) -> dict[str, object]:
    return _without_none({"keyPolicy": policy, "returnValue": returned, "ttl": life, "returnMetadataFields": asked})


set_options = st.builds(
    _set_options, st.sampled_from([None, "OVERRIDE", "FAIL_IF_EXISTS"]), st.sampled_from([None]), ttls, fields
) | st.builds(_set_options, st.just("OVERRIDE"), st.sampled_from(["PREVIOUS", "LATEST"]), ttls, fields)
lives = ttls.map(lambda life: {} if life is None else {"options": {"ttl": life}})
entries = st.builds(lambda key, value, life: {"key": key, "value": value, **life}, keys, values, lives)


def _named(name: str, **arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Call]:
    return st.tuples(st.just(name), st.fixed_dictionaries(arguments))


calls = st.one_of(
    _named("get", key=keys),
    _named("get", key=keys, options=st.fixed_dictionaries({}, optional={"metadataFields": fields})),
    _named("set", key=keys, value=values),
    _named("set", key=keys, value=values, options=set_options),
    _named("delete", key=keys),
    _named("query", prefix=st.sampled_from(["", "a", "b", "z"]), limit=st.integers(1, 4), metadataFields=fields),
    _named("batchSet", items=st.lists(entries, max_size=4)),
    _named("batchGet", items=st.lists(st.builds(lambda key: {"key": key}, keys), max_size=4)),
    _named("batchDelete", items=st.lists(st.builds(lambda key: {"key": key}, keys), max_size=4)),
    _named("transact", sets=st.lists(entries, max_size=3), deletes=st.lists(keys, max_size=3)),
    st.tuples(st.just("wait"), st.integers(1, 90).map(lambda seconds: {"seconds": seconds})),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made=st.lists(calls, max_size=15))
def test_any_sequence_of_calls_answers_the_same(side: Side, made: list[Call]) -> None:
    """The real client and ours answer any sequence of calls alike, whatever time passes between them."""
    with pair(side) as twins:
        for call in made:
            if call[0] == "wait":
                twins.clock.advance(call[1]["seconds"])
            else:
                twins.same(call)
