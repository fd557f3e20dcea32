"""The service's endpoints for Forge: health, and `invokeService` of a page."""

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.container import log
from app.container.sidecar import ID, INVOCATION, SidecarError, UnknownInvocationError
from app.forge.errors import ForgeError
from app.web.endpoints.invoke import envelope
from app.web.guards.body import BODY
from app.web.problems import Problem

if TYPE_CHECKING:
    from app.container.installations import Installations
    from app.container.sidecar import Sidecar


class Call(BaseModel):
    """The body of an `invokeService`: the function and its payload, which is defined by the app."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel)

    function_key: Annotated[str, Field(strict=True)]
    payload: Any = None


async def healthy(_: Request) -> Response:
    """Answer 200: the service listens only after loading the manifest and the app."""
    return JSONResponse({"status": "alive"})


async def invoke(request: Request) -> Response:
    """Answer `{"body": result}`, or `{"error": {"message", "type", "status", ...}}` with the error's HTTP status.

    The context comes from the sidecar; a context sent by the page is ignored.
    """
    log.begin(request.headers)
    invocation = request.headers.get(INVOCATION, "")
    if not ID.fullmatch(invocation):
        raise _no_invocation()
    try:
        call = Call.model_validate(request.scope[BODY])
    except ValidationError:
        detail = "A call is an object with functionKey (a string) and payload."
        raise Problem(400, "payload-refused", "Payload refused", detail, field="functionKey") from None
    sidecar: Sidecar = request.app.state.sidecar
    installations: Installations = request.app.state.installations
    try:
        called = await sidecar.context(invocation)
        result = await installations.invoke(called, invocation, call.function_key, call.payload)
    except UnknownInvocationError:
        raise _no_invocation() from None
    except SidecarError:
        detail = "Forge's sidecar does not answer. Try again."
        raise Problem(503, "no-sidecar", "Sidecar missing", detail) from None
    except ForgeError as error:
        return envelope(error)
    return Response(b'{"body":' + result + b"}", media_type="application/json")


def _no_invocation() -> Problem:
    return Problem(403, "no-invocation", "Not an invocation", "Forge's sidecar does not know this call.")
