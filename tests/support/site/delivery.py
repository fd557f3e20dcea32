"""How an answer reaches its reader: whole or, when a fault says so, not."""

import gzip
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from app.clock import Clock
from tests.support.site.faults import Reply, Wire

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

BOMB_BYTES: Final = 64 * 1024 * 1024
DRIP_SECONDS: Final = 1.0


async def deliver(reply: Reply, wire: Wire | None, send: Send, clock: Clock) -> None:
    """Send an answer over ASGI; raises ConnectionResetError in its middle when the fault breaks the connection."""
    body, headers = reply.body, dict(reply.headers)
    if wire is Wire.BOMB:
        body = gzip.compress(b" " * BOMB_BYTES)
    if wire is Wire.TRUNCATED_GZIP:
        body = gzip.compress(body)
    if wire in {Wire.BOMB, Wire.TRUNCATED_GZIP}:
        headers["content-encoding"] = "gzip"
    headers = {"content-type": reply.content_type, "content-length": str(len(body))} | headers
    await send(
        {
            "type": "http.response.start",
            "status": reply.status,
            "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
        }
    )
    if wire in {Wire.TRUNCATED, Wire.TRUNCATED_GZIP, Wire.RESET}:
        body = body[: len(body) // 2]
    if wire is Wire.DRIP:
        for at in range(len(body)):
            await send({"type": "http.response.body", "body": body[at : at + 1], "more_body": True})
            await clock.sleep(DRIP_SECONDS)
        body = b""
    if wire is Wire.RESET:
        await send({"type": "http.response.body", "body": body, "more_body": True})
        raise ConnectionResetError("The connection breaks here, on purpose.")
    await send({"type": "http.response.body", "body": body})
