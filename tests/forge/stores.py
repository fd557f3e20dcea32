"""Every kind of store that this machine can test."""

import shutil

from app.forge.kvs_memory import MemoryStore
from app.forge.kvs_redis import RedisStore
from tests.support.clock import FakeClock

REDIS = shutil.which("redis-server")
STORES = ["memory", "memory-late", *(["redis", "redis-late"] if REDIS else [])]


def open_store(kind: str, clock: FakeClock, url: str | None, prefix: str) -> MemoryStore | RedisStore:
    """Return an empty store of a kind; `url` and `prefix` are for redis."""
    late = kind.endswith("-late")
    if url is None:
        return MemoryStore(clock, late_expiry=late)
    return RedisStore(url, clock, late_expiry=late, prefix=prefix)
