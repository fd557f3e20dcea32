"""`requestJira` of a gadget's page: the same guarded product requests that the app's functions make."""

from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import Response

from app.forge.errors import ForgeError
from app.forge.product.route import assume_trusted_route
from app.web.guards.body import BODY
from app.web.platform import platform_of
from app.web.problems import Problem

SECONDS: Final = 25.0
"""As long as an invocation may take (Forge, "Invocation limits")."""


async def fetch_product(request: Request) -> Response:
    """Take `{"product", "restPath", "fetchRequestInit"}` and answer `{"status", "statusText", "headers", "body"}`.

    That is the payload and the answer of the bridge's `fetchProduct`; HTTP errors of Jira are answers as well.
    """
    platform, call = platform_of(request), request.scope[BODY]
    init = call.get("fetchRequestInit") or {} if isinstance(call, dict) else None
    if not isinstance(init, dict) or call.get("product") != "jira" or not isinstance(call.get("restPath"), str):
        detail = "Requests go to the product 'jira', with restPath and fetchRequestInit."
        raise Problem(400, "payload-refused", "Payload refused", detail, field="product")
    try:
        response = await platform.product.request(
            assume_trusted_route(call["restPath"]),
            scopes=frozenset(platform.manifest.scopes),
            deadline=platform.clock.monotonic() + SECONDS,
            method=str(init.get("method") or "GET"),
            headers=_headers(init.get("headers")),
            body=init.get("body"),
        )
        text = await response.text()
    except ForgeError as error:
        raise Problem.of(error) from None
    answer = {"status": response.status, "statusText": response.status_text, "headers": dict(response.headers)}
    return Response(orjson.dumps({**answer, "body": text}), media_type="application/json")


def _headers(pairs: Any) -> dict[str, str]:
    """Return the headers of `[[name, value], ...]`, the form in which the bridge sends them."""
    if not isinstance(pairs, list):
        return {}
    texts = [pair for pair in pairs if isinstance(pair, list) and [type(part) for part in pair] == [str, str]]
    return dict(texts)
