"""The host's texts: the same ones in every language, and none that nobody shows."""

import re
from pathlib import Path

HOST = Path(__file__).parents[2] / "static" / "host"
SCRIPTS = "".join(path.read_text("utf-8") for path in HOST.rglob("*.js") if path.parent.name != "i18n")
PUT_TOGETHER = ("columns", "move", "theme")


def texts(language: str) -> dict[str, set[str]]:
    """Return the texts' keys, each with the names it fills in."""
    source = (HOST / "i18n" / f"{language}.js").read_text("utf-8")
    lines = re.findall(r'^  (\w+):\s+"(.*)",$', source, re.MULTILINE)
    return {key: set(re.findall(r"\{(\w+)\}", text)) for key, text in lines}


def test_both_languages_have_the_same_texts() -> None:
    """Each text exists twice and fills in the same names."""
    assert texts("en") == texts("de")
    assert texts("en")


def test_every_text_is_shown() -> None:
    """A text that no script asks for is gone."""
    assert [key for key in texts("en") if f'"{key}"' not in SCRIPTS and not key.startswith(PUT_TOGETHER)] == []
