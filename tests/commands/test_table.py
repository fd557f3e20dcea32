"""Rows as text: columns that align, cells that no spreadsheet reads as a formula."""

import csv
import io
import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.holds import holds
from velocity_chart.commands import table

PAGE = Path(__file__).parents[2] / "static" / "gadget" / "export" / "csv.js"
HOSTILE = [
    "=1+1", "+1", "-1", "@sum", "\tq", 'say "hi", twice', "two\nlines", "plain -1", "x;=1+1;y", "x,@a", " =1", "==1",
    "\x00=1", "\uff1d1+1", "a\n-1", 'b;"=1"', "\t\uff20x", "'=1", "", "a\u2028=1", "\ufeff=1", "|+1", "a|-", "\xad@x",
]  # fmt: skip


@holds(table, "if begins and sign in SIGNS:", "if False:")
def test_cells_are_guarded_as_the_page_guards_them() -> None:
    """The command puts an apostrophe exactly where the page's function does."""
    script = f"import {{harmless}} from {json.dumps(PAGE.as_uri())};"
    script += f"console.log(JSON.stringify({json.dumps(HOSTILE)}.map(harmless)))"
    node = ("node", "--input-type=module", "--eval", script)
    done = subprocess.run(node, capture_output=True, text=True, check=True, timeout=60)  # noqa: S603
    assert [table.harmless(text) for text in HOSTILE] == json.loads(done.stdout)


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_whatever_a_cell_holds_is_read_back(cells: list[str]) -> None:
    """A row of CSV reads back as one row of the same guarded cells."""
    written = table.csv([cells])
    assert list(csv.reader(io.StringIO(written, newline=""), strict=True)) == [list(map(table.harmless, cells))]


@given(st.lists(st.tuples(st.text(), st.text()), min_size=1))
def test_a_row_is_a_line_without_controls(rows: list[tuple[str, str]]) -> None:
    """Whatever names contain, a table has one line a row and no control characters."""
    lines = table.aligned(rows, [False, True]).split("\n")
    assert len(lines) == len(rows)
    assert all(line.isprintable() or max(line) >= "\ue000" for line in lines)


@pytest.mark.parametrize("value", [1, 1.5, 2.0, None, True])
def test_numbers_stay_numbers(value: float | None) -> None:
    """A number is written bare, a whole one without a decimal point, and None as nothing."""
    assert table.csv([[value]]) == {1: "true" if value is True else "1", 1.5: "1.5", 2.0: "2", None: ""}[value] + "\r\n"
