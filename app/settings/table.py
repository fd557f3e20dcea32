"""The table of the settings, and how it is read."""

import re
from collections.abc import Callable, Mapping, MutableMapping
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


def _yes_or_no(text: str) -> bool:
    answers = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    answer = answers.get(text.lower())
    return answer if answer is not None else _fail("VELOCITY_OPEN is neither yes nor no.")


def _keys(variable: str) -> Callable[[str], Secret]:
    """Return the reader of keys that stand in the variable, or in the file that it names as `file:PATH`."""

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
    "JIRA_API_TOKEN": ("api_token", Secret, None),
    "JIRA_BEARER_TOKEN": ("bearer_token", Secret, None),
    "VELOCITY_HOST": ("host", str, "--host"),
    "VELOCITY_PORT": ("port", _whole_number("VELOCITY_PORT"), "--port"),
    "VELOCITY_URL": ("url", external_address, "--url"),
    "VELOCITY_ACCESS_KEY": ("access_key", _keys("VELOCITY_ACCESS_KEY"), None),
    "VELOCITY_VIEW_KEY": ("view_key", _keys("VELOCITY_VIEW_KEY"), None),
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
