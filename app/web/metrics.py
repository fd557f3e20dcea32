"""The process's metrics in Prometheus format: counts and durations, with labels from closed lists only.

No label identifies a board, a gadget, a person or an address: `LABELS` has all possible values.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Final

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from app.clock import Clock
from app.forge.errors import KvsError
from app.forge.kvs.protocol import Record, Store
from app.forge.kvs.stores.passing import PassingStore
from app.forge.product.client import Product
from app.web.routing import Kind

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

BOUNDS: Final = (*map(floatToGoString, SECONDS), "+Inf")
"""The names of the buckets."""


def status_label(status: int | str) -> str:
    """Return the label of an HTTP status, `none` for the reason of a missing answer."""
    if isinstance(status, str) or not 100 <= status <= 599:  # noqa: PLR2004 - what HTTP has
        return "none"
    return "429" if status == 429 else f"{status // 100}xx"  # noqa: PLR2004 - Too Many Requests


class Counts(Collector):
    """Counts by the values of labels, in plain numbers: every request counts several times, in one thread."""

    def __init__(self, name: str, text: str, *labels: str) -> None:
        self._name, self._text, self._labels = name, text, labels
        self._counts: Counter[tuple[str, ...]] = Counter()

    def add(self, *values: str, count: int = 1) -> None:
        """Count once, or `count` times."""
        self._counts[values] += count

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Yield the counts in Prometheus's form."""
        family = CounterMetricFamily(self._name, self._text, labels=self._labels)
        for values, count in self._counts.items():
            family.add_metric(values, count)
        yield family


class Durations(Collector):
    """Durations in seconds by the values of labels: how many are in each bucket, and their sum."""

    def __init__(self, name: str, text: str, *labels: str) -> None:
        self._name, self._text, self._labels = name, text, labels
        self._buckets: defaultdict[tuple[str, ...], list[int]] = defaultdict(lambda: [0] * len(BOUNDS))
        self._sums: defaultdict[tuple[str, ...], float] = defaultdict(float)
        if not labels:
            self._buckets[()]  # a series without labels is there from the start

    def add(self, seconds: float, *values: str) -> None:
        """Count a duration."""
        self._buckets[values][bisect_left(SECONDS, seconds)] += 1
        self._sums[values] += seconds

    def collect(self) -> Iterator[HistogramMetricFamily]:
        """Yield the buckets in Prometheus's form: each includes those before it."""
        family = HistogramMetricFamily(self._name, self._text, labels=self._labels)
        for values, counts in self._buckets.items():
            family.add_metric(values, list(zip(BOUNDS, accumulate(counts), strict=True)), self._sums[values])
        yield family


class Metrics:
    """The metrics of one process since its start."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._registry = registry = CollectorRegistry()
        self._requests = Counts("forge_http_requests", "Requests answered.", "kind", "status")
        self._seconds = Durations("forge_http_request_seconds", "Time to the end of the answer.", "kind")
        self._reads = Counts("forge_kvs_reads", "Values read from the store.", "outcome")
        for outcome in LABELS["outcome"]:
            self.reads(outcome, 0)
        self._asked = Counts("forge_jira_requests", "Requests sent to Jira.", "status")
        self._answered = Durations("forge_jira_request_seconds", "Time to Jira's answer.")
        for each in (self._requests, self._seconds, self._reads, self._asked, self._answered):
            registry.register(each)
        self._ready = Gauge("forge_kvs_ready", "1 while the store answers.", registry=registry)
        self._points = Gauge("forge_jira_points_used", "Points used in this hour, approximately.", registry=registry)
        self._near = Gauge("forge_jira_limit_near", "1 while Jira reports that few points are left.", registry=registry)
        self._open = Gauge("forge_breaker_open", "1 while no requests are sent there.", ["of"], registry=registry)

    def request(self, kind: Kind | None, status: int, seconds: float) -> None:
        """Count an answered request."""
        label = kind or NO_ADDRESS
        self._requests.add(label, status_label(status))
        self._seconds.add(seconds, label)

    def product_request(self, result: int | str, seconds: float) -> None:
        """Count a request to Jira by its status or the reason for a missing answer."""
        self._asked.add(status_label(result))
        self._answered.add(seconds)

    def reads(self, outcome: str, count: int = 1) -> None:
        """Count values read from the store: `found`, `absent` or `failed`."""
        self._reads.add(outcome, count=count)

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
        absent = records.count(None)
        self._metrics.reads("absent", absent)
        self._metrics.reads("found", len(records) - absent)
        return records
