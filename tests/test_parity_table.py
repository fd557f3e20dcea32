"""docs/parity.md matches the code: its names, its commands, and the tests that it points to."""

import re

import pytest

import app.forge
from tests.support import parity

TABLES = ("The SDK", "The bridge", "Emulated", "Differs", "Missing")
SHOWN = sorted({place for title in TABLES for cells in parity.rows(title) for place in parity.TESTS.findall(cells[-1])})


@pytest.mark.parametrize("title", TABLES)
def test_every_line_is_shown_by_something(title: str) -> None:
    """Every line names a test, and no cell is empty."""
    table = parity.rows(title)
    assert len(table) > 10
    for cells in table:
        assert all(cells)
        assert parity.TESTS.sub("", cells[-1]).replace(",", "").strip() == ""


@pytest.mark.parametrize("place", SHOWN)
def test_what_is_named_exists(place: str) -> None:
    """Every test module and every test that the page names exists."""
    path, _, name = place.partition("::")
    source = (parity.ROOT / path).read_text("utf-8")
    assert re.search(rf"^\s*(async )?def {name or 'test_'}", source, re.MULTILINE)


def test_every_name_of_the_sdk_has_its_line() -> None:
    """The table of the SDK has exactly the names of the door."""
    assert sorted(parity.word(cells[0]) for cells in parity.rows("The SDK")) == app.forge.__all__


def test_every_command_of_the_host_has_its_line() -> None:
    """Each command is either listed as missing or in the host's table of commands."""
    listed = [parity.word(cells[0]) for cells in parity.rows("The bridge")]
    assert len(set(listed)) == len(listed)
    assert set(listed) - set(parity.missing()) == parity.answered()


def test_links_to_the_code_hold() -> None:
    """Every file that the page names exists."""
    for path in re.findall(r"`((?:app|static|tests|resolvers)/[\w./-]+\.\w+)`", parity.TEXT):
        assert (parity.ROOT / path).exists(), path
