"""Warm invocations per second, beside a bare FastAPI route that returns the same bytes: a ratio of one run."""

import asyncio
import statistics
from collections.abc import AsyncGenerator
from contextlib import aclosing
from time import perf_counter

import httpx
from fastapi import FastAPI, Response

from app.forge.runtime.limits import Limits
from app.settings import Settings
from app.web.server import create
from tests.bench.loopback import apart

CALLS = 300
ROUNDS = 15
OWN = {"content-length", "date", "server"}
"""Headers that server and framework write themselves."""
BODY = b'{"boardIds":[1]}'


def product(port: int) -> FastAPI:
    """Return the product on the demo company, without Forge's limits."""
    unlimited = Limits(per_user_and_minute=None, per_minute=None, per_second=None, kvs_per_second=None)
    return create(Settings(port=port), limits=unlimited)


def bare(_: int, answer: httpx.Response) -> FastAPI:
    """Return an app with one route that returns this answer: the same bytes, headers included."""
    app = FastAPI(openapi_url=None)
    headers = {
        name: value for name, value in answer.headers.items() if name not in {"content-length", "date", "server"}
    }

    @app.post("/resolvers/getVelocity")
    async def give() -> Response:
        return Response(answer.content, headers=headers)

    return app


async def answered(port: int, body: bytes = BODY) -> AsyncGenerator[int]:
    """Call repeatedly over one connection, and yield each answer's length; no client library takes its time."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = (
        f"POST /resolvers/getVelocity HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode()
    try:
        while True:
            writer.write(head + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            length = int(answer.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
            yield length
    finally:
        writer.close()


async def calls_a_second(port: int) -> float:
    """Return the rate of one connection."""
    async with aclosing(answered(port)) as answers:
        await anext(answers)
        begun = perf_counter()
        for _ in range(CALLS):
            await anext(answers)
        return CALLS / (perf_counter() - begun)


def answer_of(port: int) -> httpx.Response:
    """Return the answer once the server is up."""
    with httpx.Client(timeout=30, trust_env=False) as client:
        address = f"http://127.0.0.1:{port}/resolvers/getVelocity"
        return client.post(address, content=BODY, headers={"content-type": "application/json"})


def rates() -> tuple[int, float, float, float]:
    """Return an answer's bytes, our calls a second, a bare route's, and the ratio: medians of several rounds."""
    with apart(product) as ours_at:
        answer_of(ours_at)
        answer = answer_of(ours_at)  # the first one was computed; later ones are like this
        with apart(bare, answer) as theirs_at:
            answer_of(theirs_at)
            pairs = [
                (asyncio.run(calls_a_second(ours_at)), asyncio.run(calls_a_second(theirs_at))) for _ in range(ROUNDS)
            ]
    ours, theirs = (statistics.median(found) for found in zip(*pairs, strict=True))
    return len(answer.content), ours, theirs, statistics.median(one / other for one, other in pairs)
