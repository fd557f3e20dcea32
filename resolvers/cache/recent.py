"""Values that one process keeps for up to an hour."""

from collections import OrderedDict
from typing import Generic, TypeVar

from app.forge import now
from resolvers.cache.store import LONGEST

Key = TypeVar("Key")
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """The `most` values used last, each for up to an hour by the platform's clock, which may be set back meanwhile."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Key, tuple[int, Value]] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        """Return the value of a key, or None."""
        at, value = self._kept.get(key, (None, None))
        if at is None or not _is_young(at):
            return None
        self._kept.move_to_end(key)
        return value

    def keep(self, key: Key, value: Value) -> None:
        """Keep a value from now on; drop what is too old, and what was not used for longest if there is too much."""
        for old in [each for each, (at, _) in self._kept.items() if not _is_young(at)]:
            del self._kept[old]
        self._kept[key] = now(), value
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)


def _is_young(at: int) -> bool:
    return 0 <= now() - at < LONGEST
