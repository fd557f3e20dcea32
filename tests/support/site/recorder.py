"""The requests to a site in memory, for tests and measurements."""

from bisect import insort
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from operator import attrgetter
from typing import Any, Final

from app.clock import Clock

MOST: Final = 10_000
"""The number of requests kept, so that a server that runs for days does not grow."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One request and its answer.

    `body` is the parsed JSON, None without one. `size` counts the bytes of the answer's body, `status` is 0 when
    none was sent. `started` and `ended` are instants of the clock's `monotonic()`. `began` and `ended_order` come from
    one counter: a request began only after another had ended when its `began` is the larger. `in_flight` counts the
    requests that ran when this one began, itself included.
    """

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    status: int
    size: int
    started: float
    ended: float
    began: int
    ended_order: int
    in_flight: int


@dataclass
class Sent:
    """The answer so far."""

    status: int = 0
    size: int = 0


@dataclass
class Recorder:
    """Keeps the last requests in the order in which they began, each once it has ended."""

    clock: Clock
    requests: list[Recorded] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)
    _in_flight: int = 0

    @contextmanager
    def record(self, method: str, path: str, query: Mapping[str, str], body: Any) -> Iterator[Sent]:
        """Record the request that is answered inside the context; the caller fills in what it sends."""
        self._in_flight += 1
        began, in_flight, started, sent = next(self._order), self._in_flight, self.clock.monotonic(), Sent()
        try:
            yield sent
        finally:
            self._in_flight -= 1
            done = Recorded(
                method=method,
                path=path,
                query=query,
                body=body,
                status=sent.status,
                size=sent.size,
                started=started,
                ended=self.clock.monotonic(),
                began=began,
                ended_order=next(self._order),
                in_flight=in_flight,
            )
            insort(self.requests, done, key=attrgetter("began"))
            del self.requests[:-MOST]
