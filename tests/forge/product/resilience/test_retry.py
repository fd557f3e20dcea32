import asyncio
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from app.forge.product.header_values import whole_seconds
from app.forge.product.resilience.barrier import Barrier, Pass
from app.forge.product.resilience.circuit_breaker import FAILURES, OPEN_SECONDS, Breaker
from app.forge.product.resilience.rate_limits import PROBE_SECONDS, UNTOLD_SECONDS, Gates, refused
from app.forge.product.resilience.retry import asked_wait, backoff, last_instant, may_help
from app.forge.product.resilience.retry_budget import FLOOR, MOST_REQUESTS, Allowance, RetryBudget
from tests.support.clock import FakeClock

NOW = FakeClock.START
WHEN = datetime.fromtimestamp(NOW, UTC)


def http_date(seconds: float) -> str:
    """Return the HTTP date this many seconds from now."""
    return format_datetime(WHEN + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "0"}, 0),
        ({"retry-after": "2"}, 2),
        ({"retry-after": " 7 "}, 7),
        ({"retry-after": "3600"}, 3600),
        ({"retry-after": "86400"}, 3600),
        ({"retry-after": "3601"}, 3600),
        ({"retry-after": "1000000000"}, 3600),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "٣"}, None),
        ({"retry-after": "1.5"}, 2),
        ({"retry-after": "2.0"}, 2),
        ({"retry-after": "1.5s"}, None),
        ({"retry-after": "1e3"}, None),
        ({"retry-after": "5, 10"}, 10),
        ({"retry-after": "5,"}, None),
        ({"retry-after": http_date(5)}, 5),
        ({"retry-after": http_date(-60)}, 0),
        ({"retry-after": http_date(90_000)}, 3600),
        ({"retry-after": "Tue, 99 Nov 2026 09:30:00 GMT"}, None),
        ({"x-ratelimit-reset": "2026-11-24T09:30:12Z"}, 12),
        ({"x-ratelimit-reset": "2026-11-24T09:31Z"}, 60),
        ({"x-ratelimit-reset": "2026-11-24T10:31+01:00"}, 60),
        ({"x-ratelimit-reset": "2026-11-24T09:31"}, 60),
        ({"x-ratelimit-reset": "2026-11-24T09:00Z"}, 0),
        ({"x-ratelimit-reset": "2026-11-26T09:31Z"}, 3600),
        ({"x-ratelimit-reset": "later"}, None),
        ({"retry-after": "3", "x-ratelimit-reset": "2026-11-24T09:31Z"}, 3),
        ({"retry-after": "junk", "x-ratelimit-reset": "2026-11-24T09:31Z"}, 60),
        ({"retry-after": http_date(5), "date": http_date(-100)}, 105),
        ({"x-ratelimit-reset": "2026-11-24T09:31Z", "date": http_date(50)}, 10),
        ({"retry-after": http_date(5), "date": "junk"}, 5),
    ],
)
def test_how_long_an_answer_asks_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    """Seconds, HTTP dates and ISO instants are read; negative, absurd and unreadable values count as absent."""
    assert asked_wait(429, headers, NOW) == seconds


def test_an_instant_without_a_zone_is_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time zone of this machine does not matter."""
    with monkeypatch.context() as context:
        context.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        assert asked_wait(429, {"x-ratelimit-reset": "2026-11-24T09:31"}, NOW) == 60
        assert asked_wait(429, {"retry-after": "Tue Nov 24 09:31:00 2026"}, NOW) == 60
        assert asked_wait(429, {"retry-after": "Tue, 24 Nov 2026 09:31:00 -0000"}, NOW) == 60
    time.tzset()


def test_the_time_of_a_reset_asks_for_nothing_by_itself() -> None:
    """Other answers of Jira name the reset of its limits too; it is a time to wait only with 429."""
    headers = {"x-ratelimit-reset": "2026-11-24T09:31Z"}
    assert [asked_wait(status, headers, NOW) for status in (429, 500, 503)] == [60, None, None]


def test_waits_double_up_to_a_cap_and_vary() -> None:
    """Half a second, doubled with each try up to eight seconds, times 0.7 to 1.3."""
    assert [backoff(tried, lambda: 0.5) for tried in (1, 2, 3, 4, 5, 6, 50)] == [0.5, 1, 2, 4, 8, 8, 8]
    assert backoff(1, lambda: 0.0) == pytest.approx(0.35)
    assert backoff(1, lambda: 1.0) == pytest.approx(0.65)


@pytest.mark.parametrize(("left", "usable"), [(25.0, 24.0), (10.0, 9.0), (5.0, 4.5), (0.0, 0.0), (-1.0, -1.0)])
def test_the_end_of_an_invocation_is_the_apps(left: float, usable: float) -> None:
    """Requests end a second, or a tenth of the remaining time, before the invocation, so that the app can answer."""
    assert last_instant(100.0, 100.0 + left) == 100.0 + usable


def test_which_statuses_another_try_may_change() -> None:
    """429, 502, 503 and 504, and 500 only with a time to come back."""
    assert [status for status in range(100, 600) if may_help(status, None)] == [429, 502, 503, 504]
    assert [status for status in range(100, 600) if may_help(status, 0.0)] == [429, 500, 502, 503, 504]


def test_a_time_to_come_back_is_never_too_early() -> None:
    """Seconds are rounded up, to at least one."""
    assert [whole_seconds(seconds) for seconds in (0.0, 0.2, 1.0, 1.01, 59.5)] == [1, 1, 1, 2, 60]


@pytest.mark.parametrize(
    ("reason", "seconds", "everything"),
    [
        ("jira-burst-based", 60, False),
        ("jira-quota-global-based", 2, True),
        ("jira-quota-tenant-based", 2, True),
        ("Jira-Cost-Based", 2, True),
        ("", 2, False),
        ("", 10, False),
        ("", 11, True),
        ("jira-max-concurrent-threads-across-all-instances-per-tenant-per-user", 2, False),
        ("jira-max-concurrent-threads-across-all-instances-per-tenant-per-user", 60, True),
    ],
)
def test_whom_a_limit_stops(reason: str, seconds: float, everything: bool) -> None:  # noqa: FBT001 - a column of the table
    """A burst limit slows its endpoint, a quota stops all; a long limit without a known reason counts as a quota."""
    gates = Gates()
    gates.close("GET /a", reason, seconds, now=100, epoch=100)
    assert gates.wait("GET /a", 100) == seconds
    assert gates.wait("GET /b", 100) == (seconds if everything else 0)
    assert gates.wait("GET /a", 100 + seconds) == 0


def test_a_gate_is_not_opened_by_a_shorter_wait() -> None:
    """A second limit can only extend the time of a closed gate."""
    gates = Gates()
    gates.close("GET /a", "jira-burst-based", 9, now=0, epoch=0)
    gates.close("GET /a", "jira-burst-based", 1, now=1, epoch=1)
    assert gates.wait("GET /a", 2) == 7


def test_a_tenth_of_the_calls_may_be_tried_again() -> None:
    """In a minute retries are at most a tenth of the calls, or three; a minute later the count is empty."""
    budget = RetryBudget()
    assert [budget.take(0.5) for _ in range(FLOOR + 1)] == [True] * FLOOR + [False]
    for _ in range(50):
        budget.call(59.0)
    assert [budget.take(59.9) for _ in range(3)] == [True, True, False]
    assert budget.take(60.0)
    assert [budget.take(200.0) for _ in range(FLOOR + 1)] == [True] * FLOOR + [False]


def test_an_invocation_has_so_many_requests() -> None:
    """Each invocation may make 500 requests, independently of the others."""
    allowance = Allowance()
    assert all(allowance.take("a") for _ in range(MOST_REQUESTS))
    assert not allowance.take("a")
    assert allowance.take("b")


def passed(barrier: Barrier, now: float) -> Pass | None:
    """Return the barrier's verdict on a try that does not wait for a probe."""
    try:
        barrier.passing(lambda: now).send(None)
    except StopIteration as end:
        found: Pass | None = end.value
        return found
    raise AssertionError("it waits for the probe")


def opened() -> Breaker:
    """Return a breaker that has just opened at 0."""
    breaker = Breaker()
    for _ in range(FAILURES):
        fails(breaker, 0)
    return breaker


def fails(breaker: Breaker, now: float) -> None:
    """Let a try pass and fail."""
    tried = passed(breaker, now)
    assert tried
    with tried:
        breaker.failed(tried, now)


def test_failures_in_a_row_open_the_breaker() -> None:
    """The fifth failure in a row opens it for fifteen seconds; an answer in between resets the count."""
    breaker = Breaker()
    for _ in range(FAILURES - 1):
        fails(breaker, 0)
    breaker.succeeded()
    fails(breaker, 0)
    assert passed(breaker, 0)
    assert [opened().wait(now) for now in (0, 10, OPEN_SECONDS)] == [OPEN_SECONDS, 5, 0]
    assert passed(opened(), 14.9) is None


def test_one_probe_decides() -> None:
    """After fifteen seconds a single try passes; it closes the breaker, or keeps it open for as long again."""
    breaker = opened()
    fails(breaker, 16)
    assert breaker.wait(16) == OPEN_SECONDS
    probe = passed(breaker, 31)
    assert probe
    with probe:
        breaker.succeeded()
    assert [passed(breaker, 31), passed(breaker, 31)] != [None, None]


def test_an_old_try_keeps_nothing_closed() -> None:
    """A late failure of a try from before the breaker opened changes nothing."""
    breaker = Breaker()
    late = passed(breaker, 0)
    assert late
    for _ in range(FAILURES):
        fails(breaker, 0)
    breaker.failed(late, 14)
    assert breaker.wait(OPEN_SECONDS) == 0


@pytest.mark.parametrize("end", ["answer", "failure", "silence"])
async def test_the_others_wait_for_the_probe(end: str) -> None:
    """A call that comes during the probe waits for its end and is not refused: it may belong to the same chart."""
    breaker = opened()
    probe = passed(breaker, 15)
    assert probe
    waiting = [asyncio.create_task(breaker.passing(lambda: 15)) for _ in range(2)]
    await asyncio.sleep(0)
    assert not any(task.done() for task in waiting)
    with probe:
        if end == "answer":
            breaker.succeeded()
        if end == "failure":
            breaker.failed(probe, 15)
    for _ in range(3):
        await asyncio.sleep(0)
    first, second = waiting
    if end == "silence":
        took = first.result()
        assert took
        assert took.is_probe
        assert not second.done()
        second.cancel()
    else:
        assert [task.result() is None for task in waiting] == [end == "failure"] * 2


def test_a_probe_finds_out_about_a_long_limit_every_five_minutes() -> None:
    """An answer that asks for an hour is not trusted blindly: one request in five minutes probes."""
    gates = Gates()
    gates.close("GET /a", "jira-quota-global-based", 3600, now=0, epoch=0)
    everything, _ = gates.before("GET /b")
    assert gates.wait("GET /b", PROBE_SECONDS - 1) == 3600 - PROBE_SECONDS + 1
    probe = passed(everything, PROBE_SECONDS)
    assert probe
    with probe:
        refused(probe, 3300, PROBE_SECONDS)
    assert gates.wait("GET /b", PROBE_SECONDS) == 3300
    probe = passed(everything, 2 * PROBE_SECONDS)
    assert probe
    with probe:
        probe.open()
    assert gates.wait("GET /b", 2 * PROBE_SECONDS) == 0


def test_a_probe_that_is_refused_without_a_time_closes_the_gate_again() -> None:
    """The limit still applies, even if nobody knows for how long."""
    gates = Gates()
    gates.close("GET /a", "jira-burst-based", 3, now=0, epoch=0)
    _, gate = gates.before("GET /a")
    probe = passed(gate, 3)
    assert probe
    with probe:
        refused(probe, None, 3)
    assert gates.wait("GET /a", 3) == UNTOLD_SECONDS
