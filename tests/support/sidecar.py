"""The sidecar of Forge's container services, in memory, as Atlassian documents it.

Each rule names its source: [api] "Forge Containers reference: API contract", [service] "Managing containerised
services", [invoke] "Call a containerised service directly from the frontend", [install] "Call a containerised service
without an invocation ID", [rest] "The Forge REST API" (all of 2026-08), [notes] what engineers report of the gateway.
"""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any, Final, NamedTuple

import httpx
import orjson

from app.clock import Clock
from app.forge.errors import KvsError
from app.forge.kvs.service import KvsService
from app.forge.kvs.stores.memory import MemoryStore
from app.jira.site.asgi import Message, Receive, Scope, Send
from tests.support.site.faulty import FaultySite

Json = dict[str, Any]

UNAUTHORIZED: Final = {"code": 401, "message": "Unauthorized; scope does not match"}
"""A missing scope [notes]."""

BOARD: Final = re.compile(r"/rest/agile/1\.0/board/([0-9]+)(?:/|\Z)")


class Answer(NamedTuple):
    """Status and JSON value, or a body as it came with its headers."""

    status: int
    value: Any = None


@dataclass(frozen=True)
class Seen:
    """A request sent by the container."""

    method: str
    path: str
    authorization: str
    body: Any


@dataclass(frozen=True)
class Tenant:
    """A site with the app installed: its Jira, its values, and the boards that an account cannot see."""

    installation: str
    cloud_id: str
    site: FaultySite
    kvs: KvsService
    closed: Mapping[str, frozenset[int]] = field(default_factory=dict)


class Sidecar:
    """The sidecar between Forge and one container, an ASGI app that receives the container's requests.

    `inward` reaches the container. `scopes` are those of the manifest that was deployed. The documentation names no
    viewer in the context: `names_viewers` says whether there is one. While `store_hangs`, calls of it get no answer.
    """

    def __init__(self, clock: Clock, scopes: frozenset[str]) -> None:
        self.clock = clock
        self.scopes = scopes
        self.inward: httpx.AsyncClient | None = None
        self.seen: list[Seen] = []
        self.running: dict[str, tuple[Tenant, str]] = {}
        self.tenants: dict[str, Tenant] = {}
        self.names_viewers = True
        self.store_hangs = False
        self._healthy = False

    def install(self, data: Mapping[str, Any], closed: Mapping[str, frozenset[int]] | None = None) -> Tenant:
        """Return a new site with this data, on which the app is installed."""
        installation, cloud_id = token_hex(8), token_hex(8)
        site = FaultySite(data, clock=self.clock, granted=self.scopes)
        kvs = KvsService(MemoryStore(self.clock), installation, self.clock)
        tenant = self.tenants[installation] = Tenant(installation, cloud_id, site, kvs, closed or {})
        return tenant

    async def invoke_service(self, tenant: Tenant, account: str, path: str, body: object) -> Json:
        """Return what the bridge command `invoke` answers for `invokeService({path, method: "POST", body})`."""
        # [service, Start Up Health] requests begin once the health route has answered 200 to 399, each within 3 s.
        if not self._healthy and not await self._is_well():
            return {"success": False, "error": {"headers": {}, "error": "Service Unavailable", "status": 503}}
        invocation = token_hex(20)
        self.running[invocation] = tenant, account
        # [api, Inbound requests] the four headers.
        headers = {
            "x-b3-traceid": token_hex(16),
            "x-b3-spanid": token_hex(8),
            "x-forge-invocation-id": invocation,
            "x-forge-invocation-log-attributes": "e30=",
        }
        try:
            assert self.inward is not None
            answer = await self.inward.post(path, json=body, headers=headers, timeout=25.0)
        finally:
            del self.running[invocation]
        shown = {name: [value] for name, value in answer.headers.items()}
        # [invoke, Returns] 4xx and 5xx resolve with headers, the body as a text, and the status.
        if answer.is_error:
            return {"success": False, "error": {"headers": shown, "error": answer.text, "status": answer.status_code}}
        # [invoke, Returns] a success that is not JSON is a rejection; a JSON one has its members and the headers.
        assert answer.headers["content-type"] == "application/json"
        return {"success": True, "payload": {**answer.json(), "headers": shown}}

    async def _is_well(self) -> bool:
        assert self.inward is not None
        try:
            self._healthy = 200 <= (await self.inward.get("/healthz", timeout=3.0)).status_code <= 399
        except httpx.TransportError:
            self._healthy = False
        return self._healthy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request of the container."""
        if scope["type"] != "http":
            return
        content, more = b"", True
        while more:
            message = await receive()
            content, more = content + message.get("body", b""), message.get("more_body", False)
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        authorization = headers.get("forge-proxy-authorization", "")
        body = orjson.loads(content) if content else None
        self.seen.append(Seen(scope["method"], scope["path"], authorization, body))
        fields = _fields(authorization)
        who = self._who(fields)
        if who is None:
            await _answered(send, Answer(401, {"code": 401, "message": "Unauthorized"}))
        elif scope["path"].startswith("/jira/"):
            await self._jira(who, fields, scope, content, send)
        else:
            await _answered(send, await self._own(who, scope["path"], body))

    def _who(self, fields: Mapping[str, str]) -> tuple[Tenant, str] | None:
        # [api, Outbound requests] for a current invocation, or an installation; [install] the latter as the app only.
        if "id" in fields:
            return self.running.get(fields["id"])
        tenant = self.tenants.get(fields.get("installationId", ""))
        return (tenant, "") if tenant is not None and fields.get("as") == "app" else None

    async def _jira(
        self, who: tuple[Tenant, str], fields: Mapping[str, str], scope: Scope, content: bytes, send: Send
    ) -> None:
        tenant, account = who
        path = scope["path"].removeprefix("/jira")
        # [api, as=<user|app>] with the permissions of the viewer, or with the app's own.
        board = BOARD.match(path)
        if fields.get("as") == "user" and board and int(board[1]) in tenant.closed.get(account, ()):
            await _answered(send, Answer(404, {"errorMessages": ["Board does not exist or you have no permission."]}))
            return

        async def replayed() -> Message:
            return {"type": "http.request", "body": content, "more_body": False}

        await tenant.site({**scope, "path": path}, replayed, send)

    async def _own(self, who: tuple[Tenant, str], path: str, body: Any) -> Answer:
        tenant, account = who
        if path == "/invocation/context":
            # [rest, Forge Context] app and context; `principal` as in the token of a Forge remote.
            app = {
                "id": "ari:cloud:ecosystem::app/5d0c5ef5",
                "installationId": f"ari:cloud:ecosystem::installation/{tenant.installation}",
                "environment": {"type": "DEVELOPMENT", "id": "ari:cloud:ecosystem::environment/5d0c5ef5/1"},
                "module": {"key": "velocity-gadget-service", "type": "jira:dashboardGadget"},
            }
            context = {
                "cloudId": tenant.cloud_id,
                "siteUrl": "https://site.atlassian.net",
                "moduleKey": "velocity-gadget-service",
                "userAccess": {"enabled": True},
            }
            viewer = {"principal": account} if self.names_viewers else {}
            return Answer(200, {"app": app, "context": context, **viewer})
        # [api, /forge/storage/kvs/]
        call = path.removeprefix("/forge/storage/kvs/v1/")
        if call == path:
            # [service] deny by default: there is no other egress.
            return Answer(403, {"code": "BLOCKED_EGRESS"})
        if self.store_hangs:
            await asyncio.Event().wait()
        if "storage:app" not in self.scopes:
            return Answer(401, UNAUTHORIZED)
        try:
            return Answer(200, await _kept(tenant.kvs, call, body))
        except KvsError as error:
            return Answer(error.status, {"code": error.code, "message": error.message})


async def _kept(kvs: KvsService, call: str, body: Any) -> Any:
    """Return the store's answer, in the shapes of `@forge/kvs` 1.6.5 on the wire and of [rest, Forge KVS]."""
    match call.split("/"):
        case ["get"]:
            row = await kvs.get(body["key"], body.get("options", {}).get("metadataFields", []))
            if row is None:
                raise KvsError("KEY_NOT_FOUND", "Provided key does not exist", status=404)
            return row
        case ["set"]:
            return await kvs.set(body["key"], body["value"], body.get("options", {}))
        case ["delete"]:
            return await kvs.delete(body["key"])
        case ["query"]:
            where = body.get("where", [{"values": [""]}])
            fields = body.get("options", {}).get("metadataFields")
            page = await kvs.query(where[0]["values"][0], body.get("after"), body.get("limit", 10), fields)
            return {"data": page["results"], "cursor": page.get("nextCursor")}
        case ["batch", "get" | "set" | "delete" as verb]:
            return await getattr(kvs, f"batch_{verb}")(body)
        case ["transaction"]:
            sets = [item | {"ttl": item.get("options", {}).get("ttl")} for item in body.get("set", [])]
            return await kvs.transact(sets, body.get("delete", []))
    raise KvsError("NOT_FOUND", "no such call", status=404)


def _fields(authorization: str) -> dict[str, str]:
    """Return the fields of `Forge as=app,id=...` [rest, Forge Proxy Authorization header]."""
    scheme, _, rest = authorization.partition(" ")
    pairs = (part.partition("=") for part in rest.split(","))
    return {name: value for name, _, value in pairs} if scheme == "Forge" else {}


async def _answered(send: Send, answer: Answer) -> None:
    content = b"" if answer.value is None else orjson.dumps(answer.value)
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
