"""The container's log: a line of JSON for each record on standard output, where Forge reads it.

Source: Forge documentation, "Forge Containers reference: logging" (2026-08).
"""

import json
import logging
import re
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Final

from app import logs

ATTRIBUTES: Final = "x-forge-invocation-log-attributes"
"""The header with which Forge relates a line to invocation, installation and customer; opaque, in base64."""

BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{1,4096}={0,2}")
LEVELS: Final = {"WARNING": "WARN", "CRITICAL": "FATAL"}
"""Forge's words for levels, where they differ from Python's."""

_attributes: ContextVar[str] = ContextVar("attributes", default="")


class Line(logging.Formatter):
    """Writes a record with the properties that Forge shows; those of the current invocation include its attributes."""

    def __init__(self) -> None:
        super().__init__("%(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of ASCII, so that no text can forge a line."""
        level = LEVELS.get(record.levelname, record.levelname)
        line = {"ts": int(record.created * 1000), "level": level, "msg": super().format(record), "logger": record.name}
        if attributes := _attributes.get():
            line["forge_invocation"] = attributes
        return json.dumps(line)


def set_up(level: int) -> None:
    """Log to standard output from this level on."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(Line())
    logs.use(handler, level)


def begin(headers: Mapping[str, str]) -> None:
    """Add the attributes of an invocation's headers, if valid, to what the current task logs."""
    given = headers.get(ATTRIBUTES, "")
    _attributes.set(given if BASE64.fullmatch(given) else "")
