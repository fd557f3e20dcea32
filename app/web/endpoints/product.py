"""`requestJira` of a gadget's page, with the same guards as the app's product requests."""

from typing import Annotated, Final, Literal, TypedDict

import orjson
from pydantic import BaseModel, Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from app.forge.errors import ForgeError
from app.forge.product.route import assume_trusted_route
from app.web.guards.body import BODY
from app.web.platform import platform_of
from app.web.problems import Problem

SECONDS: Final = 25.0
"""The time limit of an invocation (Forge, "Invocation limits")."""


class FetchInit(BaseModel):
    """The options of `requestJira`; other members sent by the bridge are ignored."""

    method: str | None = None
    headers: list[tuple[str, str]] | None = None
    body: str | None = None


class ProductCall(BaseModel):
    """A request to Jira from the bridge; `restPath` starts with a slash and includes the query."""

    product: Literal["jira"]
    restPath: Annotated[str, Field(strict=True)]  # noqa: N815 - the bridge's word
    fetchRequestInit: FetchInit | None = None  # noqa: N815 - as above


class ProductAnswer(TypedDict):
    """Jira's answer, including HTTP errors."""

    status: int
    statusText: str
    headers: dict[str, str]
    body: str


async def fetch_product(request: Request) -> Response:
    """Handle `{"product", "restPath", "fetchRequestInit"}`; answer `{"status", "statusText", "headers", "body"}`.

    These are the payload and the answer of the bridge's `fetchProduct`; Jira's HTTP errors are answers too.
    """
    platform = platform_of(request)
    try:
        call = ProductCall.model_validate(request.scope[BODY])
    except ValidationError:
        detail = "Requests need the product 'jira', restPath and fetchRequestInit."
        raise Problem(400, "payload-refused", "Payload refused", detail, field="product") from None
    init = call.fetchRequestInit or FetchInit()
    try:
        response = await platform.product.request(
            assume_trusted_route(call.restPath),
            scopes=frozenset(platform.manifest.scopes),
            deadline=platform.clock.monotonic() + SECONDS,
            method=init.method or "GET",
            headers=dict(init.headers or ()),
            body=init.body,
        )
        text = await response.text()
    except ForgeError as error:
        raise Problem.of(error) from None
    answer: ProductAnswer = {
        "status": response.status,
        "statusText": response.status_text,
        "headers": dict(response.headers),
        "body": text,
    }
    return Response(orjson.dumps(answer), media_type="application/json")
