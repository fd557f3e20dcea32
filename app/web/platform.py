"""Assembles a server's parts: the app of a manifest, the store, the product requests, the dashboard."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request

from app.clock import Clock
from app.forge.errors import ForgeError
from app.forge.kvs.protocol import Store
from app.forge.kvs.stores.breaker import BreakerStore
from app.forge.kvs.stores.memory import MemoryStore
from app.forge.manifest.reader import GadgetModule, Manifest, load
from app.forge.product.client import Product
from app.forge.product.transport.egress import Upstream
from app.forge.runtime.limits import Limits
from app.forge.runtime.runner import Runtime, SiteInfo, kvs_of
from app.jira.connect import connect
from app.pictures.engine import Drawer
from app.settings import ROOT, Settings
from app.web.dashboard.blobs import MAIN, FileBlobStore
from app.web.dashboard.catalog import Catalog, Entry
from app.web.dashboard.store import Dashboard, Gadget
from app.web.files import Folder
from app.web.metrics import CountedStore, Metrics
from app.web.shared_limits import SharedLimits

TOKENS: Final = ROOT / "static" / "bridge" / "tokens.css"
"""The theme that the host gives to gadgets."""

PICTURES_AT_A_TIME: Final = 2
"""How many pictures a process draws at a time; the others wait."""

SUGGESTION: Final = "suggestConfiguration"
"""An optional function of an app: `{}` -> the configuration for the first gadget of a new dashboard."""
FIRST_ID: Final = 10001


class FirstDashboard:
    """The dashboard shown before one is saved, computed once.

    A real site shows one unconfigured gadget per module, or one widget per module if there are only widgets; demo and
    recorded sites show the first module's gadget with the configuration suggested by the app.
    """

    def __init__(self, manifest: Manifest, upstream: Upstream, runtime: Runtime) -> None:
        self.manifest = manifest
        self.upstream = upstream
        self.runtime = runtime
        self._kept: Dashboard | None = None

    async def dashboard(self) -> Dashboard:
        """Return the dashboard; a failed suggestion is requested again next time."""
        if self._kept is not None:
            return self._kept
        modules = [one for one in self.manifest.gadgets if one.type == self.manifest.gadgets[0].type]
        if self.upstream.kind == "remote":
            gadgets = [Gadget(id=str(FIRST_ID + at), module_key=module.key) for at, module in enumerate(modules)]
            self._kept = Dashboard(columns=1, gadgets=tuple(gadgets))
            return self._kept
        configurations = {module.key: await self._suggestion(module) for module in modules[:1]}
        gadgets = [
            Gadget(id=str(FIRST_ID), module_key=key, configuration=configuration)
            for key, configuration in configurations.items()
        ]
        dashboard = Dashboard(columns=1, gadgets=tuple(gadgets))
        if None not in configurations.values() or SUGGESTION not in self.runtime.functions:
            self._kept = dashboard
        return dashboard

    async def _suggestion(self, module: GadgetModule) -> dict[str, Any] | None:
        if SUGGESTION not in self.runtime.functions:
            return None
        context: Mapping[str, object] = {"moduleKey": module.key, "extension": {}}
        try:
            suggestion = await self.runtime.invoke(SUGGESTION, {}, context)
        except ForgeError:
            return None
        return suggestion if isinstance(suggestion, dict) else None


@dataclass(frozen=True)
class Platform:
    """The parts of a running server. `started` identifies each start while an app is developed, else it is None."""

    settings: Settings
    clock: Clock
    manifest: Manifest
    upstream: Upstream
    product: Product
    store: Store
    runtime: Runtime
    dashboards: Catalog
    first: FirstDashboard
    resources: Mapping[str, Folder]
    metrics: Metrics
    started: str | None = None
    drawing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(PICTURES_AT_A_TIME))

    async def default_of(self, entry: Entry) -> Dashboard:
        """Return the dashboard before one is saved."""
        return await self.first.dashboard() if entry.id == MAIN else Dashboard()

    def module(self, key: str) -> GadgetModule | None:
        """Return the gadget module with this key, or None."""
        return next((module for module in self.manifest.gadgets if module.key == key), None)

    def drawer(self, module: GadgetModule) -> Drawer:
        """Return what draws pictures of a gadget."""
        return Drawer(self.resources[module.resource].root, TOKENS)


def assemble(
    settings: Settings, clock: Clock, upstream: Upstream | None, store: Store | None, limits: Limits | None = None
) -> Platform:
    """Load the manifest and its handlers and connect all parts; raises `ManifestError` with all findings."""
    manifest = load(settings.manifest)
    upstream = upstream or connect(settings, clock)
    store = store or open_store(settings, clock)
    metrics = Metrics(clock)
    product = Product(upstream, clock=clock, count=metrics.product_request)
    site = SiteInfo(
        upstream.cloud_id,
        upstream.site_url,
        upstream.account,
        account_id=settings.account_id,
        development=settings.development,
    )
    limits = limits or Limits()
    if settings.kvs_url is not None:
        store = SharedLimits(store, product.limits, clock)
    kvs = kvs_of(manifest, CountedStore(store, metrics), site, clock, limits)
    runtime = Runtime(manifest, product=product, kvs=kvs, clock=clock, site=site, limits=limits)
    dashboards = open_dashboards(settings, clock)
    first = FirstDashboard(manifest, upstream, runtime)
    resources = {
        key: Folder(folder, bridged=True, base=settings.address.path) for key, folder in manifest.resources.items()
    }
    return Platform(
        settings,
        clock,
        manifest,
        upstream,
        product,
        store,
        runtime,
        dashboards,
        first,
        resources,
        metrics,
        started=secrets.token_hex(4) if settings.reload else None,
    )


def open_dashboards(settings: Settings, clock: Clock) -> Catalog:
    """Return the dashboards that the settings name: in files, or in a redis that connects at its first use."""
    if isinstance(settings.dashboard, Path):
        return Catalog(FileBlobStore(settings.dashboard), clock=clock)
    from app.web.dashboard.redis_blobs import RedisBlobStore  # noqa: PLC0415 - as in `open_store`

    return Catalog(RedisBlobStore(settings.dashboard.reveal()), clock=clock)


def open_store(settings: Settings, clock: Clock) -> Store:
    """Return the store of the settings; redis is connected on first use."""
    if settings.kvs_url is None:
        return MemoryStore(clock)
    from app.forge.kvs.stores.redis import RedisStore  # noqa: PLC0415 - its client is a third of what a start has to import

    return BreakerStore(RedisStore(settings.kvs_url.reveal(), clock), clock)


def platform_of(request: Request) -> Platform:
    """Return the platform of the server that received a request."""
    platform: Platform = request.app.state.platform
    return platform
