"""The content of docs/parity.md as data, and the bridge commands of the host."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "docs" / "parity.md").read_text("utf-8")
TESTS = re.compile(r"`(tests/[\w/]+\.py(?:::\w+)?)`")
"""A test module, or one test of it."""

HOST = (ROOT / "static" / "host" / "frame" / "commands.js").read_text("utf-8")


def rows(title: str) -> list[list[str]]:
    """Return the cells of the table under the heading that begins with `title`, without the header row."""
    section = TEXT.split(f"\n## {title}")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]]


def word(cell: str) -> str:
    """Return the one word in backticks that a cell consists of."""
    return cell.strip("`")


def words(text: str) -> set[str]:
    """Return every name in backticks, alone or at the beginning of a longer expression."""
    return set(re.findall(r"`(\w+)(?:\(\))?(?=[.`])", text))


def missing() -> list[str]:
    """Return the bridge commands that the page lists as missing."""
    return [word(cells[0]) for cells in rows("The bridge") if cells[2] == "missing"]


def answered() -> set[str]:
    """Return the commands in the host's tables, from all functions that return one."""
    tables = re.findall(r"@returns \{\{\[name: string\]: Command\}\}.*?\n  return \{\n(.*?)\n  \};\n", HOST, re.DOTALL)
    return set(re.findall(r"^    (?:async )?(\w+)[:(]", "\n".join(tables), re.MULTILINE))
