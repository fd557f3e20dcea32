"""What the settings are and what follows from them, without a judgement on whether they go together."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from app.address import ExternalAddress
from app.forge.product.transport.destination import is_loopback

DEFAULT_PORT: Final = 8000
ROOT: Final = Path(__file__).resolve().parents[2]

SiteKind = Literal["demo", "recorded", "remote"]


class Secret:
    """A value that shows as `***` wherever it may be printed, logged, stored or sent; only `reveal()` gives it out."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the value itself. For the transport that needs it, and for nobody else."""
        return self._value

    def __repr__(self) -> str:
        return "***"

    def __format__(self, spec: str) -> str:
        return format("***", spec)

    def __reduce__(self) -> tuple[type["Secret"], tuple[str]]:
        return Secret, ("***",)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash((Secret, self._value))


def user_data_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder for this user's data: `XDG_DATA_HOME`, `LOCALAPPDATA`, or `~/.local/share`."""
    base = environ.get("XDG_DATA_HOME") or environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".local" / "share") / "velocity-chart"


@dataclass(frozen=True, kw_only=True)
class Values:
    """What this server was told to do, unchecked: `Settings` are values that go together.

    `site` is `demo`, `file:PATH` or an origin (`https://NAME.atlassian.net`, `https://api.atlassian.com/ex/jira/CLOUDID`).
    `kvs_url` is None for the store in memory; it is a secret because a redis address may carry a password.
    `access_key` and `view_key` hold one key, or several with spaces or line ends between them. `url` is the address
    that people use where it is not the one that the server listens at.
    """

    site: str = "demo"
    email: Secret | None = None
    api_token: Secret | None = None
    bearer_token: Secret | None = None
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    url: ExternalAddress | None = None
    access_key: Secret | None = None
    view_key: Secret | None = None
    embed_origins: tuple[str, ...] = ()
    kvs_url: Secret | None = None
    dashboard: Path | Secret = field(default_factory=lambda: user_data_folder(os.environ) / "dashboard.json")
    manifest: Path = ROOT / "manifest.yaml"
    open_browser: bool = False
    workers: int = 1
    log: str = "warning"
    environment: str = "production"
    account_id: str | None = None

    @property
    def site_kind(self) -> SiteKind:
        """Where product requests end: the demo site, a recorded one, or a real one."""
        if self.site == "demo":
            return "demo"
        return "recorded" if self.site.startswith("file:") else "remote"

    @property
    def recording(self) -> Path | None:
        """The recorded site's file, or None."""
        return Path(self.site.removeprefix("file:")).expanduser() if self.site_kind == "recorded" else None

    @property
    def credential_source(self) -> str | None:
        """The name of the variable that the credential in use came from, or None."""
        if self.bearer_token is not None:
            return "JIRA_BEARER_TOKEN"
        return "JIRA_API_TOKEN" if self.api_token is not None else None

    @property
    def local_only(self) -> bool:
        """Whether only this machine can reach the server."""
        return is_loopback(self.host.lower())

    @property
    def address(self) -> ExternalAddress:
        """The address that people use: the external one, else the listener's."""
        return self.url or ExternalAddress("http", self._name.lower(), self.port)

    @property
    def access_keys(self) -> tuple[Secret, ...]:
        """The keys that may change dashboards."""
        return _each(self.access_key)

    @property
    def view_keys(self) -> tuple[Secret, ...]:
        """The keys that may look at them."""
        return _each(self.view_key)

    @property
    def origin(self) -> str:
        """The address at which a browser on this machine reaches the listener."""
        return f"http://{self._name}:{self.port}"

    @property
    def _name(self) -> str:
        wildcard = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - the names are looked up, nothing is bound here
        return wildcard.get(self.host, f"[{self.host}]" if ":" in self.host else self.host)


def _each(keys: Secret | None) -> tuple[Secret, ...]:
    return tuple(map(Secret, keys.reveal().split())) if keys else ()
