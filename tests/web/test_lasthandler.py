"""The last exception handler: every failure ends in an answer, with the headers of every answer."""

import asyncio
import json
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import orjson
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web import problems
from app.web.guards.head import BasePath, KnownRoute
from app.web.guards.headers import Headers
from app.web.guards.inbound import Inbound
from app.web.guards.outbound import Outbound
from app.web.metrics import Metrics
from app.web.problems import Problem
from app.web.routing import Endpoint, Kind, RouteTable, WebRoute
from tests.support.clock import FakeClock
from tests.support.holds import holds


class Untold(Exception):  # noqa: N818 - it is thrown, not reported
    """An exception that cannot even say what it is."""

    def __str__(self) -> str:
        raise RuntimeError

    __repr__ = __str__


def header(value: str) -> Problem:
    """Return a problem with a header."""
    problem = Problem(400, "x", "X", "X.")
    problem.headers["X-Odd"] = value
    return problem


RAISED = [
    RuntimeError("SECRET"),
    Untold(),
    ExceptionGroup("SECRET", [ValueError("SECRET")]),
    header("SECRET \N{SNOWMAN}"),
    Problem(400, "x", "X", "X.", huge=2**70),
    Problem(400, "x", "X", "X.", unknown=object()),
    Problem(400, "x", "X", "SECRET \ud800"),
    Problem(429, "x", "X", "X.", retryAfterSeconds=float("nan")),
    Problem(429, "x", "X", "X.", retryAfterSeconds=float("inf")),
]


def outward(inner: ASGIApp) -> ASGIApp:
    """Return an app whose answers get their headers."""
    headers = Headers(embed_origins=(), styles=())
    return Outbound(inner, base=BasePath(""), headers=headers, metrics=Metrics(FakeClock()))


def inward(endpoint: Callable[[Request], Awaitable[Response]]) -> ASGIApp:
    """Return an app with one route."""
    row = WebRoute("/", Kind.PAGE, {"GET": Endpoint(endpoint)})
    return Inbound(Starlette(), guards=(KnownRoute(RouteTable((row,))),))


async def got(app: ASGIApp) -> httpx.Response:
    """Return the answer of an app whose answers get their headers."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(outward(app)), base_url="http://127.0.0.1") as client:
        return await client.get("/")


async def answer(error: BaseException) -> httpx.Response:
    """Return the answer of a server whose endpoint raises this."""

    async def broken(_: Request) -> Response:
        raise error

    return await got(inward(broken))


def is_opaque(told: httpx.Response) -> bool:
    """Return whether an answer is a 500 with all headers and no text of what was raised."""
    problem = told.json()
    assert told.headers["content-type"] == "application/problem+json"
    assert told.headers["x-content-type-options"] == "nosniff"
    assert "SECRET" not in told.text
    return (told.status_code, problem["status"], problem["type"]) == (500, 500, "/problems/unexpected")


@holds(problems, "            error = unanswerable\n", "            raise unanswerable from None\n")
@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
async def test_whatever_is_raised_has_an_answer(error: Exception) -> None:
    """Exceptions that cannot be printed, and problems that cannot be written, end as an opaque 500."""
    assert is_opaque(await answer(error))


@holds(problems, "        return Response(LAST_WORD, 500, media_type=MEDIA_TYPE)", "        raise")
@pytest.mark.parametrize(
    ("owner", "part"),
    [
        (logging.Logger, "error"),
        (secrets, "token_hex"),
        (Problem, "answer"),
        (Problem, "document"),
        (orjson, "dumps"),
        (problems, "retry_after"),
        (problems, "_unexpected"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
@pytest.mark.parametrize("error", [RuntimeError("SECRET"), Problem(400, "x", "X", "SECRET")], ids=["fault", "problem"])
async def test_no_part_of_the_last_handler_is_needed(
    owner: Any, part: str, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each part that it uses fails in turn; there is an answer all the same."""

    def failing(*_args: object, **_more: object) -> Any:
        message = "SECRET"
        raise RuntimeError(message)

    monkeypatch.setattr(owner, part, failing)
    told = await answer(error)
    assert told.status_code == 400 if isinstance(error, Problem) and told.status_code == 400 else is_opaque(told)


@holds(problems, "        with suppress(Exception):\n", "        with suppress(KeyError):\n")
async def test_a_log_that_fails_costs_no_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer is the usual one, with a reference for the maintainers."""

    def failing(*_args: object, **_more: object) -> Any:
        raise OSError

    monkeypatch.setattr(logging.Logger, "error", failing)
    assert (await answer(RuntimeError("SECRET"))).json()["referenceId"]


@holds(Inbound, "            await answer_for(_stopping())(scope, receive, send)\n", "            pass\n")
async def test_a_request_that_a_stop_cuts_off_is_told_so() -> None:
    """Stopping cancels what takes too long; the caller is asked to come back, and the task still ends."""
    sent: list[Any] = []

    async def waiting(_: Request) -> Response:
        await asyncio.sleep(3600)
        return Response()

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    task = asyncio.ensure_future(inward(waiting)(scope, receive, send))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (sent[0]["status"], json.loads(sent[1]["body"])["type"]) == (503, "/problems/stopping")


async def test_a_failure_in_mid_answer_has_an_answer_of_its_own() -> None:
    """Nothing of an answer is sent before its end, so what FastAPI's functions begin can still become a 500."""

    async def broken(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"SECRET", "more_body": True})
        raise RuntimeError

    row = WebRoute("/", Kind.PAGE, {"GET": lambda: None})
    assert is_opaque(await got(Inbound(broken, guards=(KnownRoute(RouteTable((row,))),))))


async def test_an_answer_without_headers_is_dressed() -> None:
    """ASGI lets an app omit the headers."""

    async def bare(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": b""})

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await outward(bare)({"type": "http", "path": "/"}, None, send)  # type: ignore[arg-type]
    assert (b"x-content-type-options", b"nosniff") in sent[0]["headers"]
