"""The sidecar of a container service: identifies the caller of an invocation and forwards its requests."""

import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import httpx
import orjson

from app.forge.product.transport.destination import SIDECAR_PATH
from app.forge.product.transport.egress import ASKER, Asker, Upstream
from app.forge.product.transport.pool import Pool
from app.jira.remote import connections

AUTHORIZATION: Final = "forge-proxy-authorization"
INVOCATION: Final = "x-forge-invocation-id"
ID: Final = re.compile(r"[A-Za-z0-9._:/-]{1,200}")
"""The form of an id, which prevents header injection."""

TIMEOUT: Final = httpx.Timeout(5.0)
"""The timeout of a call to the sidecar itself or to Forge's store."""


REFUSED: Final = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
)
"""What the sidecar may answer for an id that is not one; 408 or 429 say nothing about the id."""


class UnknownInvocationError(Exception):
    """The sidecar does not know an invocation with this id."""


class SidecarError(Exception):
    """The sidecar does not answer, or not as documented."""


@dataclass(frozen=True)
class Called:
    """The caller of an invocation. `context` is Forge's description of where the app is shown."""

    installation: str
    environment: str
    cloud_id: str
    site_url: str | None
    account_id: str | None
    context: Mapping[str, Any]


def authorization(asker: Asker, installation: str, running: Collection[str]) -> str:
    """Return the header's value: for the invocation or, after its end, for the installation."""
    if asker.as_user:
        return f"Forge as=user,id={asker.invocation}"
    if asker.invocation in running:
        return f"Forge as=app,id={asker.invocation}"
    return f"Forge as=app,installationId={installation}"


class InstallationAuth:
    """Adds the current invocation to each request; `running` holds the ids of running invocations."""

    def __init__(self, installation: str, running: Collection[str]) -> None:
        self._installation = installation
        self._running = running

    def __call__(self, request: httpx.Request) -> None:
        """Give the request its header."""
        asker = request.extensions.get(ASKER, Asker())
        request.headers[AUTHORIZATION] = authorization(asker, self._installation, self._running)


class Sidecar:
    """The sidecar at an origin; `transport` replaces the network in tests."""

    def __init__(self, origin: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._origin = origin
        self._transport = transport
        self._client = httpx.AsyncClient(
            transport=transport or Pool(connections), base_url=origin, timeout=TIMEOUT, trust_env=False
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def context(self, invocation: str) -> Called:
        """Return the caller; raises `UnknownInvocationError` or `SidecarError`."""
        try:
            answer = await self._client.get("/invocation/context", headers={AUTHORIZATION: f"Forge id={invocation}"})
        except httpx.HTTPError:
            raise SidecarError from None
        if answer.status_code in REFUSED:
            raise UnknownInvocationError
        if answer.status_code != HTTPStatus.OK:
            raise SidecarError
        return _called(answer.content)

    async def post(self, path: str, body: object, authorized: str) -> httpx.Response:
        """Return the answer of one of Forge's own APIs; raises `SidecarError` if there is none."""
        headers = {AUTHORIZATION: authorized, "content-type": "application/json", "accept": "application/json"}
        try:
            return await self._client.post(path, content=orjson.dumps(body), headers=headers)
        except httpx.HTTPError:
            raise SidecarError from None

    def upstream(self, called: Called, running: Collection[str]) -> Upstream:
        """Return the Jira of an installation."""
        return Upstream(
            kind="sidecar",
            origin=self._origin,
            base_path=SIDECAR_PATH,
            transport=self._transport or Pool(connections),
            cloud_id=called.cloud_id,
            site_url=called.site_url,
            auth=InstallationAuth(called.installation, running),
            label="Forge",
        )


def _called(content: bytes) -> Called:
    """Return what an answer says ("The Forge REST API", Forge Context); the viewer is named as in a Forge remote's."""
    with suppress(orjson.JSONDecodeError, LookupError, TypeError, AttributeError):
        told = orjson.loads(content)
        app, context = told["app"], told["context"]
        installation = app["installationId"].rpartition("/")[2]
        cloud_id, environment = context["cloudId"], app["environment"]["type"]
        texts = (installation, cloud_id, environment)
        if all(isinstance(text, str) and ID.fullmatch(text) for text in texts):
            account, site = told.get("principal"), context.get("siteUrl")
            return Called(
                installation=installation,
                environment=environment,
                cloud_id=cloud_id,
                site_url=site.rstrip("/") if isinstance(site, str) else None,
                account_id=account if isinstance(account, str) else None,
                context=context,
            )
    raise SidecarError
