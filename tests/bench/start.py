"""How long `velocity-chart serve` takes from the start of its process to its first answer."""

import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

import httpx

from tests.bench.loopback import bound

TIMES = 7
PATIENCE = 60
COMMAND = Path(sys.executable).with_name("velocity-chart")


def seconds() -> float:
    """Start a server on the demo site, wait until it answers, stop it, and return how long that took."""
    with bound() as here:
        port = int(here.getsockname()[1])
    with tempfile.TemporaryDirectory() as folder:
        line = (str(COMMAND), "serve", "--port", str(port), "--dashboard", f"{folder}/dashboard.json")
        begun = perf_counter()
        process = subprocess.Popen(line, stdout=subprocess.DEVNULL)  # noqa: S603 - our own line
        try:
            _wait(port)
            answer = httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False, timeout=PATIENCE)
            answer.raise_for_status()
            return perf_counter() - begun
        finally:
            process.terminate()
            process.wait()


def _wait(port: int) -> None:
    """Return once a connection can be made."""
    until = perf_counter() + PATIENCE
    while perf_counter() < until:
        with socket.socket() as here:
            if here.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.002)
    raise TimeoutError


def typical() -> float:
    """Return the median of several starts."""
    return median(seconds() for _ in range(TIMES))
