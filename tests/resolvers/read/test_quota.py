"""Jira's hourly quota in points: near its end cached figures are shown and not updated, and it is never exceeded."""

from collections.abc import Iterator

import pytest

from app.forge.product.quota import NEAR_IN_FLIGHT, Points, cost, left, to_the_hour
from app.forge.product.transport.window import MOST_IN_FLIGHT, Window
from resolvers.jira import quota
from tests.spec.world import BOARD, DONE, SPRINT, IssueHistory, day, site, sprint
from tests.support.clock import FakeClock
from tests.support.served import NOW, Refused, served
from tests.support.site.quota import Form, Quota

CONFIGURATION = {"boardIds": [BOARD]}
MINUTES = 60.0
HOUR = 3600.0
STARTS = NOW - NOW % HOUR
"""The beginning of an hour of the quota."""


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Begin with a process that has heard of no quota."""
    quota._until = 0
    yield
    quota._until = 0


def data() -> object:
    return site(
        [IssueHistory(f"A-{at}", sprints=(SPRINT,), points=5).to(day(1), DONE) for at in range(20)], [sprint(SPRINT)]
    )


@pytest.mark.parametrize("form", ["near-limit", "structured", "both"])
async def test_near_the_limit_what_is_kept_is_shown_and_nothing_renewed(form: Form) -> None:
    """A chart of six minutes is shown as it is, without a request; a new hour renews it."""
    clock = FakeClock(STARTS)
    told = Quota(clock, points=50, form=form)
    async with served(data(), clock=clock, quota=told) as client:  # type: ignore[arg-type]
        first = await client.ask("getVelocity", CONFIGURATION)
        assert told.used > 40
        asked = len(client.site.requests)
        clock.advance(6 * MINUTES)
        again = await client.ask("getVelocity", CONFIGURATION)
        assert (again["cache"]["state"], again["sprints"]) == ("stale", first["sprints"])
        assert len(client.site.requests) == asked
        clock.advance(HOUR - 6 * MINUTES)
        assert (await client.ask("getVelocity", CONFIGURATION))["cache"]["state"] == "computed"


async def test_at_the_wall_the_time_of_the_next_hour_is_told() -> None:
    """If nothing is cached, the answer says when the quota resets, and nothing is sent until then."""
    clock = FakeClock(STARTS + 50 * MINUTES)
    async with served(data(), clock=clock, quota=Quota(clock, points=3)) as client:  # type: ignore[arg-type]
        with pytest.raises(Refused) as caught:
            await client.ask("getVelocity", CONFIGURATION)
        assert (caught.value.problem["status"], caught.value.problem["retryAfterSeconds"]) == (429, 600)


@pytest.mark.parametrize("form", ["near-limit", "structured", "both"])
def test_the_limit_is_seen_in_every_form(form: Form) -> None:
    """Less than a fifth left is near, in the plain headers and in the structured ones, until the hour is over."""
    clock = FakeClock(STARTS + 40 * MINUTES)
    told = Quota(clock, points=100, form=form)
    told.count({"issues": [0] * 79})
    said = left(told.headers())
    assert said is None or not said.near
    told.count({"issues": []})
    said = left(told.headers())
    assert said
    assert said.near
    points = Points()
    assert points.heed(said, 0.0, clock.now())
    assert [points.near(at) for at in (0.0, 1199.0, 1200.0)] == [True, True, False]


POLICY = '"jira-burst-based";q=100;w=1, "global-app-quota";q=65000;w=3600'


@pytest.mark.parametrize(
    ("policy", "remaining", "near"),
    [
        (POLICY, '"global-app-quota";r=12999;t=600', True),
        (POLICY, '"global-app-quota";r=13000;t=600', False),
        (POLICY, '"global-app-quota";t=600;r=64000, "jira-burst-based";r=1', False),
        (POLICY, '"tenant-app-quota";r=0', True),
        ("", '"global-app-quota";r=12000;t=600', True),
        ("", '"global-app-quota";t=600', False),
        ("", '"jira-burst-based";r=1;t=1', False),
    ],
)
async def test_platform_and_app_read_the_same(policy: str, remaining: str, *, near: bool) -> None:
    """Remaining points are compared with their quota; without its size they are few, as Jira names them only then."""
    headers = {"ratelimit-policy": policy, "ratelimit": remaining}
    said = left(headers)
    assert said
    assert said.near is near
    assert quota._is_little_left(headers) is near


def test_a_limit_that_is_not_in_force_is_not_heeded() -> None:
    """Headers that begin with Beta- are only announced, and a burst limit is not a quota."""
    told = Quota(FakeClock(STARTS), points=100, form="beta")
    told.count({"issues": [0] * 120})
    assert told.refusal() is None
    assert left(told.headers()) is None
    burst = {"ratelimit": '"jira-burst-based";r=1;t=1', "ratelimit-policy": '"jira-burst-based";q=100;w=1'}
    said = left(burst)
    assert said
    assert not said.near


@pytest.mark.parametrize(
    ("template", "content", "answer", "points"),
    [
        ("/rest/api/3/search/jql", b"{}", b'{"issues":[{"id":"1"},{"id":"2"}]}', 3),
        ("/rest/api/3/issue/bulkfetch", b'{"issueIdsOrKeys":["1","2","3"]}', b"{}", 4),
        ("/rest/api/3/changelog/bulkfetch", b'{"issueIdsOrKeys":["1"]}', b"{}", 2),
        ("/rest/api/3/field", None, b"[]", 1),
    ],
)
def test_what_a_request_costs(template: str, content: bytes | None, answer: bytes, points: int) -> None:
    """One point, and one more for each issue."""
    assert cost(template, content, answer) == points


async def test_near_the_limit_few_travel_at_once() -> None:
    """The window is capped while little is left, and has its size again when the hour is over."""
    window = Window()
    window.cap(NEAR_IN_FLIGHT)
    assert window.size == NEAR_IN_FLIGHT
    window.cap(MOST_IN_FLIGHT)
    assert window.size == MOST_IN_FLIGHT


async def test_the_product_slows_down_before_jira_says_stop() -> None:
    """An answer that says that the limit is near caps what travels at once."""
    clock = FakeClock(STARTS)
    async with served(data(), clock=clock, quota=Quota(clock, points=50)) as client:  # type: ignore[arg-type]
        await client.ask("getVelocity", CONFIGURATION)
        assert client.product._egress._window.size == NEAR_IN_FLIGHT


def test_points_are_counted_by_the_hour() -> None:
    """Points used in the last hour do not count in this one."""
    points = Points()
    points.count(5, STARTS)
    points.count(6, STARTS + 3599)
    assert points.used == 11
    points.count(7, STARTS + 3600)
    assert points.used == 7
    assert to_the_hour(STARTS + 600) == 3000
