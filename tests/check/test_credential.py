"""A refused credential is reported when the server starts, not first on a chart."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.responses import JSONResponse, Response

import app.__main__
from app.check.credential import refusal
from app.clock import SystemClock
from app.settings import Secret, Settings
from tests.bench.loopback import apart, listening
from tests.support.holds import holds

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "the site refuses the credential from JIRA_BEARER_TOKEN"),
        (403, "does not permit the account"),
        (200, None),
    ],
)
async def test_what_the_site_says_of_the_credential(status: int, words: str | None) -> None:
    """Refusal and lack of permission have two sentences; an accepted credential is not mentioned."""
    async with listening(JSONResponse([], status)) as port:
        settings = Settings(site=f"http://127.0.0.1:{port}", bearer_token=Secret("made-up"))
        said = await refusal(settings, SystemClock())
    assert said == words if words is None else words in str(said)


async def test_a_site_that_does_not_answer_is_no_refusal() -> None:
    """The server starts anyway, and its page says what is wrong."""
    settings = Settings(site="http://127.0.0.1:1", bearer_token=Secret("made-up"))
    assert await refusal(settings, SystemClock()) is None


def refusing(_: int) -> Response:
    """Return a site that refuses every credential."""
    return Response(status_code=401)


@holds(app.__main__, "        warn_of_credential(settings)\n")
def test_a_server_with_a_refused_token_says_so_at_its_start(tmp_path: Path) -> None:
    """It says so on the error stream, before the line with its address, and without the token."""
    with apart(refusing) as port:
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "PYTHONPATH": str(ROOT),
            "JIRA_SITE": f"http://127.0.0.1:{port}",
            "JIRA_BEARER_TOKEN": "canary-token",
        }
        line = (sys.executable, "-m", "app", "serve", "--port", "0")
        process = subprocess.Popen(line, env=environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # noqa: S603 - our own line
        assert process.stdout
        assert process.stdout.readline().startswith("Ready on ")
        process.terminate()
        _, errors = process.communicate(timeout=30)
    assert errors.startswith("Charts will show no figures: the site refuses the credential from JIRA_BEARER_TOKEN.")
    assert "canary-token" not in errors
