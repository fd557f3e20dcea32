"""A gadget's picture with a stable address, for chat, mail and documents."""

import hashlib
import re
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import Response

from app.forge.errors import ForgeError
from app.pictures.engine import Look
from app.pictures.errors import Form
from app.pictures.raster import png
from app.web.dashboard.store import Gadget
from app.web.endpoints import embedding
from app.web.platform import Platform
from app.web.problems import Problem
from app.web.routing import is_signed

TYPES: Final = {"svg": "image/svg+xml", "png": "image/png"}
LOOKS: Final = {
    "theme": re.compile("light|dark"),
    "locale": re.compile(r"[A-Za-z0-9_-]{2,35}"),
    "timezone": re.compile(r"[A-Za-z0-9_+/-]{1,40}"),
}
"""The parameters of an address and their values; 35 is the longest locale that programs have to take (RFC 5646)."""


async def svg(request: Request) -> Response:
    """Answer with the gadget's picture as an SVG."""
    return await _picture(request, "svg")


async def raster(request: Request) -> Response:
    """Answer with the gadget's picture as a PNG."""
    return await _picture(request, "png")


async def _picture(request: Request, form: Form) -> Response:
    """Answer with the picture, or 304 if the caller's copy is current; raise `Problem`."""
    look = _look(request)
    platform, gadget = await _gadget(request)
    try:
        text = await _drawn(request, platform, gadget, look)
        tag = f'"{hashlib.sha256(f"{form}{text}".encode()).hexdigest()[:32]}"'
        if tag == request.headers.get("if-none-match", "").removeprefix("W/"):
            return Response(status_code=304, headers={"ETag": tag})
        content = await png(text) if form == "png" else text.encode()
    except ForgeError as error:
        raise Problem.of(error) from None
    return Response(content, headers={"ETag": tag}, media_type=TYPES[form])


def _look(request: Request) -> Look:
    """Return what the address says about its reader; raise 400 for an invalid value."""
    given = {name: value for name, value in request.query_params.items() if name in LOOKS}
    for name, value in given.items():
        if not LOOKS[name].fullmatch(value):
            detail = f"{name} has a value that it cannot have. The README's section on pictures has examples."
            raise Problem(400, "query-refused", "Query refused", detail)
    return Look(**given)  # type: ignore[arg-type]  # the patterns are as narrow as the fields


async def _gadget(request: Request) -> tuple[Platform, Gadget]:
    """Return the gadget, with the proof of a signed address or else for a caller whose key a guard has checked."""
    if is_signed(request.scope):
        return await embedding.opened(request, request.query_params.get("token", ""))
    return await embedding.known(request)


async def _drawn(request: Request, platform: Platform, gadget: Gadget, look: Look) -> str:
    """Return the SVG of the gadget's stored configuration; raise `Problem` or `ForgeError`."""
    if gadget.configuration is None:
        detail = "This gadget has no settings yet. Open its dashboard and set it up."
        raise Problem(409, "gadget-not-set-up", "Gadget not set up", detail)
    drawer = platform.drawer(embedding.module_of(platform, gadget))
    async with platform.drawing:
        key, payload = await drawer.asks(gadget.configuration)
    result = await embedding.call(request, platform, gadget, key, payload)
    async with platform.drawing:
        return await drawer.draw(orjson.loads(result), gadget.configuration, look)
