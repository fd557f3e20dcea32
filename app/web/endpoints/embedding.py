"""Embedded gadgets on other pages: signed addresses, and the access that they give."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from typing import Any, Final, TypedDict

import orjson
from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import Response

from app.forge.errors import ForgeError
from app.forge.manifest.reader import GadgetModule
from app.forge.sdk.resolver import Definition
from app.settings import Settings
from app.web.dashboard.store import Gadget
from app.web.endpoints import gadgets
from app.web.endpoints.schemas import portable
from app.web.guards.body import BODY
from app.web.guards.callers import caller_of
from app.web.platform import SUGGESTION, Platform, platform_of
from app.web.problems import Problem

PROOF: Final = "x-embed-token"
"""The header with an embedded page's proof: addresses appear in logs, headers do not."""


class ShownGadget(TypedDict):
    """The gadget; its configuration is defined by the app, and `type` is its kind of module."""

    id: str
    type: str
    moduleKey: str
    configuration: dict[str, Any] | None


class ShownSite(TypedDict):
    """The source of its figures."""

    kind: str
    label: str
    cloudId: str
    siteUrl: str | None


class Shown(TypedDict):
    """A page's data of a single gadget; `view` is the address of its frame.

    If it is not `refreshable`, it is refreshed by an event instead of a reload.
    """

    gadget: ShownGadget
    title: str
    view: str
    refreshable: bool
    site: ShownSite
    scopes: list[str]


class EmbedAddress(TypedDict):
    """A gadget's embed address, that of its picture if there is one, and the origins whose pages may frame it."""

    url: str
    picture: str | None
    origins: list[str]


def proofs(settings: Settings, gadget: Gadget) -> list[str]:
    """Return a gadget's valid proofs, the one to hand out first: one per access key, none if withdrawn.

    A proof is bound to the gadget's id and its random `embed`, which withdrawal changes, and to the access key. Without
    keys `embed` is the only secret, because the server is open anyway.
    """
    if gadget.embed is None:
        return []
    keys = [key.reveal() for key in settings.access_keys] or [""]
    return [_proof(key, gadget.id, gadget.embed) for key in keys]


def _proof(key: str, gadget_id: str, embed: str) -> str:
    message = f"embed address\n{gadget_id}\n{embed}".encode()
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()


async def shown(request: Request) -> Response:
    """Answer with the page's data of the gadget, or raise 403."""
    return _shown(*await _proven(request))


async def own(request: Request) -> Response:
    """Answer the same for a caller with a key, whichever dashboard has the gadget."""
    return _shown(*await known(request))


async def known(request: Request) -> tuple[Platform, Gadget]:
    """Return the gadget of the path, whichever dashboard has it, or raise 404."""
    platform = platform_of(request)
    found = await gadgets.found(platform, request.path_params["gadgetId"])
    if not found:
        raise Problem(404, "unknown-gadget", "Unknown gadget", "No dashboard has this gadget any longer.")
    return platform, found[0][1]


def module_of(platform: Platform, gadget: Gadget) -> GadgetModule:
    """Return the gadget's module, or raise 404."""
    module = platform.module(gadget.module_key)
    if module is None:
        raise Problem(404, "unknown-module", "Unknown module", "The app no longer has this kind of gadget.")
    return module


def _shown(platform: Platform, gadget: Gadget) -> Response:
    module = module_of(platform, gadget)
    site = platform.upstream
    answer: Shown = {
        "gadget": {
            "id": gadget.id,
            "type": module.type,
            "moduleKey": gadget.module_key,
            "configuration": gadget.configuration,
        },
        "title": gadget.title or module.title,
        "view": f"/resources/{module.resource}/index.html",
        "refreshable": module.refreshable,
        "site": {"kind": site.kind, "label": site.label, "cloudId": site.cloud_id, "siteUrl": site.site_url},
        "scopes": sorted(platform.manifest.scopes),
    }
    return Response(orjson.dumps(answer), media_type="application/json")


async def invoke(request: Request) -> Response:
    """Call a function for the gadget's view, with its stored configuration only."""
    platform, gadget = await _proven(request)
    sent = request.scope[BODY] if isinstance(request.scope[BODY], dict) else {}
    result = await call(request, platform, gadget, sent.get("functionKey"), sent.get("payload"))
    return Response(b'{"body":' + result + b"}", media_type="application/json")


async def call(request: Request, platform: Platform, gadget: Gadget, key: object, payload: object) -> bytes:
    """Return the JSON of a function that shows the gadget's stored configuration; raise 403 for any other call."""
    functions, configuration = platform.runtime.functions, gadget.configuration or {}
    definition = functions.get(key) if isinstance(key, str) else None
    if definition is None or not opens(definition, functions.get(SUGGESTION), payload, configuration):
        detail = "An embedded gadget may only call functions that show its own stored configuration."
        raise Problem(403, "embed-refused", "Not for an embedded gadget", detail)
    extension = {"entryPoint": "view", "gadget": {"id": gadget.id}, "gadgetConfiguration": configuration}
    context = {"moduleKey": gadget.module_key, "extension": extension}
    try:
        user = caller_of(request, "embed")
        return await platform.runtime.invoke_encoded(definition.key, payload, context, user=user)
    except ForgeError as error:
        raise Problem.of(error) from None


def opens(definition: Definition, suggestion: Definition | None, payload: object, configuration: object) -> bool:
    """Say whether a call shows the stored configuration: its payload contains all of it, unchanged.

    If the app describes its functions, the function must accept a whole configuration (the result of
    `suggestConfiguration`); members for the host may be omitted, and members of no configuration added. Otherwise the
    payload must equal the configuration.
    """
    if not isinstance(payload, dict) or not isinstance(configuration, dict):
        return False
    taken, known = _members(definition.payload), _members(suggestion.result if suggestion else None)
    if taken is None or known is None:
        return payload == configuration
    kept = {name: value for name, value in configuration.items() if name in taken}
    added = payload.keys() - kept.keys()
    same = all(name in payload and payload[name] == value for name, value in kept.items())
    return bool(kept) and known <= taken and same and not added & known and added <= taken


def _members(model: Any) -> frozenset[str] | None:
    """Return the member names of a described object, None if it is not described."""
    if model is None:
        return None
    return frozenset(TypeAdapter(portable(model)).json_schema().get("properties", ()))


async def offer(request: Request) -> Response:
    """Answer with a gadget's embed address and the origins that may frame it; the first call creates the address."""
    platform = platform_of(request)
    gadget = await _change(request, lambda former: former or secrets.token_hex(16))
    settings = platform.settings
    where = f"{settings.address.origin}{settings.address.path}/embed/{gadget.id}"
    query = f"?token={proofs(settings, gadget)[0]}"
    drawn = platform.drawer(module_of(platform, gadget)).is_offered
    answer: EmbedAddress = {
        "url": f"{where}{query}",
        "picture": f"{where}.png{query}" if drawn else None,
        "origins": list(settings.embed_origins),
    }
    return Response(orjson.dumps(answer), media_type="application/json")


async def withdraw(request: Request) -> Response:
    """Withdraw the gadget's embed address and answer 204."""
    await _change(request, lambda _: None)
    return Response(status_code=204)


async def _proven(request: Request) -> tuple[Platform, Gadget]:
    """Return the gadget of the path if the request's header has its proof; else raise 403."""
    return await opened(request, request.headers.get(PROOF, ""))


async def opened(request: Request, proof: str) -> tuple[Platform, Gadget]:
    """Return the gadget of the path if this is its proof; else raise 403, which reveals nothing."""
    platform, given = platform_of(request), proof.encode("utf-8", "replace")
    for _, gadget in await gadgets.found(platform, request.path_params["gadgetId"]):
        same = [hmac.compare_digest(given, one.encode()) for one in proofs(platform.settings, gadget)]
        if any(same):
            return platform, gadget
    detail = "This embed address was withdrawn or is incomplete. Get a new one from the gadget's dashboard."
    raise Problem(403, "embed-refused", "Embed address refused", detail)


async def _change(request: Request, embed: Callable[[str | None], str | None]) -> Gadget:
    """Change the `embed` of the path's gadget and return the gadget; raise 404 or 507."""
    platform, gadget_id = platform_of(request), request.path_params["gadgetId"]
    return await gadgets.change(platform, gadget_id, lambda one: one.model_copy(update={"embed": embed(one.embed)}))
