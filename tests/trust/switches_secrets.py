"""Switches of secrets: in one header, as stars everywhere else, and never in the log."""

from typing import Final

from tests.trust.switch import Switch

REMOTE: Final = "app/jira/remote.py"
WIRE: Final = "tests/forge/product/transport/test_egress.py"
EGRESS: Final = "app/forge/product/transport/egress.py"
SET_UP: Final = "tests/test_settings.py::test_the_log_is_set_up_to_keep_secrets"
LOGS: Final = "app/logs.py"
ONE_LINE: Final = "tests/test_settings.py::test_a_log_record_is_one_line_without_secrets"
SETTINGS: Final = "app/settings.py"
STARS: Final = "tests/test_settings.py::test_a_secret_shows_as_stars_everywhere"

SWITCHES: Final = (
    Switch(
        promise="the credential is in one header",
        file=REMOTE,
        guard='request.headers["Authorization"] = f"Bearer',
        off='request.headers["X-Token"] = request.headers["Authorization"] = f"Bearer',
        test=f"{WIRE}::test_the_credential_is_in_one_header",
    ),
    Switch(
        promise="the HTTP client logs neither address nor credential",
        file=EGRESS,
        guard="logging.getLogger(name).setLevel(logging.WARNING)",
        off="pass",
        test=f"{WIRE}::test_the_credential_is_found_nowhere_else",
    ),
    Switch(
        promise="the log keeps the HTTP client quiet",
        file=LOGS,
        guard='"httpx", ',
        test=SET_UP,
    ),
    Switch(
        promise="the log is set up with the secrets",
        file=LOGS,
        guard="handler.setFormatter(OneLine(secrets_of(settings)))",
        off="handler.setFormatter(OneLine(()))",
        test=SET_UP,
    ),
    Switch(
        promise="a record of the log shows no secret",
        file=LOGS,
        guard='line = line.replace(value, "***")',
        off="pass",
        test=ONE_LINE,
    ),
    Switch(
        promise="a record of the log is one line",
        file=LOGS,
        guard='char if char.isprintable() else char.encode("unicode_escape").decode() for',
        off="char for",
        test=ONE_LINE,
    ),
    Switch(
        promise="a secret is stars: repr",
        file=SETTINGS,
        guard='        return "***"\n',
        off="        return self._value\n",
        test=STARS,
    ),
    Switch(
        promise="a secret is stars: format",
        file=SETTINGS,
        guard='return format("***", spec)',
        off="return format(self._value, spec)",
        test=STARS,
    ),
    Switch(
        promise="a secret is stars: pickle",
        file=SETTINGS,
        guard='return Secret, ("***",)',
        off="return Secret, (self._value,)",
        test=STARS,
    ),
    Switch(
        promise="secrets are taken out of the environment",
        file=SETTINGS,
        guard="        environ.pop(name, None)\n",
        off="        pass\n",
        test="tests/test_settings.py::test_the_secret_variables_are_cleared",
    ),
    Switch(
        promise="the demo holds no credential",
        file=SETTINGS,
        guard='if site == "demo" or site.startswith("file:"):',
        off="if False:",
        test="tests/test_settings.py::test_credentials_without_a_real_site_are_dropped",
    ),
    Switch(
        promise="no password on the command line",
        file=SETTINGS,
        guard='if "://" in flags.get(name, "") and "@" in flags[name]:',
        off="if False:",
        test="tests/test_settings.py::test_a_password_on_the_command_line_is_refused",
    ),
)
