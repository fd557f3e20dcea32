"""The table of settings and its reader."""

import re
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from app.address import external_address
from app.settings.checked import Settings, SettingsError
from app.settings.values import Secret, user_data_folder


def _fail(sentence: str) -> NoReturn:
    raise ValueError(sentence)


def _whole_number(variable: str) -> Callable[[str], int]:
    def read(text: str) -> int:
        return int(text) if re.fullmatch(r"\d{1,9}", text) else _fail(f"{variable} is not a whole number.")

    return read


def _yes_or_no(variable: str) -> Callable[[str], bool]:
    def read(text: str) -> bool:
        answers = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
        answer = answers.get(text.lower())
        return answer if answer is not None else _fail(f"{variable} must be yes or no.")

    return read


def _secret(variable: str) -> Callable[[str], Secret]:
    """Return a reader for secrets given in the variable itself or in a file (`file:PATH`)."""

    def read(text: str) -> Secret:
        if not text.startswith("file:"):
            return Secret(text)
        try:
            return Secret(_path(text.removeprefix("file:")).read_text("utf-8").strip())
        except (OSError, UnicodeDecodeError):
            return _fail(f"{variable} names a file that cannot be read: check its path and permissions.")

    return read


def _kvs(text: str) -> Secret | None:
    return None if text == "memory" else Secret(text)


def _path(text: str) -> Path:
    return Path(text).expanduser()


def _dashboard(text: str) -> Path | Secret:
    return Secret(text) if re.match(r"rediss?://", text) else _path(text)


@dataclass(frozen=True)
class Setting:
    """One setting: its field in `Settings`, its parser, and the flag that overrides the variable.

    A `secret` setting is removed from the environment once it is read; one that is always secret has no flag, because
    other users of the machine can read command lines. A `credential` is for a real site only. `help` is the flag's
    help, ending with the default; `switch` says that the flag takes no value.
    """

    field: str
    read: Callable[[str], object]
    flag: str | None = None
    help: str = ""
    secret: bool = False
    credential: bool = False
    switch: bool = False

    def __post_init__(self) -> None:
        """Refuse a flag without help."""
        if (self.flag is None) != (not self.help):
            raise ValueError(f"The setting {self.field} needs a help for its flag, and a flag for its help.")


VARIABLES: Final[Mapping[str, Setting]] = {
    "JIRA_SITE": Setting("site", str, "--site", "demo, file:PATH, or the address of a Jira site (demo)"),
    "JIRA_EMAIL": Setting("email", Secret, secret=True, credential=True),
    "JIRA_API_TOKEN": Setting("api_token", _secret("JIRA_API_TOKEN"), secret=True, credential=True),
    "JIRA_BEARER_TOKEN": Setting("bearer_token", _secret("JIRA_BEARER_TOKEN"), secret=True, credential=True),
    "VELOCITY_HOST": Setting(
        "host",
        str,
        "--host",
        "the address to listen on; one that other machines can reach needs VELOCITY_ACCESS_KEY (127.0.0.1)",
    ),
    "VELOCITY_PORT": Setting(
        "port", _whole_number("VELOCITY_PORT"), "--port", "the port to listen on, 0 for any free one (8000)"
    ),
    "VELOCITY_URL": Setting(
        "url",
        external_address,
        "--url",
        "the external address behind a proxy, such as https://tools.example.com/charts/",
    ),
    "VELOCITY_ACCESS_KEY": Setting("access_key", _secret("VELOCITY_ACCESS_KEY"), secret=True),
    "VELOCITY_VIEW_KEY": Setting("view_key", _secret("VELOCITY_VIEW_KEY"), secret=True),
    "VELOCITY_EMBED_ORIGINS": Setting("embed_origins", lambda text: tuple(text.split())),
    "VELOCITY_KVS": Setting(
        "kvs_url", _kvs, "--kvs", "memory, or a redis address without a password (memory)", secret=True
    ),
    "VELOCITY_DASHBOARD": Setting(
        "dashboard",
        _dashboard,
        "--dashboard",
        "the file, or redis address without a password, for the dashboard (a file in the user's data folder)",
        secret=True,
    ),
    "VELOCITY_MANIFEST": Setting("manifest", _path, "--manifest", "the manifest of the app to run (this project's)"),
    "VELOCITY_OPEN": Setting(
        "open_browser", _yes_or_no("VELOCITY_OPEN"), "--open", "open the dashboard in a browser", switch=True
    ),
    "VELOCITY_WORKERS": Setting(
        "workers",
        _whole_number("VELOCITY_WORKERS"),
        "--workers",
        "the number of server processes; more than one needs a redis store (1)",
    ),
    "VELOCITY_LOG": Setting("log", str.lower),
    "VELOCITY_ENV": Setting("environment", str.lower),
    "VELOCITY_RELOAD": Setting(
        "reload",
        _yes_or_no("VELOCITY_RELOAD"),
        "--reload",
        "start again when a file of the app changes, for developing a gadget",
        switch=True,
    ),
    "VELOCITY_ACCOUNT_ID": Setting("account_id", str),
}
"""Each setting by its variable. A new one needs a row here, a field in `Values` and a row in the README's table."""


def from_environment(
    environ: MutableMapping[str, str], flags: Mapping[str, str], variables: Mapping[str, Setting] = VARIABLES
) -> Settings:
    """Read the settings; a flag (variable name -> text) overrides the environment, an empty value counts as unset.

    Secret variables are removed from `environ`, so that child processes and crash reports do not get them. Credentials
    are ignored unless a real site is configured. Raises `SettingsError` with all findings.
    """
    texts = {name: text for name in variables if (text := flags.get(name) or environ.get(name, "").strip())}
    for name, setting in variables.items():
        if setting.secret:
            environ.pop(name, None)
    site = texts.get("JIRA_SITE", "demo")
    if site == "demo" or site.startswith("file:"):
        texts = {name: text for name, text in texts.items() if not variables[name].credential}
    faults, values = _read(texts, variables)
    for name in flags:
        if variables[name].secret and "://" in flags[name] and "@" in flags[name]:
            faults.append(
                f"{variables[name].flag} contains a password, which other users of this machine can read: use {name}."
            )
    values.setdefault("dashboard", user_data_folder(environ) / "dashboard.json")
    try:
        settings = Settings(**values)  # type: ignore[arg-type]  # the readers of VARIABLES give each field its type
    except SettingsError as error:
        raise SettingsError([*faults, *error.findings]) from None
    if faults:
        raise SettingsError(faults)
    return settings


def _read(texts: Mapping[str, str], variables: Mapping[str, Setting]) -> tuple[list[str], dict[str, object]]:
    faults: list[str] = []
    values: dict[str, object] = {}
    for name, text in texts.items():
        try:
            values[variables[name].field] = variables[name].read(text)
        except ValueError as error:
            faults.append(str(error))
    return faults, values
