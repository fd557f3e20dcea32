"""What a dashboard may be called: no path, nothing invisible, no name twice."""

import pytest

from app.web.dashboard import names
from app.web.dashboard.names import LONGEST, NameRefusedError, alike, proper
from tests.support.holds import holds


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Team Alpha", "Team Alpha"),
        ("  two \u00a0 words\n", "two words"),
        ("Mu\u0308nchen", "M\u00fcnchen"),
        ("ベロシティ 7", "ベロシティ 7"),
        ("R&D (Q3), v1.2+x_y", "R&D (Q3), v1.2+x_y"),
        (".hidden", ".hidden"),
        ("x" * LONGEST, "x" * LONGEST),
    ],
)
def test_a_name_is_kept_as_people_write_it(given: str, kept: str) -> None:
    """Letters of any script, digits, spaces and a few signs; stored composed, with single spaces."""
    assert proper(given) == kept


@holds(names, "if not known or", "if")
@holds(names, ' or not {"L", "N"} & set(kinds)')
@holds(names, " or len(name) > LONGEST")
@pytest.mark.parametrize(
    "given",
    [
        *("", " ", ".", "..", "...", "-", "a/b", "../x", "a\\b", "a?b", "a#b", "a%2fb", "~main", "a:b", "<b>", "\x00"),
        *("a\u202eb", "a\u200bb", "a\ufeffb", "x" * (LONGEST + 1), "\u0308", "\ud800"),
    ],
    ids=ascii,
)
def test_what_is_no_name(given: str) -> None:
    """No part of a path, no id, nothing invisible, nothing that reverses text around it, nothing without a letter."""
    with pytest.raises(NameRefusedError, match="A name has 1 to 60 letters"):
        proper(given)


@pytest.mark.parametrize(
    ("one", "other"), [("Team", "tEAM"), ("Straße", "STRASSE"), ("\uff21\uff11", "a1"), ("\ufb01x", "fix")]
)
def test_names_that_people_take_for_one_are_one(one: str, other: str) -> None:
    """Names that differ only in case, width or ligatures are one name; other letters are not."""
    assert alike(one) == alike(other)
    assert alike("Team A") != alike("Team B")
