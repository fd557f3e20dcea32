"""Product requests: guarded, limited, tried again where that can help, and answered as `fetch` answers.

The types of `ProductRequestError` that an app can meet:

- refused before a socket opens: `operation-refused` (with `nearest`), `egress-refused` (with `name`),
  `request-refused`, `query-refused`, `body-refused`, `per-person-refused` (with `field`), `too-many-product-requests`
- no answer: `jira-unreachable`, `jira-timeout`, `jira-resting` (with `retryAfterSeconds`), `jira-untrusted`
- an answer that is not taken: `redirect-refused`, `answer-too-large`, `answer-damaged`; and when its JSON is asked for:
  `not-json`, `invalid-json`
"""

import logging
import random as _random
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from app.clock import Clock
from app.forge import guard, retry
from app.forge.breaker import Breaker
from app.forge.budget import MOST_REQUESTS, Allowance, RetryBudget
from app.forge.egress import TRY_SECONDS, Answer, Egress, Unanswered, Upstream, timed_out
from app.forge.errors import ProductRequestError
from app.forge.gates import Gates
from app.forge.guard import Admitted
from app.forge.response import Response
from app.forge.route import Route

log: Final = logging.getLogger("app.forge.product")

SCOPE_MISSING: Final = b'{"code":401,"message":"Unauthorized; scope does not match"}'
LIMITED: Final = b'{"code":429,"message":"Rate limit exceeded; not sent"}'
CREDENTIALS_REFUSED: Final = b'{"code":401,"message":"Unauthorized; the credentials were refused"}'
FAILED_LOGINS: Final = frozenset({"AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED"})
"""Words of `X-Seraph-LoginReason`: Jira serves an expired token as anonymous, with 200 and what anybody may see."""
DOWN: Final = retry.BUSY - {HTTPStatus.TOO_MANY_REQUESTS}
JSON: Final = {"content-type": "application/json"}


class Product:
    """Carries the product requests of every invocation to one upstream; its limits are shared by all of them."""

    def __init__(
        self,
        upstream: Upstream,
        *,
        clock: Clock,
        random: Callable[[], float] = _random.random,
        try_seconds: float = TRY_SECONDS,
    ) -> None:
        self._destination = upstream.destination
        self._egress = Egress(upstream, try_seconds=try_seconds)
        self._clock = clock
        self._random = random
        self._gates = Gates()
        self._breaker = Breaker()
        self._retries = RetryBudget()
        self._allowance = Allowance()

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
    ) -> Response:
        """Return Jira's answer to one request; `deadline` is the invocation's end by the clock's `monotonic()`.

        Scopes that are not enough are answered with 401, as Atlassian's gateway does; so is a request whose credentials
        Jira refused although it answered, for what it shows to anonymous visitors is a part of the truth. A limit that
        cannot be waited for is answered with 429, without a request. An answer that asks to come back later carries a
        `retry-after` in whole seconds. Raises `ProductRequestError` for a request that is refused here and when no
        answer of use came.
        """
        admitted = guard.admit(self._destination, route.value, method.upper(), headers, body)
        if not admitted.operation.allowed_with(scopes):
            return Response(401, JSON, SCOPE_MISSING)
        if invocation is not None and not self._allowance.take(invocation):
            message = (
                f"An invocation may make {MOST_REQUESTS} requests to Jira, and this one has made them. Ask for less."
            )
            raise ProductRequestError(message, type="too-many-product-requests", status=429)
        now = self._clock.monotonic()
        self._retries.call(now)
        return await self._tries(admitted, retry.last_instant(now, deadline))

    async def _tries(self, admitted: Admitted, deadline: float) -> Response:
        tried = 0
        while True:
            if seconds := await self._gate(admitted, deadline):
                return Response(429, JSON | {"retry-after": str(retry.whole_seconds(seconds))}, LIMITED)
            tried += 1
            outcome = await self._try(admitted, deadline)
            asked = None
            if isinstance(outcome, Answer):
                asked = retry.asked_wait(outcome.status, outcome.headers, self._clock.now())
                if outcome.status == HTTPStatus.TOO_MANY_REQUESTS and asked:
                    reason = outcome.headers.get("ratelimit-reason", "")
                    self._gates.close(str(admitted.operation), reason, asked, self._clock.monotonic())
                    log.warning("Jira's limit is reached: %s may be asked again in %.0f s", admitted.operation, asked)
                if _anonymous(outcome):
                    return Response(401, JSON, CREDENTIALS_REFUSED)
                if not retry.may_help(outcome.status, asked):
                    return Response(outcome.status, outcome.headers, outcome.body)
            if not await self._wait(tried, asked, deadline):
                return _given_up(outcome, max(asked or 0.0, self._breaker.wait(self._clock.monotonic())))

    async def _gate(self, admitted: Admitted, deadline: float) -> float:
        """Wait until the gates are open and return 0, or return at once how long they stay closed."""
        while seconds := self._gates.wait(str(admitted.operation), self._clock.monotonic()):
            if not self._time_for(seconds, deadline):
                return seconds
            await self._clock.sleep(seconds)
        return 0.0

    async def _try(self, admitted: Admitted, deadline: float) -> Answer | Unanswered:
        """Send once and let the breaker know; raises `ProductRequestError` where no other try can help."""
        started = self._clock.monotonic()
        if started >= deadline:
            raise timed_out(by_caller=True)
        if not self._breaker.admit(started):
            raise _resting(self._breaker.wait(started))
        operation = admitted.operation
        outcome: Answer | Unanswered
        try:
            outcome = await self._egress.send(
                operation.method, admitted.url, admitted.content, seconds=deadline - started
            )
        except Unanswered as error:
            outcome = error
        except BaseException:
            self._breaker.abandoned()
            raise
        now = self._clock.monotonic()
        told = outcome.status if isinstance(outcome, Answer) else outcome.type
        log.debug("%s: %s after %.3f s", operation, told, now - started)
        self._weigh(outcome, now)
        if now > deadline:
            raise timed_out(by_caller=True)
        return outcome

    def _weigh(self, outcome: Answer | Unanswered, now: float) -> None:
        """Tell the breaker. An answer that Jira itself gave, a refusal or a 500 too, shows that it is there."""
        if isinstance(outcome, Unanswered) and outcome.by_caller:
            self._breaker.abandoned()
        elif isinstance(outcome, Unanswered) or outcome.status in DOWN:
            self._breaker.failed(now)
        else:
            self._breaker.succeeded()

    async def _wait(self, tried: int, asked: float | None, deadline: float) -> bool:
        """Wait for the next try and return True, or return False at once when there is none.

        A wait that Jira asked for is not counted against the budget: it cannot pile up on a site that is down.
        """
        now = self._clock.monotonic()
        seconds = max(asked or 0.0, retry.backoff(tried, self._random))
        if tried >= retry.TRIES or not self._time_for(seconds, deadline) or self._breaker.wait(now):
            return False
        if not asked and not self._retries.take(now):
            return False
        await self._clock.sleep(seconds)
        return True

    def _time_for(self, seconds: float, deadline: float) -> bool:
        return self._clock.monotonic() + seconds + retry.LEAST_LEFT_SECONDS <= deadline


def _anonymous(answer: Answer) -> bool:
    """Whether Jira refused the credentials and answered whom nobody is all the same."""
    told = answer.headers.get("x-seraph-loginreason", "")
    return not FAILED_LOGINS.isdisjoint(word.strip().upper() for word in told.split(","))


def _given_up(outcome: Answer | Unanswered, seconds: float) -> Response:
    """Return the last answer, or raise what happened instead of one, with the time of the next try if it is known."""
    if isinstance(outcome, Unanswered):
        if seconds:
            outcome.details["retryAfterSeconds"] = retry.whole_seconds(seconds)
        raise outcome
    headers = {name: value for name, value in outcome.headers.items() if name != "retry-after"}
    if seconds:
        headers["retry-after"] = str(retry.whole_seconds(seconds))
    return Response(outcome.status, headers, outcome.body)


def _resting(seconds: float) -> ProductRequestError:
    wait = retry.whole_seconds(seconds)
    return ProductRequestError(
        f"Jira did not answer several times in a row and is left alone for now. Try again in {wait} s.",
        type="jira-resting",
        status=503,
        retryAfterSeconds=wait,
    )
