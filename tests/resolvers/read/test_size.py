"""Sites of other sizes: caps are exact, and an answer that is too large is requested in parts."""

from typing import Any

import pytest

from app.jira.site.answers import Call
from resolvers.jira.parse.answers import Status
from resolvers.read import candidates, sprint_list
from resolvers.read.metadata import Discovery
from tests.spec.world import BOARD, CLOSE, DAY, DONE, SPRINT, START, IssueHistory, day, site, sprint
from tests.support.served import Client, Refused, served
from tests.support.site.faults import Fault, Faults

CONFIGURATION = {"boardIds": [BOARD], "sprintCount": 7}


def many(count: int) -> list[IssueHistory]:
    """Return that many issues, each completed with one point."""
    return [IssueHistory(f"A-{number}", sprints=(SPRINT,), points=1).to(day(1), DONE) for number in range(1, count + 1)]


def pages_of(size: int) -> Fault:
    """Return a site with that many issues a page of a search, whatever is requested."""

    def smaller(call: Call) -> Call:
        return Call(call.query, {**call.body, "maxResults": size}, call.placeholder)

    return Fault(path="/search/jql", ask=smaller)


def asked(client: Client, path: str) -> list[Any]:
    """Return the bodies of the requests to a path."""
    return [request.body for request in client.site.requests if path in request.path]


async def test_many_small_pages_of_a_search() -> None:
    """2,500 issues in pages of 100 are read to the last: the cap counts issues, not pages."""
    async with served(site(many(2500), [sprint(SPRINT)]), faults=Faults(pages_of(100))) as client:
        report = await client.ask("getVelocity", CONFIGURATION)
        assert len(asked(client, "/search/jql")) == 25
    assert report["sprints"][0]["completed"] == 2500


@pytest.mark.parametrize("most", [19, 20])
async def test_the_cap_of_a_search_counts_issues(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty issues are read under a cap of twenty, in pages of any size, and refused under a cap of nineteen."""
    monkeypatch.setattr(candidates, "MOST_CANDIDATES", most)
    async with served(site(many(20), [sprint(SPRINT)]), faults=Faults(pages_of(3))) as client:
        if most == 20:
            assert (await client.ask("getVelocity", CONFIGURATION))["sprints"][0]["completed"] == 20
            return
        with pytest.raises(Refused) as caught:
            await client.ask("getVelocity", CONFIGURATION)
    assert "too much to read at once (work items)" in caught.value.problem["detail"]


@pytest.mark.parametrize("most", [59, 60])
async def test_the_cap_of_the_sprints_counts_sprints(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty sprints are read under a cap of sixty and refused under a cap of fifty-nine."""
    monkeypatch.setattr(sprint_list, "MOST_SPRINTS", most)
    entries = [sprint(100 + at, START + at * 14 * DAY, CLOSE + at * 14 * DAY) for at in range(-59, 1)]
    async with served(site([], entries)) as client:
        if most == 60:
            assert len((await client.ask("getVelocity", CONFIGURATION))["sprints"]) == 7
            return
        with pytest.raises(Refused) as caught:
            await client.ask("getVelocity", CONFIGURATION)
    assert "(sprints)" in caught.value.problem["detail"]


def wordy(history: IssueHistory, number: int, kilobytes: int) -> dict[str, Any]:
    """Return an issue whose every history entry carries so much text that Jira sends along."""
    issue = history.json(number)
    for entry in issue["changelog"]["histories"]:
        for item in entry["items"]:
            item["padding"] = "x" * kilobytes * 1024
    return issue


async def test_histories_that_are_too_large_for_one_answer() -> None:
    """Histories over the size cap are requested again with fewer issues, and each counts once."""
    histories = many(150)
    data = site(histories, [sprint(SPRINT)])
    data["issues"] = [wordy(history, 20000 + at, 100) for at, history in enumerate(histories)]
    async with served(data) as client:
        report = await client.ask("getVelocity", CONFIGURATION)
        batches = [len(body["issueIdsOrKeys"]) for body in asked(client, "changelog/bulkfetch")]
    assert report["sprints"][0]["completed"] == 150
    assert batches == [150, 75, 75]


async def test_one_issue_whose_history_is_too_large_for_one_answer() -> None:
    """The history of a single issue over the size cap is requested again with fewer entries a page."""
    history = IssueHistory("A-1", sprints=(SPRINT,), points=3)
    for minute in range(60):
        history.estimated(day(1, minute), minute)
    history.to(day(2), DONE)
    data = site([history], [sprint(SPRINT)])
    data["issues"] = [wordy(history, 20000, 300)]
    async with served(data) as client:
        report = await client.ask("getVelocity", CONFIGURATION)
        sizes = [body["maxResults"] for body in asked(client, "changelog/bulkfetch")]
    assert (report["sprints"][0]["committed"], report["sprints"][0]["completed"]) == (3, 59)
    assert sizes[0] == 10_000
    assert sizes[-1] < 60


async def test_a_history_that_no_answer_holds() -> None:
    """A history whose smallest page is still over the cap is an error that says so, not a smaller sum."""
    history = IssueHistory("A-1", sprints=(SPRINT,), points=3).to(day(2), DONE)
    data = site([history], [sprint(SPRINT)])
    data["issues"] = [wordy(history, 20000, 9 * 1024)]
    async with served(data) as client:
        with pytest.raises(Refused) as caught:
            await client.ask("getVelocity", CONFIGURATION)
    assert caught.value.problem["type"] == "/problems/too-much"


def test_statuses_are_told_by_name_in_one_pass() -> None:
    """Twenty thousand statuses are looked through once each; a name that two of them share is left out."""
    passes = 0

    class Counted(str):
        __slots__ = ()

        def __eq__(self, other: object) -> bool:
            nonlocal passes
            passes += 1
            return str.__eq__(self, other)

        __hash__ = str.__hash__

    entries = [Status(str(at), Counted(f"Status {at // 2 if at < 2 else at}"), "new") for at in range(20_000)]
    found = Discovery((("s", "Sprint"),), (), {status.id: status for status in entries}).status_ids
    assert len(found) == 19_998
    assert passes < 10 * len(entries)


LONG = "A sprint with a name as long as teams like to give them to their sprints"


async def test_a_board_of_three_thousand_sprints_is_kept() -> None:
    """A board with 3,000 closed sprints is over the store's limit, and still costs two requests after five minutes."""
    entries = [
        sprint(5000 + at, START + at * DAY, START + (at + 1) * DAY, name=f"{LONG} {at}") for at in range(-2999, 1)
    ]
    async with served(site(many(3), [*entries, sprint(SPRINT, START + DAY, START + 2 * DAY)])) as client:
        before = await client.ask("getVelocity", CONFIGURATION)
        assert len(client.site.requests) > 60
        client.site.requests.clear()
        client.clock.advance(6 * 60)
        after = await client.ask("getVelocity", CONFIGURATION)
        assert [request.path.rpartition("/")[2] for request in client.site.requests] == ["configuration", "sprint"]
    assert before["sprints"] == after["sprints"]
    assert len(after["sprints"]) == 7


async def test_a_sprint_of_many_issues_is_kept() -> None:
    """A sprint of 1,500 issues is over the store's limit, and explaining it costs no request."""
    histories = many(1500)
    for history in histories:
        for step in range(8):
            history.to(day(2, step), "2" if step % 2 else "1")
        history.to(day(3), DONE)
    async with served(site(histories, [sprint(SPRINT)])) as client:
        report = await client.ask("getVelocity", CONFIGURATION)
        client.site.requests.clear()
        explanation = await client.ask("explainSprint", CONFIGURATION | {"sprintId": SPRINT})
        assert client.site.requests == []
    assert explanation["sprint"] == report["sprints"][0]
    assert len(explanation["issues"]) == 1500
