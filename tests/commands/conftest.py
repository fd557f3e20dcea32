"""Runs the distribution's commands in this process, on the demo site unless a test names another."""

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.__main__ import main
from app.jira import connect
from velocity_chart.commands import COMMANDS

Ran = tuple[int, str, str]
Run = Callable[..., Ran]
Site = Callable[[int], str]


@pytest.fixture(scope="package", autouse=True)
def _one_company() -> Iterator[None]:
    """Make the demo company once for all tests, since nothing changes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connect, "demo_company", functools.cache(connect.demo_company))
        yield


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Any) -> Run:
    """Return a function that runs a command line and returns its status, standard output and error stream."""

    def ran(*arguments: str, **variables: str) -> Ran:
        capfd.readouterr()
        status = main(arguments, {"XDG_DATA_HOME": str(tmp_path), **variables}, further=COMMANDS)
        return (status, *capfd.readouterr())

    return ran


@pytest.fixture
def answering() -> Iterator[Site]:
    """Yield a function that starts a site which answers every request with one status, and returns its address."""
    servers: list[http.server.HTTPServer] = []

    def start(status: int) -> str:
        class Always(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_: object) -> None:
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Always)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
