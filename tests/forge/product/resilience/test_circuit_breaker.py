"""Breaker, gates, groups of requests and cancellation in every order: a healthy Jira is always reached again."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any

import httpx
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from app.forge.errors import ProductRequestError
from app.forge.product.client import Product
from app.forge.product.resilience.circuit_breaker import OPEN_SECONDS
from app.forge.product.route import route
from tests.forge.product.conftest import SCOPES, upstream_of
from tests.support.clock import FakeClock

PATHS = ("/rest/api/3/field", "/rest/api/3/status", "/rest/agile/1.0/board/1/configuration")
SICK: list[Any] = [503, 429, (429, "jira-quota-global-based"), (429, "jira-burst-based"), httpx.ConnectError("x"), 200]


class Outages(RuleBasedStateMachine):
    """Charts come in groups, are cancelled at any moment, and meet a Jira that fails and recovers."""

    @initialize()
    def begin(self) -> None:
        """Make product requests to a healthy Jira."""
        self.loop = asyncio.new_event_loop()
        self.clock = FakeClock()
        self.state: Any = 200
        self.steps = 0
        upstream = upstream_of(httpx.MockTransport(self.answer))
        self.product = Product(upstream, clock=self.clock, random=lambda: 0.5)
        self.groups: list[asyncio.Task[None]] = []

    def teardown(self) -> None:
        """End what is still running."""
        if not hasattr(self, "loop"):
            return
        for group in self.groups:
            group.cancel()
        self.run(*self.groups)
        self.run(self.product.aclose())
        self.loop.close()

    async def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer after a few turns of the loop according to Jira's state at that time."""
        del request
        for _ in range(self.steps):
            await asyncio.sleep(0)
        if isinstance(self.state, Exception):
            raise self.state
        status, reason = self.state if isinstance(self.state, tuple) else (self.state, "")
        headers = {"retry-after": "14", "ratelimit-reason": reason} if reason else {}
        return httpx.Response(status, headers=headers, json={})

    def run(self, *works: Awaitable[Any], loud: bool = False) -> None:
        """Run until everything is done; `loud` raises the errors."""

        async def done() -> None:
            await asyncio.wait_for(asyncio.gather(*works, return_exceptions=not loud), 1)

        self.loop.run_until_complete(done())

    async def group(self, size: int) -> None:
        """Send requests as a chart does: the first failure ends the others."""
        try:
            async with asyncio.TaskGroup() as group:
                for at in range(size):
                    group.create_task(self.ask(PATHS[at % len(PATHS)]))
        except BaseExceptionGroup as failures:
            raise failures.exceptions[0] from None

    async def ask(self, path: str) -> None:
        deadline = self.clock.monotonic() + 25
        answer = await self.product.request(route(path), scopes=SCOPES, deadline=deadline)
        if not answer.ok:
            raise ProductRequestError("refused", type="refused")

    @rule(state=st.sampled_from(SICK), steps=st.integers(0, 5))
    def jira_changes(self, state: Any, steps: int) -> None:
        """Fail in one of the ways, or recover."""
        self.state, self.steps = state, steps

    @rule(size=st.integers(1, 5))
    def a_chart_comes(self, size: int) -> None:
        """Start a group."""

        async def quiet() -> None:
            with suppress(ProductRequestError):
                await self.group(size)

        self.groups.append(self.loop.create_task(quiet()))

    @rule(state=st.sampled_from([503, SICK[4]]), steps=st.integers(0, 5))
    def an_outage_lasts(self, state: Any, steps: int) -> None:
        """Have charts fail until nothing is sent, and let the cool-down pass."""
        self.state, self.steps = state, steps
        self.run(self.group(3), self.group(3))
        self.clock.advance(OPEN_SECONDS)

    @rule(turns=st.integers(1, 6))
    def the_loop_turns(self, turns: int) -> None:
        """Let every task advance a little."""

        async def turn() -> None:
            for _ in range(turns):
                await asyncio.sleep(0)

        self.run(turn())

    @rule(seconds=st.sampled_from([0.5, 3.0, 14.0, 15.0, 30.0]))
    def time_passes(self, seconds: float) -> None:
        """Move the clock."""
        self.clock.advance(seconds)

    @precondition(lambda self: self.groups)
    @rule(data=st.data())
    def a_chart_is_given_up(self, data: st.DataObject) -> None:
        """Cancel one of the groups, wherever it is."""
        data.draw(st.sampled_from(self.groups)).cancel()

    @rule(size=st.integers(1, 5))
    def a_well_jira_is_reached_within_one_cool_down(self, size: int) -> None:
        """Whatever happened before, one cool-down after Jira recovers a whole chart gets its answers."""
        self.state = 200
        for group in self.groups:
            group.cancel()
        self.run(*self.groups)
        self.groups.clear()
        self.clock.advance(OPEN_SECONDS)
        self.run(self.group(size), loud=True)


TestOutages = Outages.TestCase
TestOutages.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
