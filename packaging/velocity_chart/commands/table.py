"""Formats rows as text: aligned columns, or CSV that is safe from formula injection."""

import unicodedata
from collections.abc import Sequence
from typing import Final

Cell = str | int | float | bool | None

SEPARATORS: Final = ",;|\t\r\n"
"""Characters after which a spreadsheet may start a new cell."""

SIGNS: Final = "=+-@\uff1d\uff0b\uff0d\uff20"
"""Characters that start a formula, including full-width ones (CWE-1236; OWASP ASVS 5.0, 1.2.10)."""

QUOTES: Final = "\"'"


def aligned(rows: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    """Return rows as lines with aligned columns; `right` says which are right-aligned."""
    clean = [[printable(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*clean, strict=True)]
    lines = []
    for row in clean:
        cells = zip(row, widths, right, strict=True)
        padded = [
            " " * (wide - _width(cell)) + cell if flush else cell + " " * (wide - _width(cell))
            for cell, wide, flush in cells
        ]
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)


def printable(text: str) -> str:
    """Return a text on one line without terminal control characters: names are untrusted."""
    return "".join(
        " " if sign.isspace() else "\ufffd" if unicodedata.category(sign)[0] == "C" else sign for sign in text
    )


def _width(text: str) -> int:
    """Return the width of a text in terminal columns (Unicode Standard Annex 11)."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def csv(rows: Sequence[Sequence[Cell]]) -> str:
    """Return rows as CSV (RFC 4180) with CR LF line ends; texts are quoted and escaped against formula injection."""
    return "".join(",".join(map(_written, row)) + "\r\n" for row in rows)


def _written(cell: Cell) -> str:
    if isinstance(cell, str):
        return '"' + harmless(cell).replace('"', '""') + '"'
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell)


def harmless(text: str) -> str:
    """Return a text with an apostrophe before anything that a spreadsheet might read as a formula."""
    written, begins = [], True
    for sign in text:
        if begins and sign in SIGNS:
            written.append("'")
        written.append(sign)
        skipped = sign.isspace() or sign in QUOTES or unicodedata.category(sign)[0] == "C"
        begins = sign in SEPARATORS or (begins and skipped)
    return "".join(written)
