"""Health and metrics of this server, without requests to Jira."""

from typing import Literal, NotRequired, TypedDict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.forge.errors import KvsError
from app.web.metrics import CONTENT_TYPE
from app.web.platform import platform_of
from app.web.problems import Problem


class Health(TypedDict):
    """The state of the server; `detail` says what is missing and what to do."""

    status: Literal["alive", "ready", "degraded"]
    detail: NotRequired[str]


async def healthy(_: Request) -> Response:
    """Answer 200: the server is alive if it answers."""
    return JSONResponse({"status": "alive"})


async def ready(request: Request) -> Response:
    """Answer 200, since the manifest is loaded; `degraded` if the store does not answer.

    Without the store every chart is read from Jira, and without Jira cached charts are shown. 503 if no request to Jira
    is possible any more.
    """
    if platform_of(request).product.is_stuck:
        detail = "All connections to Jira hang. Restart the server."
        raise Problem(503, "not-ready", "Not ready", detail)
    try:
        await platform_of(request).store.ready()
    except KvsError:
        detail = "The store does not answer: figures are read from Jira every time. Check the address in VELOCITY_KVS."
        return JSONResponse({"status": "degraded", "detail": detail})
    return JSONResponse({"status": "ready"})


async def metrics(request: Request) -> Response:
    """Answer with this process's metrics in Prometheus format."""
    platform = platform_of(request)
    page = await platform.metrics.page(platform.product, platform.store)
    return Response(page, headers={"content-type": CONTENT_TYPE})
