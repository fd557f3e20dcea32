"""Delays after wrong access keys."""

import hashlib
import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from app.clock import Clock

FREE: Final = 3
"""Wrong keys per address without delay, for typing errors."""
LONGEST: Final = 300.0
FREE_IN_ALL: Final = 30
LONGEST_IN_ALL: Final = 5.0
"""Short, so that guessing from many addresses does not lock everybody out."""
FORGOTTEN: Final = 900.0
"""Seconds without a wrong key after which the count is reset."""
MOST_ADDRESSES: Final = 4096


@dataclass
class Guesses:
    """Wrong keys so far: their number, the instant of the last one, and its digest."""

    count: int = 0
    at: float = 0.0
    last: bytes = b""

    def wait(self, now: float, free: int, longest: float) -> float:
        """Return the remaining seconds of the delay, which doubles with each wrong key beyond the free ones."""
        if self.count <= free or now - self.at > FORGOTTEN:
            return 0.0
        return max(0.0, self.at + min(longest, 2.0 ** min(self.count - free - 1, 30)) - now)

    def add(self, now: float, digest: bytes = b"") -> None:
        """Count a wrong key. A repeated one counts once: a script with an outdated key is not guessing."""
        if now - self.at > FORGOTTEN:
            self.count = 0
        if not digest or digest != self.last:
            self.count, self.at, self.last = self.count + 1, now, digest


class Attempts:
    """Counts wrong keys per address and in total, in this process."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.all = Guesses()
        self.addresses: OrderedDict[str, Guesses] = OrderedDict()
        self._salt = secrets.token_bytes(16)

    def wait(self, address: str) -> float:
        """Return the seconds until keys from this address are checked again, 0 for now."""
        now = self.clock.monotonic()
        own = self.addresses.get(address, Guesses())
        return max(own.wait(now, FREE, LONGEST), self.all.wait(now, FREE_IN_ALL, LONGEST_IN_ALL))

    def failed(self, address: str, key: str) -> None:
        """Record a wrong key."""
        digest = hmac.new(self._salt, key.encode("utf-8", "replace"), hashlib.sha256).digest()
        own = self.addresses.setdefault(address, Guesses())
        self.addresses.move_to_end(address)
        if own.last != digest:
            self.all.add(self.clock.monotonic())
        own.add(self.clock.monotonic(), digest)
        if len(self.addresses) > MOST_ADDRESSES:
            self.addresses.popitem(last=False)
