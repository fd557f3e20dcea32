"""Connects the server to the site of the settings."""

import hashlib
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import httpx
import orjson

from app.clock import Clock
from app.forge.product.transport.egress import Upstream
from app.jira.remote import remote_upstream
from app.jira.site.answers import ORIGIN
from app.jira.site.asgi import Site
from app.settings import Settings

BROWSE = "https://jira.example"
"""The host of links to a demo or recorded site: a name reserved for examples (RFC 2606)."""


def connect(settings: Settings, clock: Clock) -> Upstream:
    """Return the upstream of the settings: the demo site, a recorded one or a real one.

    Raises `RecordingError` for an invalid file and ValueError for an address that is not Jira's.
    """
    if settings.site_kind == "remote":
        return remote_upstream(
            settings.site,
            email=settings.email,
            api_token=settings.api_token,
            bearer_token=settings.bearer_token,
        )
    if settings.recording is not None:
        from app.jira.recording.reader import load  # noqa: PLC0415 - a start waits for what it needs only

        return replayed(load(settings.recording), f"recorded site {settings.recording.name}", clock)
    # All processes of a server, and all starts of one day, show the same company.
    today = datetime.fromtimestamp(clock.now(), UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return _in_memory("demo", partial(demo_company, today), "demo", "demo site", clock)


def demo_company(until: datetime) -> Any:
    """Return the data of the demo company, which lived up to this instant."""
    from app.jira.demo.generator import generate  # noqa: PLC0415 - as above

    return generate(until=until)


def replayed(data: Any, label: str, clock: Clock) -> Upstream:
    """Return the upstream of a recorded site's data."""
    return _in_memory("recorded", data, _identity(data), label, clock)


def _in_memory(kind: Any, data: Any, cloud_id: str, label: str, clock: Clock) -> Upstream:
    return Upstream(
        kind=kind,
        origin=ORIGIN,
        base_path="",
        transport=httpx.ASGITransport(Site(data, clock=clock)),
        cloud_id=cloud_id,
        site_url=BROWSE,
        auth=None,
        label=label,
    )


def _identity(data: Any) -> str:
    """Return an id derived from the content, independent of the file's path."""
    return str(UUID(bytes=hashlib.sha256(orjson.dumps(data, option=orjson.OPT_SORT_KEYS)).digest()[:16]))
