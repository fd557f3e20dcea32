"""The plan of calls: as few requests as Jira's endpoints allow, and they travel together. A call more is a failure."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import pairwise
from math import ceil
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import resolvers
from resolvers.cache import store
from resolvers.jira.client import CHANGELOGS_A_BATCH, ISSUES_A_BATCH, issues
from resolvers.read import candidates as read_candidates
from resolvers.read import sprint_list
from resolvers.read import sprints as read_sprints
from tests.support.clock import FakeClock
from tests.support.company import generate
from tests.support.holds import holds
from tests.support.served import Client, Refused, served
from tests.support.site.recorder import Recorded

APP = str(Path(resolvers.__file__).parent)
UNTIL = datetime(2026, 11, 24, 9, tzinfo=UTC)
ALPHA, YOUNG = 1, 3
MINUTE = 60
WORDS = {
    "configuration": "configuration",
    "sprint": "sprints",
    "jql": "search",
    "field": "fields",
    "status": "statuses",
    "board": "boards",
}
"""The last word of a path, and what the call is for; the two bulk fetches are told apart by the word before."""


@pytest.fixture(scope="module")
def company() -> Any:
    """Return the demo company, whose steady board has sixty closed sprints."""
    return generate(until=UNTIL)


@pytest.fixture
async def client(company: Any) -> AsyncIterator[Client]:
    """Serve the product on the demo company."""
    async with served(company.data, clock=FakeClock(UNTIL.timestamp())) as found:
        yield found


def calls(client: Client) -> list[str]:
    """Return the calls since the last time, in order, and clear them."""
    words = []
    for request in client.site.requests:
        *_, before, last = request.path.split("/")
        words.append(
            {"issue": "issues", "changelog": "changelogs"}[before]
            if last == "bulkfetch"
            else WORDS.get(last, before if last.isdigit() else last)
        )
    client.site.requests.clear()
    return words


async def ask(client: Client, count: int = 7, function: str = "getVelocity", **more: Any) -> Any:
    return await client.ask(function, {"boardIds": [ALPHA], "sprintCount": count} | more)


async def candidates(client: Client, count: int) -> int:
    """Return how many issues were read for a cold chart, and forget the calls."""
    await ask(client, count, "refreshVelocity")
    read = sum(len(request.body["issueIdsOrKeys"]) for request in client.site.requests if "issue/bulk" in request.path)
    client.site.requests.clear()
    return read


@pytest.mark.parametrize(("count", "most"), [(7, 9), (20, 12), (50, 20)])
async def test_a_cold_chart(client: Client, count: int, most: int) -> None:
    """A cold chart of 7, 20 or 50 of sixty sprints costs at most 9, 12 and 20 requests besides discovery."""
    issues = await candidates(client, count)
    await ask(client, count, "refreshVelocity")
    made = Counter(calls(client))
    assert made == {
        "configuration": 1,
        "sprints": 2,
        "search": 1,
        "filter": 1,
        "issues": ceil(issues / ISSUES_A_BATCH),
        "changelogs": ceil(issues / CHANGELOGS_A_BATCH),
    }
    assert made.total() <= most


async def test_work_for_each_issue(client: Client) -> None:
    """A cold chart of 50 sprints takes at most 185 calls of the app's functions for each issue that it reads.

    The answer waits for this work when all has arrived. Calls are counted, since they are the same on every machine.
    """
    made = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal made
        made += event == "call" and frame.f_code.co_filename.startswith(APP)

    read = await candidates(client, 50)
    sys.setprofile(count)
    try:
        await ask(client, 50, "refreshVelocity")
    finally:
        sys.setprofile(None)
    assert made / read <= 185


async def test_discovery_once_per_site(client: Client) -> None:
    """Fields and statuses are requested once, in the first round trip, and not again by a refresh."""
    await ask(client)
    assert sorted(calls(client)[:6]) == ["configuration", "fields", *["sprints"] * 3, "statuses"]
    await ask(client, function="refreshVelocity")
    assert not {"fields", "statuses"} & set(calls(client))
    await client.ask("getVelocity", {"boardIds": [2]})
    assert not {"fields", "statuses"} & set(calls(client))


async def test_the_likely_pages_of_sprints(client: Client) -> None:
    """Three pages of sprints are requested for an unknown board; for a known one, as many as it has."""
    await client.ask("getVelocity", {"boardIds": [YOUNG]})
    assert Counter(calls(client))["sprints"] == 3
    await client.ask("refreshVelocity", {"boardIds": [YOUNG]})
    assert Counter(calls(client))["sprints"] == 1


@pytest.fixture
def distant(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the site answer so late that all is sent meanwhile which needs no answer."""
    answer: Any = client.site._answer

    async def late(*request: Any) -> None:
        for _ in range(100):
            await asyncio.sleep(0)
        await answer(*request)

    monkeypatch.setattr(client.site, "_answer", late)


def groups(client: Client) -> list[list[Recorded]]:
    """Return the requests by what they need: nothing, the sprints of their board, the ids of its candidates."""
    made = list(client.site.requests)
    bulk = [request for request in made if request.path.endswith("/bulkfetch")]
    search = [request for request in made if request.path.endswith("/search/jql") or "/filter/" in request.path]
    return [[request for request in made if request not in [*search, *bulk]], search, bulk]


@holds(sprint_list.listed_sprints, "min(likely, MOST_SPRINTS)", "min(1, MOST_SPRINTS)")
@pytest.mark.usefixtures("distant")
@pytest.mark.parametrize("count", [7, 20, 50])
async def test_three_round_trips(client: Client, count: int) -> None:
    """The requests travel in three groups, each needing the last one's answers, up to sixteen at once."""
    await ask(client, count)
    found = groups(client)
    for before, group in pairwise(found):
        assert max(request.ended_order for request in before) < min(request.began for request in group)
    for group in found:
        assert max(request.in_flight for request in group) == min(16, len(group))


@pytest.mark.usefixtures("distant")
async def test_three_boards_share_the_round_trips(client: Client) -> None:
    """Three boards of twenty sprints take the same three round trips as one; each has all boards' requests at once."""
    await client.ask("getVelocity", {"boardIds": [ALPHA, 2, YOUNG], "sprintCount": 20})
    first, search, bulk = groups(client)
    assert max(request.in_flight for request in first) == len(first)
    assert max(request.ended_order for request in first) < min(request.began for request in search)
    assert len(search) == 6
    assert max(request.in_flight for request in bulk) == min(16, len(bulk))
    assert len(bulk) <= 16


async def test_fresh_asks_nothing(client: Client) -> None:
    """For five minutes the same chart costs no request, nor do its explanations and another label."""
    clock = client.clock
    first = await ask(client)
    calls(client)
    clock.advance(5 * MINUTE - 1)
    again = await ask(client, labelStyle="short")
    await ask(client, function="explainSprint", sprintId=again["sprints"][0]["id"])
    assert calls(client) == []
    assert again["cache"] == {"state": "fresh", "ageSeconds": 299}
    assert again["sprints"] == first["sprints"]


@holds(store, "FRESH = 5 * 60 * 1000", "FRESH = 59 * 60 * 1000")
async def test_after_five_minutes_two_requests_decide(client: Client) -> None:
    """After five minutes two concurrent requests, configuration and sprint list, show that cached figures are valid."""
    first = await ask(client)
    calls(client)
    client.clock.advance(5 * MINUTE)
    again = await ask(client)
    assert sorted(calls(client)) == ["configuration", "sprints"]
    assert (again["cache"]["state"], again["sprints"]) == ("computed", first["sprints"])


async def test_fifty_sprints_are_renewed_as_cheaply(client: Client) -> None:
    """A chart of fifty sprints is renewed by as few requests as one of seven."""
    await ask(client, 50)
    calls(client)
    client.clock.advance(5 * MINUTE)
    await ask(client, 50)
    assert sorted(calls(client)) == ["configuration", "sprints"]


def close_active(data: dict[str, Any]) -> dict[str, Any]:
    """Return the site once the steady board's running sprint has been closed."""
    sprints = [
        sprint | {"state": "closed", "completeDate": "2026-11-24T09:01:00.000Z"}
        if sprint["state"] == "active" and sprint["originBoardId"] == ALPHA
        else sprint
        for sprint in data["sprints"]
    ]
    return data | {"sprints": sprints}


async def test_a_newly_closed_sprint_costs_four_more(client: Client, company: Any) -> None:
    """When a sprint has been closed, only that one is read: ids, values and histories, four requests more."""
    first = await ask(client)
    calls(client)
    client.site.load(close_active(company.data))
    client.clock.advance(5 * MINUTE)
    again = await ask(client)
    assert Counter(calls(client)) == {
        "configuration": 1,
        "sprints": 1,
        "search": 1,
        "filter": 1,
        "issues": 1,
        "changelogs": 1,
    }
    assert [entry["id"] for entry in again["sprints"][:-1]] == [entry["id"] for entry in first["sprints"][1:]]
    assert [entry["committed"] for entry in again["sprints"][:-1]] == [
        entry["committed"] for entry in first["sprints"][1:]
    ]


async def test_a_reopened_sprint_among_the_kept_is_noticed(client: Client, company: Any) -> None:
    """If the sprint list does not match the cached one, it is read whole."""
    await ask(client, 50)
    calls(client)
    oldest = min(
        (
            sprint
            for sprint in company.data["sprints"]
            if sprint["originBoardId"] == ALPHA and sprint["state"] == "closed"
        ),
        key=lambda sprint: sprint["completeDate"],
    )
    without = [sprint for sprint in company.data["sprints"] if sprint is not oldest]
    client.site.load(company.data | {"sprints": without})
    client.clock.advance(5 * MINUTE)
    again = await ask(client, 50)
    assert Counter(calls(client))["sprints"] > 1
    assert len(again["sprints"]) == 50


@holds(read_sprints, "running <= shown", "True")
async def test_a_sprint_that_is_closed_far_up_the_list_is_noticed(client: Client, company: Any) -> None:
    """A running sprint that moves among the oldest of the list when it is closed, on a page not asked for, is read."""
    first = await ask(client)
    data = close_active(company.data)
    (closed,) = [sprint for sprint in data["sprints"] if sprint not in company.data["sprints"]]
    others = [sprint for sprint in data["sprints"] if sprint is not closed]
    client.site.load(data | {"sprints": [closed, *others]})
    client.clock.advance(5 * MINUTE)
    again = await ask(client)
    assert [entry["id"] for entry in again["sprints"]] == [
        *(entry["id"] for entry in first["sprints"][1:]),
        closed["id"],
    ]


async def test_refresh_reads_everything(client: Client) -> None:
    """A refresh ignores everything cached."""
    await ask(client)
    cold = Counter(calls(client))
    report = await ask(client, function="refreshVelocity")
    assert Counter(calls(client)) == cold - Counter(["fields", "statuses", "sprints"])
    assert report["cache"] == {"state": "computed", "ageSeconds": 0}


async def test_nothing_is_kept_longer_than_an_hour(client: Client) -> None:
    """An hour later everything is read again, however late the store forgets."""
    await ask(client)
    cold = Counter(calls(client))
    client.clock.advance(60 * MINUTE)
    await ask(client)
    assert Counter(calls(client)) == cold


async def test_two_hundred_callers_one_computation(client: Client) -> None:
    """Two hundred callers at once for the same chart cause one computation, and all get the same answer."""
    await ask(client)
    cold = Counter(calls(client))
    client.clock.advance(61 * MINUTE)
    reports = await asyncio.gather(*(ask(client) for _ in range(200)))
    assert Counter(calls(client)) == cold
    assert all(report["sprints"] == reports[0]["sprints"] for report in reports)


async def test_twelve_gadgets_of_one_board_make_one_reading(client: Client) -> None:
    """A dashboard that opens with twelve gadgets of one board, each with other settings, reads the board once."""
    await ask(client)
    cold = Counter(calls(client))
    client.clock.advance(61 * MINUTE)
    labels, done = ("name", "short", "number"), (["10001"], ["10002"])
    settings: list[dict[str, Any]] = [{"labelStyle": each} for each in labels] + [
        {"doneStatusIds": each} for each in done
    ]
    settings += [each | {"estimation": "issueCount"} for each in settings]
    settings += [{"includeForeignSprints": False}, {"excludedSprintIds": [1]}]
    assert len(settings) == 12
    await asyncio.gather(*(ask(client, **each) for each in settings))
    assert Counter(calls(client)) == cold


async def test_gadgets_of_one_board_share_the_reading(client: Client) -> None:
    """Another definition of done, issue count or fewer sprints cost no request of their own."""
    await ask(client, 20)
    calls(client)
    await ask(client, 7)
    await ask(client, 20, doneStatusIds=["10001"])
    await ask(client, 20, estimation="issueCount")
    assert calls(client) == []


@holds(read_candidates, "only=NO_SUBTASKS", 'only=""')
async def test_subtasks_that_do_not_count_are_not_read(client: Client, company: Any) -> None:
    """Without sub-tasks not one of them is asked for, although they are in the sprints of their parents."""
    types = {issue["id"]: issue["fields"]["issuetype"]["subtask"] for issue in company.data["issues"]}
    read: dict[bool, list[bool]] = {}
    for included in (False, True):
        await ask(client, includeSubtasks=included)
        bulk = [request for request in client.site.requests if request.path.endswith("issue/bulkfetch")]
        read[included] = [types[issue] for request in bulk for issue in request.body["issueIdsOrKeys"]]
        client.site.requests.clear()
    assert not any(read[False])
    assert sum(read[True]) > len(read[True]) / 4


async def test_subtasks_are_read_once_with_their_parents(client: Client) -> None:
    """Sub-tasks follow their parents, which a reading without them did not ask for; one with them serves both.

    The second search is for the sub-tasks of the issues that were in a sprint.
    """
    await ask(client)
    assert calls(client).count("search") == 1
    await ask(client, includeSubtasks=True)
    assert calls(client).count("search") == 2
    await ask(client, sprintCount=6)
    await ask(client, includeSubtasks=True, sprintCount=6)
    assert calls(client) == []


async def test_boards_and_their_description(client: Client) -> None:
    """Listing boards is one request; describing one is two, and the discovery when it is not known."""
    await client.ask("listBoards", {"query": "Al"})
    assert calls(client) == ["boards"]
    await client.ask("describeBoard", {"boardId": ALPHA})
    assert Counter(calls(client)) == {"configuration": 1, "filter": 1, "fields": 1, "statuses": 1}
    await client.ask("describeBoard", {"boardId": ALPHA})
    assert Counter(calls(client)) == {"configuration": 1, "filter": 1}


@holds(issues, 'named = [sprint, "status", ', 'named = [sprint, "summary", "status", ')
@holds(issues, 'named += ["parent"] if parents else []', 'named += ["parent"]')
async def test_only_named_fields_are_asked_for(client: Client) -> None:
    """Every request for issues names its fields: ids, then sprint, status, type, creation, estimates, parents."""
    await ask(client)
    asked = [
        set(request.body["fields"]) for request in client.site.requests if request.body and "fields" in request.body
    ]
    estimates = {"customfield_10031", "customfield_10016"}
    assert asked[0] == {"id"}
    named = {"customfield_10020", "status", "issuetype", "created"} | estimates
    assert all(fields == named for fields in asked[1:])
    client.site.requests.clear()
    await ask(client, includeSubtasks=True)
    bulk = [set(request.body["fields"]) for request in client.site.requests if "issue/bulk" in request.path]
    assert bulk
    assert all(fields == named | {"parent"} for fields in bulk)


async def test_an_unknown_sprint_has_no_explanation(client: Client) -> None:
    """A sprint that is not a closed one of the board is not explained, and an older one than shown is."""
    with pytest.raises(Refused) as caught:
        await ask(client, function="explainSprint", sprintId=999_999)
    assert caught.value.problem["status"] == 404
    report = await ask(client, 50)
    oldest = report["sprints"][0]
    explanation = await ask(client, 7, "explainSprint", sprintId=oldest["id"])
    figures = ("committed", "added", "removed", "completed", "notCompleted", "estimateChange")
    assert {name: explanation["sprint"][name] for name in figures} == {name: oldest[name] for name in figures}


async def test_progress(client: Client) -> None:
    """While a reading runs, its progress can be requested; afterwards there is none."""
    assert (await ask(client, function="getProgress"))["state"] == "idle"
    await ask(client)
    assert await ask(client, function="getProgress") == {
        "state": "idle",
        "sprints": 0,
        "issuesRead": 0,
        "issuesTotal": 0,
    }
