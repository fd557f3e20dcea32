"""Which site the settings select."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from app.forge.product.transport.egress import Upstream
from app.jira.connect import connect
from app.jira.recording.reader import RecordingError, load
from app.jira.site.asgi import Site
from app.settings import Secret, Settings
from tests.spec.world import SPRINT, IssueHistory, site, sprint
from tests.support.clock import FakeClock
from tests.support.served import served

RAINCATCH = Path(__file__).parent.parent / "data" / "raincatch.site.json"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def site_data(**more: Any) -> dict[str, Any]:
    """Return a small site."""
    return site([IssueHistory("A-1", sprints=(SPRINT,))], [sprint(SPRINT)]) | more


async def asked(upstream: Upstream, path: str) -> Any:
    """Return what the site behind an upstream answers."""
    async with httpx.AsyncClient(transport=upstream.transport, base_url=upstream.origin) as http:
        return (await http.get(path)).raise_for_status().json()


def recorded(folder: Path, data: object, *, indent: bool = False) -> Settings:
    path = folder / "site.json"
    path.write_bytes(orjson.dumps(data, option=orjson.OPT_INDENT_2 if indent else None))
    return Settings(site=f"file:{path}")


async def test_the_demo_site_is_the_same_all_day() -> None:
    """Every process started on one day shows the same company; on another day it has lived on."""
    first, second, later = [
        await asked(connect(Settings(), FakeClock((NOON + distance).timestamp())), "/rest/agile/1.0/board/2/sprint")
        for distance in (-timedelta(hours=12), timedelta(hours=11), timedelta(days=30))
    ]
    assert first == second != later


def test_the_demo_site_names_itself() -> None:
    """The demo site has a fixed id, an address that belongs to nobody (RFC 2606), and no credential."""
    upstream = connect(Settings(), FakeClock())
    assert (upstream.kind, upstream.cloud_id, upstream.auth) == ("demo", "demo", None)
    assert str(upstream.site_url).endswith(".example")


async def test_a_recorded_site_is_answered_from_its_file(tmp_path: Path) -> None:
    """A recorded site answers from its file."""
    data = site_data()
    upstream = connect(recorded(tmp_path, data), FakeClock())
    assert (upstream.kind, upstream.label) == ("recorded", "recorded site site.json")
    assert await asked(upstream, "/rest/api/3/status") == data["statuses"]


async def test_a_server_remembers_no_requests() -> None:
    """A site in memory under a server keeps no record of its requests: days of requests cost no memory."""
    upstream = connect(Settings(), FakeClock())
    await asked(upstream, "/rest/api/3/status")
    site = upstream.transport.app  # type: ignore[attr-defined]  # httpx.ASGITransport has it
    assert type(site) is Site  # the tests' own site keeps them


async def test_the_figures_of_a_real_sprint() -> None:
    """The recorded sprint of a real project gives the figures on which two independent replays agree."""
    async with served(load(RAINCATCH)) as client:
        report = await client.ask("getVelocity", {"boardIds": [3504]})
    assert [(entry["id"], entry["committed"], entry["completed"]) for entry in report["sprints"]] == [(5876, 71, 83)]


def test_a_recorded_sites_id_is_that_of_its_content(tmp_path: Path) -> None:
    """The id depends on the content and not on how it is written, so kept values of two sites never mix."""
    first = connect(recorded(tmp_path, site_data()), FakeClock()).cloud_id
    again = connect(recorded(tmp_path, dict(reversed(site_data().items())), indent=True), FakeClock()).cloud_id
    other = connect(recorded(tmp_path, site_data(sprints=[])), FakeClock()).cloud_id
    assert first == again != other


def test_a_recording_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    """A file with a fault is refused."""
    with pytest.raises(RecordingError):
        connect(recorded(tmp_path, {}), FakeClock())


def test_a_real_site_gets_the_credential_of_the_settings() -> None:
    """The address and the credential of a real site come from the settings."""
    settings = Settings(
        site="https://name.atlassian.net", email=Secret("me@example.com"), api_token=Secret("a-token-of-some-length")
    )
    upstream = connect(settings, FakeClock())
    assert (upstream.kind, upstream.origin) == ("remote", "https://name.atlassian.net")
    assert upstream.auth is not None
    request = httpx.Request("GET", "https://name.atlassian.net/")
    upstream.auth(request)
    assert request.headers["authorization"] == httpx.BasicAuth("me@example.com", "a-token-of-some-length")._auth_header
