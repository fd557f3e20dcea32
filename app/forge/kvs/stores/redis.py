"""A store in redis: plain keys with redis's own expiry, written in one MULTI and read with one MGET.

A record has two keys: `value` with the instants of change and expiry and the JSON, and `made` with the instant of
creation, which survives overwriting. Two indexes of an installation's keys serve queries: `expiring`, a sorted set by
expiry, and `lasting`, a set of keys without expiry. The braces in key names put all keys of an installation into one
slot of a cluster, where MGET and MULTI work.
"""

from collections.abc import Awaitable, Iterable, Sequence
from typing import Any

from redis.exceptions import ConnectionError as NoConnectionError
from redis.exceptions import RedisError, WatchError
from redis.exceptions import TimeoutError as NoAnswerError

from app.clock import Clock
from app.forge.kvs import rules
from app.forge.kvs.protocol import Record, Store, Write, Written
from app.forge.kvs.stores.address import close, connect


class RedisStore(Store):
    """Stores records in the redis at `url`. The URL may contain a password, so only the client holds it."""

    def __init__(self, url: str, clock: Clock, *, prefix: str = "forge-kvs") -> None:
        self._redis: Any = connect(url)
        self._clock = clock
        self._prefix = prefix

    def __repr__(self) -> str:
        return "RedisStore()"

    async def read(self, installation: str, keys: Sequence[str]) -> list[Record | None]:
        """Return the records of the keys, in the order of the keys, in one round trip."""
        if not keys:
            return []
        return _records(await self._ask(self._redis.mget(self._names(installation, keys))))

    async def write(self, installation: str, writes: Sequence[Write], *, only_new: bool = False) -> list[Written]:
        """Make all changes atomically, in one round trip unless `only_new`."""
        if not writes:
            return []
        now = int(self._clock.now() * 1000)
        async with self._redis.pipeline(transaction=True) as pipe:
            await self._ask(self._change(pipe, installation, writes, now, only_new=only_new))
            before = _records((await self._ask(pipe.execute()))[0])
        return [_written(write, record, now) for write, record in zip(writes, before, strict=True)]

    async def scan(self, installation: str, prefix: str, after: str | None, limit: int) -> list[tuple[str, Record]]:
        """Return the next records by key. This reads the names of all keys of the installation."""
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.zrange(self._name(installation, "expiring"), 0, -1)
            pipe.smembers(self._name(installation, "lasting"))
            expiring, lasting = await self._ask(pipe.execute())
        names = sorted(key.decode() for key in {*expiring, *lasting})
        keys = [key for key in names if key.startswith(prefix) and (after is None or key > after)]
        found: list[tuple[str, Record]] = []
        while keys and len(found) < limit:
            page, keys = keys[:limit], keys[limit:]
            records = await self.read(installation, page)
            found += [(key, record) for key, record in zip(page, records, strict=True) if record is not None]
        return found[:limit]

    async def ready(self) -> None:
        """Return if redis answers."""
        await self._ask(self._redis.ping())

    async def aclose(self) -> None:
        """Close the connections."""
        await close(self._redis)

    def _name(self, installation: str, *parts: str) -> str:
        return ":".join((self._prefix, f"{{{installation}}}", *parts))

    def _names(self, installation: str, keys: Iterable[str]) -> list[str]:
        return [self._name(installation, part, key) for key in keys for part in ("value", "made")]

    async def _change(self, pipe: Any, installation: str, writes: Sequence[Write], now: int, *, only_new: bool) -> None:
        """Add the changes to the pipeline; its first result will be the records before them."""
        names = self._names(installation, [write.key for write in writes])
        if only_new:
            await pipe.watch(*names)
            if any(record is not None for record in _records(await self._redis.mget(names))):
                raise rules.conflict()
            pipe.multi()
        pipe.execute_command("MGET", *names)  # the client's own `mget` does not work in a cluster's pipeline
        for write, value, made in zip(writes, names[::2], names[1::2], strict=True):
            if write.value is None:
                pipe.unlink(value)
                pipe.unlink(made)
                continue
            pipe.set(value, b"%d %s %s" % (now, _text(write.expires), write.value), pxat=write.expires)
            pipe.set(made, now, nx=True)
            _ = pipe.persist(made) if write.expires is None else pipe.pexpireat(made, write.expires)
        self._index(pipe, installation, writes, now)

    def _index(self, pipe: Any, installation: str, writes: Sequence[Write], now: int) -> None:
        expiring, lasting = self._name(installation, "expiring"), self._name(installation, "lasting")
        instants = {write.key: write.expires for write in writes if write.value is not None and write.expires}
        forever = [write.key for write in writes if write.value is not None and write.expires is None]
        if others := [write.key for write in writes if write.key not in instants]:
            pipe.zrem(expiring, *others)
        if others := [write.key for write in writes if write.key not in forever]:
            pipe.srem(lasting, *others)
        if forever:
            pipe.sadd(lasting, *forever)
        pipe.zremrangebyscore(expiring, "-inf", now)
        if instants:
            pipe.zadd(expiring, instants)
            # The index expires with its last key: GT extends an existing expiry, NX sets a first one.
            pipe.pexpireat(expiring, max(instants.values()), nx=True)
            pipe.pexpireat(expiring, max(instants.values()), gt=True)

    async def _ask(self, answer: Awaitable[Any]) -> Any:
        # No exception chain: redis's own message may contain the address.
        try:
            return await answer
        except WatchError:
            raise rules.conflict() from None
        except (NoConnectionError, NoAnswerError, OSError):
            raise rules.out_of_reach() from None
        except RedisError:
            raise rules.store_refused() from None


def _text(expires: int | None) -> bytes:
    return b"" if expires is None else b"%d" % expires


def _records(answers: Sequence[bytes | None]) -> list[Record | None]:
    return [_record(value, made) for value, made in zip(answers[::2], answers[1::2], strict=True)]


def _record(value: bytes | None, made: bytes | None) -> Record | None:
    """Return the record, None if it is missing or invalid; an invalid one will be overwritten."""
    try:
        updated, expires, content = (value or b"").split(b" ", 2)
        changed = int(updated)
        return Record(content, int(made or changed), changed, int(expires) if expires else None)
    except ValueError:
        return None


def _written(write: Write, previous: Record | None, now: int) -> Written:
    if write.value is None:
        return Written(previous, None)
    return Written(previous, Record(write.value, previous.created if previous else now, now, write.expires))
