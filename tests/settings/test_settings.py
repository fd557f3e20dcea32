"""The settings: what is read, what is refused and how, and that secrets stay secret."""

import copy
import dataclasses
import json
import logging
import pickle
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from app import logs
from app.commands.options import option
from app.logs import QUIET, OneLine, secrets_of, set_up
from app.settings import VARIABLES, Secret, Setting, Settings, SettingsError, from_environment, rules
from app.settings.values import Values
from tests.support.holds import holds

TOKEN = "canary-token-7f3a9c"  # noqa: S105 - what must not be found elsewhere
KEY = "a-long-enough-access-key"
REAL = {"JIRA_SITE": "https://acme.atlassian.net", "JIRA_EMAIL": "me@acme.test", "JIRA_API_TOKEN": TOKEN}


def findings(environ: dict[str, str], flags: dict[str, str] | None = None) -> tuple[str, ...]:
    """Return the findings about an environment, none if it is fine."""
    try:
        from_environment(dict(environ), flags or {})
    except SettingsError as error:
        return error.findings
    return ()


@holds(Values, 'host: str = "127.0.0.1"', 'host: str = "localhost"')
def test_nothing_set_means_the_demo_site_on_this_machine() -> None:
    """The defaults are those of the contract."""
    settings = from_environment({"XDG_DATA_HOME": "/data"}, {})
    assert (settings.site_kind, settings.host, settings.port) == ("demo", "127.0.0.1", 8000)
    assert settings.kvs_url is None
    assert settings.dashboard == Path("/data/velocity-chart/dashboard.json")
    assert settings.manifest.name == "manifest.yaml"


def test_a_flag_wins_over_the_environment() -> None:
    """A flag is more recent than an exported variable."""
    assert from_environment({"VELOCITY_PORT": "9000"}, {"VELOCITY_PORT": "9001"}).port == 9001


def test_an_empty_variable_is_absent() -> None:
    """`VELOCITY_PORT=` in a shell means unset."""
    assert from_environment({"VELOCITY_PORT": "", "VELOCITY_ACCESS_KEY": " "}, {}).port == 8000


SECRET = {
    "JIRA_EMAIL",
    "JIRA_API_TOKEN",
    "JIRA_BEARER_TOKEN",
    "VELOCITY_ACCESS_KEY",
    "VELOCITY_VIEW_KEY",
    "VELOCITY_KVS",
    "VELOCITY_DASHBOARD",
}


def test_a_setting_is_one_row() -> None:
    """A made-up row is read, cleared, refused as a flag with a password, and a flag of the commands with its help."""
    tea = Setting("log", str.upper, "--tea", "which tea (green)", secret=True)
    table = {"VELOCITY_TEA": tea}
    environ = {"VELOCITY_TEA": "debug", "HOME": "/home/me"}
    with pytest.raises(SettingsError, match=r"VELOCITY_LOG is not one of"):  # read and converted to capitals
        from_environment(environ, {}, table)
    assert environ == {"HOME": "/home/me"}
    with pytest.raises(SettingsError, match="--tea contains a password"):
        from_environment({}, {"VELOCITY_TEA": "redis://me:secret@host"}, table)
    command = click.command()(option("VELOCITY_TEA", tea)(lambda **_: 0))
    assert "which tea (green) [VELOCITY_TEA]" in CliRunner().invoke(command, ["--help"]).output
    with pytest.raises(ValueError, match="needs a help"):
        Setting("log", str, "--tea")


def test_the_secret_settings() -> None:
    """What may hold a key, a password or a person's address is secret, and has a flag only where it may hold none."""
    assert {name for name, row in VARIABLES.items() if row.secret} == SECRET
    assert {name for name in SECRET if VARIABLES[name].flag} == {"VELOCITY_KVS", "VELOCITY_DASHBOARD"}
    assert {name for name, row in VARIABLES.items() if row.credential} == {name for name in SECRET if "JIRA" in name}


def test_every_variable_feeds_one_field() -> None:
    """Every setting has a variable, and every variable a setting."""
    assert {row.field for row in VARIABLES.values()} == {field.name for field in dataclasses.fields(Settings)}


@holds(from_environment, "            environ.pop(name, None)\n", "            pass\n")
def test_the_secret_variables_are_cleared() -> None:
    """Neither child processes nor crash reports find them in the environment."""
    environ = dict.fromkeys(SECRET, TOKEN) | {
        "HOME": "/home/me",
        "VELOCITY_KVS": "memory",
        "VELOCITY_VIEW_KEY": TOKEN[::-1],
    }
    from_environment(environ, {})
    assert environ == {"HOME": "/home/me"}


@holds(from_environment, 'if site == "demo" or site.startswith("file:"):', "if False:")
def test_credentials_without_a_real_site_are_dropped() -> None:
    """The demo needs no token, so it keeps none."""
    settings = from_environment(REAL | {"JIRA_SITE": "demo"}, {})
    assert (settings.email, settings.api_token, settings.credential_source) == (None, None, None)


@pytest.mark.parametrize(
    ("environ", "kind", "source"),
    [
        (REAL, "remote", "JIRA_API_TOKEN"),
        ({"JIRA_SITE": "https://acme.atlassian.net/", "JIRA_BEARER_TOKEN": TOKEN}, "remote", "JIRA_BEARER_TOKEN"),
        (REAL | {"JIRA_SITE": "https://api.atlassian.com/ex/jira/1a2b-3c"}, "remote", "JIRA_API_TOKEN"),
        ({"JIRA_SITE": "http://127.0.0.1:9999"}, "remote", None),
        ({"JIRA_SITE": f"file:{__file__}"}, "recorded", None),
    ],
)
def test_a_site_is_one_of_the_three_kinds(environ: dict[str, str], kind: str, source: str | None) -> None:
    """A real site names the variable of its credential."""
    settings = from_environment(dict(environ), {})
    assert (settings.site_kind, settings.credential_source) == (kind, source)


@holds(rules, "if settings.access_key is None and not settings.local_only:", "if False:")
@holds(Values, "return is_loopback(self.host.lower())", "return True")
@holds(rules, "if not keys or any(len(key) < SHORTEST_ACCESS_KEY for key in keys):", "if False:")
@holds(rules, "if all(re.fullmatch(pattern, origin) for origin in settings.embed_origins):", "if True:")
@holds(
    rules,
    '            "VELOCITY_URL lets others reach this server',
    '            "" and "VELOCITY_URL lets others reach this server',
)
@holds(rules, "if not settings.url.secure and not settings.local_only:", "if False:")
@holds(rules, "if set(settings.access_keys) & set(settings.view_keys):", "if False:")
@holds(rules, "if parts.username is not None or parts.password is not None:", "if False:")
@holds(rules, 'if parts.scheme == "http" and host and not is_loopback(host):', "if False:")
@pytest.mark.parametrize(
    ("change", "start"),
    [
        ({"JIRA_SITE": "http://acme.atlassian.net"}, "JIRA_SITE uses plain http"),
        ({"JIRA_SITE": "http://127.0.0.1.evil.test"}, "JIRA_SITE uses plain http"),
        ({"JIRA_SITE": "ftp://acme.atlassian.net"}, "JIRA_SITE is not the address"),
        ({"JIRA_SITE": "acme"}, "JIRA_SITE is not the address"),
        ({"JIRA_SITE": "https://[acme"}, "JIRA_SITE is not an address"),
        ({"JIRA_SITE": "http://127.0.0.1:99999"}, "JIRA_SITE has an invalid port"),
        ({"JIRA_SITE": "http://127.0.0.1:0"}, "JIRA_SITE has an invalid port"),
        ({"JIRA_SITE": "http://127.0.0.1:port"}, "JIRA_SITE has an invalid port"),
        ({"JIRA_SITE": "https://me:pw@acme.atlassian.net"}, "JIRA_SITE contains a user name"),
        ({"JIRA_SITE": "https://jira.acme.test"}, "JIRA_SITE is not the address"),
        ({"JIRA_SITE": "https://acme.atlassian.net.evil.test"}, "JIRA_SITE is not the address"),
        ({"JIRA_SITE": "https://acme.atlassian.net:8443"}, "JIRA_SITE is not the address"),
        ({"JIRA_SITE": "https://acme.atlassian.net/wiki"}, "JIRA_SITE is not the address"),
        ({"JIRA_SITE": "https://acme.atlassian.net?x=1"}, "JIRA_SITE is not the address"),
        ({"JIRA_SITE": "https://api.atlassian.com"}, "JIRA_SITE is not the address"),
        ({"JIRA_SITE": "file:/no/such/file"}, "JIRA_SITE names a recorded site file"),
        ({"JIRA_API_TOKEN": ""}, "JIRA_API_TOKEN is missing"),
        ({"JIRA_EMAIL": ""}, "JIRA_EMAIL is missing"),
        ({"JIRA_EMAIL": "", "JIRA_API_TOKEN": ""}, "JIRA_SITE is a real site without a credential"),
        ({"JIRA_BEARER_TOKEN": TOKEN}, "JIRA_BEARER_TOKEN is set together"),
        ({"VELOCITY_HOST": "0.0.0.0"}, "VELOCITY_HOST lets other machines"),  # noqa: S104
        ({"VELOCITY_HOST": "http://x"}, "VELOCITY_HOST is neither"),
        ({"VELOCITY_PORT": "65536"}, "VELOCITY_PORT is outside"),
        ({"VELOCITY_PORT": "http"}, "VELOCITY_PORT is not a whole number"),
        ({"VELOCITY_PORT": "-1"}, "VELOCITY_PORT is not a whole number"),
        ({"VELOCITY_ACCESS_KEY": "hunter2"}, "VELOCITY_ACCESS_KEY is too short"),
        ({"VELOCITY_ACCESS_KEY": f"{KEY} hunter2"}, "VELOCITY_ACCESS_KEY is too short"),
        ({"VELOCITY_ACCESS_KEY": "file:/no/such/file"}, "VELOCITY_ACCESS_KEY names a file"),
        ({"VELOCITY_ACCESS_KEY": KEY, "VELOCITY_VIEW_KEY": "hunter2"}, "VELOCITY_VIEW_KEY is too short"),
        ({"VELOCITY_ACCESS_KEY": KEY, "VELOCITY_VIEW_KEY": KEY}, "VELOCITY_VIEW_KEY contains a key of"),
        ({"VELOCITY_VIEW_KEY": KEY}, "VELOCITY_VIEW_KEY is set without"),
        ({"VELOCITY_URL": "https://tools.acme.test/velocity/"}, "VELOCITY_URL lets others reach"),
        ({"VELOCITY_URL": "tools.acme.test"}, "VELOCITY_URL is not an address"),
        ({"VELOCITY_URL": "ftp://tools.acme.test"}, "VELOCITY_URL is not an address"),
        ({"VELOCITY_URL": "https://tools.acme.test:x"}, "VELOCITY_URL is not an address"),
        ({"VELOCITY_URL": "https://tools.acme.test/a/../b"}, "VELOCITY_URL is not an address"),
        ({"VELOCITY_URL": "https://tools.acme.test/a?b"}, "VELOCITY_URL contains more"),
        ({"VELOCITY_URL": "https://me@tools.acme.test/"}, "VELOCITY_URL contains more"),
        (
            {"VELOCITY_URL": "http://tools.acme.test", "VELOCITY_HOST": "0.0.0.0", "VELOCITY_ACCESS_KEY": KEY},  # noqa: S104
            "VELOCITY_URL uses plain http",
        ),
        ({"VELOCITY_ACCESS_KEY": "schlüssel-für-alle-türen"}, "VELOCITY_ACCESS_KEY contains a character"),
        ({"VELOCITY_EMBED_ORIGINS": "https://wiki.test *"}, "VELOCITY_EMBED_ORIGINS must be a space"),
        ({"VELOCITY_EMBED_ORIGINS": "https://wiki.test/page"}, "VELOCITY_EMBED_ORIGINS must be a space"),
        ({"VELOCITY_EMBED_ORIGINS": "https://wiki.test;script-src"}, "VELOCITY_EMBED_ORIGINS must be a space"),
        ({"VELOCITY_KVS": "postgres://x"}, "VELOCITY_KVS is neither"),
        ({"VELOCITY_WORKERS": "0"}, "VELOCITY_WORKERS is below 1"),
        ({"VELOCITY_WORKERS": "2"}, "VELOCITY_WORKERS is above 1"),
        ({"VELOCITY_RELOAD": "maybe"}, "VELOCITY_RELOAD must be yes or no"),
        ({"VELOCITY_RELOAD": "yes", "VELOCITY_WORKERS": "2", "VELOCITY_KVS": "redis://x"}, "VELOCITY_RELOAD is for"),
        ({"VELOCITY_RELOAD": "yes", "VELOCITY_HOST": "0.0.0.0", "VELOCITY_ACCESS_KEY": KEY}, "VELOCITY_RELOAD is for"),  # noqa: S104
        (
            {"VELOCITY_RELOAD": "yes", "VELOCITY_URL": "https://x.test", "VELOCITY_ACCESS_KEY": KEY},
            "VELOCITY_RELOAD is",
        ),
        ({"VELOCITY_OPEN": "maybe"}, "VELOCITY_OPEN must be yes or no"),
        ({"VELOCITY_LOG": "chatty"}, "VELOCITY_LOG is not one of"),
        ({"VELOCITY_ENV": "test"}, "VELOCITY_ENV is not one of"),
        ({"VELOCITY_ACCOUNT_ID": "me@acme.test"}, "VELOCITY_ACCOUNT_ID must be"),
    ],
)
def test_a_fault_is_told_in_a_sentence_without_the_value(change: dict[str, str], start: str) -> None:
    """The sentence names the setting first, and repeats neither a secret nor the value."""
    (finding,) = findings(REAL | change)
    assert finding.startswith(start)
    assert finding.endswith(".")
    for value in (REAL | change).values():
        assert len(value) < 3 or value == REAL["JIRA_SITE"] or f" {value}" not in finding
    assert TOKEN not in finding


def test_plain_http_is_for_a_proxy_beside_the_server() -> None:
    """Where the listener is loopback, only the proxy is reached over the network."""
    settings = from_environment({"VELOCITY_URL": "http://tools.acme.test", "VELOCITY_ACCESS_KEY": KEY}, {})
    assert settings.address.url == "http://tools.acme.test"


@holds(secrets_of, "return [*secrets, *settings.access_keys, *settings.view_keys]", "return secrets")
def test_keys_are_a_list_or_a_file(tmp_path: Path) -> None:
    """Spaces and line ends separate keys; the log masks each of them."""
    (tmp_path / "keys").write_text(f"{KEY}\n{TOKEN}\n")
    environ = {
        "VELOCITY_ACCESS_KEY": f"file:{tmp_path / 'keys'}",
        "VELOCITY_VIEW_KEY": "view-key-of-sixteen and-another-of-sixteen",
    }
    settings = from_environment(environ, {})
    assert [key.reveal() for key in settings.access_keys] == [KEY, TOKEN]
    assert len(settings.view_keys) == 2
    record = logging.LogRecord("x", logging.INFO, "x", 1, f"{TOKEN} and-another-of-sixteen", (), None)
    assert OneLine(secrets_of(settings)).format(record).endswith("*** ***")


def test_a_token_is_in_the_variable_or_in_a_file(tmp_path: Path) -> None:
    """A service manager provides secrets as files; an editor's line end is not part of one."""
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    for variable, more in {"JIRA_BEARER_TOKEN": {}, "JIRA_API_TOKEN": {"JIRA_EMAIL": "me@acme.test"}}.items():
        environ = {"JIRA_SITE": "https://acme.atlassian.net", variable: f"file:{tmp_path / 'token'}", **more}
        settings = from_environment(environ, {})
        assert TOKEN in {held.reveal() for held in (settings.api_token, settings.bearer_token) if held}
        assert variable not in environ
        with pytest.raises(SettingsError, match=f"^{variable} names a file that cannot be read"):
            from_environment(environ | {variable: "file:/no/such/file"}, {})


def test_all_faults_are_told_at_once() -> None:
    """Nobody has to start five times to learn of five faults."""
    found = findings({"JIRA_SITE": "x", "VELOCITY_PORT": "y", "VELOCITY_WORKERS": "0", "VELOCITY_LOG": "z"})
    assert len(found) == 4


@holds(from_environment, 'if variables[name].secret and "://" in flags[name] and "@" in flags[name]:', "if False:")
def test_a_password_on_the_command_line_is_refused() -> None:
    """Other users of the machine can read command lines."""
    (finding,) = findings({}, {"VELOCITY_KVS": f"redis://:{TOKEN}@127.0.0.1/0"})
    assert finding.startswith("--kvs contains a password")
    assert TOKEN not in finding


def representations(value: object) -> list[str]:
    """Return every way in which a value might leak into text."""
    return [
        repr(value),
        str(value),
        f"{value}",
        f"{value!r:>40}",
        "%s" % (value,),  # noqa: UP031 - one of the ways
        repr(pickle.dumps(value)),
        repr(copy.deepcopy(value)),
        json.dumps(value, default=str),
        repr(vars(value)) if hasattr(value, "__dict__") else "",
    ]


@holds(Secret, '        return "***"\n', "        return self._value\n")
@holds(Secret, 'return format("***", spec)', "return format(self._value, spec)")
@holds(Secret, 'return Secret, ("***",)', "return Secret, (self._value,)")
def test_a_secret_shows_as_stars_everywhere() -> None:
    """repr, str, format, pickle, copy and JSON give stars; only `reveal` gives the value, which proves the search."""
    secret = Secret(TOKEN)
    settings = from_environment(dict(REAL), {})
    for text in [*representations(secret), *representations(settings), repr(dataclasses.asdict(settings))]:
        assert TOKEN not in text
    assert secret.reveal() == TOKEN


@holds(OneLine, 'line = line.replace(value, "***")', "pass")
@holds(OneLine, 'char if char.isprintable() else char.encode("unicode_escape").decode() for', "char for")
def test_a_log_record_is_one_line_without_secrets() -> None:
    """Line ends, escape sequences and secrets of a record are made harmless."""
    settings = from_environment(dict(REAL), {})
    record = logging.LogRecord("x", logging.INFO, "x", 1, f"a\r\nb \x1b[31m {TOKEN} me@acme.test", (), None)
    line = OneLine(secrets_of(settings)).format(record)
    assert line.isprintable()
    assert TOKEN not in line
    assert "me@acme.test" not in line
    assert "a\\r\\nb \\x1b[31m ***" in line


@pytest.fixture
def loggers() -> Iterator[None]:
    """Restore the loggers afterwards."""
    loggers = [logging.getLogger(name) for name in (None, *QUIET)]
    levels, handlers = [logger.level for logger in loggers], loggers[0].handlers
    loggers[0].handlers = []
    yield
    loggers[0].handlers = handlers
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@holds(logs, '"httpx", ')
@holds(set_up, "handler.setFormatter(OneLine(secrets_of(settings)))", "handler.setFormatter(OneLine(()))")
@pytest.mark.usefixtures("loggers")
def test_the_log_is_set_up_to_keep_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    """Even at debug the log masks every secret, and the HTTP client, which writes whole addresses, is silent."""
    set_up(from_environment(REAL | {"VELOCITY_LOG": "debug"}, {}))
    logging.getLogger("app").debug("connected with %s", TOKEN)
    for name in ("httpx", "httpcore", "httpcore.http11"):
        logging.getLogger(name).info("GET https://acme.atlassian.net/rest/api/3/field")
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("app connected with ***")
