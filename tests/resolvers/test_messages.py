"""The closed vocabulary: every code has a sentence, and every sentence reads well for one and for many."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from resolvers.messages import NOTES, REASONS, WARNINGS, note, warning

ROOT = Path(__file__).parents[2]
SPEAKING = (
    ROOT / "resolvers" / "messages.py",
    ROOT / "resolvers" / "errors" / "problems.py",
    ROOT / "resolvers" / "errors" / "board_problems.py",
    *(ROOT / "packaging" / "velocity_chart" / "commands").glob("*.py"),
)
"""The modules whose texts people read, in a chart's warnings and errors and in the commands."""


@pytest.mark.parametrize("code", NOTES)
def test_notes_read_well(code: str) -> None:
    """A note says the number and the names that it has, and is in the singular for one."""
    assert ("3" in str(note(code, 3)["message"])) is ("{number}" in NOTES[code])
    assert "Gone, Lost" in str(note(code, 3, ("Gone", "Lost"))["message"])
    assert not re.search(r"\b1 (days|work items)\b|\{", str(note(code, 1)["message"]))


@pytest.mark.parametrize("code", WARNINGS)
def test_warnings_read_well(code: str) -> None:
    """A warning is filled in with its names and its number."""
    sentence = str(warning(code, ("Done", "Closed"), 1)["message"])
    assert not re.search(r"\b1 work items\b|\{", sentence)
    assert ("Done, Closed" in sentence) == ("{names}" in WARNINGS[code])


@pytest.mark.parametrize("codes", [REASONS, NOTES, WARNINGS])
def test_codes_are_plain_words(codes: dict[str, str]) -> None:
    """Codes are words with hyphens, sentences begin large and end with a full stop."""
    for code, sentence in codes.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
        assert re.match(r"[A-Z{]", sentence)
        assert sentence.endswith((".", "completed figure."))


def texts(module: ast.Module) -> Iterator[str]:
    """Yield the texts of a module, without those that only document it."""
    said = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: path.stem)
def test_sentences_have_the_words_of_jira_cloud(path: Path) -> None:
    """A sentence says *work item* and *space*, as Jira Cloud does; *issue* and *project* are words of code and JSON."""
    sentences = [text for text in texts(ast.parse(path.read_text("utf-8"))) if " " in text]
    assert [text for text in sentences if re.search(r"\b(issue|project)s?\b", text)] == []
