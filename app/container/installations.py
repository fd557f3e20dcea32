"""The installations served by one container, each with its own Jira, values and limits."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
from cachetools import TTLCache

from app.clock import Clock
from app.container.kvs import ForgeKvs
from app.container.sidecar import Called, Sidecar, authorization
from app.forge.manifest.reader import Manifest
from app.forge.product.client import Product
from app.forge.product.transport.egress import Asker
from app.forge.runtime.limits import Limits
from app.forge.runtime.runner import Origin, Runtime, SiteInfo
from app.forge.sdk import invocation
from app.forge.sdk.invocation import Person

MOST_INSTALLATIONS: Final = 64
"""The most sites whose connections and limits one process holds; figures are in Forge's store."""

COUNTED_BY_FORGE: Final = Limits(per_user_and_minute=None, per_minute=None, per_second=None, kvs_per_second=None)
"""Forge itself counts invocations and calls to its store; the 25 seconds and the sizes are the same."""

READABLE_SECONDS: Final = 60
MOST_READABLE: Final = 4096
"""How long, and for how many pairs of person and board, a process caches that Jira permits access."""


@dataclass
class Installation:
    """The app on one site."""

    runtime: Runtime
    product: Product
    kvs: ForgeKvs
    running: set[str]
    readable: TTLCache[tuple[str, str], bool] = field(repr=False)

    async def aclose(self) -> None:
        """Close its connections."""
        await self.kvs.aclose()
        await self.product.aclose()


class Installations:
    """Finds the installation of a call; LRU-bounded."""

    def __init__(self, manifest: Manifest, sidecar: Sidecar, clock: Clock, *, checks_user: bool) -> None:
        self._manifest = manifest
        self._sidecar = sidecar
        self._clock = clock
        self._checks_user = checks_user
        self._known: OrderedDict[str, Installation] = OrderedDict()
        self._closing: set[asyncio.Task[None]] = set()

    async def invoke(self, called: Called, invocation_id: str, function_key: str, payload: object) -> bytes:
        """Return a function's result as JSON; raises what `Runtime.invoke_encoded` raises."""
        found = self._of(called)
        # Viewers that the sidecar does not name must not share what one of them may read.
        readable = found.readable if called.account_id else {}
        person = Person(called.account_id or "", readable) if self._checks_user else None
        origin = Origin(invocation_id, called.account_id, person)
        # The module's key is from the other manifest, which names an endpoint instead of a function.
        context = {name: value for name, value in called.context.items() if name != "moduleKey"}
        found.running.add(invocation_id)
        try:
            return await found.runtime.invoke_encoded(
                function_key, payload, context, user=called.account_id or "", origin=origin
            )
        finally:
            found.running.discard(invocation_id)

    async def aclose(self) -> None:
        """Close every connection."""
        for known in self._known.values():
            await known.aclose()
        await asyncio.gather(*self._closing)

    def _of(self, called: Called) -> Installation:
        found = self._known.get(called.installation)
        if found is None:
            found = self._known[called.installation] = self._made(called)
            self._forget()
        self._known.move_to_end(called.installation)
        return found

    def _forget(self) -> None:
        idle = [key for key, known in self._known.items() if not known.running]
        for key in idle[: max(0, len(self._known) - MOST_INSTALLATIONS)]:
            task = asyncio.create_task(self._known.pop(key).aclose())
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)

    def _made(self, called: Called) -> Installation:
        running: set[str] = set()

        async def post(path: str, body: object) -> httpx.Response:
            asker = Asker(invocation.require().id)
            return await self._sidecar.post(path, body, authorization(asker, called.installation, running))

        product = Product(self._sidecar.upstream(called, running), clock=self._clock)
        site = SiteInfo(called.cloud_id, called.site_url, environment=called.environment)
        arguments: dict[str, Any] = {"clock": self._clock, "site": site, "limits": COUNTED_BY_FORGE}
        kvs = ForgeKvs(post, self._clock)
        runtime = Runtime(self._manifest, product=product, kvs=kvs, **arguments)
        readable: TTLCache[tuple[str, str], bool] = TTLCache(
            MOST_READABLE, READABLE_SECONDS, timer=self._clock.monotonic
        )
        return Installation(runtime, product, kvs, running, readable)
