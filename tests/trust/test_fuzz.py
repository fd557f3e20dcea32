"""Whatever a published operation receives, its answer has the right shape and is no unintended failure."""

import asyncio
import tempfile
from pathlib import Path
from typing import Any

import httpx
import schemathesis
from hypothesis import HealthCheck, settings

from app.forge.runtime.limits import Limits
from app.settings import Settings
from app.web.server import create

MEANT = {502, 503}
"""The statuses that resolvers intend for a made-up board that leads nowhere in Jira."""

runner = asyncio.Runner()
"""One loop for all calls: the product is one server, and its connections belong to its loop."""

folder = tempfile.TemporaryDirectory()
"""Holds the dashboard's file as long as the module is loaded."""

app = create(
    Settings(dashboard=Path(folder.name) / "dashboard.json"),
    limits=Limits(per_user_and_minute=None, per_minute=None, per_second=None),
)


def _send(method: str, path: str, **more: Any) -> httpx.Response:
    async def once() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            return await client.request(method, path, **more)

    return runner.run(once())


schema = schemathesis.openapi.from_dict(_send("GET", "/openapi.json").json())


@schema.parametrize()
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_published_operations(case: Any) -> None:
    """Each published operation answers generated payloads without a crash, and each error has its shape."""
    body = case.body if isinstance(case.body, dict | list | str | int | float | bool | type(None)) else {}
    answer = _send(case.method, case.formatted_path, json=body)
    assert answer.status_code < 500 or answer.status_code in MEANT, answer.text
    if answer.status_code >= 400 and case.path == "/invoke" and "error" in answer.json():  # the bridge's envelope
        assert {"message", "type", "status"} <= answer.json()["error"].keys()
    elif answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert {"type", "title", "status", "detail"} <= answer.json().keys()
        assert "Traceback" not in answer.text
