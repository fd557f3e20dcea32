"""The commands of the systemd and nginx examples, run unchanged, in folders of their own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import pytest

from tests.deploy.conftest import needs_servers
from tests.support.holds import holds
from tests.support.redis_server import PASSWORD, free_port, running

ROOT: Final = Path(__file__).parents[2]
DEPLOY: Final = ROOT / "examples" / "deploy"
SYSTEMD: Final = re.findall(
    r"^```sh\n(.*?)^```", (DEPLOY / "systemd" / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
)
NGINX: Final = re.findall(
    r"^```sh\n(.*?)^```", (DEPLOY / "nginx" / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
)
UNIT: Final = (DEPLOY / "systemd" / "velocity-chart.service").read_text("utf-8")
HOST: Final = "tools.example.com"
MAIN: Final = """
user root root;
pid {folder}/nginx.pid;
events {{ worker_connections 64; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/etc/nginx/conf.d/*.conf;
}}
"""
"""The parts of Debian's own `nginx.conf` around the example."""

pytestmark = needs_servers


@dataclass(frozen=True)
class Machine:
    """A Debian machine, as far as the commands can see: a folder for its `/`, and no systemd."""

    folder: Path
    port: int
    redis: int

    def text(self, script: str) -> str:
        """Return a script or a file with this machine's folders and ports."""
        here = re.sub(r"(?<![\w.{/])/(opt|etc|var|path)/", rf"{self.folder}/\1/", script)
        return here.replace("127.0.0.1:6379", f":{PASSWORD}@127.0.0.1:{self.redis}").replace("YOUR.HOST", HOST)

    def run(self, *scripts: str) -> str:
        """Run scripts in one shell, in which any failing step is a failure, and return what they print."""
        strict = "set -euo pipefail\nsystemctl() { :; }\n" + "".join(map(self.text, scripts))
        environ = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "VELOCITY_PORT": str(self.port)}
        line = ["/bin/bash", "-c", strict]
        done = subprocess.run(line, cwd=ROOT, env=environ, input="made-up-token\n", capture_output=True, text=True)  # noqa: S603, PLW1510 - the README's own lines
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def service(self) -> Iterator[httpx.Client]:
        """Run the unit's command with its settings, as systemd does, until it is ready."""
        lines = (
            self.text(UNIT).replace("%d", f"{self.folder}/etc/velocity-chart").replace("%S", f"{self.folder}/var/lib")
        )
        settings = Path(self.folder / "etc" / "velocity-chart" / "settings").read_text("utf-8")
        named = re.findall(r"^(?:Environment=)?([A-Z_]+)=(.*)$", f"{lines}\n{settings}", re.MULTILINE)
        environ = {name: value.strip('"') for name, value in named} | {"VELOCITY_PORT": str(self.port)}
        command = re.findall(r"^ExecStart=(.*)$", lines, re.MULTILINE)[0].split()
        with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
            try:
                assert process.stdout
                assert process.stdout.readline().startswith(f"Ready on https://{HOST}/velocity/")
                base = f"http://127.0.0.1:{self.port}/velocity"
                with httpx.Client(base_url=base, headers={"host": HOST}, trust_env=False, timeout=30) as client:
                    yield client
            finally:
                process.terminate()

    def key(self, name: str, line: int = 0) -> dict[str, str]:
        """Return the header with the key on a line of a key file."""
        return {"x-access-key": (self.folder / "etc" / "velocity-chart" / name).read_text("utf-8").splitlines()[line]}


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """Give a machine with a redis, and the product where pip would install it."""
    binary = tmp_path / "opt" / "velocity-chart" / "bin" / "velocity-chart"
    binary.parent.mkdir(parents=True)
    binary.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m app "$@"\n', "utf-8")
    binary.chmod(0o755)
    for folder in ("etc/systemd/system", "etc/nginx/conf.d", "var/lib/velocity-chart", "var/log/nginx", "path/to"):
        (tmp_path / folder).mkdir(parents=True)
    with running() as redis:
        yield Machine(tmp_path, free_port(), redis.port)


def installed(machine: Machine) -> tuple[str, str]:
    """Follow the example until the settings are edited; return the later blocks of commands."""
    install, function, replace = SYSTEMD
    machine.run(
        "".join(line for line in install.splitlines(keepends=True) if "-m venv" not in line and "/pip " not in line)
    )
    settings = machine.folder / "etc" / "velocity-chart" / "settings"
    text = re.sub(r"^JIRA_SITE=.*$", "JIRA_SITE=demo", machine.text(settings.read_text("utf-8")), flags=re.MULTILINE)
    settings.write_text(text.replace("# VELOCITY_EMBED", "VELOCITY_EMBED"), "utf-8")
    return function, replace


@holds(
    "examples/deploy/systemd/README.md",
    "openssl rand -hex 24 | install -m 0600 /dev/stdin /etc/velocity-chart/view-key\n",
)
@holds("examples/deploy/systemd/README.md", "VELOCITY_DASHBOARD=/var/lib/velocity-chart/dashboard.json\n", "\n")
def test_the_systemd_example_is_followed_as_it_stands(machine: Machine) -> None:
    """Only root reads the keys, the check finds no fault and lists the service's dashboards, and a key is replaced."""
    function, replace = installed(machine)
    folder = machine.folder / "etc" / "velocity-chart"
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == {
        "settings": 0o644,
        **dict.fromkeys(("jira-token", "access-key", "view-key"), 0o600),
    }
    checked = machine.run(function)
    assert "ok    store: answers" in checked
    assert "FAIL" not in checked
    with machine.service() as client:
        made = client.post("/dashboards", json={"name": "Team A"}, headers=machine.key("access-key"))
        assert made.status_code == 201
        assert client.get("/metrics", headers=machine.key("view-key")).status_code == 200
        assert client.post("/dashboards", json={"name": "B"}, headers=machine.key("view-key")).status_code == 403
        embed = client.post("/dashboard/gadgets/10001/embed", json={}, headers=machine.key("access-key")).json()
        assert embed["origins"] == ["https://wiki.example.com", "https://intranet.example.com"]
    assert "Team A" in machine.run(function)

    old = machine.key("access-key")
    both, new = replace.split("sed ")
    machine.run(both)
    assert machine.key("access-key", 1) == old
    with machine.service() as client:
        assert client.get("/session", headers=old).json()["role"] == "edit"
        again = client.post("/dashboard/gadgets/10001/embed", json={}, headers=old).json()
        assert again["url"] != embed["url"]
    machine.run("cd /etc/velocity-chart\nsed ", new)
    with machine.service() as client:
        shown = [
            client.get("/embed/10001/gadget", headers={"x-embed-token": one["url"].partition("token=")[2]})
            for one in (embed, again)
        ]
        assert [one.status_code for one in shown] == [403, 200]
        assert client.get("/session", headers=old).status_code == 403
        assert client.get("/session", headers=machine.key("access-key")).json()["role"] == "edit"


def test_the_nginx_example_is_followed_as_it_stands(machine: Machine) -> None:
    """With a trial certificate and the files in place, the server answers behind nginx."""
    installed(machine)
    install, trial = NGINX
    ports = {"listen 443 ": f"listen 127.0.0.1:{free_port()} ", "listen 80;": f"listen 127.0.0.1:{free_port()};"}
    tls = re.findall(r":(\d+) ", ports["listen 443 "])[0]
    main, log = machine.folder / "nginx.conf", machine.folder / "var" / "log" / "nginx" / "error.log"
    main.write_text(MAIN.format(folder=machine.folder), "utf-8")
    machine.run(trial)
    copy, reload = install.split("nginx -t")
    machine.run(copy)
    for path in (machine.folder / "etc" / "nginx").rglob("*.conf"):
        text = machine.text(path.read_text("utf-8"))
        for old, new in {**ports, "127.0.0.1:8000": f"127.0.0.1:{machine.port}"}.items():
            text = text.replace(old, new)
        path.write_text(text, "utf-8")
    nginx = f'nginx() {{ command nginx -e {log} -c {main} "$@"; }}\nnginx\n'
    trust = f'-sf --noproxy "*" --cacert /path/to/fullchain.pem --connect-to ::127.0.0.1:{tls}'
    curl = f'curl() {{ command curl {trust} "$@"; }}\n'
    with machine.service():
        try:
            assert machine.run(nginx, curl, "nginx -t", reload) == '{"status":"ready"}'
        finally:
            machine.run(nginx.removesuffix("nginx\n"), "nginx -s quit")
