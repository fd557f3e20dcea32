"""The process's metrics in Prometheus format: counts and durations, with labels from closed lists only.

No label identifies a board, a gadget, a person or an address: `LABELS` has all possible values.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest

from app.clock import Clock
from app.forge.errors import KvsError
from app.forge.kvs.protocol import Record, Store
from app.forge.kvs.stores.passing import PassingStore
from app.forge.product.client import Product
from app.web.routing import Kind

disable_created_metrics()  # type: ignore[no-untyped-call]  # a counter has no figure for its start

NO_ADDRESS: Final = "none"
"""The kind of a request without a route: a wrong host, or an unknown path or method."""

LABELS: Final[Mapping[str, frozenset[str]]] = {
    "kind": frozenset({NO_ADDRESS, *Kind}),
    "status": frozenset({"1xx", "2xx", "3xx", "4xx", "429", "5xx", "none"}),
    "outcome": frozenset({"found", "absent", "failed"}),
    "of": frozenset({"jira", "store"}),
}
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
"""The media type of `generate_latest`."""

SECONDS: Final = (0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 25.0)
"""The upper bounds of the latency buckets; the last is the longest duration of an invocation."""


def status_label(status: int | str) -> str:
    """Return the label of an HTTP status, `none` for the reason of a missing answer."""
    if isinstance(status, str) or not 100 <= status <= 599:  # noqa: PLR2004 - what HTTP has
        return "none"
    return "429" if status == 429 else f"{status // 100}xx"  # noqa: PLR2004 - Too Many Requests


class Metrics:
    """The metrics of one process since its start."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._registry = registry = CollectorRegistry()
        requests = Counter("forge_http_requests", "Requests answered.", ["kind", "status"], registry=registry)
        seconds = Histogram(
            "forge_http_request_seconds", "Time to the end of the answer.", ["kind"], registry=registry, buckets=SECONDS
        )
        self._requests, self._seconds = cache(requests.labels), cache(seconds.labels)
        reads = Counter("forge_kvs_reads", "Values read from the store.", ["outcome"], registry=registry)
        self._reads = {outcome: reads.labels(outcome) for outcome in LABELS["outcome"]}
        self._ready = Gauge("forge_kvs_ready", "1 while the store answers.", registry=registry)
        self._asked = Counter("forge_jira_requests", "Requests sent to Jira.", ["status"], registry=registry)
        self._answered = Histogram(
            "forge_jira_request_seconds", "Time to Jira's answer.", registry=registry, buckets=SECONDS
        )
        self._points = Gauge("forge_jira_points_used", "Points used in this hour, approximately.", registry=registry)
        self._near = Gauge("forge_jira_limit_near", "1 while Jira reports that few points are left.", registry=registry)
        self._open = Gauge("forge_breaker_open", "1 while no requests are sent there.", ["of"], registry=registry)

    def request(self, kind: Kind | None, status: int, seconds: float) -> None:
        """Count an answered request."""
        label = kind or NO_ADDRESS
        self._requests(label, status_label(status)).inc()
        self._seconds(label).observe(seconds)

    def product_request(self, result: int | str, seconds: float) -> None:
        """Count a request to Jira by its status or the reason for a missing answer."""
        self._asked.labels(status_label(result)).inc()
        self._answered.observe(seconds)

    def reads(self, outcome: str, count: int = 1) -> None:
        """Count values read from the store: `found`, `absent` or `failed`."""
        self._reads[outcome].inc(count)

    async def page(self, product: Product, store: Store) -> bytes:
        """Return all metrics; this checks the store but sends nothing to Jira."""
        now = self.clock.monotonic()
        try:
            await store.ready()
        except KvsError:
            ready = False
        else:
            ready = True
        self._ready.set(ready)
        self._open.labels("store").set(bool(getattr(store, "is_open", False)))
        self._open.labels("jira").set(product.breaker.wait(now) > 0)
        self._points.set(product.points.used_in(self.clock.now()))
        self._near.set(product.points.near(now))
        return generate_latest(self._registry)


class CountedStore(PassingStore):
    """Passes calls on to a store and counts the results of reads."""

    def __init__(self, store: Store, metrics: Metrics) -> None:
        super().__init__(store)
        self._metrics = metrics

    async def read(self, installation: str, keys: Sequence[str]) -> list[Record | None]:
        """Return the records of the keys, in their order."""
        try:
            records = await self._store.read(installation, keys)
        except KvsError:
            self._metrics.reads("failed", len(keys))
            raise
        found = sum(map(bool, records))
        for outcome, count in (("found", found), ("absent", len(records) - found)):
            if count:
                self._metrics.reads(outcome, count)
        return records
