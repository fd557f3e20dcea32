"""`GET /metrics`: figures for the operator, and nothing of what the server shows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx
import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from app.settings import Secret
from app.web import routes
from app.web.metrics import LABELS, Durations, Metrics
from resolvers.jira import quota
from tests.spec.world import BOARD, DONE, SPRINT, IssueHistory, day, site, sprint
from tests.support.clock import FakeClock
from tests.support.holds import holds
from tests.support.served import NOW, Client, Refused, served
from tests.support.site.faults import Fault, Faults, Reply
from tests.support.site.quota import Quota
from tests.web import tiny
from tests.web.test_server import client_of

CONFIGURATION = {"boardIds": [BOARD]}
KEY, VIEW = "a-long-enough-access-key", "a-long-enough-view-key"
CANARY: Final = "canary-of-a-name"
CLOSED: Final = {
    "kind": {"none", "page", "embed", "embed_data", "picture", "data", "login", "health", "host_file", "public_file"},
    "status": {"1xx", "2xx", "3xx", "4xx", "429", "5xx", "none"},
    "outcome": {"found", "absent", "failed"},
    "of": {"jira", "store"},
    "le": {"0.005", "0.025", "0.1", "0.25", "0.5", "1.0", "2.5", "5.0", "10.0", "25.0", "+Inf"},
}
FIGURES: Final = {
    "forge_http_requests",
    "forge_http_request_seconds",
    "forge_kvs_reads",
    "forge_kvs_ready",
    "forge_jira_requests",
    "forge_jira_request_seconds",
    "forge_jira_points_used",
    "forge_jira_limit_near",
    "forge_breaker_open",
}


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Reset what this process knows of quotas."""
    quota._until = 0
    yield
    quota._until = 0


def data() -> object:
    """Return a site whose names are canaries."""
    named = {**sprint(SPRINT), "name": CANARY}
    return site([IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(1), DONE)], [named], name=CANARY)


async def scraped(http: httpx.AsyncClient) -> tuple[str, list[Metric]]:
    """Return the page and the families in it, as Prometheus reads them."""
    answer = await http.get("/metrics")
    assert answer.status_code == 200
    return answer.text, list(text_string_to_metric_families(answer.text))


async def figure(client: Client, name: str, **labels: str) -> float:
    """Return the value of one series, 0 for one that is not there."""
    _, families = await scraped(client.http)
    found = [s.value for family in families for s in family.samples if s.name == name and s.labels == labels]
    return found[0] if found else 0.0


@holds(Metrics, "self._asked.add(status_label(result))", "self._asked.add(str(result))")
async def test_every_label_is_from_a_closed_list() -> None:
    """Whatever is asked, answered or refused, the page has no board, name, person, gadget or address."""
    faults = Faults(Fault(path="/field", reply=Reply(500)), Fault(path="/status$", times=1, reply=Reply(429)))
    async with served(data(), faults=faults) as client:  # type: ignore[arg-type]
        for key in ("getVelocity", "describeBoard", "listBoards", CANARY):
            for payload in (CONFIGURATION, {"boardId": BOARD}, {}):
                await client.http.post(f"/resolvers/{key}", json=payload)
        for path in ("/", f"/{CANARY}", f"/embed/{CANARY}", "/gallery", "/host/none", "/resources/a/b", "/readyz"):
            await client.http.get(path)
        await client.http.request("BREW", "/", headers={"host": CANARY})
        await client.http.post("/login", json={"key": CANARY})
        text, families = await scraped(client.http)
    assert {family.name for family in families} == FIGURES
    for sample in (one for family in families for one in family.samples):
        for label, value in sample.labels.items():
            assert value in CLOSED[label], (sample.name, label)
    assert CANARY not in text
    assert {key: set(values) for key, values in LABELS.items()} == {k: CLOSED[k] for k in CLOSED if k != "le"}


@holds(Metrics, "            self.reads(outcome, 0)\n", "            pass\n")
@holds(Durations, "            self._buckets[()]", "            pass")
async def test_what_has_not_happened_yet_is_counted_as_none() -> None:
    """Before the first read and the first request to Jira their figures are 0: an alert sees the first failure."""
    async with served(data()) as client:  # type: ignore[arg-type]
        text, _ = await scraped(client.http)
    for outcome in CLOSED["outcome"]:
        assert f'forge_kvs_reads_total{{outcome="{outcome}"}} 0.0' in text
    assert "forge_jira_request_seconds_count 0.0" in text


async def test_requests_reads_and_points_are_counted() -> None:
    """A cold report asks Jira and finds nothing in the store; the next one finds all of it and asks nothing."""
    clock = FakeClock(NOW)
    async with served(data(), clock=clock, quota=Quota(clock, points=10**6)) as client:  # type: ignore[arg-type]
        await client.ask("getVelocity", CONFIGURATION)
        asked = await figure(client, "forge_jira_requests_total", status="2xx")
        assert asked == len(client.site.requests)
        assert await figure(client, "forge_jira_points_used") >= asked
        assert await figure(client, "forge_kvs_reads_total", outcome="found") == 0
        assert await figure(client, "forge_kvs_reads_total", outcome="absent") > 0
        await client.ask("getVelocity", CONFIGURATION)
        assert await figure(client, "forge_jira_requests_total", status="2xx") == asked
        assert await figure(client, "forge_kvs_reads_total", outcome="found") > 0
        assert await figure(client, "forge_kvs_ready") == 1
        await client.http.get("/nowhere")
        assert await figure(client, "forge_http_requests_total", kind="none", status="4xx") == 1
        clock.advance(3600)
        assert await figure(client, "forge_jira_points_used") == 0


async def test_the_limit_and_the_breaker_are_told() -> None:
    """A nearly used-up quota shows as 1 while it lasts, as does an open circuit breaker."""
    clock = FakeClock(NOW)
    async with served(data(), clock=clock, quota=Quota(clock, points=12, form="near-limit")) as client:  # type: ignore[arg-type]
        await client.ask("getVelocity", CONFIGURATION)
        assert await figure(client, "forge_jira_limit_near") == 1
        assert await figure(client, "forge_breaker_open", of="jira") == 0
    async with served(data(), faults=Faults(Fault(reply=Reply(503)))) as client:  # type: ignore[arg-type]
        for _ in range(3):
            with pytest.raises(Refused):
                await client.ask("getVelocity", CONFIGURATION)
        assert await figure(client, "forge_breaker_open", of="jira") == 1
        assert await figure(client, "forge_jira_requests_total", status="5xx") >= 5


async def test_a_store_out_of_reach_is_told(tmp_path: Path) -> None:
    """The page still comes, and says so."""
    app = tiny.server(tmp_path, kvs_url=Secret("redis://127.0.0.1:1/0"))
    async with client_of(app) as client:
        for _ in range(3):
            text, _ = await scraped(client)
        assert "forge_kvs_ready 0.0" in text
        assert 'forge_breaker_open{of="store"} 1.0' in text
    await app.state.platform.store.aclose()


@holds(routes, 'WebRoute("/metrics", Kind.DATA', 'WebRoute("/metrics", Kind.HEALTH')
async def test_the_figures_need_a_key(tmp_path: Path) -> None:
    """Where keys are set either role may read them; a page of another site never may."""
    async with client_of(tiny.server(tmp_path, access_key=Secret(KEY), view_key=Secret(VIEW))) as client:
        assert (await client.get("/metrics")).status_code == 401
        for key in (KEY, VIEW):
            assert (await client.get("/metrics", headers={"authorization": f"Bearer {key}"})).status_code == 200
    async with client_of(tiny.server(tmp_path)) as client:
        assert (await client.get("/metrics", headers={"sec-fetch-site": "cross-site"})).status_code == 403
