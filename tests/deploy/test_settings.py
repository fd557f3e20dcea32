"""The other examples: the server accepts their settings."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.settings import VARIABLES, from_environment
from tests.support.holds import holds

EXAMPLES = Path(__file__).parents[2] / "examples" / "deploy"
FOLDER = "examples/deploy/container"
IMAGE = (EXAMPLES / "container" / "Dockerfile").read_text("utf-8")
PROXY = (EXAMPLES / "nginx" / "velocity-chart.conf").read_text("utf-8")
UNIT = (EXAMPLES / "systemd" / "velocity-chart.service").read_text("utf-8")
COMPOSE: Any = yaml.safe_load((EXAMPLES / "container" / "compose.yaml").read_text("utf-8"))


def settings_of(lines: str) -> dict[str, str]:
    """Return the settings in a unit's or a file's lines."""
    return dict(re.findall(r"^(?:Environment=)?((?:JIRA|VELOCITY)_[A-Z_]+)=(.*)$", lines, re.MULTILINE))


FILE = (EXAMPLES / "systemd" / "settings").read_text("utf-8")
SYSTEMD = settings_of(UNIT) | settings_of(FILE)


@pytest.mark.parametrize(
    "settings", [SYSTEMD, COMPOSE["services"]["server"]["environment"]], ids=["systemd", "compose"]
)
def test_an_example_starts(settings: dict[str, str], tmp_path: Path) -> None:
    """Every setting is known, all of them fit together, and secrets come from files."""
    assert settings.keys() <= VARIABLES.keys()
    secret = {name: value for name, value in settings.items() if value.startswith("file:")}
    assert set(secret) == {"JIRA_API_TOKEN", "VELOCITY_ACCESS_KEY", "VELOCITY_VIEW_KEY"}
    assert all(VARIABLES[name].secret for name in secret)
    for name, value in secret.items():
        (tmp_path / Path(value).name).write_text(f"made-up-and-long-enough-{name}\n", "utf-8")
    files = {name: f"file:{tmp_path / Path(value).name}" for name, value in secret.items()}
    site = {
        "VELOCITY_EMBED_ORIGINS": "https://wiki.example.com",
        "JIRA_SITE": "https://your-site.atlassian.net",
        "JIRA_EMAIL": "you@example.com",
    }
    made = from_environment({**settings, **files, **site}, {})
    assert made.workers == 2
    assert made.local_only
    assert made.api_token is not None
    assert made.api_token.reveal() == "made-up-and-long-enough-JIRA_API_TOKEN"


def test_the_unit_hands_secrets_over_as_credentials() -> None:
    """Systemd loads each file that a setting names, and only the state is written."""
    assert set(re.findall(r"file:%d/([a-z-]+)", UNIT)) == set(re.findall(r"LoadCredential=([a-z-]+):", UNIT))
    assert {"DynamicUser=yes", "ProtectSystem=strict", "NoNewPrivileges=yes"} <= set(UNIT.splitlines())
    # V8 asks for a call that is not in the list, and does without it: killed for it, a picture would end the server.
    assert "SystemCallErrorNumber=EPERM" in UNIT.splitlines()
    assert SYSTEMD["VELOCITY_DASHBOARD"].startswith("%S/")


@holds("examples/deploy/systemd/settings", "VELOCITY_WORKERS=2\n", "VELOCITY_WORKERS=2\nVELOCITY_DASHBOARD=/tmp/x\n")
def test_the_units_own_settings_are_not_overridden() -> None:
    """A file of settings overrides what a unit sets, whatever their order: the example's has none of the unit's."""
    assert settings_of(UNIT).keys() & settings_of(FILE).keys() == set()


@holds(f"{FOLDER}/compose.yaml", "    image: redis:7\n", '    image: redis:7\n    ports: ["6379:6379"]\n')
@holds(f"{FOLDER}/compose.yaml", '"443:443"]', '"443:443", "8000:8000"]')
@holds(f"{FOLDER}/compose.yaml", "    network_mode: service:server\n", "    network_mode: host\n")
@holds(f"{FOLDER}/compose.yaml", "      VELOCITY_WORKERS:", "      VELOCITY_HOST: 0.0.0.0\n      VELOCITY_WORKERS:")
@holds(f"{FOLDER}/Dockerfile", '/velocity-chart", "serve"]', '/velocity-chart", "serve", "--host", "0.0.0.0"]')
@holds(f"{FOLDER}/Dockerfile", "ENV VELOCITY_DASHBOARD=", "ENV VELOCITY_HOST=0.0.0.0 VELOCITY_DASHBOARD=")
def test_only_the_proxy_is_reached_from_outside() -> None:
    """The server listens on its own loopback, which the proxy shares; the only ports on the host are the proxy's."""
    services = COMPOSE["services"]
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published == {"server": ["80:80", "443:443"]}
    assert set(re.findall(r"^ *listen (?:\[::\]:)?(\d+)", PROXY, re.MULTILINE)) == {"80", "443"}
    shared = {name: service["network_mode"] for name, service in services.items() if "network_mode" in service}
    assert shared == {"proxy": "service:server"}
    assert not {"command", "entrypoint"} & services["server"].keys()
    assert "VELOCITY_HOST" not in services["server"]["environment"]
    assert not re.search(r"VELOCITY_HOST|--host", IMAGE)
