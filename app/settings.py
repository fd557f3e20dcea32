"""The settings: read once from the environment and the command line, checked once, frozen afterwards."""

import os
import re
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, NoReturn

from app.address import ExternalAddress, external_address
from app.forge.product.transport.destination import is_loopback
from app.setting_rules import findings

DEFAULT_PORT: Final = 8000
ROOT: Final = Path(__file__).resolve().parent.parent

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


class SettingsError(Exception):
    """Settings that cannot be used. `findings` holds one sentence for each fault, none of them with a secret in it."""

    def __init__(self, findings: list[str]) -> None:
        super().__init__(" ".join(findings))
        self.findings = tuple(findings)


def user_data_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder for this user's data: `XDG_DATA_HOME`, `LOCALAPPDATA`, or `~/.local/share`."""
    base = environ.get("XDG_DATA_HOME") or environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".local" / "share") / "velocity-chart"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What this server was told to do.

    `site` is `demo`, `file:PATH` or an origin (`https://NAME.atlassian.net`, `https://api.atlassian.com/ex/jira/CLOUDID`).
    `kvs_url` is None for the store in memory; it is a secret because a redis address may carry a password.
    `access_key` and `view_key` hold one key, or several with spaces or line ends between them. `url` is the address
    that people use where it is not the one that the server listens at.
    Raises `SettingsError` with every finding when the values do not go together.
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

    def __post_init__(self) -> None:
        """Refuse what does not go together."""
        if found := findings(self):
            raise SettingsError(found)

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


def _fail(sentence: str) -> NoReturn:
    raise ValueError(sentence)


def _whole_number(variable: str) -> Callable[[str], int]:
    def read(text: str) -> int:
        return int(text) if re.fullmatch(r"\d{1,9}", text) else _fail(f"{variable} is not a whole number.")

    return read


def _yes_or_no(text: str) -> bool:
    answers = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    answer = answers.get(text.lower())
    return answer if answer is not None else _fail("VELOCITY_OPEN is neither yes nor no.")


def _secret(variable: str) -> Callable[[str], Secret]:
    """Return the reader of secrets that stand in the variable, or in the file that it names as `file:PATH`."""

    def read(text: str) -> Secret:
        if not text.startswith("file:"):
            return Secret(text)
        try:
            return Secret(_path(text.removeprefix("file:")).read_text("utf-8").strip())
        except (OSError, UnicodeDecodeError):
            return _fail(f"{variable} names a file that cannot be read: correct the path after 'file:', or its rights.")

    return read


def _kvs(text: str) -> Secret | None:
    return None if text == "memory" else Secret(text)


def _path(text: str) -> Path:
    return Path(text).expanduser()


def _dashboard(text: str) -> Path | Secret:
    return Secret(text) if re.match(r"rediss?://", text) else _path(text)


# variable -> (field, reader, flag). A secret has no flag: other users of the machine can read command lines.
VARIABLES: Final[Mapping[str, tuple[str, Callable[[str], object], str | None]]] = {
    "JIRA_SITE": ("site", str, "--site"),
    "JIRA_EMAIL": ("email", Secret, None),
    "JIRA_API_TOKEN": ("api_token", _secret("JIRA_API_TOKEN"), None),
    "JIRA_BEARER_TOKEN": ("bearer_token", _secret("JIRA_BEARER_TOKEN"), None),
    "VELOCITY_HOST": ("host", str, "--host"),
    "VELOCITY_PORT": ("port", _whole_number("VELOCITY_PORT"), "--port"),
    "VELOCITY_URL": ("url", external_address, "--url"),
    "VELOCITY_ACCESS_KEY": ("access_key", _secret("VELOCITY_ACCESS_KEY"), None),
    "VELOCITY_VIEW_KEY": ("view_key", _secret("VELOCITY_VIEW_KEY"), None),
    "VELOCITY_EMBED_ORIGINS": ("embed_origins", lambda text: tuple(text.split()), None),
    "VELOCITY_KVS": ("kvs_url", _kvs, "--kvs"),
    "VELOCITY_DASHBOARD": ("dashboard", _dashboard, "--dashboard"),
    "VELOCITY_MANIFEST": ("manifest", _path, "--manifest"),
    "VELOCITY_OPEN": ("open_browser", _yes_or_no, "--open"),
    "VELOCITY_WORKERS": ("workers", _whole_number("VELOCITY_WORKERS"), "--workers"),
    "VELOCITY_LOG": ("log", str.lower, None),
}
CLEARED: Final = (
    "JIRA_EMAIL",
    "JIRA_API_TOKEN",
    "JIRA_BEARER_TOKEN",
    "VELOCITY_ACCESS_KEY",
    "VELOCITY_VIEW_KEY",
    "VELOCITY_KVS",
    "VELOCITY_DASHBOARD",
)
CREDENTIALS: Final = ("JIRA_EMAIL", "JIRA_API_TOKEN", "JIRA_BEARER_TOKEN")


def from_environment(environ: MutableMapping[str, str], flags: Mapping[str, str]) -> Settings:
    """Read the settings; a flag (variable name -> text) wins over the environment, an empty value is absent.

    The variables in `CLEARED` are taken out of `environ`, so that no child process or crash report finds them there.
    Credentials are dropped unless a real site is configured. Raises `SettingsError` with all findings at once.
    """
    texts = {name: text for name in VARIABLES if (text := flags.get(name) or environ.get(name, "").strip())}
    for name in CLEARED:
        environ.pop(name, None)
    site = texts.get("JIRA_SITE", "demo")
    if site == "demo" or site.startswith("file:"):
        for name in CREDENTIALS:
            texts.pop(name, None)
    faults, values = _read(texts)
    for name, flag in (("VELOCITY_KVS", "--kvs"), ("VELOCITY_DASHBOARD", "--dashboard")):
        if "://" in flags.get(name, "") and "@" in flags[name]:
            faults.append(f"{flag} carries a password, which other users of this machine can read: use {name}.")
    values.setdefault("dashboard", user_data_folder(environ) / "dashboard.json")
    try:
        settings = Settings(**values)  # type: ignore[arg-type]  # the readers of VARIABLES give each field its type
    except SettingsError as error:
        raise SettingsError([*faults, *error.findings]) from None
    if faults:
        raise SettingsError(faults)
    return settings


def _read(texts: Mapping[str, str]) -> tuple[list[str], dict[str, object]]:
    faults: list[str] = []
    values: dict[str, object] = {}
    for name, text in texts.items():
        key, reader, _ = VARIABLES[name]
        try:
            values[key] = reader(text)
        except ValueError as error:
            faults.append(str(error))
    return faults, values
