"""`make bench`: measures, prints, and writes what it found into the documents, between their marks.

All tables go to docs/performance.md, the essential rows to the README.
"""

import asyncio
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import arithmetic, reading, start, warm

ROOT = Path(__file__).parent.parent.parent
BEGIN, END = "<!-- bench -->", "<!-- /bench -->"


def machine() -> str:
    """Return a line that names the machine and the day."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    cpu = model or platform.processor() or platform.machine()
    return (
        f"Measured on {cpu}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{datetime.now(UTC):%Y-%m-%d}, by `make bench`."
    )


def write(document: str, lines: Sequence[str]) -> None:
    """Put the lines between the marks of a document."""
    path = ROOT / document
    before, _, rest = path.read_text("utf-8").partition(BEGIN)
    text = "\n".join(lines)
    path.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}", "utf-8")


def main() -> None:
    """Measure and write."""
    essential, whole = asyncio.run(reading.tables())
    at_once = [*warm.table(), "", *start.table()]
    sums = "The arithmetic alone, for each history entry; level rows and columns: it grows with the entries only."
    everything = [machine(), "", *whole, "", *at_once, "", sums, "", *arithmetic.table()]
    print("\n".join(everything))  # noqa: T201 - a bench prints
    write("README.md", [machine(), "", *essential, "", *at_once])
    write("docs/performance.md", everything)


if __name__ == "__main__":
    main()
