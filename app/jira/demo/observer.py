"""Observation of the simulation: a callback for each event."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

Values = Mapping[str, Decimal | None]
"""Estimates of an issue by field id."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An issue as it is created."""

    project: str
    status: str
    values: Values
    subtask: bool
    sprints: frozenset[int]


class Observer:
    """Ignores all events; subclasses override the callbacks that they need.

    Instants are epoch milliseconds, issue ids strings, sprint and board ids integers.
    """

    def created(self, issue: str, newcomer: Newcomer) -> None:
        """Called for a new issue with its first sprints."""

    def changed(
        self,
        issue: str,
        when: int,
        *,
        status: str | None = None,
        sprints: Iterable[int] | None = None,
        values: Values | None = None,
    ) -> None:
        """Called for a change of an issue; all parts of it take effect at that instant."""

    def transferred(self, issue: str, project: str) -> None:
        """Called when an issue moves to another project."""

    def planned(self, sprint: int, board: int) -> None:
        """Called for a new future sprint of a board."""

    def started(self, sprint: int, when: int) -> None:
        """Called when a sprint starts, after all earlier changes of its issues."""

    def closed(self, sprint: int) -> None:
        """Called when a sprint is closed."""

    def reopened(self, sprint: int) -> None:
        """Called when a closed sprint is reopened."""
