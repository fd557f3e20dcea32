"""The dashboards in redis, shared by several machines: each has a key, a list of its last versions, and a lock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, TypeVar

from redis import Redis
from redis.exceptions import LockError, RedisError

from app.web.dashboard.blobs import MAIN, MOST_VERSIONS, Blob, BlobStore, NotSavedError, UnreadableError

SECONDS_TO_ANSWER: Final = 2.0
LOCK_SECONDS: Final = 10.0
"""The lock's expiry: a holder that takes longer has died."""

NAME: Final = "dashboard"
Result = TypeVar("Result")


class RedisBlobStore(BlobStore):
    """The dashboards in the redis at `url`. The URL may contain a password, so only the client holds it."""

    def __init__(self, url: str, *, prefix: str = "velocity-chart") -> None:
        self._redis: Any = Redis.from_url(
            url, socket_timeout=SECONDS_TO_ANSWER, socket_connect_timeout=SECONDS_TO_ANSWER
        )
        self._prefix = prefix

    def __repr__(self) -> str:
        return "RedisBlobStore()"

    def blob(self, name: str) -> Blob:
        """Return a blob; all share one connection pool."""
        # The braces keep the keys of a dashboard on one node of a cluster.
        tag = NAME if name == MAIN else f"{NAME}:{name}"
        return RedisBlob(self._redis, f"{self._prefix}:{{{tag}}}")


class RedisBlob(Blob):
    """Stores a dashboard under the key `name`, and its lock and versions under keys with that prefix."""

    def __init__(self, redis: Any, name: str) -> None:
        self._redis = redis
        self._name = name

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock's key for the duration of the context; it expires after ten seconds."""
        lock = self._redis.lock(f"{self._name}:lock", timeout=LOCK_SECONDS, blocking_timeout=LOCK_SECONDS / 2)
        if not self._ask(lock.acquire, _not_saved("does not answer")):
            raise _not_saved("is locked by another change")
        try:
            yield
        finally:
            with suppress(LockError, RedisError):
                lock.release()

    def load(self) -> bytes | None:
        """Return the value of the dashboard's key."""
        found: bytes | None = self._ask(lambda: self._redis.get(self._name), UnreadableError())
        return found

    def save(self, content: bytes) -> None:
        """Set the key and add the version, atomically."""

        def save() -> None:
            before = self._redis.get(self._name)
            with self._redis.pipeline(transaction=True) as pipe:
                pipe.set(self._name, content)
                pipe.delete(f"{self._name}:aside")
                if before is not None and before != content:
                    pipe.lpush(f"{self._name}:versions", before)
                    pipe.ltrim(f"{self._name}:versions", 0, MOST_VERSIONS - 1)
                pipe.execute()

        self._ask(save, _not_saved("does not take it"))

    def set_aside(self, stamp: str) -> None:
        """Rename the key and record its new name."""
        name = f"{self._name}:damaged-{stamp}"

        def rename() -> None:
            with self._redis.pipeline(transaction=True) as pipe:
                pipe.rename(self._name, name)
                pipe.set(f"{self._name}:aside", name)
                pipe.execute()

        self._ask(rename, _not_saved("does not take it"))

    def aside(self) -> str | None:
        """Return the key of the value set aside since the last save, or None."""
        found = self._ask(lambda: self._redis.get(f"{self._name}:aside"), UnreadableError())
        return found.decode() if found else None

    def versions(self) -> list[bytes]:
        """Return the list of versions."""
        found: list[bytes] = self._ask(lambda: self._redis.lrange(f"{self._name}:versions", 0, -1), UnreadableError())
        return found

    def erase(self) -> None:
        """Delete the keys."""
        with suppress(RedisError, OSError):
            self._redis.delete(*(f"{self._name}{end}" for end in ("", ":versions", ":aside")))

    @staticmethod
    def _ask(call: Callable[[], Result], failure: Exception) -> Result:
        try:
            return call()
        except (RedisError, OSError):
            # No exception chain: redis's own message may contain the address.
            raise failure from None


def _not_saved(why: str) -> NotSavedError:
    return NotSavedError(f"The dashboard was not saved, because the redis that keeps it {why}. Try again.")
