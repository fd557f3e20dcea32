"""Every kind of store that this machine can test."""

from app.forge.kvs.stores.memory import MemoryStore
from app.forge.kvs.stores.redis import RedisStore
from tests.support.clock import FakeClock
from tests.support.redis_server import REDIS

TIMED = ["memory", "memory-late"]
"""Those whose time is the platform's clock; redis goes by its own, and has tests with real seconds."""

STORES = [*TIMED, *(["redis"] if REDIS else [])]


def open_store(kind: str, clock: FakeClock, url: str | None, prefix: str) -> MemoryStore | RedisStore:
    """Return an empty store of a kind; `url` and `prefix` are for redis."""
    if url is None:
        return MemoryStore(clock, late_expiry=kind.endswith("-late"))
    return RedisStore(url, clock, prefix=prefix)
