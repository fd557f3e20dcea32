"""The settings' values and what is derived from them, before validation."""

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
    """A value shown as `***` wherever it is printed, logged, stored or sent; only `reveal()` returns it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the value. Only the transport that sends it may call this."""
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
    """Return the user's data folder: `XDG_DATA_HOME`, `LOCALAPPDATA`, or `~/.local/share`."""
    base = environ.get("XDG_DATA_HOME") or environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".local" / "share") / "velocity-chart"


@dataclass(frozen=True, kw_only=True)
class Values:
    """The unvalidated settings; `Settings` are validated.

    `site` is `demo`, `file:PATH` or an origin (`https://NAME.atlassian.net`,
    `https://api.atlassian.com/ex/jira/CLOUDID`). `kvs_url` is None for the store in memory; it is a secret because a
    redis address may contain a password. `access_key` and `view_key` hold one key, or several with spaces or line ends
    between them. `url` is the external address if it differs from the listener's.
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
    reload: bool = False
    account_id: str | None = None

    @property
    def development(self) -> bool:
        """Whether the server is for developing an app."""
        return self.reload or self.environment == "development"

    @property
    def site_kind(self) -> SiteKind:
        """The kind of site: demo, recorded or real."""
        if self.site == "demo":
            return "demo"
        return "recorded" if self.site.startswith("file:") else "remote"

    @property
    def recording(self) -> Path | None:
        """The file of the recorded site, or None."""
        return Path(self.site.removeprefix("file:")).expanduser() if self.site_kind == "recorded" else None

    @property
    def credential_source(self) -> str | None:
        """The variable that the credential comes from, or None."""
        if self.bearer_token is not None:
            return "JIRA_BEARER_TOKEN"
        return "JIRA_API_TOKEN" if self.api_token is not None else None

    @property
    def local_only(self) -> bool:
        """Whether only this machine can reach the server."""
        return is_loopback(self.host.lower())

    @property
    def address(self) -> ExternalAddress:
        """The external address, else the listener's."""
        return self.url or ExternalAddress("http", self._name.lower(), self.port)

    @property
    def access_keys(self) -> tuple[Secret, ...]:
        """The keys that permit changes to dashboards."""
        return _each(self.access_key)

    @property
    def view_keys(self) -> tuple[Secret, ...]:
        """The keys that permit viewing only."""
        return _each(self.view_key)

    @property
    def origin(self) -> str:
        """The listener's URL for a browser on this machine."""
        return f"http://{self._name}:{self.port}"

    @property
    def _name(self) -> str:
        wildcard = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - the names are looked up, nothing is bound here
        return wildcard.get(self.host, f"[{self.host}]" if ":" in self.host else self.host)


def _each(keys: Secret | None) -> tuple[Secret, ...]:
    return tuple(map(Secret, keys.reveal().split())) if keys else ()
