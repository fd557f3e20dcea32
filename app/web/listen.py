"""Listens and serves: the socket, the worker processes, the ready line, and a quick shutdown."""

import contextlib
import dataclasses
import gc
import os
import socket
import webbrowser
from collections.abc import Callable
from typing import Final

import uvicorn
from starlette.applications import Starlette

from app.settings import Settings
from app.web.connections import Connection
from app.web.guards.audit import logger as audit
from app.web.server import create
from app.web.workers import Workers

GRACE_SECONDS: Final = 5
BACKLOG: Final = 256
GARBAGE_THRESHOLDS: Final = (300_000, 20, 20)
"""Thresholds of the garbage collector's generations: more new objects than a chart of 5,000 candidate issues has, which
are collected between invocations."""
PORTS_TO_TRY: Final = 100


class PortTakenError(Exception):
    """The port is in use; the message names a free one."""


def listen(settings: Settings) -> socket.socket:
    """Return a listening socket; raises `PortTakenError`, or OSError with the system's reason."""
    try:
        return bind(settings.host, settings.port)
    except OSError as error:
        if not isinstance(error, socket.gaierror) and (free := _next_free(settings)):
            message = f"Port {settings.port} is in use. The next free one is {free}: start with --port {free}."
            raise PortTakenError(message) from None
        raise


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that listens there; raises OSError with the system's reason."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    bound = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen(BACKLOG)
    except OSError:
        bound.close()
        raise
    bound.setblocking(False)  # noqa: FBT003 - the standard library's signature
    return bound


def _next_free(settings: Settings) -> int | None:
    for port in range(settings.port + 1, min(settings.port + PORTS_TO_TRY, 65536)):
        with contextlib.suppress(OSError):
            bind(settings.host, port).close()
            return port
    return None


class Server(uvicorn.Server):
    """uvicorn's server, which announces once that it is ready, and with each tick that it is alive."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], beat: Callable[[], None] | None) -> None:
        super().__init__(config)
        self.ready = ready
        self.beat = beat

    async def on_tick(self, counter: int) -> bool:
        """Beat, ten times a second, and say whether to stop."""
        if self.beat is not None:
            self.beat()
        return await super().on_tick(counter)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start up, then announce.

        asyncio accepts as many waiting connections in one go as its backlog allows: one worker would take a whole burst
        and leave the others idle. So asyncio's backlog is 1, and the system's queue gets its length back here.
        """
        await super().startup(sockets=sockets)
        for each in sockets or ():
            each.listen(BACKLOG)
        if self.started:
            self.ready()


def serve(settings: Settings, bound: socket.socket) -> int:
    """Serve until a signal arrives; return the exit status. `settings.port` is the actual port of the socket."""
    if keys := len(settings.access_keys):
        audit.info("keys in use: %d to change, %d to view", keys, len(settings.view_keys))
    if settings.workers > 1:
        return _serve_with_workers(settings, bound)
    run(create(settings), bound, lambda: announce(settings))
    return 0


def with_port(settings: Settings, bound: socket.socket) -> Settings:
    """Return the settings with the socket's actual port: for port 0 the system chooses one."""
    return dataclasses.replace(settings, port=bound.getsockname()[1])


def announce(settings: Settings) -> None:
    """Print the line with the address and the data source."""
    credential = settings.credential_source
    what = {
        "demo": "demo data, nothing leaves this machine",
        "recorded": "recorded site, nothing leaves this machine",
        "remote": f"{settings.site}, {f'credential from {credential}' if credential else 'without a credential'}",
    }[settings.site_kind]
    alone = settings.local_only and settings.url is None
    whom = "" if alone else "; other machines get in with the access key"
    where = f"; listening at {settings.origin}" if settings.url else ""
    line = f"Ready on {settings.address.url} ({what}{whom}{where})"
    print(line, flush=True)  # noqa: T201 - a command speaks on standard output
    if settings.open_browser:
        webbrowser.open(settings.address.url)


def run(
    app: Starlette,
    bound: socket.socket,
    ready: Callable[[], None],
    *,
    beat: Callable[[], None] | None = None,
    seconds: int = GRACE_SECONDS,
) -> None:
    """Serve an app until a signal ends it; pending requests then have this many seconds to finish."""
    settle()
    with contextlib.suppress(KeyboardInterrupt):
        server(app, ready, beat=beat, seconds=seconds).run(sockets=[bound])


def server(
    app: Starlette,
    ready: Callable[[], None],
    *,
    beat: Callable[[], None] | None = None,
    seconds: int = GRACE_SECONDS,
) -> Server:
    """Return the server of an app; after a signal, pending requests have this many seconds to finish."""
    config = uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=seconds,
        backlog=1,
    )
    return Server(config, ready, beat)


def settle() -> None:
    """Exclude long-lived objects from garbage collection, and make collection less frequent.

    Nothing is garbage at startup, so collection is off until here. Reading a chart makes many short-lived objects: with
    the defaults each burst would scan everything.
    """
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    gc.enable()


def _serve_with_workers(settings: Settings, bound: socket.socket) -> int:
    """Fork the workers, which inherit the socket and the secrets."""
    create(settings)  # manifest errors are reported once, by this process
    settle()
    workers = Workers(settings.workers, lambda beat: run(create(settings), bound, lambda: None, beat=beat))
    announce(settings)
    return workers.run()
