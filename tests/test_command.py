"""The command as a child process: what it prints, where it listens, how it ends."""

import errno
import gc
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.responses import Response

import app.__main__
import app.check.report
from app.__main__ import main
from app.settings import VARIABLES
from app.web import listen
from app.web.listen import GARBAGE_THRESHOLDS, GRACE_SECONDS, settle
from app.web.server import create
from app.web.workers import MOST_LOST, SILENT_TICKS, Workers
from tests.support.holds import holds
from tests.web import tiny

TOKEN = "canary-token-7f3a9c"  # noqa: S105 - what must not be found anywhere
ROOT = Path(__file__).parent.parent


def test_what_stays_is_not_looked_through_again() -> None:
    """A server freezes its memory before it serves: the collector skips what is there, and runs less often."""
    before = gc.get_threshold()
    try:
        settle()
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold() == GARBAGE_THRESHOLDS
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


def command(folder: Path, *arguments: str, **variables: str) -> subprocess.Popen[str]:
    """Start the command with the tiny app's manifest."""
    if not (folder / "manifest.yaml").exists():
        tiny.write(folder)
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT), **variables}
    manifest = ("--manifest", str(folder / "manifest.yaml"))
    line = (sys.executable, "-m", "app", *arguments, *manifest)
    out = err = subprocess.PIPE
    return subprocess.Popen(line, env=environ, text=True, cwd=folder, stdout=out, stderr=err)  # noqa: S603 - our own line


def finished(folder: Path, *arguments: str, **variables: str) -> tuple[int, str, str]:
    """Run the command to its end and return its status and what it printed."""
    process = command(folder, *arguments, **variables)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


@contextmanager
def started(folder: Path, *arguments: str, **variables: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """Give a serving process, its address and the line it printed."""
    process = command(folder, "serve", "--port", "0", *arguments, **variables)
    try:
        assert process.stdout
        line = process.stdout.readline()
        assert line, process.stderr and process.stderr.read()
        yield process, line.split()[2], line
    finally:
        process.kill()
        process.communicate()


def listening(pid: int) -> set[str]:
    """Return the addresses on which a process listens, read from the system."""
    inodes = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # the listing's own descriptor, and those closed meanwhile
            if match := re.fullmatch(r"socket:\[(\d+)\]", str(entry.readlink())):
                inodes.add(match[1])
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            parts = line.split()
            if parts[3] == "0A" and parts[9] in inodes:
                found.add(parts[1].partition(":")[0])
    return found


@holds(listen, "return bind(settings.host, settings.port)", 'return bind("0.0.0.0", settings.port)')
def test_one_line_tells_where_and_what_with(tmp_path: Path) -> None:
    """It has the address, and that the data is made up and stays here; the server answers only there."""
    with started(tmp_path) as (process, address, line):
        assert line == f"Ready on {address} (demo data, nothing leaves this machine)\n"
        assert httpx.get(f"{address}/readyz", trust_env=False).status_code == 200
        assert listening(process.pid) == {"0100007F"}


def test_a_real_site_is_named_with_the_source_of_its_credential(tmp_path: Path) -> None:
    """The variable's name shows which token is in use; its value is nowhere."""
    variables = {"JIRA_SITE": "https://acme.atlassian.net", "JIRA_EMAIL": "me@acme.test", "JIRA_API_TOKEN": TOKEN}
    with started(tmp_path, **variables) as (_, address, line):
        assert line == f"Ready on {address} (https://acme.atlassian.net, credential from JIRA_API_TOKEN)\n"


@holds(listen, "server_header=False", "server_header=True")
def test_answers_tell_nothing_of_the_server_and_believe_no_proxy(tmp_path: Path) -> None:
    """No Server header; forwarded headers change nothing, and a wrong Host is refused on the wire as well."""
    with started(tmp_path) as (_, address, _line):
        forwarded = {"x-forwarded-for": "8.8.8.8", "x-forwarded-proto": "https", "forwarded": "host=evil.test"}
        answer = httpx.get(f"{address}/healthz", headers=forwarded, trust_env=False)
        assert (answer.status_code, "server" in answer.headers) == (200, False)
        origin = {**forwarded, "origin": address.replace("http", "https"), "content-type": "application/json"}
        assert httpx.post(f"{address}/invoke", content="{}", headers=origin, trust_env=False).status_code == 403
        assert httpx.get(f"{address}/healthz", headers={"host": "evil.test"}, trust_env=False).status_code == 421


@holds(create, "        telemetry=UNSEEN,\n")
def test_the_environment_cannot_have_requests_told_elsewhere(tmp_path: Path) -> None:
    """Variables with which FastAPI would report every request to a collector do not even make it try."""
    variables = {"FASTAPI_OTEL_AUTO_CONFIGURE": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}
    with started(tmp_path, **variables) as (process, address, _):
        assert httpx.get(f"{address}/readyz", trust_env=False).status_code == 200
        process.terminate()
        assert process.communicate(timeout=60) == ("", "")


@holds(listen, "proxy_headers=False", "proxy_headers=True")
async def test_forwarded_headers_change_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Caller and scheme are those of the connection, even when this machine itself claims otherwise."""
    seen: list[tuple[str, str]] = []
    served: list[Any] = []

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        seen.append((scope["client"][0], scope["scheme"]))
        await Response()(scope, _receive, send)

    monkeypatch.setattr(listen, "create", lambda _: app)
    monkeypatch.setattr(listen.Server, "run", lambda server, **_: served.append(server.config))
    with socket.socket() as unused:
        listen.serve(tiny.settings(tmp_path), unused)
    (config,) = served
    config.load()
    forwarded = {"x-forwarded-for": "8.8.8.8", "x-forwarded-proto": "https"}
    transport = httpx.ASGITransport(config.loaded_app, client=("127.0.0.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        await client.get("/", headers=forwarded)
    assert seen == [("127.0.0.1", "http")]


def test_a_taken_port_is_told_with_a_free_one(tmp_path: Path) -> None:
    """The sentence names the next port that is really free."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, out, err = finished(tmp_path, "--port", str(port))
        assert (status, out) == (2, "")
        match = re.fullmatch(rf"Port {port} is in use\. The next free one is (\d+): start with --port \1\.\n", err)
        assert match
        with socket.socket() as free:
            free.bind(("127.0.0.1", int(match[1])))


@pytest.mark.parametrize(
    ("arguments", "variables", "words"),
    [
        (("--host", "0.0.0.0"), {}, "set VELOCITY_ACCESS_KEY"),  # noqa: S104
        (("--port", "x"), {"VELOCITY_LOG": "x"}, "VELOCITY_LOG is not one of"),
        (("--workers", "2"), {}, "each process would keep its own figures"),
        (("--site", "https://acme.atlassian.net"), {"JIRA_API_TOKEN": TOKEN}, "JIRA_EMAIL is missing"),
    ],
)
def test_settings_that_cannot_work_end_with_sentences(
    arguments: tuple[str, ...], variables: dict[str, str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """They give exit status 2, nothing on standard output and no secret."""
    status = main(arguments, variables)
    out, err = capsys.readouterr()
    assert (status, out) == (2, "")
    assert words in err
    assert TOKEN not in err


def test_a_manifest_that_cannot_work_ends_with_all_findings(tmp_path: Path) -> None:
    """Each finding has its line; there is no traceback."""
    manifest = tiny.write(tmp_path)
    text = manifest.read_text().replace("nodejs22.x", "python3.12").replace("refreshable: false", "refreshable: x")
    manifest.write_text(text)
    status, out, err = finished(tmp_path)
    assert (status, out) == (2, "")
    assert len(re.findall(r"^line \d+: error: ", err, re.MULTILINE)) >= 2
    assert "Traceback" not in err


@holds(app.__main__, "            warn_of_manifest(settings.manifest)\n")
def test_what_a_manifest_has_in_vain_is_told_at_the_start(tmp_path: Path) -> None:
    """A server whose manifest has a module that is not served starts, with one sentence about it."""
    manifest = tiny.write(tmp_path)
    manifest.write_text(
        manifest.read_text().replace("modules:\n", "modules:\n  webtrigger: [{key: t, function: js}]\n")
    )
    with started(tmp_path) as (process, _, _):
        process.terminate()
        assert process.stderr is not None
        told = process.stderr.read().splitlines()
    assert len(told) == 1
    assert told[0].endswith("Forge's 'webtrigger' is not supported here and is ignored [not-offered]")


def test_a_recording_that_cannot_work_ends_with_a_sentence(tmp_path: Path) -> None:
    """A file that is no recorded site gives status 2, and a sentence that names the setting and what is wrong."""
    recording = tmp_path / "site.json"
    recording.write_text("{}")
    status, out, err = finished(tmp_path, "--site", f"file:{recording}")
    assert (status, out) == (2, "")
    assert re.fullmatch(r"The recorded site file that JIRA_SITE names cannot be used: .*sprints is missing.*\.\n", err)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_at_once_and_quietly(number: signal.Signals, tmp_path: Path) -> None:
    """Without running work Ctrl-C and SIGTERM skip the grace period, and print nothing alarming."""
    with started(tmp_path) as (process, address, _line):
        httpx.get(f"{address}/healthz", trust_env=False)
        before = time.monotonic()
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
        assert time.monotonic() - before < GRACE_SECONDS
        assert (out, err) == ("", "")
        assert process.returncode in {0, -signal.SIGTERM, 128 + signal.SIGTERM}


def test_stalled_requests_do_not_stop_others(tmp_path: Path) -> None:
    """A hundred incomplete requests block nobody else."""
    with started(tmp_path) as (_, address, _line):
        port = int(address.rpartition(":")[2])
        stalled = [socket.create_connection(("127.0.0.1", port)) for _ in range(100)]
        for one in stalled:
            one.sendall(b"POST /invoke HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        assert httpx.get(f"{address}/healthz", timeout=10, trust_env=False).status_code == 200
        for one in stalled:
            one.close()


def test_the_help_names_every_flag_and_variable(capsys: pytest.CaptureFixture[str]) -> None:
    """The help has every flag, the server's with the variable that it overrides; what has no flag is not in it."""
    assert main(["--help"], {}) == 0
    group = capsys.readouterr().out
    assert main(["serve", "--help"], {}) == 0
    own = " ".join(capsys.readouterr().out.split())
    for variable, setting in VARIABLES.items():
        if setting.flag is None:
            assert f"[{variable}]" not in own
        else:
            assert setting.flag in group
            assert re.search(rf"{setting.flag} .*?\[{variable}\]", own)
    assert "TOKEN" not in group + own


@pytest.mark.parametrize("line", [["chek"], ["--prot", "1"], ["check", "--prot", "1"], ["serve", "more"]])
def test_an_unknown_command_or_flag_ends_with_a_sentence(line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown command or flag is status 2, and nothing is started."""
    assert main(line, {}) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "No such" in err or "unexpected extra argument" in err


def test_a_misspelt_variable_is_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    """A variable that nothing reads is named, with the setting that was probably meant."""
    main(["check"], {"VELOCITY_WORKER": "2", "VELOCITY_HOST": "127.0.0.1"})
    assert (
        capsys.readouterr().err == "VELOCITY_WORKER is not a setting and is ignored. Did you mean VELOCITY_WORKERS?\n"
    )


def test_a_reader_that_goes_away_is_no_traceback(tmp_path: Path) -> None:
    """`velocity-chart check | head -1` ends without a message about the pipe."""
    with command(tmp_path, "check") as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_a_full_disk_is_no_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """An output that cannot be written ends the command with a sentence and the status of a failure."""

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(app.check.report.PrintedReport, "_print", full)
    assert main(["check"], {}) == 1
    assert capsys.readouterr().err == "The output could not be written: No space left on device.\n"


def test_a_host_that_is_nowhere_is_told(tmp_path: Path) -> None:
    """A name without an address causes no traceback."""
    status, out, err = finished(tmp_path, "--host", "no-such-host.invalid", VELOCITY_ACCESS_KEY=TOKEN)
    assert (status, out) == (2, "")
    assert err.startswith("Cannot listen on no-such-host.invalid, port 8000: ")


def children(pid: int) -> list[int]:
    """Return the process ids of a process's children."""
    return [int(number) for number in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def ended(pids: list[int]) -> bool:
    """Return whether all processes are gone, after a short wait."""
    for _ in range(200):
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            return True
        time.sleep(0.05)
    return False


def test_workers_share_one_address_and_end_together(tmp_path: Path) -> None:
    """Each of them answers on the same port; SIGTERM ends them all silently."""
    with started(tmp_path, "--workers", "2", "--kvs", "redis://127.0.0.1:1/0") as (process, address, _line):
        workers = children(process.pid)
        assert len(workers) == 2
        for _ in range(10):
            assert httpx.get(f"{address}/healthz", timeout=20, trust_env=False).status_code == 200
        process.terminate()
        out, err = process.communicate(timeout=30)
        assert (process.returncode, out, err) == (0, "", "")
        assert ended(workers)


def replaced(pid: int, lost: int) -> list[int]:
    """Return the workers of a process once another has replaced the lost one."""
    until = time.monotonic() + 30
    while lost in (now := children(pid)) or len(now) < 2:
        assert time.monotonic() < until
        time.sleep(0.02)
    return now


@holds(
    Workers,
    '            say("A worker process ended unexpectedly and was replaced.")\n            self._start()',
    "            pass",
)
def test_a_lost_worker_is_replaced(tmp_path: Path) -> None:
    """The others continue, the new one answers too, and a sentence reports it."""
    with started(tmp_path, "--workers", "2", "--kvs", "redis://127.0.0.1:1/0") as (process, address, _line):
        for _ in range(2):
            lost = children(process.pid)[0]
            os.kill(lost, signal.SIGKILL)
            workers = replaced(process.pid, lost)
        os.kill(workers[0], signal.SIGSTOP)
        try:
            assert httpx.get(f"{address}/healthz", timeout=20, trust_env=False).status_code == 200
        finally:
            os.kill(workers[0], signal.SIGCONT)
        process.terminate()
        _, err = process.communicate(timeout=30)
        assert process.returncode == 0
        assert err.count("A worker process ended unexpectedly and was replaced.") == 2
        assert ended(workers)


HANGING = """
import os, pathlib, signal, sys, time
from app.web.workers import Workers

def work(beat):
    if "deaf" in sys.argv or not pathlib.Path("hung").exists():
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if not pathlib.Path("hung").exists():
        pathlib.Path("hung").touch()
        print("hangs", os.getpid(), flush=True)
        time.sleep(10)
    print("works", os.getpid(), flush=True)
    while True:
        beat()
        time.sleep(0.01)

sys.exit(Workers(1, work, tick=0.1).run())
"""


@contextmanager
def hanging(folder: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Start a worker that hangs, unless the folder says that one did; the next works. A deaf one ignores signals."""
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    line = (sys.executable, "-c", HANGING, *words)
    out = err = subprocess.PIPE
    process = subprocess.Popen(line, env=environ, text=True, cwd=folder, stdout=out, stderr=err)  # noqa: S603 - our own line
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@holds(Workers, "worker.tick() >= SILENT_TICKS or ", "")
def test_a_worker_that_hangs_is_replaced(tmp_path: Path) -> None:
    """A worker whose event loop does not turn is killed, even if it ignores signals, and replaced."""
    with hanging(tmp_path) as process:
        assert process.stdout
        words = process.stdout.readline().split() + process.stdout.readline().split()
        assert (words[0], words[2]) == ("hangs", "works")
        assert ended([int(words[1])])
        time.sleep(0.1 * (SILENT_TICKS + 1))  # one that beats stays
        process.terminate()
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, "")
    assert err.count("A worker process hung and was killed.") == 1


@holds(Workers, " or self._stopping > STOPPING_TICKS", "")
def test_a_worker_that_hears_no_signal_does_not_keep_the_server(tmp_path: Path) -> None:
    """After the grace period it is killed, and the server ends as requested."""
    (tmp_path / "hung").touch()
    with hanging(tmp_path, "deaf") as process:
        assert process.stdout
        deaf = int(process.stdout.readline().split()[1])
        process.terminate()
        _, err = process.communicate(timeout=10)
    assert process.returncode == 0
    assert ended([deaf])
    assert "was replaced" not in err


def test_workers_that_end_as_soon_as_they_start_end_the_server(tmp_path: Path) -> None:
    """Instead of restarting them forever, the server ends with a sentence and status 1."""
    with started(tmp_path, "--workers", "2", "--kvs", "redis://127.0.0.1:1/0") as (process, _, _line):
        for number in range(MOST_LOST):
            lost = children(process.pid)[0]
            os.kill(lost, signal.SIGKILL)
            if number < MOST_LOST - 1:
                replaced(process.pid, lost)
        _, err = process.communicate(timeout=30)
        assert process.returncode == 1
        assert "keep ending right after their start" in err


def test_workers_do_not_outlive_the_process_that_started_them(tmp_path: Path) -> None:
    """They end even when that process is killed and can tell nobody."""
    with started(tmp_path, "--workers", "2", "--kvs", "redis://127.0.0.1:1/0") as (process, _, _line):
        workers = children(process.pid)
        process.kill()
        assert ended(workers)


@holds(
    listen,
    'f"Ready on {settings.address.url} (',
    'f"Ready on {settings.address.url}?{settings.access_key and settings.access_key.reveal()} (',
)
def test_a_server_for_others_says_so(tmp_path: Path) -> None:
    """The sentence says that the key keeps others out, without showing the key."""
    with started(tmp_path, "--host", "0.0.0.0", VELOCITY_ACCESS_KEY=TOKEN) as (_, _address, line):  # noqa: S104
        assert "other machines get in with the access key" in line
        assert TOKEN not in line


def test_check_says_what_is_in_order(tmp_path: Path) -> None:
    """On the demo site everything is in order; the exit status is 0."""
    status, out, err = finished(tmp_path, "check")
    assert (status, err) == (0, "")
    assert "ok    store: answers" in out
    assert "FAIL" not in out


def test_check_says_what_is_not(tmp_path: Path) -> None:
    """A manifest's fault has its line, a store out of reach its setting; the exit status is 1."""
    status, out, _ = finished(tmp_path, "check", "--kvs", "redis://127.0.0.1:1/0")
    assert status == 1
    assert re.search(r"^FAIL  store: .* Check the address in VELOCITY_KVS\.$", out, re.MULTILINE)
    manifest = tmp_path / "manifest.yaml"
    manifest.write_text(manifest.read_text().replace("resource: main", "resource: nothing"))
    status, out, err = finished(tmp_path, "check")
    assert (status, err) == (1, "")
    assert re.search(r"FAIL  .*manifest\.yaml: line \d+: error: ", out)
