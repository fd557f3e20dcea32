"""Callers that leave at any moment: their requests end too, and the next call is served."""

import asyncio
import gc
import random
from contextlib import suppress

import httpx
import pytest

from app.clock import SystemClock
from app.forge.errors import ProductRequestError
from app.forge.product.client import Product
from app.forge.product.route import route
from app.forge.product.transport.egress import Egress
from app.forge.product.transport.pool import Pool
from app.forge.product.transport.window import MOST_IN_FLIGHT
from app.jira.remote import remote_upstream
from tests.forge.product.conftest import SCOPES, upstream_of
from tests.forge.product.wire import answer, chunked, says, speaking
from tests.support.holds import holds

WHERE = route("/rest/api/3/field")
TURNS = 40
"""More turns of the loop than a request over loopback takes."""


async def ask(product: Product, seconds: float = 25) -> bool:
    """Make one request and return whether it got a good answer."""
    return (await product.request(WHERE, scopes=SCOPES, deadline=product._clock.monotonic() + seconds)).ok


def made(site: str) -> Product:
    return Product(remote_upstream(site), clock=SystemClock())


@holds(Egress, "await asyncio.shield(task)", "await task")
@pytest.mark.parametrize("seed", range(4))
async def test_a_call_can_be_cancelled_at_every_await(seed: int) -> None:
    """Cancelled once or twice, at any turn of the loop, a call leaves nothing behind."""
    draw = random.Random(seed)  # noqa: S311 - it draws moments, not secrets
    speech = says(*chunked([b'{"ok":', b"true}"]), pause=0.001)
    async with speaking(speech) as wire:
        product = made(wire.site)
        for turns in range(TURNS):
            tasks = [asyncio.create_task(ask(product)) for _ in range(draw.choice((1, 3, 20)))]
            for again in range(draw.choice((1, 2, 3))):
                for _ in range(turns if not again else draw.randrange(4)):
                    await asyncio.sleep(0)
                for task in tasks:
                    task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            assert await asyncio.wait_for(ask(product), 10)
        await asyncio.gather(*product._egress._flights.values(), return_exceptions=True)
        assert product._egress._window.in_flight == 0
        transport = product._egress._upstream.transport
        assert isinstance(transport, Pool)
        assert transport.taken == 0
        await product.aclose()


@holds(Egress, "        if not task.cancelled():\n            task.exception()", "")
async def test_a_request_that_fails_after_its_caller_left_is_nobodys_news() -> None:
    """Its failure is not logged as an unretrieved exception, with the text that it carries."""
    told: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))

    begun, go = asyncio.Event(), asyncio.Event()

    async def late(_: httpx.Request) -> httpx.Response:
        begun.set()
        await go.wait()
        raise httpx.ConnectError("no")

    product = Product(upstream_of(httpx.MockTransport(late)), clock=SystemClock())
    task = asyncio.create_task(ask(product))
    await begun.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    go.set()
    await asyncio.wait(product._egress._flights.values())
    del task
    gc.collect()
    assert told == []
    await product.aclose()


async def test_a_lone_caller_is_served_after_an_overload() -> None:
    """Two hundred callers whose time ends while Jira is slow take nothing from the next caller."""
    async with speaking(says(answer(), pause=0.0)) as wire:
        slow = says(*chunked([b'{"ok":true}']), pause=0.05)
        wire.speeches[:] = [slow]
        product = made(wire.site)

        async def hurried() -> None:
            with suppress(ProductRequestError):
                await ask(product, seconds=0.3)

        await asyncio.gather(*(hurried() for _ in range(200)))
        wire.speeches[:] = [says(answer())]
        assert await asyncio.wait_for(ask(product), 10)
        assert not product.is_stuck
        assert wire.connections <= 2 * MOST_IN_FLIGHT
        await product.aclose()


@holds(
    Egress,
    "if isinstance(transport, Pool) and (taken := transport.taken):",
    "if isinstance(transport, Pool) and (taken := 0):",
)
async def test_a_pool_that_has_lost_count_is_made_anew() -> None:
    """When the pool counts connections as busy while no request runs, the whole pool is replaced."""
    async with speaking(says(answer())) as wire:
        product = made(wire.site)
        pool = product._egress._upstream.transport
        assert isinstance(pool, Pool)
        request = httpx.Request("GET", f"{wire.site}/rest/api/3/field")
        lost = [await pool.handle_async_request(request) for _ in range(2 * MOST_IN_FLIGHT)]
        assert pool.taken == len(lost)
        assert await asyncio.wait_for(ask(product), 10)
        assert pool.taken == 0
        await product.aclose()


@pytest.mark.parametrize(("later", "taken", "stuck"), [(60, 16, True), (1, 16, False), (60, 15, False)])
async def test_where_no_request_can_be_made_that_is_told(
    later: float, taken: int, *, stuck: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readiness reports a window full of requests that never end."""
    product = made("http://127.0.0.1:1")
    for _ in range(taken):
        await product._egress._window.enter()
    loop = asyncio.get_running_loop()
    now = loop.time()
    with monkeypatch.context() as context:
        context.setattr(loop, "time", lambda: now + later)
        assert product.is_stuck == stuck
    await product.aclose()
