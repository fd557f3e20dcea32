"""Rows as text: aligned columns for people, CSV that no spreadsheet takes for formulas."""

import unicodedata
from collections.abc import Sequence
from typing import Final

Cell = str | int | float | bool | None

SEPARATORS: Final = ",;|\t\r\n"
"""Where a cell may begin, however a sheet separates."""

SIGNS: Final = "=+-@\uff1d\uff0b\uff0d\uff20"
"""What formulas begin with, full-width signs too (CWE-1236; OWASP ASVS 5.0, 1.2.10)."""

QUOTES: Final = "\"'"


def aligned(rows: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    """Return rows as lines whose columns are as wide as their widest cell; `right` says which of them end flush."""
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
    """Return a text on one line and without what a terminal would obey: names come from other people."""
    return "".join(
        " " if sign.isspace() else "\ufffd" if unicodedata.category(sign)[0] == "C" else sign for sign in text
    )


def _width(text: str) -> int:
    """Return how many places a terminal takes for a text (Unicode Standard Annex 11)."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def csv(rows: Sequence[Sequence[Cell]]) -> str:
    """Return rows as RFC 4180 has them, each ended by CR LF; every text in quotes and harmless."""
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
    """Return a text with an apostrophe before whatever a sheet might take for the beginning of a formula."""
    written, begins = [], True
    for sign in text:
        if begins and sign in SIGNS:
            written.append("'")
        written.append(sign)
        skipped = sign.isspace() or sign in QUOTES or unicodedata.category(sign)[0] == "C"
        begins = sign in SEPARATORS or (begins and skipped)
    return "".join(written)
