"""Logging: one line per record, whatever it contains, without secrets."""

import logging
import sys
from collections.abc import Iterable
from typing import Final

from app.settings import Secret, Settings

FORMAT: Final = "%(levelname)s %(asctime)s %(name)s %(message)s"
QUIET: Final = ("httpx", "httpcore", "asyncio")
"""Loggers that write whole URLs or every step; only their warnings and errors are logged."""


class OneLine(logging.Formatter):
    """Escapes control characters, so that no text can forge a line or move the cursor, and masks secrets."""

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
    """Return all secrets of the settings, every key of a list separately."""
    secrets = [value for value in vars(settings).values() if isinstance(value, Secret)]
    return [*secrets, *settings.access_keys, *settings.view_keys]


def set_up(settings: Settings) -> None:
    """Log to standard error at the level of the settings."""
    logging.getLogger("audit").setLevel(logging.INFO)  # logged at any level
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine(secrets_of(settings)))
    use(handler, settings.log.upper())


def use(handler: logging.Handler, level: int | str) -> None:
    """Send all records from this level on to the handler."""
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
