"""Whether this server can do its work, and how it is doing, found out without a call to Jira."""

from typing import Literal, NotRequired, TypedDict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.forge.errors import KvsError
from app.web.metrics import CONTENT_TYPE
from app.web.platform import platform_of
from app.web.problems import Problem


class Health(TypedDict):
    """How the server is; `detail` says what is missing and what to do."""

    status: Literal["alive", "ready", "degraded"]
    detail: NotRequired[str]


async def healthy(_: Request) -> Response:
    """Answer 200: a server that answers is alive."""
    return JSONResponse({"status": "alive"})


async def ready(request: Request) -> Response:
    """Answer 200: the manifest is loaded, or nothing would be here. `degraded` says that the store does not answer.

    Charts come without the store too, each read from Jira, and without Jira kept ones are shown. That no request can be
    sent to Jira any more is 503.
    """
    if platform_of(request).product.is_stuck:
        detail = "Every request to Jira that may be under way hangs. Start the server anew."
        raise Problem(503, "not-ready", "Not ready", detail)
    try:
        await platform_of(request).store.ready()
    except KvsError:
        detail = "The store does not answer: figures are read from Jira each time. Check the address in VELOCITY_KVS."
        return JSONResponse({"status": "degraded", "detail": detail})
    return JSONResponse({"status": "ready"})


async def metrics(request: Request) -> Response:
    """Answer with this process's figures in Prometheus' format."""
    platform = platform_of(request)
    page = await platform.metrics.page(platform.product, platform.store)
    return Response(page, headers={"content-type": CONTENT_TYPE})
