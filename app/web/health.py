"""Whether this server can do its work, found out without a call to Jira."""

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.forge.errors import KvsError
from app.web.platform import platform_of
from app.web.problems import Problem

PATIENCE: Final = 2.0
"""Seconds that the store has to answer."""


async def healthy(_: Request) -> Response:
    """Answer 200: a server that answers is alive."""
    return JSONResponse({"status": "alive"})


async def ready(request: Request) -> Response:
    """Answer 200 when the manifest is loaded (or nothing would be here) and the store answers, else 503.

    A Jira that is down is no reason against it, since kept figures are shown; that nothing can be sent to it is one.
    """
    if platform_of(request).product.is_stuck:
        detail = "Every request to Jira that may be under way hangs. Start the server anew."
        raise Problem(503, "not-ready", "Not ready", detail)
    try:
        async with asyncio.timeout(PATIENCE):
            await platform_of(request).store.ready()
    except (KvsError, TimeoutError) as error:
        detail = "The store does not answer. Check that the address in VELOCITY_KVS is reachable."
        raise Problem(503, "not-ready", "Not ready", detail) from error
    return JSONResponse({"status": "ready"})
