"""The host's texts: the same in every language, and none unused."""

import re
from pathlib import Path

HOST = Path(__file__).parents[2] / "static" / "host"
SCRIPTS = "".join(path.read_text("utf-8") for path in HOST.rglob("*.js") if path.parent.name != "i18n")
PUT_TOGETHER = ("columns", "height", "move", "theme")


def texts(language: str) -> dict[str, set[str]]:
    """Return the keys of the texts, each with its placeholders."""
    source = (HOST / "i18n" / f"{language}.js").read_text("utf-8")
    lines = re.findall(r'^  (\w+):\s+"(.*)",$', source, re.MULTILINE)
    return {key: set(re.findall(r"\{(\w+)\}", text)) for key, text in lines}


def test_both_languages_have_the_same_texts() -> None:
    """Each text exists in both languages with the same placeholders."""
    assert texts("en") == texts("de")
    assert texts("en")


def test_every_text_is_shown() -> None:
    """Some script uses every text."""
    assert [key for key in texts("en") if f'"{key}"' not in SCRIPTS and not key.startswith(PUT_TOGETHER)] == []
