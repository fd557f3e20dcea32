"""Product requests: guarded, rate-limited, retried if that can help, with answers like those of `fetch`.

The types of `ProductRequestError`:

- refused before a connection is made: `operation-refused` (with `nearest`), `egress-refused` (with `name`),
  `request-refused`, `query-refused`, `body-refused`, `per-person-refused` (with `field`), `too-many-product-requests`
- no answer: `jira-unreachable`, `jira-timeout`, `jira-resting` (with `retryAfterSeconds`), `jira-untrusted`
- not sent, overload: `too-many-reports` (with `retryAfterSeconds`)
- answer refused: `redirect-refused`, `answer-too-large`, `answer-damaged`; when its JSON is read:
  `not-json`, `invalid-json`
"""

import asyncio
import logging
import random as _random
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from app.clock import Clock
from app.forge.errors import ProductRequestError
from app.forge.product import quota
from app.forge.product.header_values import whole_seconds
from app.forge.product.outcomes import answered, given_up
from app.forge.product.policy import guard
from app.forge.product.policy.guard import Admitted
from app.forge.product.policy.operations import Operation
from app.forge.product.quota import NEAR_IN_FLIGHT, Points
from app.forge.product.resilience import retry
from app.forge.product.resilience.admission import Admission
from app.forge.product.resilience.barrier import Barrier, Pass
from app.forge.product.resilience.circuit_breaker import Breaker
from app.forge.product.resilience.rate_limits import Gates, refused
from app.forge.product.resilience.retry_budget import MOST_REQUESTS, Allowance, RetryBudget
from app.forge.product.response import Response
from app.forge.product.route import Route
from app.forge.product.transport.egress import TRY_SECONDS, Asker, Egress, Received, Upstream
from app.forge.product.transport.window import MOST_IN_FLIGHT
from app.forge.product.unanswered import Unanswered, crowded, resting, timed_out

log: Final = logging.getLogger("app.forge.product.client")

SCOPE_MISSING: Final = b'{"code":401,"message":"Unauthorized; scope does not match"}'
LIMITED: Final = b'{"code":429,"message":"Rate limit exceeded; not sent"}'
DOWN: Final = retry.BUSY - {HTTPStatus.TOO_MANY_REQUESTS}
JSON: Final = {"content-type": "application/json"}


@dataclass(frozen=True, slots=True)
class _Call:
    """A request with its deadline and its invocation."""

    admitted: Admitted
    deadline: float
    asker: Asker


class Product:
    """Sends the product requests of all invocations to one upstream, with shared limits.

    `count` is called for each sent request with its status, or the reason for none, and its seconds.
    """

    def __init__(
        self,
        upstream: Upstream,
        *,
        clock: Clock,
        random: Callable[[], float] = _random.random,
        try_seconds: float = TRY_SECONDS,
        count: Callable[[int | str, float], None] | None = None,
    ) -> None:
        self._destination = upstream.destination
        self._egress = Egress(upstream, try_seconds=try_seconds)
        self._clock = clock
        self._random = random
        self._count = count
        self.limits = Gates()
        self.breaker = Breaker()
        self._retries = RetryBudget()
        self._allowance = Allowance()
        self.points = Points()
        self.admission = Admission(clock, lambda: self._egress.size)

    @property
    def is_stuck(self) -> bool:
        """Whether no request to Jira is possible until this process is restarted."""
        return self._egress.is_stuck

    async def aclose(self) -> None:
        """Close the connections."""
        await self._egress.aclose()

    async def request(  # noqa: PLR0913 - what fetch takes, and the invocation that asks
        self,
        route: Route,
        *,
        scopes: frozenset[str],
        deadline: float,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: object = None,
        invocation: str | None = None,
        as_user: bool = False,
    ) -> Response:
        """Return Jira's answer to a request; `deadline` is the invocation's end by the clock's `monotonic()`.

        The answer is 401 if scopes are missing, as from Atlassian's gateway, and if Jira ignored invalid credentials
        and answered as for an anonymous visitor. It is 429, without a request, if a rate limit lasts longer than the
        deadline. `retry-after` is in whole seconds. Raises `ProductRequestError` for a refused request and if there is
        no usable answer.
        """
        admitted = guard.admit(self._destination, route.value, method.upper(), headers, body)
        if not admitted.operation.allowed_with(scopes):
            return Response(401, JSON, SCOPE_MISSING)
        if invocation is not None and not self._allowance.take(invocation):
            message = f"An invocation may make {MOST_REQUESTS} requests to Jira, and has made them. Ask for less."
            raise ProductRequestError(message, type="too-many-product-requests", status=429)
        if seconds := await self.admission.seat(invocation):
            raise crowded(seconds)
        now = self._clock.monotonic()
        self._retries.call(now)
        return await self._tries(_Call(admitted, retry.last_instant(now, deadline), Asker(invocation, as_user=as_user)))

    async def _tries(self, call: _Call) -> Response:
        tried = 0
        while True:
            if seconds := await self._gate(call):
                return Response(429, JSON | {"retry-after": str(whole_seconds(seconds))}, LIMITED)
            outcome = await self._try(call)
            if outcome is None:
                continue
            tried += 1
            asked = None
            if isinstance(outcome, Received):
                asked = retry.asked_wait(outcome.status, outcome.headers, self._clock.now())
                if not retry.may_help(outcome.status, asked):
                    return answered(outcome, asked)
            if not await self._wait(tried, asked, call.deadline):
                return given_up(outcome, max(asked or 0.0, self.breaker.wait(self._clock.monotonic())))

    async def _gate(self, call: _Call) -> float:
        """Wait until the gates are open and return 0, or return at once how long they stay closed."""
        while seconds := self.limits.wait(str(call.admitted.operation), self._clock.monotonic()):
            if not self._time_for(seconds, call.deadline):
                return seconds
            await self._clock.sleep(seconds)
        return 0.0

    async def _try(self, call: _Call) -> Received | Unanswered | None:
        """Send once and update breaker and gates; None if a gate closed before the request could be sent.

        Raises `ProductRequestError` if no retry can help.
        """
        barriers = (*self.limits.before(str(call.admitted.operation)), self.breaker)
        with ExitStack() as stack:
            passes = []
            for barrier in barriers:
                passed = await self._passing(barrier, call.deadline)
                if passed is None and barrier is self.breaker:
                    raise resting(self.breaker.wait(self._clock.monotonic()))
                if passed is None:
                    return None
                passes.append(stack.enter_context(passed))
            *gates, breaker = passes
            return await self._send(call, gates, breaker)

    async def _passing(self, barrier: Barrier, deadline: float) -> Pass | None:
        """Return a pass, None if closed; waits for a running probe."""
        try:
            async with asyncio.timeout(max(0.0, deadline - self._clock.monotonic())):
                return await barrier.passing(self._clock.monotonic)
        except TimeoutError:
            raise timed_out(by_caller=True) from None

    async def _send(self, call: _Call, gates: Sequence[Pass], breaker: Pass) -> Received | Unanswered:
        started = self._clock.monotonic()
        if started >= call.deadline:
            raise timed_out(by_caller=True)
        operation = call.admitted.operation
        outcome: Received | Unanswered
        try:
            outcome = await self._egress.send(
                operation.method,
                call.admitted.url,
                call.admitted.content,
                seconds=call.deadline - started,
                asker=call.asker,
                rank=operation.rank,
            )
        except Unanswered as error:
            outcome = error
        now = self._clock.monotonic()
        result = outcome.status if isinstance(outcome, Received) else outcome.type
        log.debug("%s: %s after %.3f s", operation, result, now - started)
        if self._count is not None:
            self._count(result, now - started)
        self._weigh(outcome, breaker, now)
        if isinstance(outcome, Received):
            self._heed(operation, outcome, gates, now)
            self._account(call.admitted, outcome, now)
        if now > call.deadline:
            raise timed_out(by_caller=True)
        return outcome

    def _weigh(self, outcome: Received | Unanswered, breaker: Pass, now: float) -> None:
        """Update the breaker. Any answer from Jira itself, even a refusal or a 500, counts as a success.

        A try cancelled by its caller does not count.
        """
        if isinstance(outcome, Unanswered) and outcome.by_caller:
            return
        if isinstance(outcome, Unanswered) or outcome.status in DOWN:
            self.breaker.failed(breaker, now)
        else:
            self.breaker.succeeded()

    def _heed(self, operation: Operation, answer: Received, gates: Sequence[Pass], now: float) -> None:
        """Tell the gates what an answer says about Jira's limits; only that of a request that finds out opens one."""
        epoch = self._clock.now()
        probes = [passed for passed in gates if passed.is_probe]
        if answer.status != HTTPStatus.TOO_MANY_REQUESTS:
            self.limits.passed(str(operation), probes, epoch)
            return
        asked = retry.asked_wait(answer.status, answer.headers, epoch)
        for passed in probes:
            refused(passed, asked, now)
        if asked:
            self.limits.close(str(operation), answer.headers.get("ratelimit-reason", ""), asked, now, epoch)
            log.warning("Jira's limit is reached: %s may be asked again in %.0f s", operation, asked)

    def _account(self, admitted: Admitted, answer: Received, now: float) -> None:
        """Count the points of a request, and reduce concurrency while few are left."""
        epoch = self._clock.now()
        self.points.count(quota.cost(admitted.operation.template, admitted.content, answer.body), epoch)
        said = quota.left(answer.headers)
        if said is not None and self.points.heed(said, now, epoch):
            log.warning("Jira's quota is nearly used up; about %d points of it here in this hour", self.points.used)
        self._egress.cap(NEAR_IN_FLIGHT if self.points.near(now) else MOST_IN_FLIGHT)

    async def _wait(self, tried: int, asked: float | None, deadline: float) -> bool:
        """Wait for the next try and return True, or return False at once if there is none.

        A wait requested by Jira does not use the retry budget, since it cannot overload a site that is down.
        """
        now = self._clock.monotonic()
        seconds = max(asked or 0.0, retry.backoff(tried, self._random))
        if tried >= retry.TRIES or not self._time_for(seconds, deadline) or self.breaker.wait(now):
            return False
        if not asked and not self._retries.take(now):
            return False
        await self._clock.sleep(seconds)
        return True

    def _time_for(self, seconds: float, deadline: float) -> bool:
        return self._clock.monotonic() + seconds + retry.LEAST_LEFT_SECONDS <= deadline
