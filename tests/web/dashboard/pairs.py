"""Two processes that do the same at the same time."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def run_both(script: str, where: list[str]) -> None:
    """Run a script twice at once, with `where` and the name `a` or `b`; each waits for a line before it begins."""
    both = [
        subprocess.Popen(  # noqa: S603 - our own line
            [sys.executable, "-c", script, *where, name], cwd=ROOT, stdin=subprocess.PIPE, text=True
        )
        for name in "ab"
    ]
    for process in both:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.close()
    assert [process.wait(60) for process in both] == [0, 0]
