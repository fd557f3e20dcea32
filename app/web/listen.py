"""Listening: the socket, the worker processes, the line that says where, and a quick quiet end."""

import contextlib
import dataclasses
import gc
import os
import socket
import webbrowser
from collections.abc import Callable
from typing import Final

import uvicorn

from app.settings import Settings
from app.web.connections import Connection
from app.web.guards.audit import logger as audit
from app.web.server import create
from app.web.workers import Workers

GRACE_SECONDS: Final = 5
BACKLOG: Final = 256
GARBAGE_THRESHOLDS: Final = (50_000, 20, 20)
"""After how many new objects the collector looks at the youngest, and after how many looks at the older ones."""
PORTS_TO_TRY: Final = 100


class PortTakenError(Exception):
    """The port is in use; the text says so and names a free one."""


def listen(settings: Settings) -> socket.socket:
    """Return a listening socket; raises `PortTakenError`, or OSError with the system's reason."""
    try:
        return _bind(settings.host, settings.port)
    except OSError as error:
        if not isinstance(error, socket.gaierror) and (free := _next_free(settings)):
            message = f"Port {settings.port} is in use. The next free one is {free}: start with --port {free}."
            raise PortTakenError(message) from None
        raise


def _bind(host: str, port: int) -> socket.socket:
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
            _bind(settings.host, port).close()
            return port
    return None


class Server(uvicorn.Server):
    """uvicorn's server, which tells once that it is ready."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self.ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as uvicorn does, then tell."""
        await super().startup(sockets=sockets)
        if self.started:
            self.ready()


def serve(settings: Settings, bound: socket.socket) -> int:
    """Serve until a signal ends it; returns the process's exit status. `settings.port` is the socket's port already."""
    if keys := len(settings.access_keys):
        audit.info("keys in use: %d to change, %d to view", keys, len(settings.view_keys))
    if settings.workers > 1:
        return _serve_with_workers(settings, bound)
    _run(settings, bound, lambda: announce(settings))
    return 0


def with_port(settings: Settings, bound: socket.socket) -> Settings:
    """Return the settings with the port that the socket really has: port 0 asks the system to choose."""
    return dataclasses.replace(settings, port=bound.getsockname()[1])


def announce(settings: Settings) -> None:
    """Print the one line that says where, and what with."""
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


def _run(settings: Settings, bound: socket.socket, ready: Callable[[], None]) -> None:
    config = uvicorn.Config(
        create(settings),
        http=Connection,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    settle()
    with contextlib.suppress(KeyboardInterrupt):
        Server(config, ready).run(sockets=[bound])


def settle() -> None:
    """Take what stays for the life of the process out of the garbage collector's sight, which then looks less often.

    A start makes no garbage and has it switched off until here. Reading a chart makes many small objects at once and
    keeps few: the default would look through everything each time.
    """
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    gc.enable()


def _serve_with_workers(settings: Settings, bound: socket.socket) -> int:
    """Fork the workers, which share the socket and, having been forked, the secrets."""
    create(settings)  # what is wrong with the manifest is told once, by this process
    settle()
    workers = Workers(settings.workers, lambda: _run(settings, bound, lambda: None))
    announce(settings)
    return workers.run()
