"""The command: a process that listens where Forge says, answers the sidecar, and ends on SIGTERM."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

import app.__main__
from app.__main__ import main
from app.clock import SystemClock
from app.forge.manifest.reader import load
from app.settings import ROOT
from tests.container.conftest import UNTIL
from tests.support.clock import FakeClock
from tests.support.holds import holds
from tests.support.sidecar import Sidecar
from tests.test_command import listening


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


@contextmanager
def sidecar_of(container: str) -> Iterator[tuple[Sidecar, str]]:
    """Yield a sidecar on a local port that reaches the container at this address."""
    side = Sidecar(SystemClock(), load(ROOT / "manifest.yaml").scopes)
    with httpx.Client(trust_env=False):
        side.inward = httpx.AsyncClient(base_url=container, trust_env=False)
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(side, port=port, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield side, f"http://localhost:{port}"
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def container(folder: Path, port: int, sidecar: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """Yield the process once it says that it is ready."""
    inside = {"SERVER_PORT": str(port), "FORGE_EGRESS_PROXY_URL": sidecar, "PATH": os.environ["PATH"]}
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "container"],
        cwd=folder,
        env=inside | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"} | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        for line in process.stdout:
            if json.loads(line)["msg"] == f"Ready on port {port} for Forge's sidecar":
                break
        else:
            pytest.fail(process.stderr.read() if process.stderr else "")
        yield process
    finally:
        process.kill()
        process.communicate()


async def test_figures_come_out_of_the_process(tmp_path: Path, company: Any) -> None:
    """Over real sockets a report has the ledger's figures; each line of the log is JSON that names its invocation."""
    port = free_port()
    with sidecar_of(f"http://127.0.0.1:{port}") as (side, address), container(tmp_path, port, address) as process:
        tenant = side.install(company.data)
        tenant.site._clock = FakeClock(UNTIL.timestamp())
        board = next(one["id"] for one in company.data["boards"] if company.ledger.sprint_ids(one["id"]))
        body = {"functionKey": "getVelocity", "payload": {"boardIds": [board]}}
        answer = await side.invoke_service(tenant, "a", "/invoke", body)
        truth = company.ledger.sprints(board)
        shown = answer["payload"]["body"]["sprints"]
        assert [one["committed"] for one in shown] == [truth[one["id"]]["points"]["committed"] for one in shown]
        assert listening(process.pid) == {"00000000"}
        assert side.inward is not None
        process.terminate()
        printed, told = process.communicate(timeout=30)
        assert told == ""
        lines = [json.loads(line) for line in printed.splitlines()]
        (called,) = [line for line in lines if "getVelocity" in line["msg"]]
        assert (called["level"], called["forge_invocation"]) == ("INFO", "e30=")
        assert not [line for line in lines if "HTTP Request" in line["msg"]], "a line for each call of the sidecar"
        await side.inward.aclose()


def test_sigterm_ends_it(tmp_path: Path) -> None:
    """SIGTERM ends the process within a minute."""
    port = free_port()
    with container(tmp_path, port, "http://localhost:7072") as process:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) in {0, -signal.SIGTERM}


def test_it_writes_nothing(tmp_path: Path) -> None:
    """The process writes nothing to its working directory or its user's home, so a read-only root is enough."""
    port = free_port()
    with container(tmp_path, port, "http://localhost:7072", HOME=str(tmp_path)) as process:
        assert httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).json() == {"status": "alive"}
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("missing", ["SERVER_PORT", "FORGE_EGRESS_PROXY_URL"])
def test_outside_of_a_container_it_says_so(tmp_path: Path, missing: str) -> None:
    """Without a variable that Forge sets, the command names it and ends with 2."""
    inside = {"SERVER_PORT": "8080", "FORGE_EGRESS_PROXY_URL": "http://localhost:7072", "PYTHONPATH": str(ROOT)}
    del inside[missing]
    ended = subprocess.run(
        [sys.executable, "-m", "app", "container"],
        cwd=tmp_path,
        env=inside,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith(missing)


@holds(app.__main__, "    warn_of_misspelt(context.obj, {CHECK_VARIABLE})\n")
def test_a_misspelt_check_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """A variable that nothing reads is named: a check as the user that is switched on by a wrong name would be off."""
    assert main(["container"], {"VELOCITY_CHECK_USERS": "yes", "VELOCITY_CHECK_USER": "no"}) == 2
    told = capsys.readouterr().err.splitlines()[0]
    assert told == "VELOCITY_CHECK_USERS is not a setting and is ignored. Did you mean VELOCITY_CHECK_USER?"
