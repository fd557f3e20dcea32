"""`make bench`: measures, prints, and writes the results into the documents, between their marks.

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


def machine(target: str = "bench") -> str:
    """Return a line that names the machine, the day and the target of make."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    cpu = model or platform.processor() or platform.machine()
    return (
        f"Measured on {cpu}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{datetime.now(UTC):%Y-%m-%d}, by `make {target}`."
    )


def write(document: str, lines: Sequence[str], *, mark: str = "bench") -> None:
    """Put the lines between the marks of a document."""
    path, begin, end = ROOT / document, f"<!-- {mark} -->", f"<!-- /{mark} -->"
    before, _, rest = path.read_text("utf-8").partition(begin)
    text = "\n".join(lines)
    path.write_text(f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}", "utf-8")


def main() -> None:
    """Measure and write."""
    found = asyncio.run(reading.tables())
    size, ours, theirs, ratio = warm.rates()
    aims = [
        "| what | found | aim |",
        "|---|---|---|",
        *found.aims,
        f"| warm calls a second, {ours:.0f} / those of a bare route, {theirs:.0f} | {ratio:.2f} | at least 0.85 |",
        f"| seconds from the start of the server to its first answer | {start.typical():.2f} | at most 0.6 |",
    ]
    sums = "The arithmetic, for each history entry; level rows and columns mean that it grows with the entries only."
    bare = f"A warm call is one on an open connection, with an answer of {size:,} bytes."
    everything = [machine(), "", *aims, "", bare, "", *found.whole, "", sums, "", *arithmetic.table()]
    print("\n".join(everything))  # noqa: T201 - a bench prints
    write("README.md", [machine(), "", *found.essential, "", *aims])
    write("docs/performance.md", everything)


if __name__ == "__main__":
    main()
