"""A start of the server: what it waits for, and what happens later."""

import subprocess
import sys
from pathlib import Path
from typing import Final

import httpx
import orjson
import pytest

from app.clock import SystemClock
from app.jira.site.asgi import Site
from tests.spec.world import SPRINT, IssueHistory, site, sprint

ROOT = Path(__file__).parent.parent
STARTED: Final = """
import json, sys
import velocity_chart.commands
from app.settings import Settings
from app.web import listen
listen.create(Settings())
print(json.dumps(sorted(sys.modules)))
"""
LATE: Final = ("app.jira.demo", *(f"app.jira.recording.{name}" for name in ("reader", "schema", "writer")), "redis")


@pytest.fixture(scope="module")
def modules() -> frozenset[str]:
    """Return what a server on the demo site has imported by the time it can answer."""
    line = (sys.executable, "-c", STARTED)
    paths = {"PYTHONPATH": f"{ROOT}:{ROOT / 'packaging'}"}
    printed = subprocess.run(line, env=paths, cwd=ROOT, capture_output=True, check=True, timeout=60).stdout  # noqa: S603 - our own line
    return frozenset(orjson.loads(printed))


def test_a_start_imports_what_it_needs_only(modules: frozenset[str]) -> None:
    """The made-up company, recordings and clients of unused stores are imported only when needed."""
    assert not [name for name in modules if name.startswith(LATE)]
    assert "resolvers.handlers.velocity" in modules


async def test_a_site_is_made_at_its_first_request_and_once() -> None:
    """The first request makes the demo site's data, once for all who ask; the start does not wait for it."""
    made: list[int] = []

    def data() -> dict[str, object]:
        made.append(1)
        return site([IssueHistory("A-1", sprints=(SPRINT,))], [sprint(SPRINT)])

    upstream = Site(data, clock=SystemClock())
    assert not made
    async with httpx.AsyncClient(transport=httpx.ASGITransport(upstream), base_url="http://site") as client:
        assert (await client.get("/rest/api/3/status")).status_code == 200
        assert (await client.get("/rest/api/3/field")).status_code == 200
    assert made == [1]
