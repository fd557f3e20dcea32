"""The closed vocabulary: every code has a sentence, and every sentence reads well for one and for many."""

import re

import pytest

from resolvers.messages import NOTES, REASONS, WARNINGS, note, warning


@pytest.mark.parametrize("code", NOTES)
def test_notes_read_well(code: str) -> None:
    """A note says the number and the names that it has, and is in the singular for one."""
    assert ("3" in str(note(code, 3)["message"])) is ("{number}" in NOTES[code])
    assert "Gone, Lost" in str(note(code, 3, ("Gone", "Lost"))["message"])
    assert not re.search(r"\b1 (days|issues)\b|\{", str(note(code, 1)["message"]))


@pytest.mark.parametrize("code", WARNINGS)
def test_warnings_read_well(code: str) -> None:
    """A warning is filled in with its names and its number."""
    sentence = str(warning(code, ("Done", "Closed"), 1)["message"])
    assert not re.search(r"\b1 issues\b|\{", sentence)
    assert ("Done, Closed" in sentence) == ("{names}" in WARNINGS[code])


@pytest.mark.parametrize("codes", [REASONS, NOTES, WARNINGS])
def test_codes_are_plain_words(codes: dict[str, str]) -> None:
    """Codes are words with hyphens, sentences begin large and end with a full stop."""
    for code, sentence in codes.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
        assert re.match(r"[A-Z{]", sentence)
        assert sentence.endswith((".", "completed figure."))
