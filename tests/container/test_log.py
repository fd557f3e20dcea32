"""The container's log, as Forge reads it."""

import json
import logging
import sys

import pytest

from app.container import log
from tests.support.holds import holds

ATTRIBUTES = "eyJpZCI6IjEifQ=="


def line(message: str, level: int = logging.INFO) -> dict[str, object]:
    """Return what a record becomes; its instant is 1.5 seconds after 1970."""
    record = logging.LogRecord("app", level, "", 0, message, None, None)
    record.created = 1.5
    written = log.Line().format(record)
    assert written.isascii()
    assert written.isprintable()
    told: dict[str, object] = json.loads(written)
    return told


@pytest.mark.parametrize(
    ("level", "word"), [(logging.INFO, "INFO"), (logging.WARNING, "WARN"), (logging.CRITICAL, "FATAL")]
)
async def test_a_record_has_forges_properties(level: int, word: str) -> None:
    """Instant in milliseconds, level in Forge's words, and message; outside an invocation no attributes."""
    assert line("a", level) == {"ts": 1500, "level": word, "msg": "a", "logger": "app"}


@pytest.mark.parametrize("text", ["a\nb", 'a","level":"FATAL', "\x1b[2J", "\ud800"])
async def test_no_text_forges_a_line(text: str) -> None:
    """Whatever a message contains, it is one line with one message."""
    assert line(text)["msg"] == text


@holds(log.begin, 'given if BASE64.fullmatch(given) else ""', "given")
@pytest.mark.parametrize("given", ["", "a b", "x" * 5000, "eyJ9\n"])
async def test_attributes_are_what_the_header_says(given: str) -> None:
    """A line of an invocation carries its attributes, unless they are none."""
    log.begin({log.ATTRIBUTES: ATTRIBUTES})
    assert line("a")["forge_invocation"] == ATTRIBUTES
    log.begin({log.ATTRIBUTES: given})
    assert "forge_invocation" not in line("a")


async def test_an_exception_is_in_its_line() -> None:
    """A traceback is a part of the message, so that it stays with its invocation."""
    try:
        raise ValueError("x")  # noqa: TRY301 - to have a traceback
    except ValueError:
        record = logging.LogRecord("app", logging.ERROR, "", 0, "failed", None, sys.exc_info())
    assert "ValueError: x" in json.loads(log.Line().format(record))["msg"]
