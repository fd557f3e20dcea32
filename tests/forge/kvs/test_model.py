"""The key-value store behaves like a dictionary with expiry, under any operations in any order."""

import asyncio
import time
from collections.abc import Coroutine
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from app.forge.errors import KvsError
from app.forge.kvs.service import KvsService
from tests.forge.kvs.stores import STORES, open_store
from tests.support.clock import FakeClock

GRACE = 48 * 60 * 60
KEYS = st.sampled_from(["a", "a:1", "a:2", "a:10", "b", "B", "b:\u00a0", "#"])
VALUES = st.none() | st.integers(0, 9) | st.lists(st.integers(0, 9), max_size=2)
LIVES = st.none() | st.integers(1, 100)
RUNS = count()


def ttl(seconds: int | None) -> dict[str, object] | None:
    """Return a TTL as the store takes it."""
    return None if seconds is None else {"value": seconds, "unit": "SECONDS"}


class Model(RuleBasedStateMachine):
    """A store, and the dictionary that it must match: key -> value, creation and expiry."""

    kind = "memory"
    url: str | None = None

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        # A redis lets keys expire by its own clock, which is behind this one: there nothing expires in these hours.
        self.clock = FakeClock(time.time() + 60) if self.kind == "redis" else FakeClock()
        self.grace = GRACE if self.kind.endswith("-late") else 0
        self.store = open_store(self.kind, self.clock, self.url, f"model-{next(RUNS)}")
        self.service = KvsService(self.store, "site/app", self.clock)
        self.other = KvsService(self.store, "site/other", self.clock)
        self.model: dict[str, tuple[Any, int, float]] = {}

    def run(self, call: Coroutine[Any, Any, Any]) -> Any:
        """Return the result of a call; a second passes first, so that no rate limit is reached."""
        self.clock.advance(1)
        now = self.clock.now()
        self.model = {key: row for key, row in self.model.items() if row[2] > now}
        return self.loop.run_until_complete(call)

    def refused(self, call: Coroutine[Any, Any, Any]) -> str | None:
        """Return the code of the call's refusal, None without one."""
        try:
            self.run(call)
        except KvsError as error:
            return error.code
        return None

    def life(self, seconds: int | None) -> int | None:
        """Return the lifetime of a value: in redis longer than this test's clock runs."""
        return seconds if seconds is None or self.kind != "redis" else 100_000 + seconds

    def keep(self, key: str, value: object, seconds: int | None) -> None:
        """Apply a set to the model."""
        now = self.clock.now()
        gone = float("inf") if seconds is None else now + seconds + self.grace
        made = self.model[key][1] if key in self.model else int(now * 1000)
        self.model[key] = (value, made, gone)

    @rule(key=KEYS, value=VALUES, seconds=LIVES)
    def set(self, key: str, value: object, seconds: int | None) -> None:
        """A set overwrites and returns the previous value."""
        seconds = self.life(seconds)
        options = {"ttl": ttl(seconds), "returnValue": "PREVIOUS"}
        row = self.run(self.service.set(key, value, options))
        assert row == ({"key": key, "value": self.model[key][0]} if key in self.model else None)
        self.keep(key, value, seconds)

    @rule(key=KEYS, value=VALUES)
    def set_new(self, key: str, value: object) -> None:
        """A set with FAIL_IF_EXISTS conflicts exactly if the key exists."""
        code = self.refused(self.service.set(key, value, {"keyPolicy": "FAIL_IF_EXISTS"}))
        assert code == ("KEY_CONFLICT" if key in self.model else None)
        if code is None:
            self.keep(key, value, None)

    @rule(key=KEYS)
    def delete(self, key: str) -> None:
        """A delete removes the key."""
        self.run(self.service.delete(key))
        self.model.pop(key, None)

    @rule(sets=st.dictionaries(KEYS, VALUES, min_size=1), deletes=st.sets(KEYS), seconds=LIVES)
    def transact(self, sets: dict[str, object], deletes: frozenset[str], seconds: int | None) -> None:
        """A transaction does everything, or nothing if a key occurs twice."""
        seconds = self.life(seconds)
        changes = [{"key": key, "value": value, "ttl": ttl(seconds)} for key, value in sets.items()]
        code = self.refused(self.service.transact(changes, [{"key": key} for key in deletes]))
        assert code == ("KEY_DUPLICATION_ERROR" if set(sets) & deletes else None)
        if code is None:
            for key, value in sets.items():
                self.keep(key, value, seconds)
            for key in deletes:
                self.model.pop(key, None)

    @rule(key=KEYS)
    def get(self, key: str) -> None:
        """A get returns the stored value, with its age."""
        row = self.run(self.service.get(key, ["CREATED_AT"]))
        value, made, _ = self.model.get(key, (None, 0, 0))
        assert row == ({"key": key, "value": value, "createdAt": made} if key in self.model else None)

    @rule(prefix=st.sampled_from(["", "a", "a:", "a:1", "b", "z"]), limit=st.integers(1, 4))
    def query(self, prefix: str, limit: int) -> None:
        """The pages of a query are all keys with the prefix, in order."""
        rows: list[dict[str, Any]] = []
        cursor = None
        while True:
            page = self.run(self.service.query(prefix, cursor, limit, None))
            assert len(page["results"]) <= limit
            rows += page["results"]
            cursor = page.get("nextCursor")
            if cursor is None:
                break
        keys = [row["key"] for row in rows]
        assert keys == sorted(keys)
        # A key may vanish while pages are read; no key that exists at the end is missing.
        assert set(keys) >= {key for key in self.model if key.startswith(prefix)}

    @rule(seconds=st.sampled_from([1, 30, 100, GRACE - 1, GRACE]))
    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.clock.advance(min(seconds, 100) if self.kind == "redis" else seconds)

    @invariant()
    def nobody_else_sees_anything(self) -> None:
        """Another app's store stays empty."""
        assert self.run(self.other.query("", None, 1, None)) == {"results": []}

    def teardown(self) -> None:
        """Close the loop."""
        self.loop.run_until_complete(self.store.aclose())
        self.loop.close()


@pytest.mark.parametrize("kind", STORES)
def test_a_store_is_like_a_dictionary(kind: str, request: pytest.FixtureRequest) -> None:
    """Any sequence of calls gives the same results as a dictionary with expiry, in every store."""
    url = request.getfixturevalue("redis_url") if kind.startswith("redis") else None
    chosen = settings(max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(type("Chosen", (Model,), {"kind": kind, "url": url}), settings=chosen)
