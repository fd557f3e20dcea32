"""`velocity-chart check`: what is tried, how each refusal is reported, and what the exit status means."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from app.check.site import try_site
from app.forge.product.policy import operations
from app.forge.product.policy.operations import Operation, Probe
from app.settings import Secret
from app.web.platform import Platform, assemble
from tests.support.clock import FakeClock
from tests.web import tiny

TOKEN = "canary-token-7f3a9c"  # noqa: S105 - what must not be found anywhere
SCOPES = "\n".join(
    f"    - {scope}"
    for scope in (
        "read:project:jira",
        "read:board-scope:jira-software",
        "read:board-scope.admin:jira-software",
        "read:sprint:jira-software",
        "storage:app",
    )
)


@dataclass
class Heard:
    """Collects what the check reports."""

    goods: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def good(self, text: str) -> None:
        """Note what is in order."""
        self.goods.append(text)

    def note(self, text: str) -> None:
        """Note what needs no repair."""
        self.notes.append(text)

    def fault(self, text: str) -> None:
        """Note what needs repair."""
        self.faults.append(text)


ANSWERS = {
    "/rest/api/3/serverInfo": {"deploymentType": "Cloud"},
    "/rest/agile/1.0/board": {"values": [{"id": 7}]},
    "/rest/agile/1.0/board/7/configuration": {"filter": {"id": "9"}},
    "/rest/agile/1.0/board/7/sprint": {"values": [{"id": 8}]},
    "/rest/api/3/search/jql": {"issues": [{"id": "10"}]},
}


def site(**changes: httpx.Response) -> Callable[[httpx.Request], httpx.Response]:
    """Return a site that allows everything except the paths that end in a key of `changes`."""

    def answer(request: httpx.Request) -> httpx.Response:
        last = request.url.path.rpartition("/")[2]
        return changes.get(last) or httpx.Response(200, json=ANSWERS.get(request.url.path, {}))

    return answer


async def check(folder: Path, answer: Callable[[httpx.Request], httpx.Response]) -> Heard:
    """Check a site with these answers."""
    manifest = tiny.write(folder)
    manifest.write_text(manifest.read_text().replace("    - storage:app", SCOPES))
    real = {"site": "https://tiny.atlassian.net", "email": Secret("me@acme.test"), "api_token": Secret(TOKEN)}
    upstream = tiny.upstream("remote", answer)
    platform: Platform = assemble(tiny.settings(folder, **real), FakeClock(), upstream, None)
    heard = Heard()
    await try_site(platform, heard)
    await platform.product.aclose()
    assert TOKEN not in str(heard)
    return heard


async def test_each_operation_is_tried_once(tmp_path: Path) -> None:
    """Each answer provides the id for the next request."""
    paths: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        return site()(request)

    heard = await check(tmp_path, answer)
    assert (heard.faults, heard.notes) == ([], [])
    assert len(paths) == len(set(paths)) == len(heard.goods) == 12
    assert {"/rest/agile/1.0/board/7/configuration", "/rest/agile/1.0/sprint/8", "/rest/api/3/filter/9"} <= set(paths)


async def test_an_operation_is_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A made-up row is allowed, and tried as it says: with its query, its body, and the ids that it needs."""
    asked: list[tuple[str, bytes]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if "tea" in request.url.path:
            asked.append((request.url.raw_path.decode(), request.content))
        return site()(request)

    tea = Operation(
        "POST",
        "/rest/api/3/board/{boardId}/tea",
        (frozenset(),),
        query=frozenset({"cups"}),
        body=frozenset({"kind", "issueIdsOrKeys"}),
        probe=Probe("?cups=1", {"kind": "green"}, on_issue=True),
    )
    monkeypatch.setattr(operations, "OPERATIONS", (*operations.OPERATIONS, tea))
    heard = await check(tmp_path, answer)
    assert heard.faults == []
    assert asked == [("/rest/api/3/board/7/tea?cups=1", b'{"kind":"green","issueIdsOrKeys":["10"]}')]


async def test_what_cannot_be_tried_is_told(tmp_path: Path) -> None:
    """An empty site has no board for trying the others, which is no fault."""
    heard = await check(tmp_path, site(board=httpx.Response(200, json={"values": []})))
    assert heard.faults == []
    assert (
        "GET /rest/agile/1.0/board/{boardId}/sprint: not tried: the site showed no board to try it with" in heard.notes
    )


EXPIRED = httpx.Response(
    200, json={"deploymentType": "Cloud"}, headers={"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}
)
NO_SCOPE = httpx.Response(401, json={"code": 401, "message": "Unauthorized; scope does not match"})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sprint": NO_SCOPE}, "the token lacks a scope. It needs read:sprint:jira-software."),
        ({"field": httpx.Response(401, text="x")}, "refuses the credential from JIRA_API_TOKEN"),
        ({"serverInfo": EXPIRED}, "refuses the credential from JIRA_API_TOKEN"),
        ({"field": EXPIRED}, "refuses the credential from JIRA_API_TOKEN"),
        ({"field": httpx.Response(403, json={})}, "the account lacks permission"),
        ({"field": httpx.Response(404, json={})}, "Jira answered 404"),
        ({"serverInfo": httpx.Response(200, json={"deploymentType": "Server"})}, "Data Center or Server"),
        ({"serverInfo": httpx.Response(401, text="x")}, "refuses the credential from JIRA_API_TOKEN"),
        ({"serverInfo": httpx.Response(403, json={})}, "does not permit the account to read"),
        ({"serverInfo": httpx.Response(503, text="maintenance")}, "answered 503. Try again later"),
        ({"serverInfo": httpx.Response(404, text="x")}, "is not a Jira site"),
        ({"serverInfo": httpx.Response(200, html="<p>Log in")}, "is not a Jira site"),
        ({"serverInfo": httpx.Response(302, headers={"location": "https://id.test"})}, ""),
    ],
)
async def test_each_refusal_has_its_own_sentence(
    changes: dict[str, httpx.Response], words: str, tmp_path: Path
) -> None:
    """It says which setting, scope or permission to repair; never a secret."""
    heard = await check(tmp_path, site(**changes))
    (fault,) = heard.faults
    assert words in fault
    assert fault.endswith(".")


async def test_a_site_that_is_no_cloud_is_asked_nothing_more(tmp_path: Path) -> None:
    """One request shows it; the rest would be noise."""
    paths: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        return httpx.Response(200, json={"deploymentType": "DataCenter"})

    await check(tmp_path, answer)
    assert paths == ["/rest/api/3/serverInfo"]


async def test_a_host_that_cannot_be_reached_is_named(tmp_path: Path) -> None:
    """After a mistyped address the sentence shows the host, and nothing more is tried."""

    def nowhere(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("name or service not known", request=request)

    heard = await check(tmp_path, nowhere)
    (fault,) = heard.faults
    assert "no answer from tiny.atlassian.net." in fault
    assert "cannot be reached" in fault
