"""The findings of `velocity-chart check`."""

from dataclasses import dataclass
from typing import Protocol


class Report(Protocol):
    """The receiver of findings."""

    def good(self, text: str) -> None:
        """Receive a passed check."""

    def note(self, text: str) -> None:
        """Receive a remark that needs no action."""

    def fault(self, text: str) -> None:
        """Receive a fault."""


@dataclass
class PrintedReport:
    """Prints each finding at once and records whether one of them is a fault."""

    failed: bool = False

    def good(self, text: str) -> None:
        """Print a passed check."""
        self._print(f"ok    {text}")

    def note(self, text: str) -> None:
        """Print a remark that needs no action."""
        self._print(f"note  {text}")

    def fault(self, text: str) -> None:
        """Print a fault."""
        self.failed = True
        self._print(f"FAIL  {text}")

    @staticmethod
    def _print(line: str) -> None:
        print(line, flush=True)  # noqa: T201 - a command speaks on its standard streams
