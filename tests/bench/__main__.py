"""`make bench`: measures, prints, and writes the tables into the README between its marks."""

import asyncio
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import arithmetic, reading, warm

README = Path(__file__).parent.parent.parent / "README.md"
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


def main() -> None:
    """Measure and write."""
    tables = [
        machine(),
        "",
        *asyncio.run(reading.table()),
        "",
        *warm.table(),
        "",
        "The arithmetic alone, for each history entry; level rows and columns: it grows with the entries only.",
        "",
        *arithmetic.table(),
    ]
    text = "\n".join(tables)
    print(text)  # noqa: T201 - a bench prints
    before, _, rest = README.read_text("utf-8").partition(BEGIN)
    README.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}", "utf-8")


if __name__ == "__main__":
    main()
