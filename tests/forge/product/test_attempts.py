import asyncio
from email.utils import formatdate
from typing import Any

import httpx
import pytest

from app.forge.errors import ProductRequestError
from app.forge.product.client import Product
from app.forge.product.resilience.retry import asked_wait
from app.forge.product.route import route
from tests.forge.product.conftest import SCOPES, Bench, Jira, Make, Step, upstream_of
from tests.support.clock import FakeClock
from tests.support.holds import holds

BURST = {"ratelimit-reason": "jira-burst-based", "retry-after": "3"}
QUOTA = {"ratelimit-reason": "jira-quota-global-based", "retry-after": "1800"}
REQUEST = httpx.Request("GET", "https://tests.atlassian.net/")
ASKS: dict[str, dict[str, str]] = {
    "none": {},
    "0": {"retry-after": "0"},
    "2": {"retry-after": "2"},
    "3600": {"retry-after": "3600"},
    "junk": {"retry-after": "junk"},
    "-1": {"retry-after": "-1"},
    "1e9": {"retry-after": "1000000000"},
    "date": {"retry-after": formatdate(1_795_512_604.0, usegmt=True)},
    "past": {"retry-after": formatdate(1_795_512_000.0, usegmt=True)},
    "reset": {"x-ratelimit-reset": "2026-11-24T09:30:04Z"},
}
BACKOFF = [0.5, 1.0, 2.0]
WAITS: dict[str, list[float]] = {
    "2": [2.0, 2.0, 2.0],
    "3600": [],
    "1e9": [],
    "date": [4.0, 1.0, 2.0],
    "reset": [4.0, 1.0, 2.0],
}
"""The waits when every try has the same answer; the others back off. An instant is past after the first wait."""


@pytest.mark.parametrize("status", [429, 502, 503, 504])
@pytest.mark.parametrize("ask", ASKS)
async def test_busy_answers_are_tried_four_times(status: int, ask: str, bench: Bench) -> None:
    """A busy Jira gets four tries at most, each after the wait it asks for or a longer one; the last answer stands."""
    bench.plays(then=(status, ASKS[ask]))
    answer = await bench.ask()
    waits = BACKOFF if ask == "reset" and status != 429 else WAITS.get(ask, BACKOFF)
    assert bench.clock.sleeps == pytest.approx(waits)
    assert bench.calls == len(waits) + 1
    assert answer.status == status


@pytest.mark.parametrize("ask", ASKS)
async def test_an_error_of_jira_is_tried_again_only_when_it_says_when(ask: str, bench: Bench) -> None:
    """500 is retried with a readable time to come back, and not without one."""
    bench.plays(then=(500, ASKS[ask]))
    answer = await bench.ask()
    waits = [] if ask in {"none", "junk", "-1", "reset"} else WAITS.get(ask, BACKOFF)
    assert bench.clock.sleeps == pytest.approx(waits)
    assert answer.status == 500


@pytest.mark.parametrize("status", [200, 204, 400, 401, 403, 404, 409, 410, 413, 418, 501, 505])
@pytest.mark.parametrize("ask", ["none", "2"])
async def test_other_answers_are_taken_as_they_are(status: int, ask: str, bench: Bench) -> None:
    """Answers that a retry cannot change are final, whatever they say about waiting."""
    bench.plays(then=(status, ASKS[ask]))
    assert (await bench.ask()).status == status
    assert (bench.calls, bench.clock.sleeps) == (1, [])


@pytest.mark.parametrize("status", [301, 302, 303, 304, 307, 308])
async def test_redirects_are_an_error(status: int, bench: Bench) -> None:
    """No redirect is followed or retried."""
    bench.plays(then=(status, {"location": "https://tests.atlassian.net/rest/api/3/status"}))
    with pytest.raises(ProductRequestError) as caught:
        await bench.ask()
    assert (caught.value.type, caught.value.status, bench.calls) == ("redirect-refused", 502, 1)


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (httpx.ConnectError("canary"), "jira-unreachable"),
        (httpx.ReadError("canary"), "jira-unreachable"),
        (httpx.RemoteProtocolError("canary"), "jira-unreachable"),
        (ConnectionResetError("canary"), "jira-unreachable"),
        (httpx.ConnectTimeout("canary"), "jira-timeout"),
        (httpx.ReadTimeout("canary"), "jira-timeout"),
    ],
)
async def test_broken_connections_are_tried_four_times(failure: Exception, kind: str, bench: Bench) -> None:
    """A missing answer is retried like a busy one and then reported, without the library's words."""
    bench.plays(then=failure)
    with pytest.raises(ProductRequestError) as caught:
        await bench.ask()
    assert (caught.value.type, bench.calls) == (kind, 4)
    assert bench.clock.sleeps == pytest.approx(BACKOFF)
    assert "canary" not in caught.value.message
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("failure", [httpx.LocalProtocolError("x"), httpx.UnsupportedProtocol("x")])
async def test_what_cannot_be_sent_is_not_tried_again(failure: Exception, bench: Bench) -> None:
    """A request that violates HTTP is not retried."""
    bench.plays(then=failure)
    with pytest.raises(ProductRequestError) as caught:
        await bench.ask()
    assert (caught.value.type, bench.calls) == ("request-refused", 1)


@pytest.mark.parametrize("steps", [[503], [429, 502], [httpx.ReadError("x"), 504, (429, {"retry-after": "1"})]])
async def test_a_later_try_may_succeed(steps: list[Step], bench: Bench) -> None:
    """The first good answer is the answer."""
    bench.plays(*steps)
    assert await (await bench.ask()).json() == {"ok": True}
    assert bench.calls == len(steps) + 1


async def test_reading_posts_are_tried_as_gets_are(bench: Bench) -> None:
    """The POSTs of the table are reads, so they are retried, with the same body."""
    bench.plays(503)
    await bench.ask("/rest/api/3/search/jql", method="POST", body={"jql": "project = A"})
    assert [request.content for request in bench.jira.requests] == [b'{"jql":"project = A"}'] * 2


@pytest.mark.parametrize(
    ("seconds", "ask", "waits"),
    [
        (25, {}, BACKOFF),
        (4.4, {}, [0.5, 1.0]),
        (1.4, {}, []),
        (3.4, {"retry-after": "2"}, [2.0]),
        (3.3, {"retry-after": "2"}, []),
    ],
)
async def test_no_wait_reaches_the_deadline(
    seconds: float, ask: dict[str, str], waits: list[float], bench: Bench
) -> None:
    """A wait that leaves less than a second for the try, and one for the app, is skipped."""
    bench.plays(then=(503, ask))
    await bench.ask(seconds=seconds)
    assert bench.clock.sleeps == pytest.approx(waits)


@pytest.mark.parametrize("seconds", [0, -1])
async def test_nothing_begins_after_the_deadline(seconds: float, bench: Bench) -> None:
    """With no time left nothing is sent."""
    with pytest.raises(ProductRequestError) as caught:
        await bench.ask(seconds=seconds)
    assert (caught.value.type, caught.value.status, bench.calls) == ("jira-timeout", 504, 0)


async def test_an_answer_after_the_deadline_is_none(make: Make) -> None:
    """An answer that is too late by the platform's clock is a timeout, and not retried."""
    bench = make()

    def late(request: httpx.Request) -> httpx.Response:
        bench.clock.advance(26)
        return bench.jira(request)

    product = Product(upstream_of(httpx.MockTransport(late)), clock=bench.clock)
    with pytest.raises(ProductRequestError) as caught:
        await product.request(route("/rest/api/3/field"), scopes=SCOPES, deadline=25)
    assert (caught.value.type, bench.calls) == ("jira-timeout", 1)


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"retry-after": "3600"}, "3600"),
        ({"retry-after": formatdate(1_795_512_700.0, usegmt=True)}, "100"),
        ({"retry-after": "junk"}, None),
        ({}, None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
async def test_an_answer_tells_when_to_come_back(
    status: int, headers: dict[str, str], told: str | None, bench: Bench
) -> None:
    """Whatever form Jira uses, the app gets whole seconds, or nothing where Jira names no time."""
    bench.plays(then=(status, headers))
    answer = await bench.ask()
    assert (answer.status, answer.headers.get("retry-after")) == (status, told)


async def test_a_limit_without_retry_after_tells_its_reset(bench: Bench) -> None:
    """Jira's gateway has sent 429 with the instant of the reset and nothing else."""
    bench.plays(then=(429, {"x-ratelimit-reset": "2026-11-24T10:00Z"}))
    assert (await bench.ask()).headers["retry-after"] == "1800"


async def test_a_burst_slows_its_own_endpoint(bench: Bench) -> None:
    """While one endpoint is limited, the next call to it waits, and calls to others do not."""
    bench.plays((429, BURST))
    first = bench.clock.monotonic()
    await bench.ask(seconds=3.5)
    await bench.ask("/rest/api/3/status")
    assert bench.clock.monotonic() == first
    await bench.ask()
    assert bench.clock.monotonic() == first + 3


async def test_a_quota_stops_everything_until_its_reset(bench: Bench) -> None:
    """Once the quota is used up no call is sent until the reset, and each is refused at once with that time."""
    bench.plays((429, QUOTA))
    assert (await bench.ask()).headers["retry-after"] == "1800"
    bench.clock.advance(200)
    answer = await bench.ask("/rest/api/3/status")
    assert (answer.status, answer.headers["retry-after"], bench.calls) == (429, "1600", 1)
    assert (await answer.json())["code"] == 429
    assert bench.clock.sleeps == []
    bench.clock.advance(1600)
    assert (await bench.ask("/rest/api/3/status")).ok


@holds(asked_wait, "min(max(0.0, wait), LONGEST_ASKED_SECONDS)", "max(0.0, wait)")
@pytest.mark.parametrize("wait", ["86400", "Sat, 28 Nov 2026 08:00:00 GMT"])
async def test_one_odd_limit_does_not_close_the_way_for_a_day(bench: Bench, wait: str) -> None:
    """A 429 that asks for a day counts for an hour at most, and one request in five minutes probes sooner."""
    date = "Fri, 27 Nov 2026 08:00:00 GMT"
    bench.plays((429, {"ratelimit-reason": "jira-quota-global-based", "date": date, "retry-after": wait}))
    assert (await bench.ask()).headers["retry-after"] == "3600"
    bench.clock.advance(299)
    assert (await bench.ask()).status == 429
    bench.clock.advance(1)
    assert (await bench.ask()).ok
    assert (await bench.ask("/rest/api/3/status")).ok


async def test_a_short_quota_is_waited_for(bench: Bench) -> None:
    """All calls wait for a reset that is within the invocation's time."""
    bench.plays((429, {"ratelimit-reason": "jira-quota-tenant-based", "retry-after": "5"}))
    assert (await bench.ask()).ok
    bench.plays((429, {"ratelimit-reason": "jira-quota-tenant-based", "retry-after": "5"}))
    assert (await bench.ask(seconds=5)).status == 429
    started = bench.clock.monotonic()
    assert (await bench.ask("/rest/api/3/status")).ok
    assert bench.clock.monotonic() == started + 5


async def test_retries_are_a_tenth_of_the_calls(make: Make) -> None:
    """When everything fails, 1,000 calls are retried at most 103 times in all."""
    bench = make(random=lambda: 0.0)
    bench.plays(then=(429, {}))
    for _ in range(1000):
        bench.clock.advance(0.001)
        await bench.ask()
    assert 1003 <= bench.calls <= 1103
    assert bench.calls == 1000 + len(bench.clock.sleeps)


async def test_waits_that_jira_asks_for_are_no_load(bench: Bench) -> None:
    """The limit of a tenth bounds only unrequested retries; a retry at Jira's own request is free."""
    bench.plays(*[(429, {"retry-after": "1"})] * 8)
    answers = await asyncio.gather(*(bench.ask() for _ in range(8)))
    assert all(answer.ok for answer in answers)


async def test_a_dead_site_is_left_alone(bench: Bench) -> None:
    """Five failures in a row, then none for fifteen seconds, then one probe, which closes or reopens the breaker."""
    bench.plays(then=httpx.ConnectError("x"))
    for _ in range(2):
        with pytest.raises(ProductRequestError):
            await bench.ask()
    assert bench.calls == 5
    with pytest.raises(ProductRequestError) as caught:
        await bench.ask("/rest/api/3/status")
    assert (caught.value.type, caught.value.status) == ("jira-resting", 503)
    assert caught.value.details == {"retryAfterSeconds": 15}
    assert bench.calls == 5
    bench.clock.advance(15)
    with pytest.raises(ProductRequestError) as caught:
        await bench.ask()
    assert caught.value.details == {"retryAfterSeconds": 15}
    assert bench.calls == 6
    bench.clock.advance(15)
    bench.plays()
    assert (await bench.ask()).ok
    assert (await bench.ask()).ok
    assert bench.calls == 8


async def test_the_answer_that_opens_the_breaker_says_when_to_come_back(bench: Bench) -> None:
    """The fifth 503 carries the breaker's own time to come back."""
    bench.plays(then=503)
    await bench.ask()
    bench.clock.advance(60)
    bench.clock.sleeps.clear()
    answer = await bench.ask()
    assert (answer.status, answer.headers["retry-after"], bench.calls) == (503, "15", 5)
    assert bench.clock.sleeps == []


@pytest.mark.parametrize("status", [400, 404, 429, 500])
async def test_a_site_that_answers_is_not_dead(status: int, bench: Bench) -> None:
    """Refusals, limits and errors from Jira itself do not open the breaker."""
    bench.plays(then=status)
    for _ in range(10):
        await bench.ask()
    assert (await bench.ask()).status == status


async def test_a_cancelled_probe_frees_its_place(make: Make) -> None:
    """A caller that leaves during the probe does not keep the others out."""
    bench = make()
    bench.plays(then=httpx.ConnectError("x"))
    for _ in range(2):
        with pytest.raises(ProductRequestError):
            await bench.ask()
    bench.clock.advance(15)

    async def hang(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    transport: Any = bench.product._egress._upstream.transport
    handler, transport.handler = transport.handler, hang
    task = asyncio.create_task(bench.ask())
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    transport.handler = handler
    bench.plays()
    assert (await bench.ask()).ok


@holds(Product, "if invocation is not None and not self._allowance.take(invocation):", "if False:")
async def test_an_invocation_has_a_bound(bench: Bench) -> None:
    """The 501st request of an invocation is refused; other invocations are unaffected."""
    for _ in range(500):
        assert (await bench.ask(invocation="one")).ok
    with pytest.raises(ProductRequestError) as caught:
        await bench.ask(invocation="one")
    assert (caught.value.type, caught.value.status, bench.calls) == ("too-many-product-requests", 429, 500)
    assert (await bench.ask(invocation="two")).ok


async def test_no_more_than_sixteen_are_in_flight() -> None:
    """However many calls there are, Jira sees sixteen at a time."""
    flying, most = 0, 0

    async def slow(_: httpx.Request) -> httpx.Response:
        nonlocal flying, most
        flying += 1
        most = max(most, flying)
        await asyncio.sleep(0.005)
        flying -= 1
        return httpx.Response(200, json={})

    clock = FakeClock()
    bench = Bench(clock, Jira(clock), Product(upstream_of(httpx.MockTransport(slow)), clock=clock))
    await asyncio.gather(*(bench.ask() for _ in range(40)))
    assert most == 16


@pytest.mark.parametrize("told", ["AUTHENTICATED_FAILED", "AUTHENTICATED_FAILED, OUT", "authentication_denied"])
async def test_refused_credentials_are_no_success(told: str, bench: Bench) -> None:
    """What Jira answers to an anonymous visitor after refusing the credentials becomes a 401, at once."""
    bench.plays(then=(200, {"X-Seraph-LoginReason": told}))
    answer = await bench.ask()
    assert (answer.status, answer.ok, bench.calls) == (401, False, 1)
    assert "ok" not in await answer.json()


async def test_accepted_credentials_are_a_success(bench: Bench) -> None:
    """The same header also reports accepted credentials."""
    bench.plays(then=(200, {"X-Seraph-LoginReason": "OK"}))
    assert (await bench.ask()).status == 200
