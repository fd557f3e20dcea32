"""What can be heard of the demo company while it lives: each act at the moment of the act."""

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
    """Ignores every act; a subclass overrides what it wants to hear.

    Instants are epoch milliseconds, issue ids strings, sprint and board ids integers.
    """

    def created(self, issue: str, newcomer: Newcomer) -> None:
        """Hear of a new issue; it is in its first sprints at once."""

    def changed(
        self,
        issue: str,
        when: int,
        *,
        status: str | None = None,
        sprints: Iterable[int] | None = None,
        values: Values | None = None,
    ) -> None:
        """Hear of one act on an issue; everything that the act changes holds together from that instant on."""

    def transferred(self, issue: str, project: str) -> None:
        """Hear that an issue belongs to another project now."""

    def planned(self, sprint: int, board: int) -> None:
        """Hear of a new sprint of a board, not started yet."""

    def started(self, sprint: int, when: int) -> None:
        """Hear that a sprint starts; of its issues all earlier acts have been heard."""

    def closed(self, sprint: int) -> None:
        """Hear that a sprint is closed."""

    def reopened(self, sprint: int) -> None:
        """Hear that the last close of a sprint is taken back."""
