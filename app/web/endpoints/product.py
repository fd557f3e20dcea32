"""`requestJira` of a gadget's page: the same guarded product requests that the app's functions make."""

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
"""As long as an invocation may take (Forge, "Invocation limits")."""


class FetchInit(BaseModel):
    """What `requestJira` was called with; other members of the bridge's are not looked at."""

    method: str | None = None
    headers: list[tuple[str, str]] | None = None
    body: str | None = None


class ProductCall(BaseModel):
    """A request to Jira, as the bridge sends it; `restPath` begins with a slash and has the query in it."""

    product: Literal["jira"]
    restPath: Annotated[str, Field(strict=True)]  # noqa: N815 - the bridge's word
    fetchRequestInit: FetchInit | None = None  # noqa: N815 - as above


class ProductAnswer(TypedDict):
    """Jira's answer, its HTTP errors too."""

    status: int
    statusText: str
    headers: dict[str, str]
    body: str


async def fetch_product(request: Request) -> Response:
    """Take `{"product", "restPath", "fetchRequestInit"}` and answer `{"status", "statusText", "headers", "body"}`.

    That is the payload and the answer of the bridge's `fetchProduct`; HTTP errors of Jira are answers as well.
    """
    platform = platform_of(request)
    try:
        call = ProductCall.model_validate(request.scope[BODY])
    except ValidationError:
        detail = "Requests go to the product 'jira', with restPath and fetchRequestInit."
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
