"""The log: one line for each record, whatever the record holds, and no secret in any."""

import logging
import sys
from collections.abc import Iterable
from typing import Final

from app.settings import Secret, Settings

FORMAT: Final = "%(levelname)s %(asctime)s %(name)s %(message)s"
QUIET: Final = ("httpx", "httpcore", "asyncio")
"""Loggers that write whole addresses or every step; they speak up from warnings on only."""


class OneLine(logging.Formatter):
    """Writes control characters as escapes, so that no text can forge a line or move a cursor; masks secrets."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        super().__init__(FORMAT)
        self.values = [secret.reveal() for secret in secrets]

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one printable line."""
        line = super().format(record)
        for value in self.values:
            line = line.replace(value, "***")
        return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in line)


def secrets_of(settings: Settings) -> list[Secret]:
    """Return every secret of the settings; of a list of keys each one."""
    secrets = [value for value in vars(settings).values() if isinstance(value, Secret)]
    return [*secrets, *settings.access_keys, *settings.view_keys]


def set_up(settings: Settings) -> None:
    """Send the log to standard error at the settings' level."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine(secrets_of(settings)))
    logging.getLogger("audit").setLevel(logging.INFO)  # written whatever else is not
    logging.basicConfig(level=settings.log.upper(), handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
