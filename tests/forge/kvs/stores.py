"""Every kind of store that this machine can test."""

from app.forge.kvs.protocol import Store
from app.forge.kvs.stores.memory import MemoryStore
from app.forge.kvs.stores.redis import RedisStore
from tests.support.clock import FakeClock
from tests.support.redis_server import REDIS

TIMED = ["memory", "memory-late"]
"""Those that use the platform's clock; redis uses its own, and has tests with real seconds."""

STORES = [*TIMED, *(["redis"] if REDIS else [])]


def open_store(kind: str, clock: FakeClock, url: str | None, prefix: str) -> MemoryStore | RedisStore:
    """Return an empty store of a kind; `url` and `prefix` are for redis."""
    if url is None:
        return MemoryStore(clock, late_expiry=kind.endswith("-late"))
    return RedisStore(url, clock, prefix=prefix)


async def dump(store: Store) -> dict[str, bytes]:
    """Return the values of all installations by installation and key; for memory this includes expired ones."""
    while (inner := getattr(store, "_store", None)) is not None:
        store = inner
    if isinstance(store, MemoryStore):
        return {f"{owner} {key}": record.value for (owner, key), record in store._records.items()}
    if not isinstance(store, RedisStore):
        raise TypeError(type(store).__name__)
    kept: dict[str, bytes] = {}
    for name in await store._ask(store._redis.keys(f"{store._prefix}:*:value:*")):
        owner, key = name.decode().removeprefix(f"{store._prefix}:{{").split("}:value:", 1)
        (record,) = await store.read(owner, [key])
        kept |= {f"{owner} {key}": record.value} if record else {}
    return kept
