"""Calls are counted per caller: one caller's loop leaves the others theirs."""

import time
from pathlib import Path

import httpx

from app.forge.runtime.limits import Limits
from app.settings import Secret
from app.web.guards.access import cookie_name
from app.web.guards.callers import caller_of
from app.web.guards.sessions import Keys
from app.web.server import create
from tests.support.holds import holds
from tests.web import tiny

KEY = "k" * 32


def client(app: object, address: str = "127.0.0.1", **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, client=(address, 1234))  # type: ignore[arg-type]  # an app all the same
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers=headers)


async def script(http: httpx.AsyncClient) -> int:
    return (await http.post("/resolvers/echo", json={})).status_code


async def page(http: httpx.AsyncClient) -> int:
    return (await http.post("/invoke", json={"functionKey": "echo", "payload": {}})).status_code


@holds(caller_of, 'f"{way}\\0{shown}\\0{address}"', '""')
async def test_a_script_in_a_loop_leaves_the_pages_their_calls(tmp_path: Path) -> None:
    """On one machine, pages and scripts are two callers; another machine is a third."""
    app = create(tiny.settings(tmp_path), upstream=tiny.upstream(), limits=Limits(per_user_and_minute=3))
    async with client(app) as here, client(app, "127.0.0.2") as there:
        assert [await script(here) for _ in range(4)] == [200, 200, 200, 429]
        assert [await page(here), await script(there)] == [200, 200]
        async with client(app, authorization="Bearer other") as again:
            assert await script(again) == 429


async def test_each_session_and_key_has_its_calls(tmp_path: Path) -> None:
    """Where a key is required, each browser session and each script's key has its own count, however it is sent."""
    limits = Limits(per_user_and_minute=2)
    settings = tiny.settings(tmp_path, access_key=Secret(KEY))
    app = create(settings, upstream=tiny.upstream(), limits=limits)
    by_bearer, by_header = {"authorization": f"Bearer {KEY}"}, {"x-access-key": KEY}
    session = Keys(settings).session(KEY, time.time())
    by_session = {"cookie": f"{cookie_name(settings.address)}={session}"}
    async with client(app, **by_bearer) as one, client(app, **by_header) as same, client(app, **by_session) as other:
        assert [await script(one), await script(same), await script(one)] == [200, 200, 429]
        assert await script(other) == 200
