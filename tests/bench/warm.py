"""Warm invocations per second, beside a bare FastAPI route that returns the same bytes: a ratio of one run."""

import asyncio
import multiprocessing
import os
import socket
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

import httpx
import uvicorn
from fastapi import FastAPI, Response

from app.forge.limits import Limits
from app.settings import Settings
from app.web.server import create

CALLS = 800
ROUNDS = 3
BODY = b'{"boardIds":[1]}'


def _serve(bound: socket.socket, answer: bytes | None) -> None:
    """Serve the product, or a bare route that returns `answer`."""
    if answer is None:
        settings = Settings(port=bound.getsockname()[1])
        app = create(settings, limits=Limits(per_user_and_minute=None, per_minute=None, per_second=None))
    else:
        app = FastAPI(openapi_url=None)

        @app.post("/resolvers/getVelocity")
        async def bare() -> Response:
            return Response(answer, media_type="application/json")

    uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False, http="h11")).run(sockets=[bound])


@contextmanager
def served(answer: bytes | None) -> Iterator[int]:
    """Serve in a process of its own and give the port."""
    with socket.socket(proto=socket.IPPROTO_TCP) as bound:
        bound.bind(("127.0.0.1", 0))
        port = int(bound.getsockname()[1])
        process = multiprocessing.get_context("fork").Process(target=_serve, args=(bound, answer), daemon=True)
        process.start()
        try:
            yield port
        finally:
            process.terminate()
            process.join()


async def calls_a_second(port: int) -> float:
    """Return the rate of one connection that calls again and again."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = (
        f"POST /resolvers/getVelocity HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(BODY)}\r\n\r\n"
    ).encode()
    begun = perf_counter()
    for _ in range(CALLS):
        writer.write(head + BODY)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = int(answer.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
    writer.close()
    return CALLS / (perf_counter() - begun)


def answer_of(port: int) -> bytes:
    """Return the answer once the server is up."""
    transport = httpx.HTTPTransport(retries=10)
    with httpx.Client(transport=transport, timeout=30, trust_env=False) as client:
        address = f"http://127.0.0.1:{port}/resolvers/getVelocity"
        return client.post(address, content=BODY, headers={"content-type": "application/json"}).content


def table() -> list[str]:
    """Return the lines of the table."""
    with served(None) as product:
        answer = answer_of(product)
        with served(answer) as bare:
            answer_of(bare)
            pairs = [(asyncio.run(calls_a_second(product)), asyncio.run(calls_a_second(bare))) for _ in range(ROUNDS)]
    ours, theirs = (statistics.median(rates) for rates in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    return [
        "| warm invocations a second | a bare FastAPI route with the same bytes | ratio |",
        "|---|---|---|",
        f"| {ours:.0f} | {theirs:.0f} | {ratio:.2f} |",
        "",
        f"({len(answer):,} bytes, one connection, {os.cpu_count()} cores.)",
    ]
