"""A store in redis: one hash of records, an index by key and one by expiry for each installation, changed in one step.

Expiry goes by the platform's clock, so redis's own is not used; each change clears away some of what has expired.
"""

from collections.abc import Awaitable, Sequence
from typing import Any, Final, TypeVar, cast

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.clock import Clock
from app.forge import kvs_rules
from app.forge.kvs_store import LATEST_DELETION, Record, Store, Write, Written

SECONDS_TO_ANSWER: Final = 2.0
CLEARED_PER_WRITE: Final = 50

_ALIVE: Final = """
local function alive(record)
  local expires = record and string.match(record, '^%d+ %d+ (%d*) ')
  return expires and (expires == '' or tonumber(expires) > tonumber(ARGV[1]))
end
"""

# ARGV: the instant of expiry up to which records are gone, now, '1' for new keys only, how many to clear, then for
# each change the key, 'set' or 'delete', the instant of expiry or '', the value.
_WRITE: Final = (
    _ALIVE
    + """
local function remove(key)
  redis.call('HDEL', KEYS[1], key)
  redis.call('ZREM', KEYS[2], key)
  redis.call('ZREM', KEYS[3], key)
end
local before = {}
for i = 5, #ARGV, 4 do
  local record = redis.call('HGET', KEYS[1], ARGV[i])
  before[#before + 1] = alive(record) and record or ''
  if ARGV[3] == '1' and before[#before] ~= '' then return 0 end
end
for _, key in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', ARGV[1], 'LIMIT', 0, ARGV[4])) do remove(key) end
for i = 5, #ARGV, 4 do
  local key, expires = ARGV[i], ARGV[i + 2]
  remove(key)
  if ARGV[i + 1] == 'set' then
    local created = string.match(before[(i - 1) / 4], '^(%d+) ') or ARGV[2]
    redis.call('HSET', KEYS[1], key, created .. ' ' .. ARGV[2] .. ' ' .. expires .. ' ' .. ARGV[i + 3])
    redis.call('ZADD', KEYS[2], 0, key)
    if expires ~= '' then redis.call('ZADD', KEYS[3], expires, key) end
  end
end
return before
"""
)

# ARGV: as above, the bounds of the keys, how many records.
_SCAN: Final = (
    _ALIVE
    + """
local found, offset, most = {}, 0, 2 * tonumber(ARGV[4])
while #found < most do
  local keys = redis.call('ZRANGEBYLEX', KEYS[2], ARGV[2], ARGV[3], 'LIMIT', offset, 100)
  if #keys == 0 then break end
  offset = offset + #keys
  for _, key in ipairs(keys) do
    local record = redis.call('HGET', KEYS[1], key)
    if alive(record) and #found < most then
      found[#found + 1] = key
      found[#found + 1] = record
    end
  end
end
return found
"""
)

Result = TypeVar("Result")


class RedisStore(Store):
    """Keeps records in the redis at `url`, which may carry a password: it is handed to the client and not kept."""

    def __init__(self, url: str, clock: Clock, *, late_expiry: bool = False, prefix: str = "forge-kvs") -> None:
        try:
            self._redis = Redis.from_url(
                url,
                socket_timeout=SECONDS_TO_ANSWER,
                socket_connect_timeout=SECONDS_TO_ANSWER,
                retry=Retry(NoBackoff(), 1),
            )
        except ValueError:
            message = "The store's address is none that redis takes: redis://[[user]:password@]host[:port][/number]"
            raise ValueError(message) from None
        self._clock = clock
        self._grace = LATEST_DELETION if late_expiry else 0
        self._prefix = prefix
        self._write = self._redis.register_script(_WRITE)
        self._scan = self._redis.register_script(_SCAN)

    def __repr__(self) -> str:
        return "RedisStore()"

    async def read(self, installation: str, keys: Sequence[str]) -> list[Record | None]:
        """Return the records of the keys, in their order."""
        if not keys:
            return []
        texts = await self._ask(self._redis.hmget(self._names(installation)[0], list(keys)))
        gone = self._gone()
        records = [None if text is None else _record(cast("bytes", text)) for text in texts]
        return [r if r and (r.expires is None or r.expires > gone) else None for r in records]

    async def write(self, installation: str, writes: Sequence[Write], *, only_new: bool = False) -> list[Written]:
        """Make all changes in one step of redis."""
        if not writes:
            return []
        now = self._now()
        changes: list[Any] = []
        for write in writes:
            expires = "" if write.expires is None else write.expires
            changes += [write.key, "delete" if write.value is None else "set", expires, write.value or b""]
        head = [self._gone(), now, int(only_new), CLEARED_PER_WRITE]
        before = await self._ask(self._write(self._names(installation), [*head, *changes]))
        if not isinstance(before, list):
            raise kvs_rules.conflict()
        return [_written(write, text, now) for write, text in zip(writes, before, strict=True)]

    async def scan(self, installation: str, prefix: str, after: str | None, limit: int) -> list[tuple[str, Record]]:
        """Return the next records by key."""
        low = f"[{prefix}" if after is None or after < prefix else f"({after}"
        # No key holds the byte FF, so it ends the keys with the prefix.
        bounds = [low.encode() if low != "[" else b"-", b"(" + prefix.encode() + b"\xff"]
        found = await self._ask(self._scan(self._names(installation), [self._gone(), *bounds, limit]))
        return [(key.decode(), _record(text)) for key, text in zip(found[::2], found[1::2], strict=True)]

    async def dump(self) -> dict[str, bytes]:
        """Return everything that is kept."""
        kept: dict[str, bytes] = {}
        for name in await self._ask(self._redis.keys(f"{self._prefix}:*:records")):
            records = await self._ask(self._redis.hgetall(name))
            owner = name.decode().removeprefix(f"{self._prefix}:").removesuffix(":records")
            kept |= {f"{owner.strip('{}')} {key.decode()}": _record(text).value for key, text in records.items()}
        return kept

    async def ready(self) -> None:
        """Return if redis answers."""
        await self._ask(cast("Awaitable[object]", self._redis.ping()))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    def _now(self) -> int:
        return int(self._clock.now() * 1000)

    def _gone(self) -> int:
        return self._now() - self._grace

    def _names(self, installation: str) -> list[str]:
        # The braces keep the three on one node of a cluster.
        return [f"{self._prefix}:{{{installation}}}:{part}" for part in ("records", "keys", "expiry")]

    async def _ask(self, answer: Awaitable[Any]) -> Any:
        try:
            return await answer
        except (RedisError, OSError):
            # The chain would carry redis's own words, and with them perhaps an address.
            raise kvs_rules.out_of_reach() from None


def _record(text: bytes) -> Record:
    created, updated, expires, value = text.split(b" ", 3)
    return Record(value, int(created), int(updated), int(expires) if expires else None)


def _written(write: Write, text: bytes, now: int) -> Written:
    previous = _record(text) if text else None
    if write.value is None:
        return Written(previous, None)
    return Written(previous, Record(write.value, previous.created if previous else now, now, write.expires))
