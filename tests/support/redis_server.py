"""A redis server for tests, which can be stopped and restarted, with a password and other options."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

REDIS: Final = shutil.which("redis-server")
PASSWORD: Final = "canary-of-the-store"  # noqa: S105 - made up, so that it can be looked for


def free_port() -> int:
    """Return a port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, seconds: float = 10, host: str = "127.0.0.1") -> None:
    """Return once somebody listens on the port."""
    until = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection((host, port), 1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


class RedisServer:
    """A redis server process on one port of loopback, which keeps nothing on disk."""

    def __init__(self, *options: str, port: int | None = None, program: str = "redis-server") -> None:
        self.port = port or free_port()
        self.url = f"redis://:{PASSWORD}@127.0.0.1:{self.port}/0"
        self._command = [str(shutil.which(program)), *options]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and return once it listens."""
        listening = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--requirepass", PASSWORD]
        self._process = subprocess.Popen([*self._command, *listening], stdout=subprocess.DEVNULL)  # noqa: S603
        wait_for(self.port)

    def stop(self) -> None:
        """Kill it; its content is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def running(*options: str) -> Iterator[RedisServer]:
    """Run a redis with these options."""
    server = RedisServer(*options)
    try:
        server.start()
        yield server
    finally:
        server.stop()
