"""The list of closed sprints is read whole, whatever the page size and whatever happens to unneeded pages."""

from dataclasses import replace
from typing import Any

import pytest

from app.jira.site.answers import Call
from resolvers.read import sprint_list
from tests.resolvers.read.test_errors import data
from tests.spec.world import BOARD, CLOSE, DAY, START, site, sprint
from tests.support.holds import holds
from tests.support.served import Client, Refused, served
from tests.support.site.faults import Fault, Faults, refused

PATH = "/sprint$"
MANY = {"boardIds": [BOARD], "sprintCount": 50}


def listed(count: int) -> dict[str, Any]:
    """Return a site whose board has that many closed sprints, with ids from 101 on."""
    return site([], [sprint(100 + at, START + at * DAY, CLOSE + at * DAY) for at in range(1, count + 1)])


def starts(client: Client) -> list[int]:
    """Return the starts of the requested pages of sprints."""
    return [int(request.query["startAt"]) for request in client.site.requests if "startAt" in request.query]


async def shown(count: int, *faults: Fault) -> tuple[list[int], list[int]]:
    """Return the ids of the sprints that a cold chart of fifty shows, and where the pages began."""
    async with served(listed(count), faults=Faults(*faults)) as client:
        report = await client.ask("getVelocity", MANY)
        return [entry["id"] for entry in report["sprints"]], starts(client)


def without(*members: str) -> Fault:
    """Return a site whose pages leave some members out."""

    def drift(page: Any) -> Any:
        return {name: value for name, value in page.items() if name not in members}

    return Fault(path=PATH, drift=drift)


def pages_of(size: int) -> Fault:
    """Return a site with that many sprints a page, whatever is requested."""
    return Fault(path=PATH, ask=lambda call: replace(call, query={**call.query, "maxResults": str(size)}))


def last(count: int) -> list[int]:
    return [100 + at for at in range(max(1, count - 49), count + 1)]


@pytest.mark.parametrize("members", [(), ("total",), ("isLast",), ("total", "isLast")], ids=str)
@pytest.mark.parametrize("count", [1, 50, 51, 100, 101, 150, 151, 230])
async def test_the_last_fifty_are_shown(count: int, members: tuple[str, ...]) -> None:
    """Whether or not Jira states the total and the last page, no sprint is missed."""
    ids, began = await shown(count, without(*members))
    assert ids == last(count)
    assert len(began) == len(set(began))


@pytest.mark.parametrize("members", [(), ("total",)], ids=str)
@pytest.mark.parametrize("size", [7, 20, 49])
async def test_pages_smaller_than_asked_for(size: int, members: tuple[str, ...]) -> None:
    """Pages of another size leave no gap: a page requested ahead is used only if it begins where another ended."""
    assert (await shown(130, pages_of(size), without(*members)))[0] == last(130)


@holds(sprint_list._attempt, "except ResolverError:", "except KeyError:")
async def test_a_page_that_nobody_needs_may_fail() -> None:
    """A site that refuses a page past the end of the list has still returned all its sprints."""
    beyond = Fault(path=PATH, after=1, reply=refused(400))
    async with served(data(), faults=Faults(beyond)) as client:
        report = await client.ask("getVelocity", MANY)
        assert starts(client) == [0, 50, 100]
    assert report["sprints"][0]["completed"] == 15


async def test_a_page_that_is_needed_is_asked_for_again() -> None:
    """A needed page that failed is requested once more; if it fails again, there are no figures."""
    ids, began = await shown(60, Fault(path=PATH, after=1, times=1, reply=refused(400)))
    assert (ids, sorted(began)) == (last(60), [0, 50, 50, 100])
    with pytest.raises(Refused):
        await shown(60, Fault(path=PATH, after=1, reply=refused(400)))


@holds(sprint_list._fit, "all(page.total in {None, first.total} for page in pages)", "True")
async def test_a_list_that_shrinks_between_two_pages() -> None:
    """A sprint reopened after the first page moves all others up by one: the pages are read again, and none is lost."""
    seen: list[int] = []

    def ask(call: Call) -> Call:
        start = int(call.query["startAt"])
        seen.append(start)
        # The second and third page of the first reading are already those of the shorter list.
        late = start > 0 and seen.count(start) == 1
        return replace(call, query={**call.query, "startAt": str(start + 1 if late else start)})

    def drift(page: Any) -> Any:
        return page | {"total": page["total"] - (page["startAt"] % 50)}

    ids, began = await shown(120, Fault(path=PATH, ask=ask, drift=drift))
    assert ids == last(120)
    assert sorted(began) == [0, 0, 50, 50, 100, 100]


async def test_a_renewal_that_does_not_add_up_reads_the_known_pages_at_once() -> None:
    """If the cached list no longer matches, all pages that the board is known to have are requested at once."""
    async with served(listed(230)) as client:
        await client.ask("getVelocity", MANY)
        client.site.requests.clear()
        shorter = listed(230)
        del shorter["sprints"][3]
        client.site.load(shorter)
        client.clock.advance(5 * 60)
        report = await client.ask("getVelocity", MANY)
        pages = [request for request in client.site.requests if "startAt" in request.query]
    assert [entry["id"] for entry in report["sprints"]] == last(230)
    assert sorted(starts(client)) == [0, 50, 100, 150, 181, 200]
    assert max(request.in_flight for request in pages[1:]) == 5
